import { describeStep, type PartyStep } from '../party/step.js'
import { nearest } from '../trace/nearest.js'
import type { ApiStep } from './api-step.js'
import { Mistake } from './mistake.js'
import { readPattern } from './pattern.js'
import { readTime } from './time.js'

export { describeStep }

/** One thing a caller, or who answers a phone, does. */
export type CallerStep = PartyStep

export type Verb = CallerStep['verb']

/** Every verb, with what comes after it. */
export const verbs: Readonly<Record<Verb, string>> = {
  hears: 'text or /regex/',
  presses: 'keys: 0-9 * #',
  says: 'text',
  waits: 'a time',
  beeps: '',
  'hangs up': '',
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
