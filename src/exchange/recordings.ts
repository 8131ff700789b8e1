import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { RecordingFile } from '../audio/recording-file.js'
import type { Recordings } from '../call/ports.js'
import type { Clock } from '../clock/clock.js'
import { answeredInProcess } from '../webhook/in-process-answer.js'
import type { WebhookTransport } from '../webhook/transport.js'
import { type Problem, problem } from '../xml/problem.js'
import { RecordingDoor } from './recording-door.js'

/** Where recordings can be had, besides `exchange.recording(id)`. */
export interface RecordingOptions {
  /** They are served on 127.0.0.1 at this port, and `RecordUrl` leads there; 1 to 65535. */
  readonly port?: number
  /** What `RecordUrl` begins with, where that is something else: a tunnel to the port, say. */
  readonly origin?: string
  /** Every recording is written to this folder, as `<id>.mp3` or `<id>.wav`. */
  readonly folder?: string
}

/** Plivo's, where nothing is served (D83). */
const plivo = 'https://media.plivo.com'

/** The recordings of an exchange: by their ids, at their URLs, and in their folder. */
export class RecordingShelf implements Recordings {
  readonly #clock: Clock
  /** What every URL begins with, up to the name of the file. */
  readonly #base: string
  readonly #byId = new Map<string, RecordingFile>()
  readonly #byPath = new Map<string, RecordingFile>()
  readonly #byUrl = new Map<string, RecordingFile>()
  readonly #door: RecordingDoor | undefined
  readonly #folder: string | undefined
  #writing: Promise<void> = Promise.resolve()
  #unwritten: string | undefined

  constructor({ port, origin, folder }: RecordingOptions, authId: string, clock: Clock) {
    this.#clock = clock
    const served = port === undefined ? plivo : `http://127.0.0.1:${port}`
    this.#base = `${(origin ?? served).replace(/\/+$/, '')}/v1/Account/${authId}/Recording/`
    this.#door = port === undefined ? undefined : new RecordingDoor(port, path => this.#byPath.get(path))
    this.#folder = folder
  }

  urlOf(id: string, format: string): string {
    return `${this.#base}${id}.${format}`
  }

  /** Time stands still until the door is open, or it is known why it is not. */
  begin(report: (found: Problem) => void): void {
    if (!this.#door) return
    const hold = this.#clock.hold('the door of recordings')
    void this.#door.open().then(because =>
      hold.release(() => {
        if (because === undefined) return
        report(
          problem(
            'recording-unserved',
            `recordings cannot be served, their URLs lead to nothing of this exchange: ${because}`,
          ),
        )
      }),
    )
  }

  add(file: RecordingFile): void {
    this.#byId.set(file.id, file)
    this.#byPath.set(new URL(file.url).pathname, file)
    this.#byUrl.set(new URL(file.url).href, file)
    this.#inFolder(folder => this.#write(file, folder))
  }

  find(id: string): RecordingFile | undefined {
    return this.#byId.get(id)
  }

  /** It cannot be had here any more, once it is in its folder. */
  forget(recording: Pick<RecordingFile, 'id' | 'url'>): void {
    if (this.#folder === undefined) this.#drop(recording)
    else void this.#writing.then(() => this.#drop(recording))
  }

  /** It cannot be had any more, and its file goes, too. False if there is none with that id. */
  delete(id: string): boolean {
    const file = this.#byId.get(id)
    if (!file) return false
    this.#drop(file)
    this.#inFolder(folder => rm(join(folder, file.name), { force: true }))
    return true
  }

  /** What is done to files is done one after the other. */
  #inFolder(does: (folder: string) => Promise<void>): void {
    const folder = this.#folder
    if (folder === undefined) return
    this.#writing = this.#writing
      .then(() => does(folder))
      .catch((error: Error) => {
        this.#unwritten ??= error.message
      })
  }

  /** A file is whole as soon as it has its name. What was deleted meanwhile is not written. */
  async #write(file: RecordingFile, folder: string): Promise<void> {
    if (!this.#byId.has(file.id)) return
    await mkdir(folder, { recursive: true })
    const path = join(folder, file.name)
    await pipeline(Readable.from(file.chunks()), createWriteStream(`${path}.part`))
    await rename(`${path}.part`, path)
  }

  #drop({ id, url }: Pick<RecordingFile, 'id' | 'url'>): void {
    this.#byId.delete(id)
    this.#byPath.delete(new URL(url).pathname)
    this.#byUrl.delete(new URL(url).href)
  }

  /** Answers requests for recordings, such as those of Play, in this process; hands everything else to `fallback`. */
  transport(fallback: WebhookTransport): WebhookTransport {
    return (request, webhook) => {
      const file = this.#byUrl.get(request.url)
      if (!file) return fallback(request, webhook)
      const headers = { 'content-type': file.contentType, 'content-length': String(file.size) }
      return answeredInProcess(async () => ({ status: 200, headers, body: file.chunks() }))(request)
    }
  }

  /** Waits for what is asked for and written; throws an Error if something could not be written. */
  async close(): Promise<void> {
    await this.#door?.close()
    await this.#writing
    if (this.#unwritten) throw new Error(`recordings cannot be written to ${this.#folder}: ${this.#unwritten}`)
  }
}
