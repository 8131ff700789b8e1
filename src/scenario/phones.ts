import {
  type Credentials,
  type PhoneBehaviour,
  type PhoneManner,
  type PhoneStep,
  readBehaviour,
} from '../party/phone.js'
import type { Field } from './field.js'
import { type FilePlace, Mistake } from './mistake.js'
import { readPattern } from './pattern.js'
import { readSteps } from './placed-steps.js'
import type { CallerStep } from './steps.js'

/** A far end that Dial can reach, and what it does. */
export interface ScenarioPhone {
  /** A number, a SIP address, or `default`: what all others do. */
  readonly address: string
  readonly behaviour: PhoneBehaviour
  /** Where it is written; one that was written nowhere need not be dialled. */
  readonly place?: FilePlace
}

const keys = [
  'answers',
  'busy',
  'rejects',
  'early',
  'voicemail',
  'hears',
  'presses',
  'says',
  'does',
  'hangs_up',
  'asks_for',
] as const

const address = /^\+?\d{2,15}$|^sips?:[^\s@<>"]+@[^\s@<>"]+$|^default$/i

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
  const plan = item.record(keys)
  if (!plan) return undefined
  const hears = plan.hears?.text()
  const pattern = hears === undefined ? undefined : plan.hears?.read(readPattern(hears))
  const given = {
    answers: plan.answers?.time(),
    busy: plan.busy?.time(),
    rejects: plan.rejects?.time(),
    early: plan.early?.text(),
    voicemail: plan.voicemail?.text(),
    hears: pattern,
    presses: plan.presses?.text(),
    says: plan.says?.text(),
    does: plan.does && readSteps(plan.does).map(({ step }) => stepOf(step)),
    hangsUp: plan.hangs_up?.time(),
    asksFor: plan.asks_for && readCredentials(plan.asks_for),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
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
const stepOf = (step: CallerStep): PhoneStep => {
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
