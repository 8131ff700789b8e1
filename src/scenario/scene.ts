import type { Call } from '../call/call.js'
import { OperationError, type Operations } from '../call/operations.js'
import type { ConferenceRoom, WhichMembers } from '../exchange/conference-room.js'
import type { Exchange } from '../exchange/exchange.js'
import { nearest } from '../trace/nearest.js'
import type { Answering } from './placed-call.js'

/** What the API acts on at the moment of a step, and what the words of a file stand for then. */
export interface Scene {
  /** The call of the caller whose step it is. */
  readonly api: Operations
  /** Makes a URL of a path of the sample app. */
  absolute(url: string): string
  /** Throws an OperationError if nobody is in that room. */
  room(name: string): ConferenceRoom
  /** `all`, ids, and the names of callers as the ids that they have in the room now. */
  members(room: ConferenceRoom, names: readonly string[]): WhichMembers
}

/** Everything is looked up when it is needed: a caller may not have called yet, a room may not be open yet. */
export const sceneOf = (call: Call, callers: ReadonlyMap<string, Call>, exchange: Exchange, app?: Answering): Scene => {
  /** The name of a caller; a leg that became a call of its own has that of its number. */
  const nameOf = (uuid: string): string | undefined => {
    const named = [...callers].find(([, { uuid: own }]) => own === uuid)
    return named ? named[0] : exchange.calls.find(one => one.uuid === uuid)?.arrival.to
  }
  return {
    api: call.api,
    absolute: url => absoluteUrl(url, app),
    room(name) {
      const room = exchange.room(name)
      if (room) return room
      const near = nearest(name, exchange.rooms)
      const others = exchange.rooms.length > 0 ? `; rooms with members are ${exchange.rooms.join(', ')}` : ''
      throw new OperationError(`nobody is in the room ${name}${near ? `; did you mean ${near}?` : others}`)
    },
    members(room, names) {
      if (names.includes('all')) return 'all'
      const there = room.members.map(({ id, call: uuid }) => ({ id, name: nameOf(uuid) ?? id }))
      return names.map(name => {
        const member = there.find(one => one.id === name || plain(one.name) === plain(name))
        if (member) return member.id
        const others = there.map(one => one.name).join(', ')
        throw new OperationError(`${name} is not in the room ${room.name}; who is there: ${others}`)
      })
    },
  }
}

/** Numbers are the same with their plus and without it. */
const plain = (name: string): string => name.replace(/^\+/, '')

export const absoluteUrl = (url: string, app?: Answering): string =>
  app && url.startsWith('/') ? app.origin + url : url
