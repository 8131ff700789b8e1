/**
 * Credentials in URLs are never shown (D78): the user and the password, which stand before the last `@` of what the URL
 * standard (https://url.spec.whatwg.org) takes for the authority. A backslash is a slash to it, one slash is as good as two,
 * and tabs and line ends are nothing at all. Everything here takes time in proportion to the text, whatever it is.
 */
const dots = '•••'

/** A scheme, or two slashes; then what stands before the last `@`. */
const inUrl = /^([^/\\?#:]*:[/\\]*|[/\\]{2,})[^/\\?#]+@/

/** What the standard drops before it reads a URL. */
const dropped = /^[\0-\x20]+|[\t\n\r]+/g

/** Whether a text that is taken for a URL has credentials. */
export const hasCredentials = (url: string): boolean => url.includes('@') && inUrl.test(url.replace(dropped, ''))

/** A text that is taken for a URL, with dots for its credentials; `user:password@host` without a scheme has some, too. */
export const hideUrlCredentials = (url: string): string =>
  hasCredentials(url) ? url.replace(dropped, '').replace(inUrl, `$1${dots}@`) : url

const part = /[^/\\?#]+/g

const gap = '[\\t\\n\\r]*'
const special = ['http', 'https', 'ws', 'wss', 'ftp'].map(name => [...name].join(gap))

/** Schemes that need no slashes. Any other without them has no authority: `sip:alice@example.com`, `mailto:…`. */
const slashless = new RegExp(`(?<![a-z])(?:${special.join('|')})${gap}:`, 'i')

/**
 * Any text, with dots for the credentials of every URL in it. It would rather hide too much than too little.
 *
 * @param masked what is shown for what is hidden; three dots unless given
 */
export const hideCredentials = (text: string, masked: (secret: string) => string = () => dots): string => {
  if (!text.includes('@')) return text
  return text.replace(part, (written, offset: number) => {
    const end = written.lastIndexOf('@')
    const start = end < 0 ? end : startOf(written, text, offset)
    const secret = start < 0 ? '' : written.slice(start, end)
    return /^•*$/.test(secret) ? written : written.slice(0, start) + masked(secret) + written.slice(end)
  })
}

/** Where an authority begins in a part of a text between slashes; -1 if none does. */
const startOf = (written: string, text: string, offset: number): number => {
  if (followsTwoSlashes(text, offset)) return 0
  const scheme = slashless.exec(written)
  return scheme ? scheme.index + scheme[0].length : -1
}

/** Two slashes, or a colon and a slash, with what may stand between them: `\t` also as JSON writes it. */
const followsTwoSlashes = (text: string, offset: number): boolean => {
  const at = (index: number) => text.charAt(index)
  let before = offset - 1
  if (!/[/\\]/.test(at(before))) return false
  for (before--; ; before--) {
    if (/[\t\n\r]/.test(at(before))) continue
    if (/[tnr]/.test(at(before)) && at(before - 1) === '\\') before--
    else return /[/\\:]/.test(at(before))
  }
}
