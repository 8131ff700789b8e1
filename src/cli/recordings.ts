import { accessSync, constants, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { RecordingRecord } from '../call/record.js'
import { deadline } from '../clock/deadline.js'
import type { RecordingOptions } from '../exchange/recordings.js'
import type { ScenarioCall } from '../scenario/run.js'
import { UsageError } from './exit-code.js'
import { type Io, isPhone } from './io.js'
import { lengthOf } from './length.js'

/** The flags about recordings. */
export interface RecordingFlags {
  /** The folder they are written to. */
  readonly recordings?: string
  readonly recordingsPort?: number
}

export function readPort(written: string): number {
  const port = Number(written)
  if (!/^\d+$/.test(written) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('Allowed is a port from 1 to 65535.')
  }
  return port
}

/** Makes the folder, so that one that cannot be written to is known before anybody calls. */
export function recordingOptions({ recordings: folder, recordingsPort: port }: RecordingFlags): RecordingOptions {
  if (folder !== undefined) {
    try {
      mkdirSync(folder, { recursive: true })
      accessSync(folder, constants.W_OK)
    } catch (error) {
      throw new UsageError(`--recordings ${folder}: ${(error as Error).message}`)
    }
  }
  return { ...(folder !== undefined && { folder }), ...(port !== undefined && { port }) }
}

/** Throws a UsageError if the port cannot be had: RecordUrl would lead to whatever else listens there. */
export async function refuseTakenPort({ recordingsPort: port }: RecordingFlags): Promise<void> {
  if (port === undefined) return
  const code = await new Promise<string | undefined>(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
  if (code === undefined) return
  const why = code === 'EADDRINUSE' ? 'something else listens there' : 'it cannot be listened on'
  throw new UsageError(`--recordings-port ${port}: ${why} (${code}); free the port, or give another one`)
}

export const recordingsOf = (calls: readonly ScenarioCall[]): RecordingRecord[] =>
  calls.flatMap(({ record }) => record?.recordings ?? [])

/** Where a recording is, and how long: `out/4f….mp3, 3.2 s`. */
export function describeRecording(
  recording: Pick<RecordingRecord, 'id' | 'format' | 'ms' | 'url'>,
  { recordings: folder, recordingsPort }: RecordingFlags,
) {
  const { id, format, ms, url } = recording
  const places = [
    ...(folder === undefined ? [] : [join(folder, `${id}.${format}`)]),
    ...(recordingsPort === undefined ? [] : [url]),
  ]
  return `${places.join(', ')}, ${lengthOf(ms / 1000)}`
}

/** An application that fetches a recording after it has answered has so much time to do so, in wall ms. */
const grace = 1000

/** Lets recordings be fetched for a while: in a terminal until Ctrl-C. */
export function linger(io: Io, say: (text: string) => void): Promise<void> {
  if (!isPhone(io)) return new Promise(done => deadline(grace, done))
  say('recordings are served until Ctrl-C')
  return new Promise(done => {
    const leave = () => {
      io.signals.off('SIGINT', leave)
      io.signals.off('SIGTERM', leave)
      done()
    }
    io.signals.on('SIGINT', leave)
    io.signals.on('SIGTERM', leave)
  })
}
