import type { SignatureHeader, Version } from './reading.js'
import { nonceName } from './signature-headers.js'
import type { Cause, Explanation } from './verification.js'

/** What the request lacks: without it there is nothing to verify, whatever else is right. */
export function missing(
  headers: ReadonlyMap<string, string>,
  signed: readonly SignatureHeader[],
): Explanation | undefined {
  const strongest = signed[0]
  const isLost = Boolean(headers.get(nonceName('V3').toLowerCase())) && strongest?.version !== 'V3'
  if (isLost) return lacking(headersMissing(`${nonceName('V3')} is there, X-Plivo-Signature-V3 is not.`))
  if (strongest === undefined) return lacking(headersMissing('The request has no X-Plivo-Signature header at all.'))
  const lacksNonce = strongest.version !== 'V1' && strongest.nonce === undefined
  return lacksNonce ? lacking(nonceMissing(strongest.version)) : undefined
}

const lacking = (cause: Cause): Explanation => ({ causes: [cause], headers: [], signed: '' })

const headersMissing = (sentence: string): Cause => ({
  code: 'headers-missing',
  sentence,
  advice:
    'Let the proxy hand on X-Plivo-… headers; and is the request from Plivo? Every one of its voice requests is signed.',
  provenance: 'observed',
  rule: 'D70',
})

const nonceMissing = (version: Version): Cause => ({
  code: 'nonce-missing',
  sentence: `${nonceName(version)} is missing: it is part of what ${version} signs, and nothing can be verified without it.`,
  advice: `Let the proxy, and whatever captured the request, hand on every X-Plivo-… header: ${nonceName(version)}, too.`,
  provenance: 'SDK',
  rule: `${version} signs its nonce, which comes in a header of its own`,
})
