import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../trace/nearest.js'
import { type FaultKind, faultKinds, isWireFault, readFault, type WireFault } from '../webhook/fault.js'
import { faultSchema, orMistake, readFaultField } from './faults.js'
import { type Field, readYaml } from './field.js'
import { type FileMistake, Mistake, unknown, wholeFile } from './mistake.js'
import type { Pattern } from './pattern.js'
import { text, time, values, whole } from './plain-shapes.js'
import { insideOf, readText } from './read.js'
import { eitherOf, type JsonSchema, nobody, recordSchema, reference, type ToldKeys } from './shape.js'

/** What `app.yaml` says: an application without a program. */
export interface AppFile {
  readonly about: string
  /** Where a call starts, and what is asked when that fails and when the call is over: paths, perhaps with a fragment. */
  readonly answer: string
  readonly fallback?: string
  readonly hangup?: string
  /** Of calls that Plivo makes: told that it rings, and of machines. */
  readonly ring?: string
  readonly machineDetection?: string
  readonly routes: ReadonlyMap<string, readonly Rule[]>
}

/** The first rule of a path whose conditions hold is the reply. */
export interface Rule {
  /** Parameters that must have these values; an empty text also stands for "not sent". */
  readonly when?: Readonly<Record<string, Pattern>>
  /** Which requests for this path it is about, counted from 1 within one call. */
  readonly attempts?: readonly number[]
  readonly reply: Reply
}

export interface Reply {
  readonly status: number
  readonly file?: string
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds of call time before the reply begins. */
  readonly delay: number
  readonly fault?: WireFault
}

const start = { schema: { type: 'string', pattern: '^/' } }
const status: JsonSchema = { type: 'integer', minimum: 200, maximum: 599 }
const file: JsonSchema = { type: 'string', pattern: '^[\\w-][\\w.-]*(/[\\w-][\\w.-]*)*$' }

const ruleKeys = {
  when: { meaning: 'parameters that the request must have, each with its whole value or a /regex/', shape: values },
  attempts: {
    meaning: 'which requests for this path within the call: 1 is the first',
    shape: { schema: { type: 'array', items: { type: 'integer', minimum: 1 } } },
  },
  file: { meaning: 'a file of the folder, which is answered', shape: { schema: file } },
  status: { meaning: 'the HTTP status: 200 unless given', shape: { schema: status } },
  headers: {
    meaning: 'headers of the answer',
    shape: {
      schema: {
        type: 'object',
        propertyNames: { pattern: '^[A-Za-z0-9-]+$' },
        additionalProperties: { type: 'string' },
      },
    },
  },
  delay: { meaning: 'call time before the answer begins', shape: time() },
  fault: { meaning: 'what goes wrong instead of an answer', shape: { schema: reference('fault') } },
  after_bytes: { meaning: 'of the answer, before the fault', shape: whole(0) },
} satisfies ToldKeys

const appKeys = {
  about: { meaning: 'one sentence on what it teaches', shape: text },
  answer: { meaning: 'the path where a call starts, perhaps with a fragment', shape: start, needed: true },
  fallback: { meaning: 'asked when the answer URL fails', shape: start },
  hangup: { meaning: 'told when a call is over', shape: start },
  ring: { meaning: 'told when the phone rings that Plivo calls', shape: start },
  machine_detection: { meaning: 'told of machines that answer calls by Plivo', shape: start },
  routes: {
    meaning: 'what is answered at which path: a file, a status, a record, or a list of which the first that fits is it',
    shape: {
      schema: {
        type: 'object',
        propertyNames: { pattern: '^/[^?#\\s]*$' },
        additionalProperties: reference('route'),
      },
    },
    needed: true,
  },
} satisfies ToldKeys

/** How `app.yaml` is written. */
export const appFileSchema = (): JsonSchema => {
  const reply = { anyOf: ['file', 'status', 'fault'].map(key => ({ required: [key] })) }
  const rule = eitherOf(file, status, recordSchema(ruleKeys))
  return {
    ...recordSchema(appKeys),
    definitions: {
      rule: { ...rule, ...reply },
      route: { ...eitherOf(rule, { type: 'array', items: reference('rule') }), ...reply },
      fault: faultSchema(isWireFault),
    },
  }
}

/** Reads `app.yaml` of a folder. */
export function loadAppFile(folder: string): { app: AppFile } | { problems: FileMistake[] } {
  if (!existsSync(folder)) return { problems: [new Mistake('there is no such folder').at(wholeFile(folder))] }
  const file = join(folder, 'app.yaml')
  if (insideOf(folder, 'app.yaml') === 'outside')
    return { problems: [new Mistake(`it is ${outside}`).at(wholeFile(file))] }
  const text = readText(file)
  return text instanceof Mistake ? { problems: [text] } : readAppFile(text, folder)
}

/** Reads the text of an `app.yaml`; the documents it names must be files in `folder`. */
export function readAppFile(text: string, folder: string): { app: AppFile } | { problems: FileMistake[] } {
  const yaml = readYaml(text, join(folder, 'app.yaml'))
  if ('problems' in yaml) return yaml
  const { root } = yaml
  const fields = root.record(Object.keys(appKeys))
  if (!fields) return { problems: root.problems }
  const routes = readRoutes(fields.routes, folder)
  if (!fields.routes) root.mistake('an app needs "routes": what is answered at which path')
  if (!fields.answer) root.mistake('an app needs "answer": the path where a call starts')
  const app: AppFile = {
    about: fields.about?.text() ?? '',
    answer: readStart(fields.answer, routes) ?? '',
    fallback: readStart(fields.fallback, routes),
    hangup: readStart(fields.hangup, routes),
    ring: readStart(fields.ring, routes),
    machineDetection: readStart(fields.machine_detection, routes),
    routes,
  }
  return root.problems.length ? { problems: root.problems } : { app }
}

/** A path among the routes; a query and a fragment (the callback configuration) may follow it. */
function readStart(field: Field | undefined, routes: ReadonlyMap<string, unknown>): string | undefined {
  const text = field?.text()
  const path = text?.split(/[?#]/)[0]
  if (text === undefined || path === undefined || routes.has(path)) return text
  return field?.mistake(`${field.name} is at ${JSON.stringify(path)}, where no route is`, {
    nearest: nearest(path, routes.keys()),
    allowed: [...routes.keys()].join(', '),
  })
}

function readRoutes(field: Field | undefined, folder: string): Map<string, Rule[]> {
  const routes = new Map<string, Rule[]>()
  for (const { key, value } of field?.entries() ?? []) {
    if (!/^\/[^?#\s]*$/.test(key.name)) {
      key.mistake(`a route is a path from the root, without query and fragment: ${JSON.stringify(key.name)}`)
      continue
    }
    const items = value.kind === 'list' ? (value.items() ?? []) : [value]
    const rules = items.flatMap(item => readRule(item, folder) ?? [])
    const last = rules.findIndex(rule => !rule.when && !rule.attempts)
    if (last >= 0 && items[last + 1]) items[last + 1]?.mistake('never reached: the rule before it has no conditions')
    routes.set(key.name, rules)
  }
  return routes
}

/** `answer.xml`, `200`, or a record of conditions and what is replied. */
function readRule(item: Field, folder: string): Rule | undefined {
  if (item.kind === 'scalar') {
    const status = /^\d+$/.test(item.source()) ? readStatus(item) : undefined
    const file = status === undefined && !/^\d+$/.test(item.source()) ? readFile(item, folder) : undefined
    return { reply: { status: status ?? 200, file, headers: {}, delay: 0 } }
  }
  const rule = item.record(Object.keys(ruleKeys))
  if (!rule) return undefined
  const fault = rule.fault && readWireFault(rule.fault, rule.after_bytes)
  if (!rule.file && !rule.status && !rule.fault) item.mistake('no reply: give a file, a status or a fault')
  if (fault && rule.delay) rule.delay.mistake('a fault takes its own time; delay belongs to a reply')
  if (rule.file && /^(204|205|304)$/.test(rule.status?.source() ?? ''))
    rule.file.mistake('that status has no body, so no file')
  if (rule.after_bytes && !rule.fault) rule.after_bytes.mistake('after_bytes belongs to a fault')
  return {
    when: rule.when && values.read(rule.when, nobody),
    attempts: rule.attempts && readAttempts(rule.attempts),
    reply: {
      status: rule.status ? (readStatus(rule.status) ?? 200) : 200,
      file: rule.file && readFile(rule.file, folder),
      headers: rule.headers ? readHeaders(rule.headers) : {},
      delay: rule.delay?.time() ?? 0,
      fault,
    },
  }
}

/** `stall`, `{ stall_after: 12 }`, or `stall-after` with after_bytes beside it. */
function readWireFault(field: Field, afterBytes: Field | undefined): WireFault | undefined {
  const fault = readFaultField(field)
  if (!fault) return undefined
  if (!isWireFault(fault)) {
    const allowed = fault.kind === 'slow' ? 'delay: 3s' : 'faults that need no answer; this one belongs to a scenario'
    return field.mistake(`an application cannot fail by "${fault.kind}"`, { allowed })
  }
  if (!afterBytes) return fault
  const { amount }: FaultKind = faultKinds[fault.kind]
  if (amount?.unit !== 'bytes') return afterBytes.mistake(`after_bytes means nothing to "${fault.kind}"`)
  const bytes = afterBytes.whole(0, 'a whole number of bytes')
  const read = bytes === undefined ? undefined : afterBytes.read(orMistake(() => readFault({ [fault.kind]: bytes })))
  return read && { ...fault, amount: read.amount }
}

function readStatus(field: Field): number | undefined {
  const status = field.whole(200, 'an HTTP status, 200 to 599')
  return status === undefined || status <= 599
    ? status
    : field.mistake(`${status} is no HTTP status`, { allowed: '200 to 599' })
}

function readAttempts(field: Field): number[] {
  const allowed = 'a list of whole numbers; 1 is the first attempt'
  return (field.items() ?? []).flatMap(item => item.whole(1, allowed) ?? [])
}

function readHeaders(field: Field): Record<string, string> {
  const entries = (field.entries() ?? []).flatMap(({ key, value }): [string, string][] => {
    if (!/^[A-Za-z0-9-]+$/.test(key.name))
      return key.mistake(unknown('header', key.name, ['Location', 'Content-Type'])) ?? []
    const text = value.text()
    return text === undefined ? [] : [[key.name, text]]
  })
  return Object.fromEntries(entries)
}

const outside = 'a link that leads out of the folder'

/** A file of the folder; nothing outside it can be named. */
function readFile(field: Field, folder: string): string | undefined {
  const name = field.text()
  if (name === undefined) return undefined
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(name)) {
    return field.mistake(`${JSON.stringify(name)} is not a file of this folder`, {
      allowed: 'a relative path without ".."',
    })
  }
  const found = insideOf(folder, name)
  if (typeof found === 'object') return name
  if (found === 'outside') return field.mistake(`${JSON.stringify(name)} is ${outside}`)
  return field.mistake(`there is no file ${JSON.stringify(name)} in ${folder}`)
}
