import {
  type Credentials,
  type PhoneBehaviour,
  type PhoneManner,
  type PhoneStep,
  type PhoneWord,
  readBehaviour,
} from '../party/phone.js'
import type { Field } from './field.js'
import { type FilePlace, Mistake } from './mistake.js'
import { readSteps } from './placed-steps.js'
import { pattern, text, time } from './plain-shapes.js'
import {
  eitherOf,
  type JsonSchema,
  type Keys,
  readKeys,
  recordSchema,
  reference,
  shaped,
  wordOr,
  wordsSchema,
} from './shape.js'
import type { CallerStep } from './steps.js'

/** A far end that Dial can reach, and what it does. */
export interface ScenarioPhone {
  /** A number, a SIP address, or `default`: what all others do. */
  readonly address: string
  readonly behaviour: PhoneBehaviour
  /** Where it is written; one that was written nowhere need not be dialled. */
  readonly place?: FilePlace
}

/** What becomes of whoever is dialled, in one word. */
const words: Readonly<Record<PhoneWord, string>> = {
  busy: 'the network says so at once: 3010 Busy Line',
  rejected: 'the same, but declined: 3020 Rejected',
  unreachable: 'the network says that nobody answers: 3000 No Answer',
  unallocated: 'there is no such number: 3050 Unallocated number',
  unregistered: 'a SIP endpoint that is not there: 2020 Endpoint Not Registered',
  'sip-auth-failed': 'a SIP endpoint that refuses the credentials: 4240',
  'sip-auth-timeout': 'a SIP endpoint that does not ask for credentials in time: 4250',
  'no-answer': 'rings for ever; timeout ends it: 6010 Ring Timeout Reached',
  voicemail: 'answers after 15 s with a greeting and a beep; then it listens',
}

const credentials = {
  username: { meaning: 'who it lets in', shape: text, needed: true },
  password: { meaning: 'by which', shape: text, needed: true },
} satisfies Keys

const keys = {
  answers: { meaning: 'rings so long and is answered; without it the phone rings for ever', shape: time() },
  busy: { meaning: 'rings so long, and is busy then', shape: time() },
  rejects: { meaning: 'rings so long, and is declined then', shape: time() },
  early: { meaning: 'what the network says while it rings, heard with dialMusic="real"', shape: text },
  voicemail: { meaning: 'an answering machine with that greeting', shape: text },
  hears: { meaning: 'what it waits for once it is answered', shape: pattern },
  presses: {
    meaning: 'keys that are pressed then',
    shape: shaped({ type: 'string', pattern: '^[0-9*#]+$' }, text.read),
  },
  says: { meaning: 'what is said then', shape: text },
  does: {
    meaning: 'steps of a caller, on the side of the callee',
    shape: shaped({ type: 'array', items: reference('phoneStep') }, field =>
      readSteps(field).map(({ step }) => stepOf(step)),
    ),
  },
  hangs_up: { meaning: 'when the callee hangs up at the latest, counted from the answer', shape: time() },
  asks_for: {
    meaning: 'a SIP endpoint that asks who rings: others end with 4240',
    shape: shaped<Credentials>(recordSchema(credentials), readCredentials),
  },
} satisfies Keys

/** How one phone is written: what it does, or what it does with one dial after another. */
export const phoneSchemas = () => {
  const plan = recordSchema(keys)
  const list = { type: 'array', items: reference('phoneManner'), minItems: 1 }
  return {
    phoneManner: wordOr(wordsSchema(words), plan),
    phone: wordOr(wordsSchema(words), eitherOf(plan, list)),
  }
}

/** How `phones` is written. */
export const phonesSchema = (): JsonSchema => ({
  type: 'object',
  propertyNames: { pattern: '^\\+?[0-9]{2,15}$|^[sS][iI][pP][sS]?:[^\\s@<>"]+@[^\\s@<>"]+$|^default$' },
  additionalProperties: reference('phone'),
})

const address = /^\+?\d{2,15}$|^sips?:[^\s@<>"]+@[^\s@<>"]+$|^default$/i

/** Whether a phone can be given for it. */
export const isAddress = (written: string): boolean => address.test(written)

const noAddress = (written: string): Mistake =>
  new Mistake(`${JSON.stringify(written)} is no address of a phone`, {
    allowed: '"+14155550111", "sip:alice@phone.plivo.com" or default',
  })

/** Reads `phones`: a word, a record, or a list of these that follow one another with each dial. */
export function readPhones(field: Field): ScenarioPhone[] {
  return (field.entries() ?? []).flatMap(({ key, value }): ScenarioPhone[] => {
    if (!address.test(key.name)) {
      key.mistake(noAddress(key.name))
      return []
    }
    const before = value.problems.length
    const items = value.kind === 'list' ? (value.items() ?? []) : [value]
    const manners = items.flatMap(item => readManner(item) ?? [])
    if (value.problems.length > before) return []
    const behaviour = readable(value, manners)
    return behaviour ? [{ address: key.name, behaviour, place: key.place }] : []
  })
}

/** What the library would throw, at the place of the phone. */
function readable(value: Field, manners: PhoneManner[]): PhoneManner[] | undefined {
  try {
    readBehaviour(manners)
    return manners
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return value.mistake(error.message)
  }
}

function readManner(item: Field): PhoneManner | undefined {
  if (item.kind === 'scalar') return item.text() as PhoneManner | undefined
  const plan = item.record(Object.keys(keys))
  if (!plan) return undefined
  const { hangs_up: hangsUp, asks_for: asksFor, ...given } = readKeys(keys, plan)
  return { ...given, ...(hangsUp !== undefined && { hangsUp }), ...(asksFor && { asksFor }) }
}

function readCredentials(field: Field): Credentials | undefined {
  const fields = field.record(['username', 'password'])
  const username = fields?.username?.text()
  const password = fields?.password?.text()
  if (username && password) return { username, password }
  if (fields && (!fields.username || !fields.password)) field.mistake('asks_for needs a username and a password')
  return undefined
}

/** A step of a script as the library takes it. */
function stepOf(step: CallerStep): PhoneStep {
  switch (step.verb) {
    case 'hears':
      return { hears: step.pattern }
    case 'presses':
      return { presses: step.keys }
    case 'says':
      return { says: step.confidence === undefined ? step.text : { text: step.text, confidence: step.confidence } }
    case 'waits':
      return { waits: step.ms }
    case 'beeps':
    case 'hangs up':
      return step.verb
  }
}

/** `+14155550111=busy`, `+14155550111=4s` (answers after that), as on the command line. */
export function parsePhone(written: string): ScenarioPhone | Mistake {
  const [, number = '', what = ''] = /^\s*([^=\s]+)=(.+?)\s*$/s.exec(written) ?? []
  const allowed = '+14155550111=busy, no-answer, rejected, unreachable, voicemail, or a time after which it answers: 4s'
  if (!number) return new Mistake(`${JSON.stringify(written)} is no phone`, { allowed })
  if (!address.test(number)) return noAddress(number)
  const manner = /^\d/.test(what) ? { answers: what } : (what as PhoneManner)
  try {
    readBehaviour(manner)
    return { address: number, behaviour: manner }
  } catch (error) {
    return new Mistake(error instanceof Error ? error.message : String(error), { allowed })
  }
}
