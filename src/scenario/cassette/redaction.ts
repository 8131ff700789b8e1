/**
 * Numbers, names and secret input, each replaced by an invented one of the same form. The same is replaced by the same,
 * also in the next run, and what is invented already stays: so that what was redacted can still be replayed.
 */
export class Redaction {
  readonly #fictional = new Map<string, string>()
  readonly #taken = new Set<string>()
  readonly #texts = new Map<string, string>()
  /** Those of them that are no part of longer texts. */
  readonly #alone = new Set<string>()

  /** Also replaces this text wherever it stands: the name of a caller, keys that an element with log="false" collected. */
  know(text: string | undefined, fictional: (text: string) => string): void {
    if (text?.trim()) this.#texts.set(text, fictional(text))
  }

  /** What a person says. One word of it may stand in any document, and is replaced only where it stands alone. */
  knowSpeech(said: string | undefined): void {
    if (!said?.trim() || this.#texts.has(said)) return
    this.#texts.set(said, inventedSpeech(said))
    if (!/\S\s+\S/.test(said)) this.#alone.add(said)
  }

  /** A telephone number or a SIP address. */
  address(written: string): string {
    const sip = /^(sips?:)([^@]+)(@.*)$/is.exec(written)
    return sip
      ? `${sip[1]}${fictionalUser(sip[2] ?? '')}${sip[3]}`
      : written.replace(/\d[\d ().-]*/, found => this.#number(found))
  }

  /** Any text: the numbers and SIP users in it, and what is known by {@link know}. */
  text(text: string): string {
    const known = [...this.#texts].filter(([secret]) => secret.length >= 4 && !this.#alone.has(secret))
    const plain = known.reduce(
      (rest, [secret, fictional]) =>
        spellings.reduce((spelled, spell) => spelled.replaceAll(spell(secret), spell(fictional)), rest),
      text,
    )
    return plain
      .replace(/(\bsips?:)([^@\s<>"']+)(?=@)/gi, (_, scheme: string, user: string) => scheme + fictionalUser(user))
      .replace(/(\bsipAuth\w+\s*=\s*)(["'])(.*?)\2/g, (_, name: string, quote: string, secret: string) => {
        return name + quote + this.credential(secret) + quote
      })
      .replace(numbers, found => (isId(found) ? found : this.#number(found)))
  }

  /** Keys or words that are secret where they stand alone, however short they are. */
  secret(written: string): string {
    return this.#texts.get(written) ?? secretDigits(written)
  }

  /** A user or a password, as {@link text} has them in documents. */
  credential(written: string): string {
    return secretDigits(written, 'x')
  }

  #number(written: string): string {
    const digits = written.replace(/\D/g, '')
    if (digits.length < 7) return written
    const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits
    if (isFictional(national)) return written
    const invented = this.#inventedFor(national)
    if (digits.length !== 10 && digits.length !== 11) return `${written.startsWith('+') ? '+' : ''}1${invented}`
    const all = digits.length === 11 ? `1${invented}` : invented
    let at = 0
    return written.replace(/\d/g, () => all[at++] ?? '')
  }

  /** Numbers 555-0100 to 555-0199 belong to nobody, in any area. */
  #inventedFor(national: string): string {
    const known = this.#fictional.get(national)
    if (known) return known
    let slot = hashOf(national) % (areas.length * 100)
    while (this.#taken.has(numberOf(slot))) slot = (slot + 1) % (areas.length * 100)
    const invented = numberOf(slot)
    this.#taken.add(invented)
    this.#fictional.set(national, invented)
    return invented
  }
}

/** As it is, in the content and in an attribute of a document, and in a query. */
const spellings: readonly ((text: string) => string)[] = [
  text => text,
  text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  text => escaped(text),
  text => escaped(text).replaceAll('"', '&quot;'),
  text => escaped(text).replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
  text => inQuery(text),
  text => inQuery(text).replaceAll('%20', '+'),
]

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Half a surrogate pair has no place in a query. */
const inQuery = (text: string): string => encodeURIComponent(Buffer.from(text).toString())

const areas = ['415', '212', '312', '617', '206']

const numberOf = (slot: number): string => `${areas[Math.floor(slot / 100)]}55501${String(slot % 100).padStart(2, '0')}`

const isFictional = (national: string): boolean => /^\d{3}55501\d\d$/.test(national)

/** Ids and dates, which stay; numbers of seven digits and more after a plus, of ten without one, and grouped ones. */
const numbers = new RegExp(
  [
    /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
    /\d{4}-\d\d-\d\d/,
    /(?<=%2B)\d{7,15}/,
    /(?<![\w.%-])\+?\d{10,15}(?![\w-]|\.\d)/,
    /(?<![\w.%-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-]|\.\d)/,
    /(?<![\w.])\+\d(?:[ .-]?\(?\d\)?){6,14}(?![\w-]|\.\d)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
)

const isId = (found: string): boolean => /^[0-9a-f]{8}-/i.test(found) || /^\d{4}-\d\d-\d\d$/.test(found)

const fictionalUser = (user: string): string =>
  /^user-[0-9a-f]{4}$/.test(user) ? user : `user-${(hashOf(user) & 0xffff).toString(16).padStart(4, '0')}`

/** As long, of digits where there were digits and of letters where there were letters. */
const secretDigits = (written: string, letter?: string): string => {
  let state = hashOf(written)
  return [...written]
    .map(char => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      if (/\d/.test(char)) return String((state >>> 16) % 10)
      return /\p{L}/u.test(char) ? (letter ?? String.fromCharCode(97 + ((state >>> 16) % 26))) : char
    })
    .join('')
}

export const inventedSecret = (written: string): string => secretDigits(written)

/** The parameters that say what a caller has said. */
export const spokenParameters: readonly string[] = ['Speech', 'StableSpeech', 'UnstableSpeech']

/** As many letters, so that it takes as long to say. */
const inventedSpeech = (said: string): string => said.replace(/\p{L}/gu, 'x').replace(/\p{N}/gu, '0')

export const inventedName = (name: string): string =>
  /^Caller [0-9a-f]{4}$/.test(name) ? name : `Caller ${(hashOf(name) & 0xffff).toString(16).padStart(4, '0')}`

/** 32 bits of FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
