import { shortened } from '../../trace/printable.js'
import type { Params } from '../form.js'
import type { CapturedRequest } from './captured.js'
import type { Reading } from './reading.js'
import type { Remark, SignatureCheck } from './verification.js'

const remark = (code: string, sentence: string): Remark => ({ code, sentence })

/** What is worth knowing of a request whose signature is right: where a validator may refuse it all the same. */
export function remarksOn(reading: Reading, checks: readonly SignatureCheck[]): Remark[] {
  const found: Remark[] = []
  const v3 = checks.filter(({ version }) => version === 'V3')
  const matching = checks.filter(({ matches }) => matches)
  if (matching.length === 0) return found
  const own = v3.find(({ signer }) => signer === 'account')
  if (own && !own.matches && v3.some(({ matches }) => matches)) {
    const sentence = `This is the token of the main account: it fits the -Ma- header only, ${own.header} is by a subaccount.`
    found.push(remark('main-account-token', sentence))
  }
  if (!matching.some(({ version }) => version === 'V3')) {
    const versions = [...new Set(matching.map(({ version }) => version))].join(' and ')
    const protects = versions.includes('V1')
      ? 'which has no nonce and can be replayed'
      : 'which protects neither query nor parameters'
    found.push(remark('weak-signature', `Only ${versions} matches, ${protects}: verify V3.`))
  }
  if (matching.some(({ version }) => version === 'V3')) found.push(...sdkLimits(reading, v3))
  return found
}

/** Where the official validators differ from what Plivo signs. */
function sdkLimits({ authority, path, search, params, method }: Reading, checks: readonly SignatureCheck[]): Remark[] {
  const found: Remark[] = []
  const bothWays = checks.some(({ withoutPort }) => withoutPort)
  if (/:\d+$/.test(authority) && !bothWays)
    found.push(
      remark('sdk-port', 'The Java, .NET and Ruby SDKs leave the port out of the URL: there this request cannot pass.'),
    )
  if (/[%+]/.test(search))
    found.push(
      remark('sdk-php-query', 'The PHP SDK does not decode the query before it signs: there this request cannot pass.'),
    )
  if (/%[89a-f][\da-f]/i.test(search))
    found.push(remark('sdk-python-query', 'The Python SDK raises an exception for a query beyond ASCII.'))
  if (/%/.test(path))
    found.push(
      remark('sdk-go-path', 'The Go and .NET SDKs decode the path before they sign: there this request cannot pass.'),
    )
  if (Object.values(params).some(value => typeof value !== 'string'))
    found.push(remark('sdk-lists', 'A parameter comes several times: the PHP SDK cannot verify that in a POST.'))
  if (method === 'GET' && search.length > 1)
    found.push(
      remark(
        'sdk-node-get',
        'To the Node SDK pass a GET with its whole URL and no parameters: it counts req.query twice.',
      ),
    )
  return found
}

/** What is still possible when nothing explains a signature, the likeliest first. */
export function stillPossible(
  reading: Reading,
  checks: readonly SignatureCheck[],
  { params, body }: CapturedRequest,
  nonces: readonly string[],
): Remark[] {
  const found: Remark[] = []
  const missing = checks.find(({ unchecked }) => unchecked?.endsWith('is missing'))?.unchecked
  if (missing !== undefined)
    found.push(
      remark('nonce-missing', `${missing}: without the nonce nothing can be verified. Let the proxy hand it on.`),
    )
  if (nonces.some(nonce => nonce.includes(','))) {
    const sentence = `A nonce came several times, with different values (${shortened(nonces.join(' and '), 200)}): with none of them a signature matches. Let one proxy alone hand on X-Plivo-… headers.`
    found.push(remark('header-doubled', sentence))
  }
  const v2 = checks.find(({ version, matches }) => version === 'V2' && matches)
  if (v2) {
    const sentence = `${v2.header} matches: token, scheme, host, port and path are right, what differs is the method, the query or a parameter.`
    found.push(remark('url-is-right', sentence))
  } else if (isAuthId(reading.tokens.account)) {
    found.push(
      remark(
        'token-is-auth-id',
        'What was given as token looks like an auth ID; the auth token stands below it in the console.',
      ),
    )
  } else {
    const sentence =
      'Most likely the token is another one: of another account or subaccount, or of before it was regenerated.'
    found.push(remark('wrong-token', sentence))
  }
  if (!v2) {
    const sentence = `Plivo called another URL than ${reading.scheme}://${reading.authority}${reading.path}: another host or port, or a router cut its path (Express: originalUrl instead of url).`
    found.push(remark('other-url', sentence))
  }
  if (params === undefined && body === undefined && reading.method === 'POST')
    found.push(remark('no-body', 'The capture has no body: a POST by Plivo has one.'))
  const lost =
    'The parameters are not those that Plivo sent: something dropped, added or rewrote one, in a way that cannot be undone.'
  if (hasParams(reading.params)) found.push(remark('other-params', lost))
  return found
}

const hasParams = (params: Params): boolean => Object.keys(params).length > 0

const isAuthId = (token: string): boolean => /^(MA|SA)[A-Z0-9]{18}$/.test(token.trim())
