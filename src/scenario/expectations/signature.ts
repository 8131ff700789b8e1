import type { ObservedAttempt } from '../../webhook/engine.js'
import type { SigningTokens } from '../../webhook/headers.js'
import { verifyRequest } from '../../webhook/verify.js'

/** Enough to explain whatever happens to a request on its way, in well under a second. */
const effort = 8_000_000

/**
 * Why the signatures of a request are not those of the account: its V3 and its V2 must match the URL as it was sent.
 * Nothing if they do.
 */
export function signatureProblems({ webhook, request }: ObservedAttempt, tokens: SigningTokens): string[] {
  const { method, url, headers, body } = request
  const { checks, explanation } = verifyRequest(
    { method, url, headers, ...(body !== undefined && { body }) },
    { ...tokens, effort },
  )
  if (checks.length === 0) return [webhook.signed ? 'it has no signature' : 'it has no signature: audio never has']
  const missing = (['V3', 'V2'] as const).filter(one => !checks.some(({ version }) => version === one))
  const wrong = checks.filter(({ matches }) => !matches)
  if (missing.length === 0 && wrong.length === 0) return []
  return [
    ...missing.map(version => `it has no X-Plivo-Signature-${version}`),
    ...wrong.map(({ header, unchecked }) => `${header} ${unchecked ?? 'does not match'}`),
    ...(explanation?.causes ?? []).map(({ sentence }) => sentence),
  ]
}
