import { createServer, type Server } from 'node:http'
import type { RecordingFile } from '../audio/recording-file.js'
import { RecordingAnswers } from './recording-answers.js'

/** The recording of a path, if there is one: nothing else can be had. */
export type FindRecording = (path: string) => RecordingFile | undefined

/**
 * Serves recordings on 127.0.0.1 to whoever asks: GET and HEAD, whole or in part, without authentication, as recording
 * URLs are (D83). It listens from the first `open` to `close`, and keeps no process alive.
 */
export class RecordingDoor {
  readonly #port: number
  readonly #find: FindRecording
  #server: Server | undefined
  #opening: Promise<string | undefined> | undefined
  readonly #answers = new RecordingAnswers()

  constructor(port: number, find: FindRecording) {
    this.#port = port
    this.#find = find
  }

  /** Why it cannot be opened; undefined once it is open. */
  open(): Promise<string | undefined> {
    this.#opening ??= new Promise(resolve => {
      const server = createServer((request, response) =>
        this.#answers.answer(request, response, this.#find(request.url?.split('?')[0] ?? '')),
      )
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
    await this.#answers.close()
    server.closeAllConnections()
    await closed
  }
}
