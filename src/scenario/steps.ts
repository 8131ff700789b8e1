import { describeStep, type PartyStep } from '../party/step.js'
import { nearest } from '../trace/nearest.js'
import type { ApiStep } from './api-step.js'
import { Mistake } from './mistake.js'
import { readPattern } from './pattern.js'
import { pattern, timeSchema } from './plain-shapes.js'
import { eitherOf, type JsonSchema, oneOfKeys, recordSchema, type ToldKeys, wordOr, wordsSchema } from './shape.js'
import { readTime } from './time.js'

export { describeStep }

/** One thing a caller, or who answers a phone, does. */
export type CallerStep = PartyStep

export type Verb = CallerStep['verb']

interface StepWord {
  readonly meaning: string
  /** What comes after it; nothing if it stands alone. */
  readonly takes: string
  readonly schema?: JsonSchema
}

const spoken: JsonSchema = { type: 'string', pattern: '\\S' }

const sayingKeys = {
  text: { meaning: 'what is said', shape: { schema: spoken }, needed: true },
  confidence: {
    meaning: 'how well it is understood, 0 to 1',
    shape: { schema: { type: 'number', minimum: 0, maximum: 1 } },
  },
} as const

/** A new step is a row here. */
const words: Readonly<Record<Verb, StepWord>> = {
  hears: {
    meaning:
      'waits until a prompt that matches was heard to its end, or what somebody says whom the caller is connected to',
    takes: 'text or /regex/',
    schema: pattern.schema,
  },
  presses: {
    meaning: 'keys, 200 ms apart',
    takes: 'keys: 0-9 * #',
    schema: { type: 'string', pattern: '^[0-9*#]+$' },
  },
  says: {
    meaning: 'takes as long as it takes to say; with a confidence it is understood badly',
    takes: 'text',
    schema: eitherOf(spoken, recordSchema(sayingKeys)),
  },
  waits: { meaning: 'call time that passes', takes: 'a time', schema: timeSchema },
  beeps: { meaning: 'the beep of an answering machine, for <Wait beep="true">', takes: '' },
  'hangs up': {
    meaning: 'hangs up; whose steps are over otherwise stays on the line until the call ends',
    takes: '',
  },
}

/** Every verb, with what comes after it. */
export const verbs = Object.fromEntries(Object.entries(words).map(([verb, { takes }]) => [verb, takes])) as Readonly<
  Record<Verb, string>
>

/** How a step is written; `others` are steps that only callers have. */
export const stepSchema = (others: ToldKeys = {}): JsonSchema => {
  const alone = Object.entries(words).filter(([, { schema }]) => !schema)
  const taking = Object.entries(words).filter(([, { schema }]) => schema)
  return wordOr(
    wordsSchema(Object.fromEntries(alone.map(([verb, { meaning }]) => [verb, meaning]))),
    oneOfKeys({
      ...Object.fromEntries(taking.map(([verb, { schema = {}, meaning }]) => [verb, { meaning, shape: { schema } }])),
      ...Object.fromEntries(
        alone.map(([verb, { meaning }]) => [verb, { meaning, shape: { schema: { type: 'null' } } }]),
      ),
      ...others,
    }),
  )
}

const verbNames = Object.keys(verbs) as Verb[]

export const isVerb = (word: string): word is Verb => Object.hasOwn(verbs, word)

/** What people write who know the thing but not our word for it. */
const otherWords: ReadonlyMap<string, Verb> = new Map([
  ['hang', 'hangs up'],
  ['hangs', 'hangs up'],
  ['press', 'presses'],
  ['types', 'presses'],
  ['dials', 'presses'],
  ['enters', 'presses'],
  ['speaks', 'says'],
  ['listens', 'hears'],
  ['expects', 'hears'],
  ['pauses', 'waits'],
  ['sleeps', 'waits'],
])

/**
 * The verb that is written, or a mistake that names the nearest one. `rest` makes the suggestion ready to be copied; `also`
 * are other steps that there may be.
 */
export function readVerb(written: string, rest = '', also: readonly string[] = []): Verb | Mistake {
  if (isVerb(written)) return written
  const near = nearVerb(written.toLowerCase(), also)
  return new Mistake(`unknown step ${JSON.stringify(written + rest)}`, {
    nearest: near && near + (verbs[near as Verb] === '' ? '' : rest),
    allowed: [...verbNames.map(name => (name === 'hangs up' ? '"hangs up"' : name)), ...also].join(', '),
  })
}

function nearVerb(written: string, also: readonly string[]): string | undefined {
  const word = nearest(written, [...verbNames, ...otherWords.keys(), ...also])
  return word === undefined ? word : (otherWords.get(word) ?? word)
}

/** A step of a verb and what is written after it, the same for scenario files and scripts. */
export function readStep(verb: Verb, written: string): CallerStep | Mistake {
  switch (verb) {
    case 'hears': {
      const pattern = readPattern(written)
      return pattern instanceof Mistake ? pattern : { verb, pattern }
    }
    case 'presses':
      return readKeys(written)
    case 'says':
      return readSpeech(written)
    case 'waits': {
      const ms = readTime(written)
      return ms instanceof Mistake ? ms : { verb, ms }
    }
    case 'beeps':
    case 'hangs up':
      return written ? new Mistake(`"${verb}" stands alone, without ${JSON.stringify(written)}`) : { verb }
  }
}

function readKeys(keys: string): CallerStep | Mistake {
  const allowed = '0-9, * and #'
  if (!keys) return new Mistake('no keys to press', { allowed })
  const wrong = /[^0-9*#]/.exec(keys)?.[0]
  if (wrong === undefined) return { verb: 'presses', keys }
  const key = JSON.stringify(wrong)
  if (/[a-d]/i.test(wrong)) {
    return new Mistake(`the key ${key} is on no telephone, and Plivo collects no A-D`, { allowed })
  }
  const pause = /[w,\s]/i.test(wrong) ? '; a pause is a step of its own: presses 1, waits 1s, presses 2' : ''
  return new Mistake(`there is no key ${key}${pause}`, { allowed })
}

export function readSpeech(text: string, confidence?: number): CallerStep | Mistake {
  if (!text.trim()) return new Mistake('nothing to say; silence is a step of its own: waits 3s')
  if (confidence === undefined) return { verb: 'says', text }
  if (!(confidence >= 0 && confidence <= 1)) {
    return new Mistake(`${confidence} is not a confidence`, { allowed: 'a number from 0 to 1' })
  }
  return { verb: 'says', text, confidence }
}

/** A step as a person wrote it. */
export const describeAnyStep = (step: CallerStep | ApiStep): string =>
  step.verb === 'api' ? `api: ${step.words}` : describeStep(step)

/** All steps in one line that `parseScript` reads back. */
export const describeSteps = (steps: readonly CallerStep[]): string => steps.map(describeStep).join('; ')
