import type { Params } from './form.js'
import type { RequestUrl } from './request-url.js'
import { sign, signV1, textV2, textV3 } from './signature.js'

/** Whose tokens sign the webhooks of a call. */
export interface SigningTokens {
  /** Of the (sub)account that owns the number or application. */
  readonly authToken: string
  /** Of the main account, for the `-Ma-` headers; the same unless given. */
  readonly mainAuthToken?: string
}

export interface HeaderOptions {
  /** `Plivo` unless given (D69). */
  readonly userAgent?: string
  /** Sent with every request, in the place of what offhook would send itself; signatures stay. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sends the outdated `X-Plivo-Signature`, too (D70). */
  readonly signV1?: boolean
  /**
   * Adds to the V3 headers a second signature, of the URL without its port, after a comma without a space: for
   * applications on a port that verify with the Java, .NET or Ruby SDK, which leave it out (D70).
   */
  readonly signWithoutPort?: boolean
}

/** The headers that do not change from attempt to attempt. */
export function plainHeaders(method: 'GET' | 'POST', host: string, options: HeaderOptions): Record<string, string> {
  const headers: Record<string, string> = {
    Host: host,
    'User-Agent': options.userAgent ?? 'Plivo',
    Accept: '*/*',
    'Accept-Encoding': 'gzip',
    ...(method === 'POST' && { 'Content-Type': 'application/x-www-form-urlencoded' }),
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (/^x-plivo-signature/i.test(name)) continue // Signatures stay what they are.
    const own = Object.keys(headers).find(known => known.toLowerCase() === name.toLowerCase())
    headers[own ?? name] = value
  }
  return headers
}

/** What is signed. */
export interface Signable {
  readonly method: 'GET' | 'POST'
  /** As written, fragment included. */
  readonly url: string
  readonly target: RequestUrl
  readonly params: Params
}

/**
 * `plain` with the V3 and V2 trios, each with a nonce of its own, as seen on every voice request (D70, D71);
 * V1 on demand.
 */
export function signedHeaders(
  plain: Readonly<Record<string, string>>,
  { method, url, target, params }: Signable,
  { authToken, mainAuthToken = authToken }: SigningTokens,
  nonce: () => string,
  options: HeaderOptions,
): Record<string, string> {
  const nonceV2 = nonce()
  const nonceV3 = nonce()
  const textsV3 = [textV3(method, target.base, target, nonceV3, params)]
  if (options.signWithoutPort && target.baseWithoutPort !== target.base) {
    textsV3.push(textV3(method, target.baseWithoutPort, target, nonceV3, params))
  }
  const v2 = (token: string) => sign(token, textV2(target.base, nonceV2))
  const v3 = (token: string) => textsV3.map(text => sign(token, text)).join(',')
  const [ownV2, ownV3] = [v2(authToken), v3(authToken)]
  const subaccount = mainAuthToken !== authToken
  const headers: Record<string, string> = {
    ...plain,
    'X-Plivo-Signature-V2': ownV2,
    'X-Plivo-Signature-Ma-V2': subaccount ? v2(mainAuthToken) : ownV2,
    'X-Plivo-Signature-V2-Nonce': nonceV2,
    'X-Plivo-Signature-V3': ownV3,
    'X-Plivo-Signature-Ma-V3': subaccount ? v3(mainAuthToken) : ownV3,
    'X-Plivo-Signature-V3-Nonce': nonceV3,
  }
  if (options.signV1) headers['X-Plivo-Signature'] = signV1(authToken, url, params)
  return headers
}
