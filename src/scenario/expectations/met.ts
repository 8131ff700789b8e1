import type { TraceEvent } from '../../trace/events.js'
import { nearest } from '../../trace/nearest.js'
import { expectationKind } from '../expectation-kind.js'
import { text, whole } from '../plain-shapes.js'
import { mapped } from '../shape.js'

export const met = expectationKind({
  meaning: 'two were in that conference at once, after it had started',
  written: 'met: town-hall',
  subject: mapped(text, room => ({ room })),
  beside: { members: { meaning: 'how many, unless two', shape: whole(2, 'a whole number, 2 or more') } },
  ofAllCalls: true,
  describe: ({ room, members = 2 }) => `${members} meet in the room ${room}`,
  check: ({ room, members = 2 }, { events }) => checkMet(room, members, events),
})

/** How many were in a room at once at most: while they waited, and when the conference had started. */
interface Room {
  now: number
  started: boolean
  most: number
  met: number
}

/** Whether so many have met in a conference: who waits for it to start has met nobody. */
function checkMet(name: string, members: number, events: readonly TraceEvent[]): string[] | undefined {
  const rooms = roomsIn(events)
  const room = rooms.get(name)
  if (!room) {
    const near = nearest(name, rooms.keys())
    if (rooms.size === 0) return ['nobody was in any room']
    return [`nobody was in it; there was ${near ?? [...rooms.keys()].join(', ')}`]
  }
  if (room.met >= members) return undefined
  const most = (count: number) => `at most ${count} ${count === 1 ? 'was' : 'were'} there at once`
  if (room.met === 0) return [`the conference never started; ${most(room.most)}, and waited`]
  return [room.most > room.met ? `${most(room.met)} when it had started, ${room.most} before` : most(room.met)]
}

function roomsIn(events: readonly TraceEvent[]): Map<string, Room> {
  const rooms = new Map<string, Room>()
  for (const event of events) {
    if (event.type !== 'room.entered' && event.type !== 'room.left' && event.type !== 'room.started') continue
    const room = rooms.get(event.room) ?? { now: 0, started: false, most: 0, met: 0 }
    rooms.set(event.room, room)
    if (event.type === 'room.started') room.started = true
    else room.now = event.members
    // A room that opens anew is another conference.
    if (room.now === 0) room.started = false
    room.most = Math.max(room.most, room.now)
    if (room.started) room.met = Math.max(room.met, room.now)
  }
  return rooms
}
