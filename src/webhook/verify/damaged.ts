import { Effort, mostEffort } from './effort.js'
import type { Known } from './hypothesis.js'
import { headerDoubled, headerMangled, headerSpaces } from './keys.js'
import { type Reading, type SignatureHeader, signedText, type Version } from './reading.js'
import { explain, type Found } from './search.js'
import type { SignatureCheck } from './verification.js'

/**
 * The account's own V3 header does not match, though the -Ma- header does. It may be by a subaccount, whose token was
 * not given. It is not where repairing the header makes it match, or where V2 is by the token that was given: then
 * the header was damaged, and a validator that looks at it alone refuses the request.
 */
export function damaged(
  reading: Reading,
  signed: readonly SignatureHeader[],
  checks: readonly SignatureCheck[],
  known: Known,
): Found | undefined {
  const check = (version: Version, signer: string) =>
    checks.find(one => one.version === version && one.signer === signer)
  const own = check('V3', 'account')
  const header = signed.find(({ name }) => name === own?.header)
  if (!header || own?.matches || !check('V3', 'main')?.matches) return undefined
  const found = explain(reading, [header], [headerSpaces, headerDoubled, headerMangled], known, new Effort(mostEffort))
  if (found || !check('V2', 'account')?.matches) return found
  const sentence = `What stands in ${header.name} is no signature of this request, though the request is whole: its other headers match, by the same token.`
  const change = { reading, sentence }
  return { steps: [{ hypothesis: headerMangled, change }], header, text: signedText(reading, header) ?? '' }
}
