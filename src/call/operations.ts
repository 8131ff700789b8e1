import type { Happening } from '../trace/events.js'
import { textGiven } from '../trace/given.js'
import type { Problem } from '../xml/problem.js'
import type { RecordOptions, StartedRecording } from './api-recording.js'
import type { CallRecordings } from './call-recordings.js'
import type { HangupSource } from './hangup-causes.js'
import {
  type Destination,
  type DigitsOptions,
  heardBy,
  type OperationLegs,
  type PlayOptions,
  type ReadSound,
  readDigits,
  readPlay,
  readSpeak,
  readTransfer,
  type SpeakOptions,
  type TransferOptions,
} from './operation-options.js'
import type { Overlay, OverlaySound } from './overlay.js'

/** What operations are done with. */
export interface OperationPorts {
  readonly charactersPerSecond: number
  over(): boolean
  answered(): boolean
  /** Whether it was made and nobody has picked up yet. */
  ringing(): boolean
  tell(happening: Happening): void
  report(found: Problem, url?: string): void
  end(code: number, source: HangupSource, because: string): void
  /** Other documents run instead of whatever runs now, on either side of the bridge. */
  transfer(aleg: Destination | undefined, bleg: Destination | undefined): void
  /** What the API lets each of them hear; nobody is there whom the caller is not connected to. */
  readonly caller: Overlay
  callee(): Overlay | undefined
  /** Hangs up a party that is dialled; false if there is none with that id. */
  hangUpLeg(leg: string): boolean
  readonly recordings: CallRecordings
}

/** An operation that this call cannot have now: it is not answered, it is over, or the leg is not there. */
export class OperationError extends Error {
  override name = 'OperationError'
}

/**
 * What the REST API does to a live call. Each operation is told in the trace. Options that make no sense are a TypeError
 * or a RangeError with what is allowed; what the call cannot have now is an {@link OperationError} (D94).
 */
export class Operations {
  readonly #ports: OperationPorts

  constructor(ports: OperationPorts) {
    this.#ports = ports
  }

  /** Hangs up: 4000, or 1000 while it rings; the source is API Request. */
  hangUp(): void {
    this.#needsCall('hung up')
    this.#tell('hang up')
    this.#ports.end(this.#ports.answered() ? 4000 : 1000, 'API Request', 'it was hung up by the API')
  }

  /**
   * Hangs up one of those whom the call has dialled, by its DialBLegUUID: 4000, or 1000 while it rings; the caller hears of
   * it as of any other end of that leg.
   */
  hangUpLeg(leg: string): void {
    this.#needsCall('hung up')
    this.#tell('hang up', { how: 'the bleg' })
    if (!this.#ports.hangUpLeg(textGiven(leg, 'the id of a leg')))
      throw new OperationError(`the call has no leg "${leg}" that is not over`)
  }

  /**
   * Breaks off whatever a leg does, and runs the document of another URL instead. The bleg is who the caller is connected
   * to in a Dial: it becomes a call of its own. A document that cannot be had, or is none, ends the leg that was to run it
   * with 7013, 8013, 7023 or 7033; the 71st transfer ends it with 2060.
   */
  transfer(options: TransferOptions): void {
    const { aleg, bleg, what } = readTransfer(options)
    this.#needsCall('transferred')
    if (this.#ports.ringing())
      throw new OperationError('the call still rings: it can be transferred once it is answered')
    if (bleg) this.#needsCallee()
    this.#tell('transfer', { what })
    this.#ports.transfer(aleg, bleg)
  }

  /** Lets a party hear files, beside what its document plays. They are fetched with the fixed policy of audio. */
  play(options: PlayOptions): void {
    this.#sound(readPlay(options))
  }

  /** What does not sound needs no stopping, and is no error: the trace says that nothing of it sounds. */
  stopPlaying(): void {
    this.#stop('play')
  }

  /** Lets a party hear a text, beside what its document plays. */
  speak(options: SpeakOptions): void {
    this.#sound(readSpeak(options, this.#ports.charactersPerSecond))
  }

  /** As {@link stopPlaying}. */
  stopSpeaking(): void {
    this.#stop('speak')
  }

  /** Lets a party hear the tones of keys. */
  sendDigits(options: DigitsOptions): void {
    const { leg, item } = readDigits(options)
    const [overlay] = this.#overlays(leg)
    this.#tell('send digits', { digits: item.digits, how: heardBy[leg] })
    overlay?.send(item)
  }

  /**
   * Records the call in the background from now on, until it ends, `timeLimit` is over, or it is stopped. Throws a
   * TypeError or RangeError if an option is none or not allowed, and an {@link OperationError} if the call is not
   * answered yet, or over.
   */
  record(options: RecordOptions = {}): StartedRecording {
    const nothing = 'there is nothing to record (D87)'
    if (this.#ports.over()) throw new OperationError(`the call is over: ${nothing}`)
    if (!this.#ports.answered()) throw new OperationError(`the call is not answered yet: ${nothing}`)
    return this.#ports.recordings.record(options)
  }

  /**
   * Stops the recording of a URL, or all that go on in the background, those of Record included. Throws an
   * {@link OperationError} if none has that URL.
   */
  stopRecording(url?: string): void {
    if (url !== undefined) textGiven(url, 'the URL of a recording')
    const { recordings } = this.#ports
    const { urls } = recordings
    if (recordings.stop(url, 'it was stopped by the API').length > 0 || url === undefined) return
    const others = urls.length > 0 ? `those that do are ${urls.join(', ')}` : 'none does'
    throw new OperationError(`no recording with the URL "${url}" goes on in the background; ${others}`)
  }

  #sound({ sound, legs, what, how, problems }: ReadSound): void {
    const overlays = this.#overlays(legs)
    this.#tell(sound.operation, { what, how: how.join(', ') })
    for (const { found, url } of problems) this.#ports.report(found, url)
    for (const overlay of overlays) overlay.play(sound)
  }

  #stop(operation: OverlaySound['operation']): void {
    this.#needsCall('played to')
    const { caller, callee } = this.#ports
    const all = [caller, callee()].filter(overlay => overlay !== undefined)
    const sounding = all.filter(overlay => overlay.sounds(operation))
    this.#tell(`stop ${operation}`, sounding.length > 0 ? {} : { how: 'nothing of it sounds' })
    for (const overlay of sounding) overlay.stop()
  }

  #overlays(legs: OperationLegs): Overlay[] {
    this.#needsAnswered()
    const { caller } = this.#ports
    if (legs === 'aleg') return [caller]
    return legs === 'bleg' ? [this.#needsCallee()] : [caller, this.#needsCallee()]
  }

  #needsCallee(): Overlay {
    const callee = this.#ports.callee()
    if (callee) return callee
    throw new OperationError('there is no bleg: the caller is connected to nobody in a Dial')
  }

  #needsAnswered(): void {
    this.#needsCall('played to')
    if (!this.#ports.answered()) throw new OperationError('the call is not answered yet: nobody can be played to')
  }

  #needsCall(done: string): void {
    if (this.#ports.over()) throw new OperationError(`the call is over: it cannot be ${done}`)
  }

  #tell(operation: string, more: { what?: string; digits?: string; how?: string } = {}): void {
    this.#ports.tell({ type: 'operation.requested', operation, ...more })
  }
}
