import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { DiskTrouble, type OnDiskTrouble } from './disk-trouble.js'
import { Journal } from './journal.js'
import { uuidPattern } from './uuid.js'

const uuid = Type.String({ pattern: uuidPattern })

const storedRecording = Type.Object({
  id: uuid,
  callUuid: uuid,
  /** The auth id whose recording it is. */
  account: Type.String(),
  url: Type.String(),
  format: Type.Union([Type.Literal('mp3'), Type.Literal('wav')]),
  ms: Type.Number(),
  /** Epoch ms, as is the end. */
  startedAt: Type.Number(),
  endedAt: Type.Number(),
  type: Type.Union([Type.Literal('normal'), Type.Literal('conference')]),
  /** The name and the id of the conference, if it is of one. */
  conference: Type.Optional(Type.String()),
  conferenceUuid: Type.Optional(Type.String()),
  transcript: Type.String(),
  /** When the transcript can be had (epoch ms), if it was asked for after the recording; false if it was deleted. */
  transcribed: Type.Optional(Type.Union([Type.Number(), Type.Literal(false)])),
  /** Of the call. */
  from: Type.String(),
  to: Type.String(),
})

/** What is known of a recording, besides its file. */
export type StoredRecording = Readonly<Static<typeof storedRecording>>

const entry = Type.Union([
  Type.Object({ type: Type.Literal('added'), recording: storedRecording }),
  Type.Object({ type: Type.Literal('deleted'), id: Type.String() }),
])
const entries = Compile(entry)

/** The recordings, in a journal and a folder of files: those of earlier runs, too. */
export class RecordingLog {
  /** Where their files are, as `<id>.<format>`. */
  readonly folder: string
  readonly #journal: Journal<Static<typeof entry>>
  readonly #trouble: DiskTrouble
  readonly #byId = new Map<string, StoredRecording>()

  /** Makes the folder. Throws an Error if it cannot, or if the file cannot be read and written. */
  constructor(file: string, onTrouble: OnDiskTrouble) {
    this.folder = join(dirname(file), 'recordings')
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    // What was being written when the process was killed.
    for (const name of readdirSync(this.folder)) {
      if (name.endsWith('.part')) rmSync(join(this.folder, name), { recursive: true, force: true })
    }
    this.#trouble = new DiskTrouble(this.folder, onTrouble)
    this.#journal = new Journal(file, { accept: value => this.#accept(value), onTrouble })
  }

  get damaged(): number {
    return this.#journal.damaged
  }

  /** Adds one, or puts it in the place of what was known of it. */
  add(recording: StoredRecording): void {
    this.#byId.set(recording.id, recording)
    this.#journal.append({ type: 'added', recording })
  }

  find(id: string): StoredRecording | undefined {
    return this.#byId.get(id)
  }

  /** In the order in which they were added. */
  all(): StoredRecording[] {
    return [...this.#byId.values()]
  }

  /** The file of a recording that is known: no other path can be had. It is there when it is whole. */
  file(id: string): string | undefined {
    const found = this.#byId.get(id)
    return found && join(this.folder, `${found.id}.${found.format}`)
  }

  /** Removes its file, too. False if there is no such recording. */
  delete(id: string): boolean {
    const file = this.file(id)
    if (file === undefined) return false
    this.#byId.delete(id)
    this.#journal.append({ type: 'deleted', id })
    try {
      rmSync(file, { force: true })
    } catch (error) {
      this.#trouble.tell(error)
    }
    return true
  }

  close(): void {
    this.#journal.close()
  }

  #accept(value: unknown): boolean {
    if (!entries.Check(value)) return false
    if (value.type === 'deleted') this.#byId.delete(value.id)
    else this.#byId.set(value.recording.id, value.recording)
    return true
  }
}
