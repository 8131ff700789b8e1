import { createHash, timingSafeEqual } from 'node:crypto'
import type { Account } from '../call/account.js'
import { accountOf } from '../exchange/options.js'

/** An account that the API is used by. */
export interface Holder {
  readonly authId: string
  readonly name: string
  /** What the exchange makes its calls with. */
  readonly account: Account
  /** The main account may act for its subaccounts, too. */
  readonly main: boolean
}

/** What an account book is made of. */
export interface Accounts extends Partial<Omit<Account, 'mainAuthToken' | 'parentAuthId'>> {
  readonly name?: string
  readonly subaccounts?: readonly { readonly authId: string; readonly authToken: string; readonly name?: string }[]
}

/** The main account and its subaccounts, and who of them is asking. */
export class AccountBook {
  readonly main: Holder
  readonly #holders: ReadonlyMap<string, Holder>
  readonly #keys: readonly { readonly digest: Buffer; readonly holder: Holder }[]

  constructor({ name = 'offhook', subaccounts = [], ...given }: Accounts = {}) {
    const account = accountOf(given)
    this.main = { authId: account.authId, name, account, main: true }
    const holders = [
      this.main,
      ...subaccounts.map(({ authId, authToken, name: own = '' }): Holder => {
        const theirs = { ...account, authId, authToken, mainAuthToken: account.authToken, parentAuthId: account.authId }
        return { authId, name: own, account: theirs, main: false }
      }),
    ]
    this.#holders = new Map(holders.map(holder => [holder.authId, holder]))
    this.#keys = holders.map(holder => ({ digest: digest(`${holder.authId}:${holder.account.authToken}`), holder }))
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
    for (const { digest: known, holder } of this.#keys) if (timingSafeEqual(given, known)) found = holder
    return found
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
