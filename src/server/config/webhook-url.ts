import type { Field } from '../../scenario/field.js'
import { type FileMistake, Mistake } from '../../scenario/mistake.js'
import { type Shape, shaped } from '../../scenario/shape.js'
import { hasCredentials, hideUrlCredentials } from '../../trace/credentials.js'
import { type Applicable, readPolicy } from '../../webhook/fragment.js'

/** An absolute URL of the application, without credentials: callbacks know no Basic authentication (D78). */
export const webhookUrl: Shape<string> = shaped({ type: 'string', pattern: '^[hH][tT][tT][pP][sS]?://.' }, field => {
  const written = field.text()
  if (written === undefined) return undefined
  if (!/^https?:\/\//i.test(written) || !URL.canParse(written)) {
    const shown = JSON.stringify(hideUrlCredentials(written))
    return field.mistake(`${field.name} is not a URL that can be requested: ${shown}`, {
      allowed: 'an absolute URL that begins with http:// or https://',
    })
  }
  if (!hasCredentials(written)) return written
  return field.mistake(`${field.name} has credentials, which are never sent: callbacks know no Basic authentication`, {
    allowed: 'a URL without user and password; check the signature instead',
  })
})

/** What is wrong with the fragment of a URL; that never fails a call, so these are no mistakes of the file. */
export const fragmentWarnings = (field: Field, url: string, applicable: Applicable): FileMistake[] =>
  readPolicy(url, applicable).problems.map(({ message, allowed, nearest }) =>
    new Mistake(`${field.name}: ${message.replace(/\.$/, '')}`, { allowed, nearest }).at(field.place),
  )
