import type { Earpiece } from '../audio/earpiece.js'
import type { PromptItem } from '../audio/prompt.js'
import type { Tape } from '../audio/tape.js'
import type { Clock } from '../clock/clock.js'
import type { Notification, Signal } from '../elements/element.js'
import type { RoomAsk, RoomPlan, RoomSignal } from '../elements/room.js'
import type { Happening } from '../trace/events.js'
import { type Problem, problem } from '../xml/problem.js'
import type { RecordedCall } from './api-recording.js'
import { notify } from './asks.js'
import { fetchAudio } from './audio-files.js'
import type { Documents } from './documents.js'
import type { Ledger } from './ledger.js'
import { callbackParams } from './parameters.js'
import type { RecordingRecord } from './record.js'
import type { Requests } from './requests.js'

/** The rooms of an exchange. */
export interface Rooms {
  /** A call enters the room that its plan names, which opens if there is none; or it is said why it cannot. */
  enter(member: RoomMember): RoomSeat | string
}

/** What a room knows of a call that is in it. */
export interface RoomMember {
  readonly call: string
  /** What is told of a recording that the API makes in its name. */
  readonly facts: RecordedCall
  readonly plan: RoomPlan
  /** What the caller says and presses. */
  readonly tape: Tape
  /** What he hears. */
  readonly earpiece: Earpiece
  /** Tells the element what happened. */
  signal(signal: RoomSignal): void
  /** Writes a line into the trace of the call. */
  tell(happening: Happening): void
  report(found: Problem): void
  notify(notification: Notification): void
  /** The record of the call has a recording of the room. */
  keep(recording: RecordingRecord): void
  readonly fetchAudio: FetchAudio
  hangUp(): void
}

/** Fetches an audio file and tells how long it plays; undefined if it cannot be played. */
export type FetchAudio = (url: string, loaded: (ms: number | undefined) => void) => void

/** A call's place in a room, until it leaves or is removed. */
export interface RoomSeat {
  /** How many others are in the room; 0 when the member has left. */
  readonly company: number
  /** What the member does there, as the end of a sentence. */
  describe(): string
  leave(because: string): void
  takeFloor(): void
  say(text: string): void
  press(digit: string): void
  /** Everybody in the room hears it after what is played there already. */
  play(items: readonly PromptItem[]): void
}

/** What a presence needs of its call. */
export interface PresencePorts {
  readonly rooms: Rooms
  readonly clock: Clock
  readonly ledger: Ledger
  readonly requests: Requests
  readonly documents: Documents
  signal(signal: Signal): void
  hangUp(): void
}

/** A call's presence in conference rooms: one at a time. */
export class Presence {
  readonly #ports: PresencePorts
  #seat: RoomSeat | undefined

  constructor(ports: PresencePorts) {
    this.#ports = ports
  }

  get company(): number {
    return this.#seat?.company ?? 0
  }

  describe(): string | undefined {
    return this.#seat?.describe()
  }

  perform(ask: RoomAsk): void {
    switch (ask.type) {
      case 'enterRoom':
        return this.#enter(ask.plan)
      case 'leaveRoom':
        return this.#seat?.leave(ask.because)
      case 'takeFloor':
        return this.#seat?.takeFloor()
      case 'sayInRoom':
        return this.#seat?.say(ask.text)
      case 'pressInRoom':
        return this.#seat?.press(ask.digit)
      case 'playInRoom':
        return this.#play(ask)
    }
  }

  #enter(plan: RoomPlan): void {
    const { rooms, ledger, requests, clock, hangUp } = this.#ports
    const tell = ledger.tell.bind(ledger)
    let seat: RoomSeat | string | undefined
    // Whoever asks is not told before he has finished asking.
    const signal = (what: RoomSignal) =>
      void clock.after(0, 'a conference room', () => {
        if (this.#seat === (typeof seat === 'string' ? undefined : seat)) this.#ports.signal(what)
      })
    seat = rooms.enter({
      call: ledger.uuid,
      facts: ledger,
      plan,
      tape: ledger.tape,
      earpiece: ledger.earpiece,
      signal,
      tell,
      report: found => ledger.report(found),
      notify: notification => notify(notification, ledger, requests),
      keep: recording => ledger.recordings.push(recording),
      fetchAudio: (url, loaded) => fetchAudio(url, { ledger, requests, clock }, loaded),
      hangUp,
    })
    this.#seat = typeof seat === 'string' ? undefined : seat
    if (typeof seat !== 'string') return
    const because = seat
    tell({ type: 'room.refused', room: plan.room, because })
    ledger.report(problem('conference-full', `the room ${plan.room} is full: <Conference> and its action are skipped`))
    signal({ type: 'room.full', because })
  }

  #play(ask: Extract<RoomAsk, { type: 'playInRoom' }>): void {
    const { ledger, documents } = this.#ports
    const seat = this.#seat
    if (!('url' in ask)) return seat?.play(ask.items)
    const { purpose, url, read } = ask
    if (!url.href) return
    const params = callbackParams(ledger, ask.params)
    documents.fetchSounds({ purpose, url, params, forOthers: true }, (steps = []) => seat?.play(read(steps)))
  }
}
