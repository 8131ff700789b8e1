import type { Params } from '../form.js'
import { type RequestUrl, requestUrl } from '../request-url.js'
import { sign, textV1, textV2, textV3 } from '../signature.js'

export type Version = 'V1' | 'V2' | 'V3'

/** A signature header with the nonce that belongs to it. */
export interface SignatureHeader {
  /** `X-Plivo-Signature-V3`. */
  readonly name: string
  readonly version: Version
  /** Whose token signs it: of the account that owns the number, or in `-Ma-` headers of its main account. */
  readonly signer: keyof Tokens
  /** As they stand between the commas: nothing is trimmed, because the SDKs trim nothing. */
  readonly signatures: readonly string[]
  readonly nonce: string | undefined
}

export interface Tokens {
  readonly account: string
  readonly main: string
}

/** Everything that a signature is made of, as one explanation of a request has it. */
export interface Reading {
  readonly method: string
  readonly scheme: string
  /** With `@` at its end; empty if there is none. Signatures leave it out. */
  readonly credentials: string
  /** Host and port, as written. */
  readonly authority: string
  readonly path: string
  /** With its `?`; empty if there is none. */
  readonly search: string
  /** With its `#`; empty if there is none. */
  readonly fragment: string
  readonly params: Params
  readonly tokens: Tokens
  /** Changes a header before it is looked at. */
  readonly header?: (header: SignatureHeader) => SignatureHeader
  /** Makes the text otherwise than the SDKs do. */
  readonly compose?: (reading: Reading, header: SignatureHeader) => string | undefined
}

/** The parts of an absolute http or https URL, none of them normalised. */
export function urlParts(url: string): Pick<Reading, UrlPart> | undefined {
  const match = /^(https?):\/\/([^/?#\\]*@)?([^@/?#\\]+)([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(url)
  if (!match || !URL.canParse(url)) return undefined
  const [, scheme = '', credentials = '', authority = '', path = '', search = '', fragment = ''] = match
  return { scheme, credentials, authority, path, search, fragment }
}

export type UrlPart = 'scheme' | 'credentials' | 'authority' | 'path' | 'search' | 'fragment'

export const urlOf = ({ scheme, credentials, authority, path, search, fragment }: Reading): string =>
  `${scheme}://${credentials}${authority}${path}${search}${fragment}`

export const baseOf = ({ scheme, authority, path }: Reading): string => `${scheme}://${authority}${path}`

/** The query of a reading, decoded as signatures have it. */
export const queryOf = ({ search }: Reading): RequestUrl => requestUrl(`http://h/${search}`) as RequestUrl

/** What was signed for a header, if this reading is the right one; undefined if it could not be signed at all. */
export function signedText(reading: Reading, written: SignatureHeader): string | undefined {
  const header = reading.header?.(written) ?? written
  if (reading.compose) return reading.compose(reading, header)
  const { method, params } = reading
  if (header.version === 'V1') return textV1(urlOf(reading), params)
  if (header.nonce === undefined) return undefined
  if (header.version === 'V2') return textV2(baseOf(reading), header.nonce)
  // The SDKs throw for another method, or take it for a POST; Plivo sends no other.
  if (method !== 'GET' && method !== 'POST') return undefined
  return textV3(method, baseOf(reading), queryOf(reading), header.nonce, params)
}

/** The signed text, if its signature stands in the header. */
export function matchingText(
  reading: Reading,
  written: SignatureHeader,
  text = signedText(reading, written),
): string | undefined {
  if (text === undefined) return undefined
  const { version, signatures, signer } = reading.header?.(written) ?? written
  const signature = sign(reading.tokens[signer], text, version === 'V1' ? 'sha1' : 'sha256')
  return signatures.includes(signature) ? text : undefined
}
