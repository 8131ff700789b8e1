import type { SignatureHeader, Tokens, Version } from './reading.js'

const families: readonly (readonly [name: string, version: Version, signer: keyof Tokens])[] = [
  ['X-Plivo-Signature-V3', 'V3', 'account'],
  ['X-Plivo-Signature-Ma-V3', 'V3', 'main'],
  ['X-Plivo-Signature-V2', 'V2', 'account'],
  ['X-Plivo-Signature-Ma-V2', 'V2', 'main'],
  ['X-Plivo-Signature', 'V1', 'account'],
]

/** Plivo sends two at most (D70). */
const mostSignatures = 100

export const nonceName = (version: Version): string => `X-Plivo-Signature-${version}-Nonce`

/** The signature headers that a request has, the strongest first. Their names are in lower case in `headers`. */
export function signatureHeaders(headers: ReadonlyMap<string, string>): SignatureHeader[] {
  return families.flatMap(([name, version, signer]) => {
    const value = headers.get(name.toLowerCase())
    if (value === undefined) return []
    const nonce = version === 'V1' ? undefined : headers.get(nonceName(version).toLowerCase())
    return [{ name, version, signer, signatures: value.split(',', mostSignatures), nonce }]
  })
}
