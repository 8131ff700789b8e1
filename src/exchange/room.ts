import type { PromptItem } from '../audio/prompt.js'
import type { Recordings } from '../call/ports.js'
import type { FetchAudio, RoomMember } from '../call/presence.js'
import type { Clock, Timer } from '../clock/clock.js'
import type { Happening } from '../trace/events.js'
import { RoomMix } from './room-mix.js'
import { RoomPrompts } from './room-prompts.js'
import { RoomRecordings } from './room-recordings.js'
import { Seat } from './seat.js'

/** What a room needs of its exchange. */
export interface RoomPorts {
  readonly clock: Clock
  readonly newId: () => string
  /** ConferenceMemberID. */
  readonly newMemberId: () => string
  readonly recordings: Recordings
  /** The last member has left. */
  closed(room: Room): void
}

const hour = 3_600_000

/**
 * A conference: it opens when the first member enters, starts with the first whose startConferenceOnEnter is true, and is
 * over when nobody is left. What happens to one member at once is told to the others by the clock, in order.
 */
export class Room {
  readonly name: string
  /** ConferenceUUID. */
  readonly uuid: string
  /** The instant of call time at which it opened. */
  readonly since: number
  started = false
  /** What is heard of the members, for recordings. */
  readonly mix = new RoomMix(() => this.#seats.values())
  readonly recordings: RoomRecordings
  readonly prompts: RoomPrompts
  readonly #ports: RoomPorts
  readonly #seats = new Map<string, Seat>()
  readonly #maxMembers: number
  readonly #timeLimit: Timer | undefined
  #floor: Seat | undefined
  #ending: string | undefined

  constructor({ plan }: RoomMember, ports: RoomPorts) {
    const { clock } = ports
    this.name = plan.room
    this.uuid = ports.newId()
    this.since = clock.now
    this.#ports = ports
    this.recordings = new RoomRecordings(this, ports)
    this.#maxMembers = plan.maxMembers
    const limit = plan.timeLimit
    if (limit !== undefined) {
      const end = () => this.end(`its timeLimit of ${limit / 1000} s was reached`)
      this.#timeLimit = clock.after(limit, 'the timeLimit of a conference', end, { background: limit >= hour })
    }
    this.prompts = new RoomPrompts(() => this.seats, clock)
  }

  get size(): number {
    return this.#seats.size
  }

  get seats(): readonly Seat[] {
    return [...this.#seats.values()]
  }

  /** Takes a member in; or says why it cannot. */
  enter(member: RoomMember): Seat | string {
    if (this.size >= this.#maxMembers) return `it holds ${this.#maxMembers} members, and is full`
    const { plan } = member
    const seat = new Seat(this.#ports.newMemberId(), member, this, this.#ports.clock.now)
    const first = this.size === 0
    this.#seats.set(seat.id, seat)
    seat.waits = (!this.started && !plan.starts) || first
    this.#tell(seat, { type: 'room.entered', conference: this.uuid, members: this.size, waits: seat.waits })
    // Who has waited waits no more before a sound tells of who has come.
    if (plan.starts && !this.started) this.#start(seat)
    else if (this.started && this.size === 2) this.#letWait(this.seats[0], false)
    member.signal({ type: 'room.entered', member: seat.id, conference: this.uuid, first, waits: seat.waits })
    this.#connect(seat)
    this.recordings.review(seat)
    return seat
  }

  /** A member leaves by itself. */
  leave(seat: Seat, because: string): void {
    if (seat.over) return
    this.#remove(seat, because)
    this.#goOnWithout(seat)
  }

  /** Removes one member, which goes on with its action or next element. */
  remove(seat: Seat, because: string): void {
    if (seat.over) return
    seat.member.signal({ type: 'room.left', because, last: this.size === 1 })
    this.#remove(seat, because)
    this.#goOnWithout(seat)
  }

  /** Everybody is removed, and goes on with the action or next element. */
  end(because: string): void {
    this.#ending = because
    for (const seat of this.seats) {
      seat.member.signal({ type: 'room.left', because, last: this.size === 1 })
      this.#remove(seat, because)
    }
  }

  /** Whoever begins to speak has the floor, until another does (D101). */
  takeFloor(seat: Seat): void {
    if (seat.over || seat.unheard || this.#floor === seat) return
    this.#floor = seat
    seat.member.signal({ type: 'room.floor' })
  }

  say(seat: Seat, text: string): void {
    if (seat.over || text === '') return
    const { unheard } = seat
    if (unheard) return this.#tell(seat, { type: 'room.unheard', sound: 'speech', text, because: unheard })
    this.#tellOthers(seat, 'speech', text)
  }

  /** "relayDTMF: other digits relayed to members". */
  press(seat: Seat, digit: string): void {
    if (seat.over || !seat.member.plan.relayKeys) return
    const { unheard } = seat
    if (unheard) return this.#tell(seat, { type: 'room.unheard', sound: 'key', text: digit, because: unheard })
    this.#tellOthers(seat, 'key', digit)
  }

  /** What is played follows what is playing; before the conference has started, nobody hears it. */
  play(items: readonly PromptItem[], fetch: FetchAudio, to?: Set<Seat>): void {
    if (this.started && this.size > 0) this.prompts.play(items, fetch, to)
  }

  mute(seat: Seat, muted: boolean): void {
    if (seat.muted === muted) return
    const { now } = this.#ports.clock
    if (muted) this.mix.leave(seat, now)
    seat.muted = muted
    if (seat.isHeard) this.mix.join(seat, now)
    if (muted && this.#floor === seat) this.#floor = undefined
    this.#tell(seat, { type: 'room.changed', change: muted ? 'muted' : 'unmuted' })
  }

  /** Deaf members hear nothing of the room: what is played now is cut off for them. */
  deafen(seat: Seat, deaf: boolean): void {
    if (seat.deaf === deaf) return
    const { now } = this.#ports.clock
    seat.deaf = deaf
    if (deaf) {
      seat.cutOff(now, 'the member is deaf')
      seat.member.earpiece.disconnect(seat.others, now)
    } else seat.member.earpiece.connect(seat.others, now)
    this.#tell(seat, { type: 'room.changed', change: deaf ? 'deaf' : 'not deaf any more' })
  }

  #start(by: Seat): void {
    this.started = true
    const because = `member ${by.id} starts it`
    const alone = this.size === 1
    for (const seat of this.#seats.values()) {
      this.#tell(seat, { type: 'room.started', because })
      if (seat === by) continue
      this.#letWait(seat, alone)
      if (seat.isHeard) this.mix.join(seat, this.#ports.clock.now)
    }
  }

  #letWait(seat: Seat | undefined, waits: boolean): void {
    if (!seat || seat.waits === waits) return
    seat.waits = waits
    seat.member.signal({ type: 'room.waits', waits })
  }

  /** Who has left may end the conference for all (D104), and so may the plan of who is left alone, who else waits again. */
  #goOnWithout({ member: { plan } }: Seat): void {
    const [survivor] = this.#seats.values()
    if (plan.ends) this.end('a member with endConferenceOnExit left')
    else if (this.size === 1 && survivor?.member.plan.stayAlone === false) this.end('one member was left alone')
    else if (this.size === 1 && this.started) this.#letWait(survivor, true)
  }

  #remove(seat: Seat, because: string): void {
    const { now } = this.#ports.clock
    seat.cutOff(now, because)
    this.#seats.delete(seat.id)
    this.#disconnect(seat)
    if (this.#floor === seat) this.#floor = undefined
    this.#tell(seat, { type: 'room.left', members: this.size, ms: now - seat.since, because })
    if (this.size === 0) this.#close(seat)
    seat.over = true
  }

  #connect(seat: Seat): void {
    const { now } = this.#ports.clock
    if (seat.isHeard) this.mix.join(seat, now)
    seat.member.earpiece.connect(seat.others, now)
  }

  #disconnect(seat: Seat): void {
    const { now } = this.#ports.clock
    seat.member.earpiece.disconnect(seat.others, now)
    this.mix.leave(seat, now)
  }

  /** The last member has left. */
  #close(last: Seat): void {
    this.#ports.clock.cancel(this.#timeLimit)
    this.prompts.stop('the conference is over')
    this.#tell(last, { type: 'room.ended', because: this.#ending ?? 'nobody is left' })
    this.recordings.finish(last, 'nobody is left in the room')
    this.#ports.closed(this)
  }

  /** At once, so that a last word is heard before who said it leaves. */
  #tellOthers(from: Seat, sound: 'speech' | 'key', text: string): void {
    for (const seat of this.#seats.values()) {
      if (seat === from || seat.deaf) continue
      seat.member.tell({ type: 'room.heard', room: this.name, member: from.id, sound, text })
    }
  }

  #tell(seat: Seat, what: RoomHappening): void {
    seat.member.tell({ ...what, room: this.name, ...(told.has(what.type) && { member: seat.id }) } as Happening)
  }
}

/** An event of a room, without what every one of them has. */
type RoomHappening<T = Extract<Happening, { type: `room.${string}` }>> = T extends unknown
  ? Omit<T, 'room' | 'member'>
  : never

/** Events that say which member they are about. */
const told: ReadonlySet<string> = new Set(['room.entered', 'room.left', 'room.changed'])
