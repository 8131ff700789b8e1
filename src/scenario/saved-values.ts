import { timeGiven } from '../clock/duration.js'
import { dialOutTimes } from '../exchange/dial-out-options.js'
import type { PhoneBehaviour, PhoneManner, PhonePlan, PhoneStep } from '../party/phone.js'
import type { PartyStep } from '../party/step.js'
import { type FaultKind, type FaultName, faultKinds, type WrittenFault } from '../webhook/fault.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import type { ApiStep } from './api-step.js'
import type { CallFields } from './call-fields.js'
import type { ScenarioFault } from './faults.js'
import type { Pattern } from './pattern.js'
import { writeTime } from './time.js'

/** Parts of a scenario as a file writes them; the readers of scenario files read back the same. */

/** A text that must be contained; one that would be read as a regular expression becomes one. */
export const containedText = (text: string): string => (text.startsWith('/') ? `/${escapedForRegex(text)}/i` : text)

/** A value to the letter. */
export const exactText = (text: string): string =>
  /^\/.+\/[a-z]*$/s.test(text) ? `/^${escapedForRegex(text)}$/` : text

export const escapedForRegex = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\n/g, '\\n')

export const patternValue = (pattern: Pattern): string =>
  typeof pattern === 'string' ? containedText(pattern) : String(pattern)

/** A step of a caller, or of who answers a phone. */
export function stepValue(step: PartyStep | ApiStep): unknown {
  switch (step.verb) {
    case 'hears':
      return { hears: patternValue(step.pattern) }
    case 'presses':
      return { presses: step.keys }
    case 'says':
      return { says: step.confidence === undefined ? step.text : { text: step.text, confidence: step.confidence } }
    case 'waits':
      return { waits: writeTime(step.ms) }
    case 'api':
      return { api: step.written }
    default:
      return step.verb
  }
}

/** What a phone does: a word, a plan, or several of them, one after another. */
export const behaviourValue = (behaviour: PhoneBehaviour): unknown => {
  const manners = Array.isArray(behaviour) ? (behaviour as readonly PhoneManner[]) : [behaviour as PhoneManner]
  return manners.length === 1 ? mannerValue(manners[0] as PhoneManner) : manners.map(mannerValue)
}

export function mannerValue(manner: PhoneManner): unknown {
  if (typeof manner === 'string') return manner
  const { answers, busy, rejects, hangsUp, hears, does, asksFor, presses, ...rest } = manner as PhonePlan
  const times = Object.entries({ answers, busy, rejects, hangs_up: hangsUp })
  return {
    ...Object.fromEntries(
      times.flatMap(([key, time]) => (time === undefined ? [] : [[key, writeTime(timeGiven(time))]])),
    ),
    ...rest,
    ...(hears !== undefined && { hears: patternValue(hears) }),
    ...(presses !== undefined && { presses: String(presses) }),
    ...(does && { does: does.map(phoneStepValue) }),
    ...(asksFor && { asks_for: asksFor }),
  }
}

function phoneStepValue(step: PhoneStep): unknown {
  if (typeof step === 'string') return step
  if ('hears' in step) return { hears: patternValue(step.hears) }
  if ('presses' in step) return { presses: String(step.presses) }
  return 'waits' in step ? { waits: writeTime(timeGiven(step.waits)) } : step
}

/** What goes wrong, and with which requests. */
export const faultRuleValue = (rule: FaultRule | ScenarioFault['rule'], call?: string | number): object => {
  const { fault, url, ...conditions } = rule
  return {
    ...(url !== undefined && { url: urlPartValue(url) }),
    ...conditions,
    ...(call !== undefined && { call }),
    fault: faultValue(fault),
  }
}

/** A part of a URL is a regular expression only where it ends as one, too. */
const urlPartValue = (url: Pattern): string =>
  typeof url === 'string' && /^\/.+\/[imsu]*$/s.test(url) ? `/${escapedForRegex(url)}/` : String(url)

/** Times have a unit in files. */
export function faultValue(fault: WrittenFault): unknown {
  if (typeof fault === 'string') return fault
  const [pair] = Object.entries(fault) as [FaultName, number | string][]
  const [name, given] = pair ?? ['stall', 0]
  const { amount }: FaultKind = faultKinds[name]
  return { [name]: amount?.unit === 'ms' ? writeTime(timeGiven(given)) : given }
}

/** A call; names and times as files have them: `ring_timeout: 10s`. */
export const callValue = (call: CallFields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(call)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [snakeCase(name), name in dialOutTimes ? writeTime(inMs(name, Number(value))) : value]),
  )

const inMs = (name: string, value: number): number => value * dialOutTimes[name as keyof typeof dialOutTimes].unit

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
