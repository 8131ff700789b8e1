import { createHash } from 'node:crypto'
import { wireNumber } from '../party/address.js'
import type { ServeConfig } from './config/serve-config.js'
import { type Change, idOf, unsaid } from './directory.js'

/** What the configuration puts into the directory; an application that is configured has the same id after every start. */
export const configuredDirectory = (
  {
    account,
    applications,
    numbers,
    endpoints,
  }: Pick<ServeConfig, 'account' | 'applications' | 'numbers' | 'endpoints'>,
  authId: string,
  now: number,
): Change[] => {
  const idOfApplication = (name: string) => idOf(`${authId} application ${name}`, 17)
  const inNumbers = (name: string | undefined) => (name === undefined ? {} : { application: idOfApplication(name) })
  return [
    ...account.subaccounts.map(
      ({ authId: id, authToken, name }): Change => ({
        put: 'subaccount',
        value: { id, authToken, name, enabled: true, createdAt: now },
      }),
    ),
    ...applications.map(
      ({ place: _, ...given }): Change => ({
        put: 'application',
        value: {
          ...unsaid,
          ...given,
          id: idOfApplication(given.name),
        },
      }),
    ),
    ...numbers.map(
      ({ place: _, application, number, ...given }): Change => ({
        put: 'number',
        value: { ...given, number: wireNumber(number), addedAt: now, ...inNumbers(application) },
      }),
    ),
    ...endpoints.map(
      ({ place: _, application, alias, password, ...given }): Change => ({
        put: 'endpoint',
        value: {
          ...given,
          id: idOf(`${authId} endpoint ${given.username}`, 14),
          alias: alias ?? given.username,
          ...(password !== undefined && { password: passwordHash(password) }),
          ...inNumbers(application),
        },
      }),
    ),
  ]
}

/** As Plivo tells passwords of endpoints. */
export const passwordHash = (password: string): string => createHash('md5').update(password).digest('hex')
