import type { RecordOptions, StartedRecording } from './api-recording.js'
import type { CallRecordings } from './call-recordings.js'
import type { HangupSource } from './hangup-causes.js'

/** What operations are done with. */
export interface OperationPorts {
  readonly answered: () => boolean
  end(code: number, source: HangupSource, because: string): void
  /** Another document runs instead of whatever runs now. */
  transfer(url: string, method: string): void
  readonly over: () => boolean
  readonly recordings: CallRecordings
}

/** Where a live call is to go on: an absolute http(s) URL, whose fragment configures the request. */
export interface TransferOptions {
  readonly alegUrl: string
  readonly alegMethod?: 'GET' | 'POST'
}

/** What the REST API does to a live call; none of it changes a call that is over. */
export class Operations {
  readonly #ports: OperationPorts

  constructor(ports: OperationPorts) {
    this.#ports = ports
  }

  /** Hangs up: 4000, or 1000 while it rings; the source is API Request. */
  hangUp(): void {
    this.#ports.end(this.#ports.answered() ? 4000 : 1000, 'API Request', 'it was hung up by the API')
  }

  /**
   * Breaks off whatever the call does, and runs the document of another URL instead. One that cannot be had, or is none,
   * ends the call with 7013, 8013, 7023 or 7033.
   */
  transfer({ alegUrl, alegMethod = 'POST' }: TransferOptions): void {
    this.#ports.transfer(alegUrl, alegMethod)
  }

  /**
   * Records the call in the background from now on, until it ends, `timeLimit` is over, or it is stopped. Throws a
   * TypeError or RangeError if an option is none or not allowed, and an Error if the call is not answered yet, or over.
   */
  record(options: RecordOptions = {}): StartedRecording {
    if (this.#ports.over()) throw new Error('the call is over: there is nothing to record (D87)')
    if (!this.#ports.answered()) throw new Error('the call is not answered yet: there is nothing to record (D87)')
    return this.#ports.recordings.record(options)
  }

  /**
   * Stops the recording of a URL, or all that go on in the background, those of Record included. Throws an Error if none
   * has that URL.
   */
  stopRecording(url?: string): void {
    const { recordings } = this.#ports
    const { urls } = recordings
    if (recordings.stop(url, 'it was stopped by the API').length > 0 || url === undefined) return
    const others = urls.length > 0 ? `those that do are ${urls.join(', ')}` : 'none does'
    throw new Error(`no recording with the URL "${url}" goes on in the background; ${others}`)
  }
}
