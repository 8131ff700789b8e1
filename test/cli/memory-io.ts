import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { Input, Io } from '../../src/cli/io.js'
import { run } from '../../src/cli/program.js'

export interface MemoryIo extends Io {
  readonly out: () => string
  readonly err: () => string
  readonly stdin: Input & PassThrough
  readonly signals: EventEmitter
  /** Whether the terminal is in raw mode, and how often that was changed. */
  readonly raw: { on: boolean; changes: number }
  readonly quits: number[]
}

/** What a terminal would act on, but for the ends of lines. */
export const unprintable = /[^\P{Cc}\n]|\u202e/u

export interface MemoryOptions {
  readonly terminal?: boolean
  readonly env?: Record<string, string>
  readonly columns?: number
  /** Called with everything that is written to stdout. */
  readonly onOutput?: (text: string, io: MemoryIo) => void
}

/** The world of a command, in memory. */
export function memoryIo({ terminal = false, env = {}, columns = 100, onOutput }: MemoryOptions = {}): MemoryIo {
  const written = { out: '', err: '' }
  const raw = { on: false, changes: 0 }
  const quits: number[] = []
  const stdin = Object.assign(new PassThrough(), {
    isTTY: terminal,
    setRawMode: (on: boolean) => {
      raw.on = on
      raw.changes++
    },
  })
  const io: MemoryIo = {
    stdout: {
      isTTY: terminal,
      columns,
      write: text => {
        written.out += text
        onOutput?.(text, io)
      },
    },
    stderr: {
      isTTY: terminal,
      columns,
      write: text => {
        written.err += text
      },
    },
    stdin,
    env: { NO_COLOR: '1', ...env },
    signals: new EventEmitter(),
    quit: code => quits.push(code),
    out: () => written.out,
    err: () => written.err,
    raw,
    quits,
  }
  return io
}

/** Runs a command line to its end. */
export async function offhook(args: readonly string[], options: MemoryOptions = {}): Promise<Ended> {
  const io = memoryIo(options)
  const code = await run(args, io)
  return { code, out: io.out(), err: io.err(), io }
}

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly io: MemoryIo
}
