import type { Field } from '../../scenario/field.js'
import type { FileMistake, FilePlace } from '../../scenario/mistake.js'
import { inCamelCase } from '../../scenario/outbound-fields.js'
import { flag, method } from '../../scenario/plain-shapes.js'
import { type JsonSchema, type Keys, readKeys, recordSchema } from '../../scenario/shape.js'
import type { Applicable } from '../../webhook/fragment.js'
import { type Names, namedEntries, nameOf, noNames } from './names.js'
import { fragmentWarnings, webhookUrl } from './webhook-url.js'

/** What Plivo calls an Application: where calls ask. */
export interface ConfiguredApplication {
  readonly name: string
  /** All URLs still have their fragments. */
  readonly answerUrl: string
  readonly answerMethod?: 'GET' | 'POST'
  readonly fallbackUrl?: string
  readonly fallbackMethod?: 'GET' | 'POST'
  readonly hangupUrl?: string
  readonly hangupMethod?: 'GET' | 'POST'
  readonly messageUrl?: string
  readonly messageMethod?: 'GET' | 'POST'
  /** It answers numbers that have no application. */
  readonly defaultNumberApp?: boolean
  /** It answers endpoints that have no application. */
  readonly defaultEndpointApp?: boolean
  /** The auth id of the subaccount that owns it. */
  readonly subaccount?: string
  readonly place: FilePlace
}

const keysWith = (names: Names) =>
  ({
    answer_url: { meaning: 'asked for the document when a call is answered', shape: webhookUrl, needed: true },
    answer_method: { meaning: 'POST unless given', shape: method },
    fallback_url: { meaning: 'asked when the answer URL fails', shape: webhookUrl },
    fallback_answer_url: { meaning: 'the same, as the API calls it', shape: webhookUrl },
    fallback_method: { meaning: 'POST unless given', shape: method },
    hangup_url: { meaning: 'told when a call is over', shape: webhookUrl },
    hangup_method: { meaning: 'POST unless given', shape: method },
    message_url: { meaning: 'kept for the API: offhook receives no messages', shape: webhookUrl },
    message_method: { meaning: 'POST unless given', shape: method },
    default_number_app: { meaning: 'it answers numbers that have no application', shape: flag },
    default_endpoint_app: { meaning: 'it answers endpoints that have no application', shape: flag },
    subaccount: { meaning: 'the auth id of the subaccount that owns it', shape: nameOf('subaccount', names) },
  }) satisfies Keys

/** Which URLs may be configured by their fragments. */
const urls: Readonly<Record<string, Applicable>> = {
  answer_url: true,
  fallback_url: true,
  fallback_answer_url: true,
  hangup_url: true,
  message_url: false,
}

const refused = new Map([
  ['name', 'the name of an application is its key'],
  ['app_name', 'the name of an application is its key'],
  ['app_id', 'an application is known by its name, which is its key'],
  ['application_id', 'an application is known by its name, which is its key'],
  ['url', 'the URL that answers calls is called "answer_url"'],
  ['fallback_answer_method', 'the method of the fallback URL is called "fallback_method"'],
  ['default_app', '"default_app" is called "default_number_app", or "default_endpoint_app"'],
  ['number', 'numbers name their application, not the other way round: numbers: { "+14155550199": main }'],
  ['numbers', 'numbers name their application, not the other way round: numbers: { "+14155550199": main }'],
])

export const applicationsSchema = (): JsonSchema => ({
  type: 'object',
  additionalProperties: recordSchema(keysWith(noNames), { not: { required: ['fallback_url', 'fallback_answer_url'] } }),
})

export interface ReadApplications {
  readonly applications: readonly ConfiguredApplication[]
  /** Of all that the file has, whatever is wrong with them. */
  readonly names: readonly string[]
  readonly warnings: readonly FileMistake[]
}

/** Reads `applications`; what is wrong with fragments are warnings. */
export function readApplications(list: Field, known: Names): ReadApplications {
  const keys = keysWith(known)
  const entries = namedEntries(list, '{ main: { answer_url: "http://127.0.0.1:3000/answer" } }')
  const warnings: FileMistake[] = []
  const defaults = new Map<string, string>()
  const applications = entries.flatMap(({ key, value }): ConfiguredApplication[] => {
    const fields = recordOf(value)
    if (!fields) return []
    if (!fields.answer_url) key.mistake(`the application ${JSON.stringify(key.name)} needs "answer_url"`)
    if (fields.fallback_url && fields.fallback_answer_url) {
      fields.fallback_answer_url.mistake('"fallback_answer_url" and "fallback_url" are two names of the same; give one')
    }
    const read = readKeys(keys, fields)
    for (const [name, applicable] of Object.entries(urls)) {
      const url = read[name as keyof typeof read]
      const field = fields[name as keyof typeof read]
      if (field && typeof url === 'string') warnings.push(...fragmentWarnings(field, url, applicable))
    }
    for (const name of ['default_number_app', 'default_endpoint_app'] as const) {
      const first = defaults.get(name)
      if (!read[name]) continue
      if (first === undefined) defaults.set(name, key.name)
      else fields[name]?.mistake(`one application is the ${name}, and ${JSON.stringify(first)} is it already`)
    }
    const { answer_url: answerUrl, fallback_answer_url: fallbackUrl, ...others } = read
    if (answerUrl === undefined) return []
    return [
      { name: key.name, answerUrl, ...(fallbackUrl && { fallbackUrl }), ...inCamelCase(others), place: key.place },
    ]
  })
  return { applications, names: entries.map(({ key }) => key.name), warnings }
}

function recordOf(value: Field) {
  if (value.kind !== 'scalar') return value.record(Object.keys(keysWith(noNames)), refused)
  return value.mistake(`the application ${JSON.stringify(value.name)} must be a record`, {
    allowed: '{ answer_url: "http://127.0.0.1:3000/answer" }',
  })
}
