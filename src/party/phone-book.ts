import {
  type Credentials,
  challenged,
  notRegistered,
  type PhoneBehaviour,
  type Reaction,
  readBehaviour,
  ringsForEver,
} from './phone.js'

/** A far end that a call may reach. */
export interface Phone {
  readonly address: string
  /** How often it was dialled. */
  readonly dialled: number
  /** What was heard there to its end, in order: prompts, and what is said or pressed on the other side; the last 1,000. */
  readonly heard: readonly string[]
}

/** What was prepared for a phone and did not come about. */
export interface UnmetPhone {
  /** As it was given. */
  readonly phone: string
  /** What did not come about: `is dialled`, `hears whisper`. */
  readonly what: string
  readonly because: string
}

interface Entry extends Phone {
  readonly reactions: readonly Reaction[]
  dialled: number
  readonly heard: string[]
  readonly missed: Omit<UnmetPhone, 'phone'>[]
}

/** Who is told what is heard at a phone, and what its script did not come to. */
interface Ears {
  readonly hears: (text: string) => void
  readonly missed: (what: string, because: string) => void
}

/** An exchange may run for weeks: so many of the last things are kept of every phone. */
const mostKept = 1000

const keep = <T>(list: T[], one: T): void => {
  if (list.push(one) > mostKept) list.shift()
}

const noEars: Ears = { hears: () => {}, missed: () => {} }

/** The far ends that can be dialled, by number or SIP address. */
export class PhoneBook {
  readonly #entries = new Map<string, Entry>()
  readonly #dialled = new Set<string>()
  #otherwise: Entry | undefined

  /** Puts a phone there, in place of the one there was. `default` is what all others do. */
  put(address: string, behaviour: PhoneBehaviour): Phone {
    const entry: Entry = { address, reactions: readBehaviour(behaviour), dialled: 0, heard: [], missed: [] }
    if (address === 'default') this.#otherwise = entry
    else this.#entries.set(line(address), entry)
    return entry
  }

  /** What comes of dialling an address now, with what it is told if it asks who rings; `missed` is told of what its script did not come to. */
  dial(address: string, credentials?: Credentials): Reaction & Ears {
    if (this.#dialled.size < mostKept) this.#dialled.add(address)
    const entry = this.#entries.get(line(address)) ?? this.#otherwise
    if (!entry) return { ...(plivoDomain.test(address) ? notRegistered : ringsForEver), ...noEars }
    const reaction = entry.reactions[Math.min(entry.dialled++, entry.reactions.length - 1)] as Reaction
    return {
      ...challenged(reaction, credentials),
      hears: text => keep(entry.heard, text),
      missed: (what, because) => keep(entry.missed, { what, because }),
    }
  }

  /** What was prepared and did not come about: a test that passes without it has tested nothing. */
  unmet(): UnmetPhone[] {
    return [...this.#entries.values()].flatMap(({ address, reactions, dialled, missed }) => {
      const unused = dialled < reactions.length ? [this.#undialled(dialled, reactions.length)] : []
      return [...unused, ...missed].map(one => ({ phone: address, ...one }))
    })
  }

  #undialled(times: number, wanted: number): Omit<UnmetPhone, 'phone'> {
    const what = wanted === 1 ? 'is dialled' : `is dialled ${wanted} times`
    if (times > 0) return { what, because: `it was dialled ${times === 1 ? 'once' : `${times} times`} only` }
    const others = [...this.#dialled].join(', ')
    return { what, because: others ? `only these were dialled: ${others}` : 'nothing was dialled' }
  }
}

/** Two ways to write an address that reach the same phone: with and without plus, with and without SIP parameters. */
const line = (address: string): string =>
  /^sips?:/i.test(address)
    ? address
        .replace(/[;?].*$/s, '')
        .replace(/^sips:/i, 'sip:')
        .toLowerCase()
    : address.replace(/[^\d*#A-Za-z]/g, '')

const plivoDomain = /^sips?:[^@]+@phone\.plivo\.com\b/i
