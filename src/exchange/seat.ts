import type { Heard } from '../audio/earpiece.js'
import type { PromptItem } from '../audio/prompt.js'
import type { RoomMember, RoomSeat } from '../call/presence.js'
import type { Happening } from '../trace/events.js'
import type { Room } from './room.js'

type Prompt = Extract<Happening, { type: 'prompt.started' | 'prompt.finished' }>

/** A member of a conference, as long as it is one. */
export class Seat implements RoomSeat {
  /** ConferenceMemberID. */
  readonly id: string
  readonly member: RoomMember
  /** The instant of call time at which it entered. */
  readonly since: number
  muted: boolean
  deaf = false
  /** Whether it waits: the conference has not started, or nobody else is there. */
  waits = false
  over = false
  /** What the member hears of the others. */
  readonly others: Heard
  readonly #room: Room
  /** What the room plays to it now. */
  #prompt: { readonly started: Extract<Prompt, { type: 'prompt.started' }>; readonly at: number } | undefined

  constructor(id: string, member: RoomMember, room: Room, since: number) {
    this.id = id
    this.member = member
    this.muted = member.plan.muted
    this.since = since
    this.#room = room
    this.others = {
      begin: (id, from) => room.mix.begin(id, this, from),
      end: id => room.mix.end(id),
    }
  }

  /** Whether the others, if there are any, hear what the member says. */
  get isHeard(): boolean {
    return this.#room.started && !this.muted
  }

  get company(): number {
    return this.over ? 0 : this.#room.size - 1
  }

  describe(): string {
    const { name, started } = this.#room
    if (!started) return `waits for the conference ${name} to start`
    return this.company === 0
      ? `is alone in the conference ${name}`
      : `is in the conference ${name} with ${this.company} more`
  }

  leave(because: string): void {
    this.#room.leave(this, because)
  }

  takeFloor(): void {
    this.#room.takeFloor(this)
  }

  say(text: string): void {
    this.#room.say(this, text)
  }

  press(digit: string): void {
    this.#room.press(this, digit)
  }

  play(items: readonly PromptItem[]): void {
    this.#room.play(items, this.member.fetchAudio)
  }

  /** Why nobody hears this member; undefined if the others do. */
  get unheard(): string | undefined {
    if (!this.#room.started) return 'the conference has not started'
    if (this.muted) return 'the member is muted'
    return this.company === 0 ? 'nobody else is there' : undefined
  }

  /** A prompt that is played in the room begins or ends; of one that began before the member came nothing is told. */
  hears(prompt: Prompt, now: number): void {
    if (prompt.type === 'prompt.started') this.#prompt = { started: prompt, at: now }
    else if (this.#prompt) this.#prompt = undefined
    else return
    this.member.tell(prompt)
  }

  /** The member leaves in the middle of a prompt. */
  cutOff(now: number, because: string): void {
    if (!this.#prompt) return
    const { started, at } = this.#prompt
    const { sound, text, pass } = started
    this.hears({ type: 'prompt.finished', sound, text, pass, ms: now - at, heard: false, because }, now)
  }
}
