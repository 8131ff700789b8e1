import type { RoomRecordingPlan } from '../elements/room.js'
import type { Room } from './room.js'
import { RoomRecording, type RoomRecordingPorts } from './room-recording.js'
import type { Seat } from './seat.js'

/** The recordings of a room: the one that its members asked for, and those of the API. */
export class RoomRecordings {
  readonly #room: Room
  readonly #ports: RoomRecordingPorts
  readonly #running = new Set<RoomRecording>()
  #ofMembers: RoomRecording | undefined
  /** Who wants a recording, and was not told of one yet. */
  #waiting: Seat[] = []

  constructor(room: Room, ports: RoomRecordingPorts) {
    this.#room = room
    this.#ports = ports
  }

  /** Somebody has entered, or the conference has started. The first that wants a recording has it; others who do are told of it (D102). */
  review(entered?: Seat): void {
    if (entered?.member.plan.record) this.#waiting.push(entered)
    if (!this.#room.started) return
    for (const seat of this.#waiting) {
      const { record } = seat.member.plan
      if (seat.over || !record) continue
      if (!this.#ofMembers && (record.whenAlone || this.#room.size > 1)) this.#ofMembers = this.#begin(seat, record)
      if (this.#ofMembers) seat.member.signal({ type: 'room.recorded', recording: this.#ofMembers })
    }
    if (this.#ofMembers) this.#waiting = []
  }

  /** The API wants one, in the name of a member. */
  record(owner: Seat, plan: RoomRecordingPlan): RoomRecording {
    return this.#begin(owner, plan, 'API')
  }

  /** All are complete, and told in the name of a member. */
  finish(owner: Seat, because: string): void {
    for (const recording of this.#running) recording.finish(owner, because)
    this.#running.clear()
    this.#ofMembers = undefined
  }

  #begin(owner: Seat, plan: RoomRecordingPlan, by?: 'API'): RoomRecording {
    const recording = new RoomRecording(this.#room, owner, plan, this.#ports, by)
    this.#running.add(recording)
    return recording
  }
}
