import { createHash } from 'node:crypto'

/** What answers calls: an Application of the account. */
export interface Application {
  /** 17 digits. */
  readonly id: string
  readonly name: string
  readonly answerUrl: string
  readonly answerMethod: 'GET' | 'POST'
  readonly fallbackUrl?: string
  readonly fallbackMethod: 'GET' | 'POST'
  /** The answer URL unless given, as Plivo documents it (D33). */
  readonly hangupUrl?: string
  readonly hangupMethod: 'GET' | 'POST'
  readonly messageUrl?: string
  readonly messageMethod: 'GET' | 'POST'
  readonly defaultNumberApp: boolean
  readonly defaultEndpointApp: boolean
  readonly logIncomingMessages: boolean
  /** The auth id of the subaccount that has it. */
  readonly subaccount?: string
}

/** A number that is rented. */
export interface RentedNumber {
  /** Digits, without a plus. */
  readonly number: string
  readonly alias?: string
  /** The id of its application. */
  readonly application?: string
  readonly subaccount?: string
  /** Epoch ms. */
  readonly addedAt: number
}

/** A SIP endpoint. */
export interface Endpoint {
  /** 14 digits. */
  readonly id: string
  readonly username: string
  readonly alias: string
  readonly password?: string
  readonly application?: string
  readonly subaccount?: string
}

/** What there is, by what it is found. */
interface Kinds {
  readonly application: Application
  readonly number: RentedNumber
  readonly endpoint: Endpoint
}

export type Kind = keyof Kinds

/** What was changed, as it is kept. */
export type Change = { readonly [K in Kind]: { readonly put: K; readonly value: Kinds[K] } }[Kind] | Dropped

interface Dropped {
  readonly drop: Kind
  readonly id: string
}

/** Applications, numbers and endpoints of an account, in the order in which they came. */
export class Directory {
  readonly #shelves: { readonly [K in Kind]: Map<string, Kinds[K]> } = {
    application: new Map(),
    number: new Map(),
    endpoint: new Map(),
  }
  /** Told of every change that is to be kept. */
  readonly #keep: (change: Change) => void

  constructor(keep: (change: Change) => void = () => {}) {
    this.#keep = keep
  }

  all<K extends Kind>(kind: K): readonly Kinds[K][] {
    return [...this.#shelves[kind].values()]
  }

  find<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    return this.#shelves[kind].get(id)
  }

  put<K extends Kind>(kind: K, value: Kinds[K]): void {
    this.#set(kind, value)
    this.#keep({ put: kind, value } as unknown as Change)
  }

  drop(kind: Kind, id: string): void {
    if (this.#shelves[kind].delete(id)) this.#keep({ drop: kind, id })
  }

  /** Does what was kept, or is configured, without keeping it. */
  restore(change: Change): void {
    if ('drop' in change) this.#shelves[change.drop].delete(change.id)
    else this.#set(change.put, change.value as Kinds[Kind])
  }

  #set<K extends Kind>(kind: K, value: Kinds[K]): void {
    const id = 'number' in value ? value.number : value.id
    this.#shelves[kind].set(id, value)
  }

  /** The application of a number that is called, or of an endpoint that calls. */
  answering(to: string, from: string): Application | undefined {
    const called = this.find('number', to.replace(/^\+/, ''))
    const name = /^sips?:([^@;]+)/i.exec(from)?.[1]
    const calling = name === undefined ? undefined : this.all('endpoint').find(({ username }) => username === name)
    const id = called?.application ?? calling?.application
    if (id !== undefined) return this.find('application', id)
    return this.all('application').find(
      one => (called && one.defaultNumberApp) || (!called && calling && one.defaultEndpointApp),
    )
  }
}

/** An id of so many digits that is always the same for the same text, so that it outlives a restart. */
export const idOf = (text: string, digits: number): string => {
  const word = createHash('sha256').update(text).digest().readBigUInt64BE()
  const least = 10n ** BigInt(digits - 1)
  return String(least + (word % (9n * least)))
}
