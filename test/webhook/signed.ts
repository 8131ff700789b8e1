import { encodeForm, mergedQuery, type Params } from '../../src/webhook/form.js'
import { type HeaderOptions, plainHeaders, type SigningTokens, signedHeaders } from '../../src/webhook/headers.js'
import { type RequestUrl, requestUrl } from '../../src/webhook/request-url.js'
import { sign, textV2, textV3 } from '../../src/webhook/signature.js'
import type { CapturedRequest } from '../../src/webhook/verify.js'

export const target = (url: string): RequestUrl => requestUrl(url) as RequestUrl

/** The V2 signature of a URL. */
export const signV2 = (token: string, url: string, nonce: string): string =>
  sign(token, textV2(target(url).base, nonce))

/** The V3 signature of a request. */
export const signV3 = (token: string, method: 'GET' | 'POST', url: string, nonce: string, params: Params): string =>
  sign(token, textV3(method, target(url).base, target(url), nonce, params))

export interface Sent {
  readonly method: 'GET' | 'POST'
  /** As Plivo was given it. */
  readonly url: string
  readonly params: Params
  readonly tokens: SigningTokens
}

export const nonces = { V2: '22222222222222222222', V3: '33333333333333333333' } as const

/** A request as offhook sends it, and as it arrives when nothing happens to it. */
export function arrived({ method, url, params, tokens }: Sent, options: HeaderOptions = { signV1: true }) {
  const to = target(url)
  const left: string[] = [nonces.V2, nonces.V3]
  const plain = plainHeaders(method, to.authority, options)
  const headers = signedHeaders(plain, { method, url, target: to, params }, tokens, () => left.shift() ?? '', options)
  const query = method === 'GET' ? mergedQuery(to, params) : to.search.slice(1)
  const search = query && `?${query}`
  const body = method === 'POST' ? { body: encodeForm(params) } : {}
  const captured = { method, url: to.base + search, headers, ...body } satisfies CapturedRequest
  return { captured, signed: textV3(method, to.base, to, nonces.V3, params) }
}
