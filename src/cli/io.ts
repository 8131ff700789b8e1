/** What a command sees of the world outside, so that a test can be that world. `process` has the parts of it. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly stdin: Input
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signals: Signals
  /** Ends the program at once; what listens for `exit` is still called. */
  quit(code: number): void
}

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Where bytes, or keys, come from. Raw mode exists on terminals only. */
export interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
}

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'exit'

export interface Signals {
  on(signal: Signal, heard: () => void): unknown
  off(signal: Signal, heard: () => void): unknown
}

/** Whether a person sits at both ends: keys come from a terminal, and words go to one. */
export const isPhone = ({ stdin, stdout }: Io): boolean => stdin.isTTY === true && stdout.isTTY === true
