import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ByteRange, RecordingFile } from '../audio/recording-file.js'
import { deadline } from '../clock/deadline.js'

/** The recording of a path, if there is one: nothing else can be had. */
export type FindRecording = (path: string) => RecordingFile | undefined

/** Whoever reads nothing for so long has stopped reading, in wall ms. */
const patience = 1000

/**
 * Serves recordings on 127.0.0.1 to whoever asks: GET and HEAD, whole or in part, without authentication, as recording
 * URLs are (D83). It listens from the first `open` to `close`, and keeps no process alive.
 */
export class RecordingDoor {
  readonly #port: number
  readonly #find: FindRecording
  #server: Server | undefined
  #opening: Promise<string | undefined> | undefined
  readonly #answering = new Map<ServerResponse, Promise<void>>()

  constructor(port: number, find: FindRecording) {
    this.#port = port
    this.#find = find
  }

  /** Why it cannot be opened; undefined once it is open. */
  open(): Promise<string | undefined> {
    this.#opening ??= new Promise(resolve => {
      const server = createServer((request, response) => this.#receive(request, response))
      server.once('error', error => resolve(error.message))
      server.listen(this.#port, '127.0.0.1', () => resolve(undefined))
      server.unref()
      this.#server = server
    })
    return this.#opening
  }

  /** Answers what was asked, but not who has stopped reading, and nobody else. */
  async close(): Promise<void> {
    await this.#opening
    const server = this.#server
    if (!server?.listening) return
    const closed = new Promise(resolve => server.close(resolve))
    for (const response of this.#answering.keys()) giveUpWhenStalled(response)
    await Promise.all(this.#answering.values())
    server.closeAllConnections()
    await closed
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    // Whoever stops reading ends his own answer only.
    const answering = answer(request, response, this.#find).catch(() => {
      response.destroy()
    })
    this.#answering.set(response, answering)
    void answering.then(() => this.#answering.delete(response))
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

async function answer(request: IncomingMessage, response: ServerResponse, find: FindRecording): Promise<void> {
  const { method, url = '', headers } = request
  const reading = method === 'GET' || method === 'HEAD'
  const file = find(url.split('?')[0] ?? '')
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
