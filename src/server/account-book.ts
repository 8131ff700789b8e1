import { createHash, timingSafeEqual } from 'node:crypto'
import type { Account } from '../call/account.js'
import { accountOf } from '../exchange/options.js'
import type { Change, Subaccount } from './directory.js'

/** An account that the API is used by. */
export interface Holder {
  readonly authId: string
  readonly name: string
  /** What the exchange makes its calls with. */
  readonly account: Account
  /** The main account may act for its subaccounts, too (D108). */
  readonly main: boolean
}

/** What an account book is made of. */
export interface Accounts extends Partial<Omit<Account, 'mainAuthToken' | 'parentAuthId'>> {
  readonly name?: string
}

interface Key {
  readonly digest: Buffer
  readonly holder: Holder
}

/** The main account and its subaccounts, and who of them is asking. */
export class AccountBook {
  readonly main: Holder
  readonly #holders = new Map<string, Holder>()
  readonly #keys = new Map<string, Key>()

  constructor({ name = 'offhook', ...given }: Accounts = {}) {
    const account = accountOf(given)
    this.main = { authId: account.authId, name, account, main: true }
    this.#open(this.main)
  }

  /** Takes subaccounts as they come, change and go. */
  hear(change: Change): void {
    if ('drop' in change) {
      if (change.drop === 'subaccount') this.#close(change.id)
    } else if (change.put === 'subaccount') this.#take(change.value)
  }

  #take({ id: authId, authToken, name, enabled }: Subaccount): void {
    const { account } = this.main
    const theirs = { ...account, authId, authToken, mainAuthToken: account.authToken, parentAuthId: account.authId }
    const holder = { authId, name, account: theirs, main: false }
    if (enabled) return this.#open(holder)
    this.#keys.delete(authId)
    this.#holders.set(authId, holder)
  }

  #open(holder: Holder): void {
    const { authId, account } = holder
    this.#holders.set(authId, holder)
    this.#keys.set(authId, { digest: digest(`${authId}:${account.authToken}`), holder })
  }

  #close(authId: string): void {
    this.#holders.delete(authId)
    this.#keys.delete(authId)
  }

  get all(): readonly Holder[] {
    return [...this.#holders.values()]
  }

  find(authId: string): Holder | undefined {
    return this.#holders.get(authId)
  }

  /**
   * Who asks, by the header `Authorization: Basic …`; undefined if that is nobody. Takes the same time whoever it is, and
   * however much of it is right.
   */
  authenticate(header: string | undefined): Holder | undefined {
    const [, encoded = ''] = /^basic +([a-z0-9+/_-]*={0,2}) *$/i.exec(header ?? '') ?? []
    const given = digest(Buffer.from(encoded, 'base64').toString('utf8'))
    let found: Holder | undefined
    for (const { digest: known, holder } of this.#keys.values()) if (timingSafeEqual(given, known)) found = holder
    return found
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
