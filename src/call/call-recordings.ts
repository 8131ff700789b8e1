import { RecordingFile } from '../audio/recording-file.js'
import type { Sound } from '../audio/tape.js'
import { transcriptOf } from '../audio/transcript.js'
import type { Clock, Timer } from '../clock/clock.js'
import type { Notification } from '../elements/element.js'
import type { Recording, RecordingAsk, RecordingPlan } from '../elements/recording.js'
import { planRecording, type RecordOptions, type StartedRecording } from './api-recording.js'
import type { Ledger } from './ledger.js'
import type { Recordings } from './ports.js'

/** What the recordings of a call are made with. */
export interface CallRecordingPorts {
  readonly clock: Clock
  readonly ledger: Ledger
  readonly newId: () => string
  /** Where they are kept. */
  readonly shelf: Recordings
  notify(notification: Notification): void
}

/** One that goes on in the background, or is to. */
interface Meanwhile {
  readonly plan: RecordingPlan
  readonly limit: number
  /** Who asked for it, where that was no element. */
  readonly by?: 'API' | undefined
}

/** The recordings of one call, from their first ms to their callbacks; several may run at once. */
export class CallRecordings {
  readonly #ports: CallRecordingPorts
  /** In the order in which they began; those in the background have a timer. */
  readonly #running = new Map<string, { readonly plan: RecordingPlan; readonly timer: Timer | undefined }>()
  /** Those that wait for somebody to answer. */
  #armed: Meanwhile[] = []

  constructor(ports: CallRecordingPorts) {
    this.#ports = ports
  }

  /** Does what an element asks for. */
  perform(ask: RecordingAsk): void {
    switch (ask.type) {
      case 'startRecording':
        return this.#start(ask.plan)
      case 'finishRecording':
        return this.#finish(ask.recording, ask.because)
      case 'recordMeanwhile':
        if (ask.from === 'now') return this.meanwhile(ask)
        this.#armed.push(ask)
        return this.#ports.ledger.tell({
          type: 'recording.armed',
          recording: ask.plan.recording.id,
          because: 'it begins when somebody answers who is dialled',
        })
    }
  }

  /** Does what the API asks for; throws a TypeError or RangeError that names what is allowed. */
  record(options: RecordOptions): StartedRecording {
    const plan = planRecording(options, this.#ports)
    this.meanwhile({ plan, limit: plan.limit, by: 'API' })
    const { id, url } = plan.recording
    return { recordingId: id, url }
  }

  /** Records in the background, until the call ends or `limit` ms have passed. */
  meanwhile({ plan, limit, by }: Meanwhile): void {
    const { recording } = plan
    const finish = () => this.#finish(recording, by ? 'its time limit was reached' : 'maxLength was reached')
    // One of hours only ends what would otherwise never end.
    const background = { background: limit >= hour }
    const timer = this.#ports.clock.after(limit, `the end of recording ${recording.id}`, finish, background)
    this.#start(plan, timer, { limit, ...(by && { by }) })
  }

  /** Somebody who was dialled has answered: what waited for that begins. */
  dialAnswered(): void {
    for (const armed of this.#armed.splice(0)) this.meanwhile(armed)
  }

  /** Stops those in the background: the one of a URL, or all of them; tells their URLs. */
  stop(url: string | undefined, because: string): string[] {
    const wanted = ({ recording }: RecordingPlan) => url === undefined || recording.url === url
    const running = [...this.#running.values()].filter(({ plan, timer }) => timer !== undefined && wanted(plan))
    for (const { plan } of running) this.#finish(plan.recording, because)
    const armed = this.#armed.filter(({ plan }) => wanted(plan))
    this.#armed = this.#armed.filter(one => !armed.includes(one))
    for (const { plan } of armed) this.#miss(plan, because)
    return [...running, ...armed].map(({ plan }) => plan.recording.url)
  }

  /** The URLs of those in the background. */
  get urls(): string[] {
    const running = [...this.#running.values()].filter(({ timer }) => timer !== undefined)
    return [...running, ...this.#armed].map(({ plan }) => plan.recording.url)
  }

  /** The call has ended, and so has every recording. */
  close(): void {
    for (const { plan } of [...this.#running.values()]) this.#finish(plan.recording, 'the call ended')
    for (const { plan } of this.#armed.splice(0)) this.#miss(plan, 'nobody who was dialled answered')
  }

  #start(plan: RecordingPlan, timer?: Timer, how: { limit?: number; by?: 'API' } = {}): void {
    const { clock, ledger, shelf } = this.#ports
    const { recording, channels } = plan
    const { id, format } = recording
    recording.began = clock.now
    this.#running.set(id, { plan, timer })
    ledger.tape.begin(id)
    if (channels !== 'caller') ledger.earpiece.begin(id)
    shelf.begin(found => ledger.report(found))
    const sound = channels === 'caller' ? {} : { channels }
    ledger.tell({ type: 'recording.started', recording: id, format, ...sound, ...how })
  }

  #finish(recording: Recording, because: string): void {
    const { clock, ledger, shelf, notify } = this.#ports
    const { id, url, format, began } = recording
    const running = this.#running.get(id)
    if (!running) return
    this.#running.delete(id)
    clock.cancel(running.timer)
    const ended = clock.now
    const ms = ended - began
    const channels = this.#channelsOf(running.plan)
    const transcript = transcriptOf(channels, began, ended)
    recording.ended = ended
    recording.transcript.push(transcript)
    const file = new RecordingFile({ id, url, format, ms, transcript, began, channels })
    ledger.recordings.push(file)
    shelf.add(file)
    ledger.tell({ type: 'recording.finished', recording: id, ms, because, url })
    for (const notification of running.plan.told(recording)) notify(notification)
  }

  #channelsOf({ recording: { id }, channels }: RecordingPlan): (readonly Sound[])[] {
    const { tape, earpiece } = this.#ports.ledger
    const said = tape.end(id)
    if (channels === 'caller') return [said]
    const heard = earpiece.end(id)
    return channels === 'stereo' ? [said, heard] : [[...said, ...heard]]
  }

  #miss({ recording: { id } }: RecordingPlan, because: string): void {
    this.#ports.ledger.tell({ type: 'recording.missed', recording: id, because })
  }
}

const hour = 3_600_000
