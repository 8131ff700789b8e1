import { withStrings } from '../trace/printable.js'
import type { SigningTokens } from './headers.js'
import { shownUrl } from './request-url.js'
import { type CapturedRequest, capturedParams, plainNames } from './verify/captured.js'
import { Effort, mostEffort } from './verify/effort.js'
import { hypotheses, lastResorts } from './verify/hypotheses.js'
import type { Known } from './verify/hypothesis.js'
import {
  matchingText,
  type Reading,
  type SignatureHeader,
  signedText,
  urlParts,
  type Version,
} from './verify/reading.js'
import { remarksOn, stillPossible } from './verify/remarks.js'
import { explain, type Found } from './verify/search.js'
import { secretsIn } from './verify/secrets.js'
import { nonceName, signatureHeaders } from './verify/signature-headers.js'
import type { Cause, Explanation, SignatureCheck, Verification } from './verify/verification.js'

export type { CapturedRequest } from './verify/captured.js'
export { textParams } from './verify/params.js'
export type { Cause, Explanation, Remark, SignatureCheck, Verification } from './verify/verification.js'

export interface VerifyOptions extends SigningTokens {
  /** Of the account: somebody may have taken it for the token. */
  readonly authId?: string | undefined
}

/**
 * Says which signatures of a request match, and if the strongest does not, why: whatever may have happened to the
 * request is undone, one thing after the other and then two at a time, until the signature fits. A signature fits
 * nothing but the text that it was made of, so an explanation that is found is the right one, or equal to it.
 *
 * Pure. Neither a token nor credentials of the URL are in what it returns. When nothing explains a request it ends after
 * a fixed amount of work, some seconds at most. Throws a TypeError for a URL that is not absolute, http or https.
 */
export function verifyRequest(captured: CapturedRequest, options: VerifyOptions): Verification {
  const headers = plainNames(captured.headers)
  const reading = readingOf(captured, headers, options)
  const signed = signatureHeaders(headers)
  const mainUnknown = (header: SignatureHeader) => options.mainAuthToken === undefined && !isCopy(header, signed)
  const checks = signed.map(header => check(reading, header, mainUnknown(header)))
  const known: Known = { captured, headers, authId: options.authId }
  const searched = targets(checks, signed)
  const { found, isSpent } = search(reading, searched, known)
  const valid = checks.some(({ matches }) => matches)
  const verdict = valid ? 'valid' : found ? 'explained' : signed.length === 0 ? 'unsigned' : 'unexplained'
  const unknown = searched.length > 0 && !found ? stillPossible(reading, checks, captured, noncesOf(searched)) : []
  const result: Verification = {
    verdict,
    method: captured.method,
    url: captured.url,
    params: Object.keys(reading.params),
    checks,
    ...(signed.length === 0 && { explanation: unsigned }),
    ...(found && { explanation: explanation(found, reading, signed) }),
    remarks: [...remarksOn(reading, checks), ...unknown],
    tried: searched.length > 0 ? [...new Set(hypotheses.map(({ code }) => code))] : [],
    triedAll: found !== undefined || !isSpent,
  }
  const secrets = secretsIn(reading, headers)
  return withStrings(result, text => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '•••@'), text))
}

const noncesOf = (headers: readonly SignatureHeader[]): string[] => [
  ...new Set(headers.flatMap(({ nonce }) => nonce ?? [])),
]

/** Whether a URL is one that can be verified: absolute, http or https. */
export const isRequestUrl = (url: string): boolean => urlParts(url) !== undefined

function readingOf(captured: CapturedRequest, headers: Known['headers'], options: VerifyOptions): Reading {
  const parts = urlParts(captured.url)
  if (!parts) throw new TypeError(`${shownUrl(captured.url)} is not an absolute http or https URL`)
  const { authToken, mainAuthToken = authToken } = options
  return {
    ...parts,
    method: captured.method,
    params: capturedParams(captured, headers.get('content-type')),
    tokens: { account: authToken, main: mainAuthToken },
  }
}

function check(reading: Reading, header: SignatureHeader, mainUnknown: boolean): SignatureCheck {
  const text = signedText(reading, header)
  const withoutPort = { ...reading, authority: reading.authority.replace(/:\d+$/, '') }
  const matches = matchingText(reading, header) !== undefined
  const unchecked = matches ? undefined : whyUnchecked(reading, header, mainUnknown)
  return {
    header: header.name,
    version: header.version,
    signer: header.signer,
    matches,
    withoutPort: withoutPort.authority !== reading.authority && matchingText(withoutPort, header) !== undefined,
    ...(text !== undefined && { text }),
    ...(unchecked !== undefined && { unchecked }),
  }
}

function whyUnchecked({ method }: Reading, header: SignatureHeader, mainUnknown: boolean): string | undefined {
  if (header.version !== 'V1' && header.nonce === undefined) return `${nonceName(header.version)} is missing`
  if (header.version === 'V3' && method !== 'GET' && method !== 'POST')
    return `the method is ${method}, not GET or POST`
  return header.signer === 'main' && mainUnknown ? "the main account's token was not given" : undefined
}

/** Without a subaccount the `-Ma-` header says the same as the other. */
const isCopy = (header: SignatureHeader, signed: readonly SignatureHeader[]): boolean =>
  header.signer === 'main' &&
  signed.some(other => other.signer === 'account' && String(other.signatures) === String(header.signatures))

/** The headers to be explained: all that do not match, unless one of the strongest does. */
function targets(checks: readonly SignatureCheck[], signed: readonly SignatureHeader[]): SignatureHeader[] {
  const strongest = checks.filter(({ version }) => version === checks[0]?.version)
  if (strongest.some(({ matches }) => matches)) return []
  return signed.filter((header, at) => checks[at]?.matches === false && !isCopy(header, signed))
}

interface Searched {
  readonly found: Found | undefined
  /** Whether the search ended before everything was tried. */
  readonly isSpent: boolean
}

/** V3 first: what explains the strongest signature explains all that was done to the request. */
function search(reading: Reading, searched: readonly SignatureHeader[], known: Known): Searched {
  const of = (version: Version) => searched.filter(header => header.version === version)
  let isSpent = false
  for (const headers of [of('V3'), of('V2'), of('V1')]) {
    const effort = new Effort(headers[0]?.version === 'V3' ? mostEffort : mostEffort / 2)
    const found = explain(reading, headers, hypotheses, known, effort)
    if (found) return { found, isSpent }
    isSpent ||= effort.isSpent
  }
  // V2 is of nothing but the URL: it alone tells every port.
  const ports = searched.filter(({ version, nonce }) => version === 'V2' && nonce !== undefined)
  const effort = new Effort(mostEffort / 2)
  const found = explain(reading, ports.length > 0 ? ports : of('V3'), lastResorts, known, effort)
  return { found, isSpent: isSpent || effort.isSpent }
}

function explanation(
  { steps, header, text }: Found,
  reading: Reading,
  signed: readonly SignatureHeader[],
): Explanation {
  const right = steps.at(-1)?.change.reading ?? reading
  const verified = signedText(reading, header)
  return {
    causes: steps.map(({ hypothesis, change }): Cause => {
      const { code, advice, provenance, rule } = hypothesis
      return { code, sentence: change.sentence, advice, provenance, rule }
    }),
    headers: signed.filter(one => matchingText(right, one) !== undefined).map(({ name }) => name),
    signed: text,
    ...(verified !== undefined && { verified }),
  }
}

const unsigned: Explanation = {
  causes: [
    {
      code: 'headers-missing',
      sentence: 'The request has no X-Plivo-Signature header at all.',
      advice:
        'Let the proxy hand on X-Plivo-… headers; and is the request from Plivo? Every one of its voice requests is signed.',
      provenance: 'observed',
      rule: 'D70',
    },
  ],
  headers: [],
  signed: '',
}
