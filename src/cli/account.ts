import type { Account } from '../call/account.js'
import type { Io } from './io.js'

/** The account that the environment names, as Plivo's SDKs read it; a variable that is empty is none. */
export function accountFrom({ PLIVO_AUTH_ID: authId, PLIVO_AUTH_TOKEN: authToken }: Io['env']): Partial<Account> {
  return { ...(authId && { authId }), ...(authToken && { authToken }) }
}
