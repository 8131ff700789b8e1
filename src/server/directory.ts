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

/** What an application is where nobody says otherwise. */
export const unsaid = {
  answerMethod: 'POST',
  fallbackMethod: 'POST',
  hangupMethod: 'POST',
  messageMethod: 'POST',
  defaultNumberApp: false,
  defaultEndpointApp: false,
  logIncomingMessages: true,
} as const satisfies Partial<Application>

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
  /** Its MD5, in hex, as Plivo tells it. */
  readonly password?: string
  readonly application?: string
  readonly subaccount?: string
}

/** An account below the main one, that may use the API with a token of its own. */
export interface Subaccount {
  /** Its auth id: `SA…`. */
  readonly id: string
  readonly name: string
  readonly authToken: string
  /** Whether it may use the API. */
  readonly enabled: boolean
  /** Epoch ms. */
  readonly createdAt: number
  readonly modifiedAt?: number
}

/** What an account tells of itself beside its name in the configuration. */
export interface Profile {
  /** The auth id. */
  readonly id: string
  readonly name?: string
  readonly city?: string
  readonly address?: string
}

/** What there is, by what it is found. */
interface Kinds {
  readonly application: Application
  readonly number: RentedNumber
  readonly endpoint: Endpoint
  readonly subaccount: Subaccount
  readonly profile: Profile
}

export type Kind = keyof Kinds

/** What was changed, as it is kept. */
export type Change = { readonly [K in Kind]: { readonly put: K; readonly value: Kinds[K] } }[Kind] | Dropped

interface Dropped {
  readonly drop: Kind
  readonly id: string
}

/** Who hears of changes. */
interface Listeners {
  /** Told of every change that is to be kept. */
  readonly keep?: (change: Change) => void
  /** Told of every change there is. */
  readonly hear?: (change: Change) => void
}

/** Applications, numbers, endpoints and subaccounts of an account, in the order in which they came. */
export class Directory {
  readonly #shelves: { readonly [K in Kind]: Map<string, Kinds[K]> } = {
    application: new Map(),
    number: new Map(),
    endpoint: new Map(),
    subaccount: new Map(),
    profile: new Map(),
  }
  readonly #keep: (change: Change) => void
  readonly #hear: (change: Change) => void

  constructor({ keep = () => {}, hear = () => {} }: Listeners = {}) {
    this.#keep = keep
    this.#hear = hear
  }

  all<K extends Kind>(kind: K): readonly Kinds[K][] {
    return [...this.#shelves[kind].values()]
  }

  find<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    return this.#shelves[kind].get(id)
  }

  put<K extends Kind>(kind: K, value: Kinds[K]): void {
    const change = { put: kind, value } as unknown as Change
    this.restore(change)
    this.#keep(change)
  }

  drop(kind: Kind, id: string): void {
    if (!this.#shelves[kind].has(id)) return
    const change = { drop: kind, id }
    this.restore(change)
    this.#keep(change)
  }

  /** Does what was kept, or is configured, without keeping it. */
  restore(change: Change): void {
    if ('drop' in change) this.#shelves[change.drop].delete(change.id)
    else this.#set(change)
    this.#hear(change)
  }

  #set({ put: kind, value }: Exclude<Change, Dropped>): void {
    if (kind === 'application') this.#takeOver(value)
    const shelf: Map<string, Kinds[Kind]> = this.#shelves[kind]
    shelf.set('number' in value ? value.number : value.id, value)
  }

  /** One application of an account is the default of numbers, and one of endpoints: the one that became it last (D117). */
  #takeOver(next: Application): void {
    for (const one of this.all('application')) {
      if (one.id === next.id || one.subaccount !== next.subaccount) continue
      this.#shelves.application.set(one.id, {
        ...one,
        defaultNumberApp: one.defaultNumberApp && !next.defaultNumberApp,
        defaultEndpointApp: one.defaultEndpointApp && !next.defaultEndpointApp,
      })
    }
  }

  /** The application that new numbers, or endpoints, of an account have: its own, or else the main account's. */
  fallback(of: 'number' | 'endpoint', subaccount?: string): Application | undefined {
    const all = this.all('application').filter(one => (of === 'number' ? one.defaultNumberApp : one.defaultEndpointApp))
    return all.find(one => one.subaccount === subaccount) ?? all.find(one => one.subaccount === undefined)
  }

  /**
   * Who answers a call, and for which account: the application of the endpoint that calls, whatever it calls; of the number
   * that is called; or the one whose SIP address is called (D114).
   */
  answered(to: string, from: string): Answered {
    const called = userAt(to, 'app')
    const direct = called === undefined ? undefined : this.find('application', called)
    if (direct) return { application: direct, subaccount: direct.subaccount }
    const user = userAt(from, 'phone')
    const calling = user === undefined ? undefined : this.all('endpoint').find(({ username }) => username === user)
    const one = calling ?? this.find('number', to.replace(/^\+/, ''))
    if (!one) return {}
    const own = one.application === undefined ? undefined : this.find('application', one.application)
    return {
      application: own ?? this.fallback(calling ? 'endpoint' : 'number', one.subaccount),
      subaccount: one.subaccount,
    }
  }
}

/** What becomes of a call. */
interface Answered {
  readonly application?: Application | undefined
  /** The auth id of the subaccount whose call it is; the main account's without it. */
  readonly subaccount?: string | undefined
}

/** `alice` of `sip:alice@phone.plivo.com`. */
const userAt = (address: string, host: 'app' | 'phone'): string | undefined =>
  new RegExp(`^sips?:([^@;]+)@${host}\\.plivo\\.com(?![^:;?])`, 'i').exec(address)?.[1]

/** An id of so many digits that is always the same for the same text, so that it outlives a restart. */
export const idOf = (text: string, digits: number): string => {
  const word = createHash('sha256').update(text).digest().readBigUInt64BE()
  const least = 10n ** BigInt(digits - 1)
  return String(least + (word % (9n * least)))
}
