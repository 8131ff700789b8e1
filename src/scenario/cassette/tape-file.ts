import type { Phases } from '../../webhook/phases.js'
import type { AttemptOutcome } from '../../webhook/webhook.js'
import { type Field, readYaml } from '../field.js'
import type { FileMistake } from '../mistake.js'
import type { CassetteAnswer, CassetteCall, CassetteEntry, Tape } from './entry.js'

const entryKeys = [
  'call',
  'purpose',
  'method',
  'url',
  'with',
  'outcome',
  'reason',
  'status',
  'headers',
  'body',
  'base64',
  'cut_by_total',
  'costs',
  'took',
] as const

type EntryFields = Partial<Record<(typeof entryKeys)[number], Field>>

const failures = ['ct', 'rt', 'partial', 'invalid', 'ok', '3xx', '4xx', '5xx'] as const satisfies AttemptOutcome[]
const phases = ['connect', 'tls', 'wait', 'receive'] as const

/** Reads the text of a cassette; `file` is its name in messages. */
export function readTape(text: string, file: string): { tape: Tape } | { problems: FileMistake[] } {
  const yaml = readYaml(text, file)
  if ('problems' in yaml) return yaml
  const { root } = yaml
  const fields = root.record(['cassette', 'redacted', 'calls', 'answers'])
  if (!fields) return { problems: root.problems }
  if (!fields.cassette) root.mistake('this is no cassette: it has no version', { nearest: 'cassette: 1' })
  else if (fields.cassette.source() !== '1')
    fields.cassette.mistake(`this is a cassette of version ${JSON.stringify(fields.cassette.source())}`, {
      allowed: '1, which this version of offhook reads',
    })
  const calls = fields.calls?.items()?.map(item => readTexts(item)) ?? []
  const entries = fields.answers?.items()?.flatMap(item => readEntry(item, calls) ?? []) ?? []
  if (!fields.answers) root.mistake('"answers" is missing', { allowed: 'answers: [] where nothing is stored' })
  const redacted = fields.redacted ? readFlag(fields.redacted) : false
  return root.problems.length > 0 ? { problems: root.problems } : { tape: { calls, entries, redacted } }
}

function readEntry(item: Field, calls: readonly CassetteCall[]): CassetteEntry | undefined {
  const fields = item.record(entryKeys)
  if (!fields) return undefined
  const call = fields.call?.whole(1, 'a whole number; 1 is the first of "calls"') ?? 1
  if (fields.call && call > Math.max(calls.length, 1))
    fields.call.mistake(`there is no call ${call}`, { allowed: `1 to ${Math.max(calls.length, 1)}` })
  for (const key of ['purpose', 'url'] as const) if (!fields[key]) item.mistake(`"${key}" is missing`)
  const purpose = fields.purpose?.text()
  const url = fields.url && readUrl(fields.url)
  const method = fields.method?.oneOf(['GET', 'POST']) ?? 'POST'
  const answer = readAnswer(item, fields)
  if (purpose === undefined || url === undefined || !answer) return undefined
  return { call, purpose, method, url, with: fields.with ? readTexts(fields.with) : {}, answer, place: item.place }
}

function readAnswer(item: Field, fields: EntryFields): CassetteAnswer | undefined {
  const status = fields.status?.whole(0, 'an HTTP status, such as 200')
  const outcome = fields.outcome?.oneOf(failures) ?? outcomeOf(status)
  if (!outcome && !fields.outcome && !fields.status)
    return item.mistake('how it ended is missing', {
      allowed: 'status: 200, or outcome and reason of what was no answer',
    })
  if (fields.body && fields.base64) fields.base64.mistake('either "body" or "base64", not both')
  const reason = fields.reason?.text()
  const costs = fields.costs && readCosts(fields.costs)
  return {
    outcome: outcome ?? 'invalid',
    ...(status !== undefined && { status }),
    ...(reason !== undefined && { reason }),
    headers: fields.headers ? lowerCase(readTexts(fields.headers)) : {},
    body: fields.base64 ? readBase64(fields.base64) : Buffer.from(fields.body?.text() ?? ''),
    ...(costs && { costs }),
    ...(fields.cut_by_total && readFlag(fields.cut_by_total) && { cutByTotal: true }),
    ...(fields.took && { took: fields.took.time() ?? 0 }),
  }
}

function readUrl(field: Field): string | undefined {
  const text = field.text()
  if (text === undefined || (/^https?:\/\//i.test(text) && URL.canParse(text))) return text
  return field.mistake(`${JSON.stringify(text)} is no URL`, {
    allowed: 'an absolute URL: http://localhost:3000/answer',
  })
}

function outcomeOf(status: number | undefined): AttemptOutcome | undefined {
  if (status === undefined) return undefined
  if (status >= 200 && status < 300) return 'ok'
  const family = `${Math.floor(status / 100)}xx`
  return family === '3xx' || family === '4xx' || family === '5xx' ? family : 'invalid'
}

const readTexts = (field: Field): Record<string, string> =>
  Object.fromEntries(
    field.entries()?.flatMap(({ key, value }) => {
      const text = value.text()
      return text === undefined ? [] : [[key.name, text]]
    }) ?? [],
  )

const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

function readCosts(field: Field): Phases {
  const fields = field.record(phases) ?? {}
  return Object.fromEntries(
    Object.entries(fields).flatMap(([phase, value]) => {
      const ms = value?.time()
      return ms === undefined ? [] : [[phase, ms]]
    }),
  )
}

function readBase64(field: Field): Uint8Array {
  const text = field.text()?.replace(/\s/g, '') ?? ''
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) field.mistake('this is no base64', { allowed: 'A-Z, a-z, 0-9, + and /' })
  return Buffer.from(text, 'base64')
}

function readFlag(field: Field): boolean {
  const source = field.source()
  if (source !== 'true' && source !== 'false')
    field.mistake(`${field.name} is ${JSON.stringify(source)}`, { allowed: 'true or false' })
  return source === 'true'
}
