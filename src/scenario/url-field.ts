import { hideUrlCredentials } from '../trace/credentials.js'
import type { Field } from './field.js'

/** `GET` or `POST`. */
export const readMethod = (field?: Field): 'GET' | 'POST' | undefined => field?.oneOf(['GET', 'POST'])

/** A URL; paths are allowed when an app is there to answer them. */
export function readUrl(field: Field | undefined, app: boolean): string | undefined {
  const text = field?.text()
  if (text === undefined || field === undefined) return undefined
  if (app && text.startsWith('/')) return text
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text
  const allowed = app
    ? 'a path of the app (/answer) or an absolute URL'
    : 'an absolute URL that begins with http:// or https://'
  return field.mistake(
    `${field.name} is not a URL that can be requested: ${JSON.stringify(hideUrlCredentials(text))}`,
    { allowed },
  )
}
