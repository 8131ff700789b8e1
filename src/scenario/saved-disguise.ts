import { hideCredentials } from '../trace/credentials.js'

/** What stands where a credential was. */
const hidden = 'hidden'

/** A parameter of a query whose name says that its value is a secret: `token=`, `api_key=`, `client-secret=`. */
const secretName =
  /^(?:.*[-_.])?(?:(?:access|auth|api|client|private|secret|session|refresh|id|csrf|x)[-_.]?)*(?:token|secret|password|passwd|pwd|key|apikey|signature|sig|auth|authorization|credentials?|jwt|session|cookie)$/i
const pair = /([?&;#])([\w.%-]+)=([^&;#\s"'<>)\]{}]+)/g

export const isSecretName = (name: string): boolean => secretName.test(name)

/** A text without credentials of URLs and secrets of queries, which are in no file, asked for or not. */
export const withoutSecrets = (text: string): string =>
  hideCredentials(text, () => hidden).replace(pair, (all, before, name) =>
    secretName.test(name) ? `${before}${name}=${hidden}` : all,
  )

/** The value of a parameter or a header as it may be written. */
export const secretValue = (name: string, value: string): string =>
  isSecretName(name) && value ? hidden : withoutSecrets(value)

/** An id or an IPv4 address (both stay), or seven digits and more, however they are grouped. */
const number =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|\+?\d(?:[ ().-]{0,2}\d){6,}/gi
const sipUser = /(?<=\bsips?:)[^\s@<>"':;/]+(?=@)/gi

/**
 * Replaces what tells people by something of the same form, the same thing always by the same: numbers, users of SIP
 * addresses, names of callers, what is said, and keys that an application keeps secret. Without `redacts` only credentials
 * are hidden. What it has once replaced is replaced wherever it turns up.
 */
export class Disguise {
  readonly #numbers = new Map<string, string>()
  readonly #users = new Map<string, string>()
  readonly #words = new Map<string, string>()
  readonly #keys = new Map<string, string>()
  #callers = 0

  constructor(readonly redacts: boolean) {}

  /** Any text, a URL, or a document. */
  text(written: string): string {
    const safe = withoutSecrets(written)
    if (!this.redacts) return safe
    let text = safe
    // The longest first, so that one that is a part of another leaves that alone.
    const known = [...this.#words, ...this.#keys].sort(([one], [other]) => other.length - one.length)
    for (const [word, instead] of known) {
      if (word.length < shortest) continue
      for (const spell of spellings) text = replaced(text, spell(word), spell(instead))
    }
    text = text.replace(sipUser, user => kept(this.#users, user, count => `user${count}`))
    return text.replace(number, found => this.#number(found))
  }

  /** What a person says: as many letters, so that it takes as long. */
  speech(said: string): string {
    if (!this.redacts) return said
    return kept(this.#words, said, () => said.replace(/\p{L}/gu, 'x').replace(/\p{N}/gu, '0'))
  }

  callerName(name: string): string {
    if (!this.redacts || !name.trim()) return name
    // Unless it is given, it is the number.
    if (/^[+\d\s()-]*$/.test(name)) return this.text(name)
    return kept(this.#words, name, () => `Caller ${++this.#callers}`)
  }

  /** Keys that an application asked not to log: as many others. */
  secretKeys(keys: string): string {
    if (!this.redacts) return keys
    return kept(this.#keys, keys, count => {
      const digits = keys.replace(/\D/g, '').length
      const other = String(count - 1)
        .padStart(digits, '0')
        .slice(-digits || undefined)
      let at = 0
      return keys.replace(/\d/g, () => other[at++] ?? '0')
    })
  }

  /** Of the same length and grouping: `+1415555` and a number that counts up from 0100, as numbers in films are. */
  #number(found: string): string {
    if (/^[0-9a-f]{8}-/i.test(found) || /^(?:\d{1,3}\.){3}\d{1,3}$/.test(found)) return found
    const digits = found.replace(/\D/g, '')
    const fictional = kept(this.#numbers, digits, count => {
      const last = String(99 + count).padStart(4, '0')
      return '1415555'.padEnd(digits.length - 4, '5').slice(0, digits.length - 4) + last
    })
    let at = 0
    return found.replace(/\d/g, () => fictional[at++] ?? '0')
  }
}

/** Shorter ones would be found by chance. */
const shortest = 3

/** As it is, in a document, and in a query. */
const spellings: readonly ((word: string) => string)[] = [
  word => word,
  word => word.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  word => encodeURIComponent(wellFormed(word)),
  word => encodeURIComponent(wellFormed(word)).replaceAll('%20', '+'),
]

/** Half a surrogate pair has no place in a query. */
const wellFormed = (text: string): string => Buffer.from(text).toString()

/** Where it does not stand inside a longer word or number. */
function replaced(text: string, word: string, instead: string): string {
  const isLetter = (char: string) => /[\p{L}\p{N}]/u.test(char)
  let from = 0
  let result = ''
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const inside = isLetter(text.charAt(at - 1)) || isLetter(text.charAt(at + word.length))
    result += text.slice(from, at) + (inside ? word : instead)
    from = at + word.length
  }
  return result + text.slice(from)
}

function kept(known: Map<string, string>, what: string, made: (count: number) => string): string {
  const before = known.get(what)
  if (before !== undefined) return before
  const instead = made(known.size + 1)
  known.set(what, instead)
  return instead
}
