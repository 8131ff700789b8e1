import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hideUrlCredentials } from '../../trace/credentials.js'
import type { Phases } from '../../webhook/phases.js'
import { type Field, readYaml } from '../field.js'
import { type FileMistake, Mistake } from '../mistake.js'
import { flag, method, oneOf, text, time, whole } from '../plain-shapes.js'
import { readText } from '../read.js'
import { listOf, nobody, record, type Shape, shaped } from '../shape.js'
import { writeTime } from '../time.js'
import { yamlOf } from '../yaml-text.js'
import { type CassetteEntry, type KeptResult, phasesOf } from './entry.js'

/** What a cassette holds. */
export interface CassetteContent {
  /** Numbers and names in it are invented. */
  readonly redacted: boolean
  readonly entries: readonly CassetteEntry[]
}

/** The version of the format. */
const version = 1

const texts: Shape<Readonly<Record<string, string>>> = shaped({}, field => {
  const entries = field.entries()?.flatMap(({ key, value }): [string, string][] => {
    const read = value.text()
    return read === undefined ? [] : [[key.name, read]]
  })
  return entries && Object.fromEntries(entries)
})

const base64: Shape<Uint8Array> = shaped({}, field => {
  const written = field.text()?.replace(/\s/g, '')
  if (written === undefined) return undefined
  const isBase64 = /^[A-Za-z\d+/]*={0,2}$/.test(written) && written.length % 4 === 0
  return isBase64 ? Buffer.from(written, 'base64') : field.mistake('this is no base64')
})

const took = record({
  connect: { meaning: '', shape: time() },
  tls: { meaning: '', shape: time() },
  wait: { meaning: '', shape: time() },
  receive: { meaning: '', shape: time() },
})

const entry = record({
  purpose: { meaning: 'which URL it is', shape: text, needed: true },
  method: { meaning: 'GET or POST', shape: method, needed: true },
  url: { meaning: 'as it was requested', shape: text, needed: true },
  params: { meaning: 'the parameters that tell it from others', shape: texts },
  attempt: { meaning: 'which attempt it was', shape: whole(1) },
  status: { meaning: 'of the answer', shape: whole(100, 'an HTTP status, 100 to 999', 999) },
  headers: { meaning: 'of the answer', shape: texts },
  body: { meaning: 'of the answer', shape: text },
  base64: { meaning: 'the body, where it is no text', shape: base64 },
  outcome: { meaning: 'how it ended without an answer', shape: oneOf('ct', 'rt', 'partial', 'invalid') },
  reason: { meaning: 'why', shape: text },
  bytes: { meaning: 'that came', shape: whole(0) },
  took: { meaning: 'call time, phase by phase', shape: took },
  cut_by_total: { meaning: 'tt ran out', shape: flag },
})

/** Reads the text of a cassette; `file` is its name in messages. */
export function readCassette(written: string, file: string): CassetteContent | { problems: FileMistake[] } {
  const yaml = readYaml(written, file)
  if ('problems' in yaml) return yaml
  const { root } = yaml
  const fields = root.record(['cassette', 'redacted', 'entries'])
  if (fields && !fields.cassette)
    root.mistake('this is no cassette: its version is missing', { nearest: `cassette: ${version}` })
  const given = fields?.cassette?.whole(1, String(version))
  if (given !== undefined && given !== version) {
    fields?.cassette?.mistake(`this cassette is of version ${given}`, { allowed: String(version) })
  }
  const redacted = (fields?.redacted && flag.read(fields.redacted, nobody)) ?? false
  const entries = fields?.entries ? listOf(kept).read(fields.entries, nobody) : []
  return root.problems.length > 0 ? { problems: root.problems } : { redacted, entries: entries ?? [] }
}

const kept: Shape<CassetteEntry> = shaped({}, field => {
  const before = field.problems.length
  const read = entry.read(field, nobody)
  if (!read || field.problems.length > before) return undefined
  const {
    purpose = '',
    method: how = 'POST',
    url = '',
    params = {},
    attempt,
    base64: bytes,
    cut_by_total,
    ...result
  } = read
  if (result.status === undefined && result.outcome === undefined) {
    return field.mistake('it does not say how the request ended', { allowed: 'status: 200, or outcome: rt' })
  }
  if (!URL.canParse(url)) return urlMistake(field, url)
  return {
    request: { purpose, method: how, url, params, ...(attempt !== undefined && { attempt }) },
    result: { ...result, ...(bytes && { body: bytes }), ...(cut_by_total && { cutByTotal: true }) },
  }
})

const urlMistake = (field: Field, url: string): undefined =>
  field.mistake(`url is no absolute URL: ${JSON.stringify(hideUrlCredentials(url))}`)

/** The cassette of a file, or what is wrong with it. */
export function loadCassette(file: string): CassetteContent | { problems: FileMistake[] } {
  const read = readText(file)
  return read instanceof Mistake ? { problems: [read] } : readCassette(read, file)
}

const introduction = `# What an application answered, request by request, for calls that are replayed without it: offhook … --cassette <this file>.
# {{CallUUID}} and the like stand for the ids of the call that is going on, {{origin}} for the address of the application.
# To record it anew: --cassette-mode record. To see what the application answers otherwise today: --cassette-mode compare.
`

/** The text of a cassette. */
export const writeCassette = ({ redacted, entries }: CassetteContent): string =>
  introduction +
  yamlOf('cassette', version) +
  (redacted ? `${yamlOf('redacted', true)}` : '') +
  `\n${yamlOf('entries', entries.map(writtenOf), { blocks: ['body'], inline: ['headers', 'took'] }).replaceAll(/\n {2}- /g, '\n\n  - ')}`

const writtenOf = ({ request, result }: CassetteEntry): object => {
  const { params, attempt = 1, ...which } = request
  return {
    ...which,
    ...(Object.keys(params).length > 0 && { params }),
    ...(attempt > 1 && { attempt }),
    ...resultAsWritten(result),
  }
}

const resultAsWritten = ({ body, took: times, cutByTotal, ...result }: KeptResult): object => ({
  ...result,
  ...(times && { took: timesOf(times) }),
  ...(cutByTotal && { cut_by_total: true }),
  ...(typeof body === 'string' && { body }),
  ...(body instanceof Uint8Array && { base64: Buffer.from(body).toString('base64') }),
})

const timesOf = (times: Phases): Record<string, string> =>
  Object.fromEntries(phasesOf(times).map(([phase, ms]) => [phase, writeTime(Math.round(ms))]))

/** Writes a file so that there is always a whole one: beside it first, and then in its place. */
export function writeWhole(file: string, content: string): void {
  const beside = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(beside, content)
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

/** Throws at once what would be thrown in the end, when a call has been made for nothing. */
export function refuseUnwritable(file: string): void {
  const beside = `${file}.${process.pid}.tmp`
  closeSync(openSync(beside, 'w'))
  rmSync(beside)
}
