import { nearest } from '../../trace/nearest.js'
import { type Application, idOf, type Kind } from '../directory.js'
import type { Switchboard } from '../switchboard.js'
import type { Asked } from './operation.js'
import { badRequest } from './rest-error.js'

/** Who asks, and where everything is. */
export type Asking = Pick<Asked<unknown, unknown, unknown>, 'holder' | 'board'>

/** What belongs to the main account, or to one of its subaccounts. */
interface Owned {
  readonly subaccount?: string | undefined
}

/** Whether who asks may see it. */
export const isSeen = ({ subaccount }: Owned, { holder, board }: Asking): boolean =>
  board.isOf(subaccount ?? board.accounts.main.authId, holder)

/** Whom something new belongs to: a subaccount that asks, or the one that is given. Throws a RestError for one that there is not. */
export const ownerOf = (given: string | undefined, { holder, board }: Asking): Owned => {
  if (!holder.main) return { subaccount: holder.authId }
  if (given === undefined || given === '' || given === holder.authId) return {}
  const known = board.directory.all('subaccount').map(({ id }) => id)
  if (known.includes(given)) return { subaccount: given }
  throw badRequest(`subaccount parameter is "${given}"; ${hint('a subaccount', given, known)}`)
}

/** The application of an id, or of the URI of one; undefined for an empty one. Throws a RestError for one that there is not. */
export const applicationGiven = (
  given: string | undefined,
  asking: Asking,
  parameter = 'app_id',
): Application | undefined => {
  const id = given?.replace(/^.*\/Application\/([^/]+)\/?$/, '$1')
  if (id === undefined || id === '') return undefined
  const found = asking.board.directory.find('application', id)
  if (found && isSeen(found, asking)) return found
  throw badRequest(`${parameter} parameter is "${given}"; ${hint('an application', id, applicationIds(asking))}`)
}

export const applicationIds = (asking: Asking): string[] =>
  asking.board.directory
    .all('application')
    .filter(one => isSeen(one, asking))
    .map(({ id }) => id)

/** `there is no such thing; allowed are …`, or the nearest one there is. */
const hint = (what: string, given: string, known: readonly string[]): string => {
  const near = nearest(given, known)
  if (near) return `there is no such one; did you mean ${near}?`
  if (known.length === 0) return `allowed is the id of ${what}, and there is none`
  return `allowed is the id of ${what}: ${known.slice(0, 5).join(', ')}${known.length > 5 ? ', …' : ''}`
}

/** The 404 of an id that nothing has. */
export const missing = (what: string, given: string, known: readonly string[]): string => {
  const near = nearest(given, known)
  return `${what} not found: there is no "${given}"${near ? `; did you mean ${near}?` : ''}`
}

/** An id that nothing has yet. */
export const freshId = (kind: Kind, digits: number, board: Switchboard): string => {
  for (;;) {
    const id = idOf(board.newId(), digits)
    if (!board.directory.find(kind, id)) return id
  }
}

/** `/v1/Account/MA…/Application/123/` */
export const resourceUri = ({ holder }: Asking, path: string): string => `/v1/Account/${holder.authId}/${path}`

/** Where the application of a number or an endpoint is, or null. */
export const applicationUri = (id: string | undefined, asking: Asking): string | null =>
  id === undefined || !asking.board.directory.find('application', id) ? null : resourceUri(asking, `Application/${id}/`)
