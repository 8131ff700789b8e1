import {
  checkRoomRecording,
  planRoomRecording,
  type RecordRoomOptions,
  type StartedRecording,
} from '../call/api-recording.js'
import type { ReadSound, SpeakOptions } from '../call/operation-options.js'
import { readPlay, readSpeak } from '../call/operation-options.js'
import { OperationError } from '../call/operations.js'
import type { Clock } from '../clock/clock.js'
import { inWords } from '../trace/given.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import type { Room } from './room.js'
import type { Seat } from './seat.js'

/** A member of a conference. */
export interface ConferenceMember {
  /** ConferenceMemberID. */
  readonly id: string
  /** CallUUID. */
  readonly call: string
  readonly muted: boolean
  readonly deaf: boolean
  /** Ms of call time since it entered. */
  readonly ms: number
}

/** One member by its id, several, or `all`. */
export type WhichMembers = string | readonly string[]

/** What is done to a room with the means of its exchange. */
export interface ConferenceRoomPorts {
  readonly clock: Clock
  readonly newId: () => string
  readonly charactersPerSecond: number
}

/**
 * A live conference, and what the REST API does to it. Each operation is told in the traces of the members it is about.
 * Operations throw an {@link OperationError} if the conference is over or has no such member, and a TypeError if an option
 * makes no sense.
 */
export class ConferenceRoom {
  readonly #room: Room
  readonly #ports: ConferenceRoomPorts

  constructor(room: Room, ports: ConferenceRoomPorts) {
    this.#room = room
    this.#ports = ports
  }

  get name(): string {
    return this.#room.name
  }

  /** ConferenceUUID: another one whenever the room opens again. */
  get uuid(): string {
    return this.#room.uuid
  }

  /** Ms of call time since it opened. */
  get ms(): number {
    return this.#ports.clock.now - this.#room.since
  }

  /** Whether it has started, or all still wait. */
  get started(): boolean {
    return this.#room.started
  }

  /** In the order in which they entered. */
  get members(): readonly ConferenceMember[] {
    return this.#room.seats.map(({ id, member, muted, deaf, since }) => ({
      id,
      call: member.call,
      muted,
      deaf,
      ms: this.#ports.clock.now - since,
    }))
  }

  /** Members are not heard any more. */
  mute(which: WhichMembers): void {
    for (const seat of this.#asked(which, 'mute')) this.#room.mute(seat, true)
  }

  unmute(which: WhichMembers): void {
    for (const seat of this.#asked(which, 'unmute')) this.#room.mute(seat, false)
  }

  /** Members hear nothing of the conference any more. */
  deaf(which: WhichMembers): void {
    for (const seat of this.#asked(which, 'deaf')) this.#room.deafen(seat, true)
  }

  undeaf(which: WhichMembers): void {
    for (const seat of this.#asked(which, 'undeaf')) this.#room.deafen(seat, false)
  }

  /** Members leave, and their calls go on with action or the next element. */
  kick(which: WhichMembers): void {
    for (const seat of this.#asked(which, 'kick')) this.#room.remove(seat, 'it was kicked by the API')
  }

  /** Members are hung up. */
  hangUp(which: WhichMembers): void {
    for (const seat of this.#asked(which, 'hang up')) seat.member.hangUp()
  }

  /**
   * Members, all unless said otherwise, hear a file, an mp3 or wav at an absolute http(s) URL, after what is played in the
   * room already. It is fetched with the fixed policy of audio.
   */
  play(options: { readonly url: string; readonly members?: WhichMembers }): void {
    refuseUnknown(options, ['url', 'members'], 'play')
    const { url, members = 'all' } = options
    this.#play(readPlay({ urls: [url] }, 'url'), members)
  }

  /** Members, all unless said otherwise, hear a text, after what is played in the room already. */
  speak(options: Omit<SpeakOptions, 'legs' | 'loop' | 'mix'> & { readonly members?: WhichMembers }): void {
    refuseUnknown(options, ['text', 'voice', 'language', 'members'], 'speak')
    const { members = 'all', ...speech } = options
    this.#play(readSpeak(speech, this.#ports.charactersPerSecond), members)
  }

  /**
   * Whatever is played in the room is broken off; of members by their ids, what is played to them alone, and of `'all'`, what
   * is played to everybody: "If you initiated the play using member_id, calling the stop API with all will not stop the audio".
   */
  stopPlaying(which?: WhichMembers): void {
    const seats = this.#asked(which ?? 'all', 'stop playing')
    const because = 'the API stopped it'
    const { prompts } = this.#room
    if (which === undefined) prompts.stop(because)
    else if (which === 'all') prompts.stopForAll(because)
    else prompts.stopFor(seats, because)
  }

  /**
   * Everybody who is heard is recorded, mixed, until it is stopped or nobody is left; several recordings may run at once.
   * Tells what the API answers with. Throws a TypeError for an option that is none, or not allowed.
   */
  record(options: RecordRoomOptions = {}): StartedRecording {
    checkRoomRecording(options)
    const [owner] = this.#asked('all', 'record') as [Seat]
    const plan = planRoomRecording(options, this.name, owner.member.facts, this.#ports.newId)
    const { id, url } = this.#room.recordings.record(owner, plan)
    return { recordingId: id, url }
  }

  /** Every recording of the conference is complete, the one that members asked for too. */
  stopRecording(): void {
    const [owner] = this.#asked('all', 'stop recording') as [Seat]
    this.#room.recordings.finish(owner, 'it was stopped by the API')
  }

  /** The conference is over for everybody. */
  end(): void {
    this.#asked('all', 'end')
    this.#room.end('the API ended it')
  }

  #play({ sound, what, problems }: ReadSound, which: WhichMembers): void {
    const unheard = this.#room.started ? '' : ', which nobody hears: the conference has not started'
    const seats = this.#asked(which, sound.operation, what + unheard)
    const [first] = seats
    if (!first) return
    for (const { found } of problems) first.member.report(found)
    this.#room.play(sound.items, first.member.fetchAudio, which === 'all' ? undefined : new Set(seats))
  }

  /** The members that are meant; each is told what is asked for. */
  #asked(which: WhichMembers, operation: string, what?: string): Seat[] {
    const { seats, name, size } = this.#room
    refuseNoMembers(which, operation)
    if (size === 0) throw new OperationError(`the conference ${name} is over`)
    const ids = which === 'all' ? seats.map(({ id }) => id) : [which].flat()
    if (ids.length === 0) throw new TypeError(`whom to ${operation}? The list of members is empty`)
    const asked = ids.map(id => {
      const seat = seats.find(one => one.id === id)
      if (seat) return seat
      // Members are named by their ConferenceMemberID, not by their CallUUID.
      const meant = seats.find(({ member }) => member.call === id)
      const hint = meant ? `that call is member ${meant.id}` : `there are ${seats.map(one => one.id).join(', ')}`
      throw new OperationError(`the conference ${name} has no member "${id}"; ${hint}`)
    })
    for (const { member } of asked) {
      member.tell({ type: 'operation.requested', operation, ...(what !== undefined && { what }), room: name })
    }
    return asked
  }
}

/** Members are named by texts: an id that is a number is most likely one that was read as such. */
const refuseNoMembers = (which: unknown, operation: string): void => {
  const [first] = [which]
    .flat()
    .filter(id => typeof id !== 'string')
    .map(id => ({ id }))
  if (!first) return
  const wrong = first.id
  const hint = typeof wrong === 'number' ? `; did you mean "${wrong}"?` : ''
  const allowed = 'allowed is the id of a member as a text, a list of ids, or "all"'
  throw new TypeError(`whom to ${operation}? ${inWords(wrong)} is no member; ${allowed}${hint}`)
}
