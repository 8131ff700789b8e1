import type { HangupSource } from './hangup-causes.js'

/** What operations are done with. */
export interface OperationPorts {
  readonly answered: () => boolean
  end(code: number, source: HangupSource, because: string): void
  /** Another document runs instead of whatever runs now. */
  transfer(url: string, method: string): void
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
}
