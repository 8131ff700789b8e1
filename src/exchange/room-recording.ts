import { RecordingFile } from '../audio/recording-file.js'
import { transcriptOf } from '../audio/transcript.js'
import type { Recordings } from '../call/ports.js'
import type { Clock } from '../clock/clock.js'
import type { Notification } from '../elements/element.js'
import type { Recording } from '../elements/recording.js'
import type { RoomRecordingPlan } from '../elements/room.js'
import type { Room } from './room.js'
import type { RoomMix } from './room-mix.js'
import type { Seat } from './seat.js'

/** What a recording of a room needs of its exchange. */
export interface RoomRecordingPorts {
  readonly clock: Clock
  readonly recordings: Recordings
  readonly newId: () => string
}

/** A conference that is recorded: everybody who is heard, mixed, from now until it is stopped or nobody is left. */
export class RoomRecording {
  readonly id: string
  readonly url: string
  readonly #ports: RoomRecordingPorts
  readonly #recording: Recording
  readonly #told: (recording: Recording) => readonly Notification[]
  readonly #room: string
  readonly #mix: RoomMix

  constructor(room: Room, owner: Seat, { format, told }: RoomRecordingPlan, ports: RoomRecordingPorts, by?: 'API') {
    const { clock, recordings, newId } = ports
    this.id = newId()
    this.url = recordings.urlOf(this.id, format)
    this.#ports = ports
    this.#recording = { id: this.id, url: this.url, format, began: clock.now, transcript: [] }
    this.#room = room.name
    this.#mix = room.mix
    this.#told = recording => told(recording, { member: owner.id, conference: room.uuid })
    recordings.begin(found => owner.member.report(found))
    owner.member.tell({ type: 'recording.started', recording: this.id, format, ...(by && { by }) })
    this.#mix.begin(this.id)
  }

  /**
   * It is complete: the call of a member, the last one or the first of those who are left, has it in its record, and in its
   * name everybody is told who wants to be.
   */
  finish({ member }: Seat, because: string): void {
    const { clock, recordings } = this.#ports
    const recording = this.#recording
    const { id, url, format, began } = recording
    const ended = clock.now
    const ms = ended - began
    const channels = [this.#mix.end(id)]
    const transcript = transcriptOf(channels, began, ended)
    recording.ended = ended
    recording.transcript.push(transcript)
    const file = new RecordingFile({ id, url, format, ms, transcript, conference: this.#room, began, channels })
    recordings.add(file)
    member.keep(file)
    member.tell({ type: 'recording.finished', recording: id, ms, because, url })
    for (const notification of this.#told(recording)) member.notify(notification)
  }
}
