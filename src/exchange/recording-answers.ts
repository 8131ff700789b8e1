import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ByteRange } from '../audio/recording-file.js'
import { deadline } from '../clock/deadline.js'

/** The file of a recording, as it is served. */
export interface ServedRecording {
  readonly contentType: string
  /** In bytes. */
  readonly size: number
  chunks(range: ByteRange): AsyncIterable<Uint8Array>
}

/** Whoever reads nothing for so long has stopped reading, in wall ms. */
const patience = 1000

/** Answers requests for recordings: GET and HEAD, whole or in part. */
export class RecordingAnswers {
  readonly #answering = new Map<ServerResponse, Promise<void>>()

  /** There is no such recording if there is no file. */
  answer(request: IncomingMessage, response: ServerResponse, file: ServedRecording | undefined): void {
    // Whoever stops reading ends his own answer only.
    const answering = answer(request, response, file).catch(() => {
      response.destroy()
    })
    this.#answering.set(response, answering)
    void answering.then(() => this.#answering.delete(response))
  }

  /** Waits for what is being answered, but not for who has stopped reading. */
  async close(): Promise<void> {
    for (const response of this.#answering.keys()) giveUpWhenStalled(response)
    await Promise.all(this.#answering.values())
  }
}

function giveUpWhenStalled(response: ServerResponse): void {
  const written = response.socket?.bytesWritten
  const callOff = deadline(patience, () => {
    if (response.socket?.bytesWritten === written) response.destroy()
    else giveUpWhenStalled(response)
  })
  response.once('close', callOff)
}

async function answer(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  file: ServedRecording | undefined,
): Promise<void> {
  const reading = method === 'GET' || method === 'HEAD'
  if (!file) return refuse(response, 404, 'there is no such recording')
  if (!reading) return refuse(response, 405, 'allowed are GET and HEAD', { allow: 'GET, HEAD' })
  const range = rangeOf(headers.range, file.size)
  if (range === 'unsatisfiable') {
    return refuse(response, 416, 'the file is shorter', { 'content-range': `bytes */${file.size}` })
  }
  const { from, to } = range ?? { from: 0, to: file.size - 1 }
  response.writeHead(range ? 206 : 200, {
    'content-type': file.contentType,
    'content-length': to - from + 1,
    'accept-ranges': 'bytes',
    ...(range && { 'content-range': `bytes ${from}-${to}/${file.size}` }),
  })
  if (method === 'HEAD') response.end()
  else await pipeline(Readable.from(file.chunks({ from, to })), response)
}

function refuse(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers })
  response.end(`${text}\n`)
}

/** One range of bytes (RFC 9110, 14.2). Several, or what is no range, count as none: the whole file is the answer. */
function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '')
    return Number(last) === 0 ? 'unsatisfiable' : { from: Math.max(0, size - Number(last)), to: size - 1 }
  if (last !== '' && Number(last) < Number(first)) return undefined
  if (Number(first) >= size) return 'unsatisfiable'
  return { from: Number(first), to: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
