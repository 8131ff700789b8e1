import { OperationError } from '../../call/operations.js'
import type { ConferenceMember, ConferenceRoom, WhichMembers } from '../../exchange/conference-room.js'
import { nearest } from '../../trace/nearest.js'
import type { LiveCall } from '../switchboard.js'
import type { Asked } from './operation.js'
import { notFound } from './rest-error.js'

/** A conference as an account sees it: those of its members that are the account's. */
export interface SeenConference {
  readonly room: ConferenceRoom
  readonly members: readonly SeenMember[]
  /** Whether nobody else is there. */
  readonly whole: boolean
}

export interface SeenMember extends ConferenceMember {
  readonly live: LiveCall
}

type Asking = Pick<Asked<unknown, unknown, unknown>, 'holder' | 'board'>
type AskedOfRoom = Asking & { readonly params: { readonly conference_name: string } }
export type AskedOfMembers = Asking & {
  readonly params: { readonly conference_name: string; readonly member_id: string }
}

/** The conferences that an account has members in, in the order in which they opened. */
export const seenConferences = (asking: Asking): readonly SeenConference[] =>
  asking.board.exchange.rooms.flatMap(name => see(name, asking) ?? [])

/** The conference of that name. Throws a RestError if the account has no member there. */
export const seenConference = ({ params: { conference_name: name }, ...asking }: AskedOfRoom): SeenConference => {
  const found = see(name, asking)
  if (found) return found
  const names = seenConferences(asking).map(({ room }) => room.name)
  const near = nearest(name, names)
  throw notFound(
    `conference not found: there is no conference "${name}" that somebody is in${near ? `; did you mean "${near}"?` : ''}`,
  )
}

const see = (name: string, { board, holder }: Asking): SeenConference | undefined => {
  const room = board.exchange.room(name)
  const all = room?.members ?? []
  const members = all.flatMap(member => {
    const live = board.find(member.call, holder)
    return live ? [{ ...member, live }] : []
  })
  return room && members.length > 0 ? { room, members, whole: members.length === all.length } : undefined
}

/**
 * Does something to members, `{id}`, `{id},{id}` or `all`; tells which, as answers name them: one by its id, several as a
 * list, and all as such. Throws a RestError if there is no such conference or member.
 */
export const toMembers = (
  asked: AskedOfMembers,
  does: (room: ConferenceRoom, which: WhichMembers) => void,
): { readonly member_id: string | readonly string[] } => {
  const seen = seenConference(asked)
  const written = asked.params.member_id.split(',').map(id => id.trim())
  const ids = [...new Set(written.filter(Boolean))]
  const all = ids.length === 1 && ids[0]?.toLowerCase() === 'all'
  const own = seen.members.map(({ id }) => id)
  const foreign = seen.room.members.find(
    ({ id, call }) => !own.includes(id) && (ids.includes(id) || ids.includes(call)),
  )
  if (foreign) throw notFound(`the conference ${seen.room.name} has no member "${foreign.id}" of this account`)
  const named = ids.length === 1 ? (ids[0] ?? '') : ids
  try {
    does(seen.room, all ? (seen.whole ? 'all' : own) : named)
  } catch (error) {
    throw error instanceof OperationError ? notFound(error.message) : error
  }
  return { member_id: all ? 'all' : named }
}
