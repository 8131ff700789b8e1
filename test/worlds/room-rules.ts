import type { EventOf } from '../../src/index.js'
import type { Rule } from './invariants.js'
import { ofType } from './of-type.js'

export const roomRules: readonly Rule[] = [
  {
    says: 'enter and exit pair up: who enters a room leaves it once, before its call ends, after as long as it says',
    broken: ({ calls }) => {
      for (const { name, trace } of calls) {
        let inside: EventOf<'room.entered'> | undefined
        for (const event of trace.events) {
          if (event.type === 'room.entered') {
            if (inside) return `${name} enters ${event.room} while in ${inside.room}`
            inside = event
          }
          if (event.type === 'room.left') {
            if (inside?.member !== event.member) return `${name} leaves as ${event.member}, but is ${inside?.member}`
            if (inside.at + event.ms !== event.at)
              return `${event.member} was there for ${event.ms} ms: ${inside.at}-${event.at}`
            inside = undefined
          }
          if (event.type === 'call.ended' && inside) return `${name} ends in ${inside.room}`
        }
        if (inside) return `${name} never leaves ${inside.room}`
      }
    },
  },
  {
    says: "a room's members are the calls inside it",
    broken: ({ events }) => {
      const rooms = new Map<string, Set<string>>()
      for (const event of events) {
        if (event.type !== 'room.entered' && event.type !== 'room.left') continue
        const members = rooms.get(event.room) ?? new Set()
        rooms.set(event.room, members)
        if (event.type === 'room.entered') members.add(event.call)
        else members.delete(event.call)
        if (members.size !== event.members) return `there are ${members.size}: ${JSON.stringify(event)}`
      }
    },
  },
  {
    says: 'whoever is told that a member entered is told that it left',
    broken: ({ events }) => {
      const told = new Map<string, number>()
      for (const { params } of ofType(events, 'webhook.sent')) {
        const { ConferenceAction: action, ConferenceMemberID: member = '' } = params
        if (action === 'enter') told.set(member, (told.get(member) ?? 0) + 1)
        if (action === 'exit') told.set(member, (told.get(member) ?? 0) - 1)
      }
      for (const [member, count] of told) if (count !== 0) return `${member}: ${count}`
    },
  },
  {
    says: 'a conference has one UUID from its first member to its last, and ends once, when nobody is left',
    broken: ({ events }) => {
      const open = new Map<string, string>()
      const over = new Set<string>()
      const sizes = new Map<string, number>()
      for (const event of events) {
        if (event.type === 'room.entered') {
          const uuid = open.get(event.room) ?? event.conference
          if (uuid !== event.conference || over.has(uuid)) return JSON.stringify(event)
          open.set(event.room, uuid)
        }
        if (event.type === 'room.entered' || event.type === 'room.left') sizes.set(event.room, event.members)
        if (event.type !== 'room.ended') continue
        const uuid = open.get(event.room)
        if (!uuid || sizes.get(event.room) !== 0) return JSON.stringify(event)
        over.add(uuid)
        open.delete(event.room)
      }
      const [left] = open.keys()
      return left && `${left} never ends`
    },
  },
  {
    says: 'nobody hears anybody in a room before it has started, nor anybody who is not there',
    broken: ({ events }) => {
      const inside = new Map<string, string>()
      const started = new Set<string>()
      for (const event of events) {
        if (event.type === 'room.entered') inside.set(event.call, event.room)
        if (event.type === 'room.left') inside.delete(event.call)
        if (event.type === 'room.started') started.add(event.room)
        if (event.type === 'room.ended') started.delete(event.room)
        if (event.type !== 'room.heard') continue
        if (!started.has(event.room) || inside.get(event.call) !== event.room) return JSON.stringify(event)
      }
    },
  },
  {
    says: 'every member enters and leaves once, under an id that nobody else has',
    broken: ({ events }) => {
      const entered = ofType(events, 'room.entered').map(({ member }) => member)
      if (new Set(entered).size !== entered.length) return entered.join()
    },
  },
]
