import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Field } from './field.js'
import type { FilePlace } from './mistake.js'
import { type Pattern, readPattern } from './pattern.js'
import { pattern, text, time } from './plain-shapes.js'
import { eitherOf, type JsonSchema, recordSchema, type ToldKeys } from './shape.js'
import { timeWithin } from './time.js'

/** A program that is started to be the application of scenarios. */
export interface Program {
  /** For a shell. */
  readonly command: string
  /** The folder it runs in, absolute. */
  readonly cwd: string
  /** Where it listens on 127.0.0.1; a free port unless given. It is told by PORT. */
  readonly port?: number
  /** What it prints when it listens; unless given, its port is tried until it takes a connection. */
  readonly ready?: Pattern
  /** In ms. */
  readonly readyWithin: number
  readonly env: Readonly<Record<string, string>>
  readonly place: FilePlace
}

/** What answers: a sample folder, or a program. */
export type ReadApp =
  | { readonly app: { readonly folder: string; readonly place: FilePlace } }
  | { readonly program: Program }

const bounds = { least: 1, most: 10 * 60_000 }

const keys = {
  command: {
    meaning: 'for a shell, in the folder of the file',
    shape: { schema: { type: 'string', pattern: '\\S' } },
    needed: true,
  },
  ready: { meaning: 'what it prints when it listens; unless given, its port is tried', shape: pattern },
  port: {
    meaning: 'where it listens on 127.0.0.1, as PORT tells it; a free one unless given',
    shape: { schema: { type: 'integer', minimum: 1, maximum: 65_535 } },
  },
  cwd: { meaning: 'the folder it runs in, relative to the file', shape: text },
  env: {
    meaning: 'its environment, besides that of offhook',
    shape: { schema: { type: 'object', additionalProperties: { type: 'string' } } },
  },
  ready_within: { meaning: `how long that may take, in real time: 30s unless given, 10m at most`, shape: time(bounds) },
} satisfies ToldKeys

/** How `app` is written. */
export const programSchema = (): JsonSchema => eitherOf({ type: 'string', pattern: '.' }, recordSchema(keys))

/** Reads `app`: the path of a sample folder, relative to the file, or a record about a program. */
export function readApp(field: Field): ReadApp | undefined {
  const folder = dirname(field.place.file)
  if (field.kind !== 'record') {
    const path = field.text()
    if (path === undefined) return undefined
    const sample = resolve(folder, path)
    if (/\s/.test(path.trim()) && !existsSync(sample)) {
      const near = `app: { command: ${path} }`
      return field.mistake(`there is no sample folder ${JSON.stringify(path)}`, { nearest: near })
    }
    return { app: { folder: sample, place: field.place } }
  }
  const fields = field.record(Object.keys(keys))
  if (!fields?.command) return field.mistake('"app" needs a command', { nearest: 'app: { command: "node server.js" }' })
  const command = fields.command.text()
  const ready = fields.ready?.text()
  return {
    program: {
      command: command?.trim() ? command : (fields.command.mistake('the command is empty') ?? ''),
      cwd: resolve(folder, fields.cwd?.text() ?? '.'),
      port: fields.port && readPort(fields.port),
      ready: ready === undefined ? undefined : fields.ready?.read(readPattern(ready)),
      readyWithin: fields.ready_within ? readWithin(fields.ready_within) : 30_000,
      env: fields.env ? readEnvironment(fields.env) : {},
      place: field.place,
    },
  }
}

function readPort(field: Field): number | undefined {
  const allowed = '1 to 65535; without "port", a free one is chosen'
  const port = field.whole(1, allowed)
  return port === undefined || port <= 65_535 ? port : field.mistake(`there is no port ${port}`, { allowed })
}

function readWithin(field: Field): number {
  const ms = field.time()
  const wrong = ms === undefined ? undefined : timeWithin('ready_within', ms, bounds)
  if (wrong) field.mistake(wrong)
  return ms ?? 0
}

function readEnvironment(field: Field): Record<string, string> {
  const entries = field.entries() ?? []
  return Object.fromEntries(entries.map(({ key, value }) => [key.name, value.text() ?? '']))
}
