import type { PhoneBehaviour, PhoneManner, PhoneStep, PhoneWord } from '../party/phone.js'
import { type FaultKind, type FaultName, faultKinds, type WrittenFault } from '../webhook/fault.js'
import { attemptsOf, type FaultRule } from '../webhook/fault-rule.js'
import type { ApiStep } from './api-step.js'
import type { CallerStep } from './steps.js'
import { writeTime } from './time.js'

/** What the library takes, as scenario files write it: names with underscores, times with units, patterns as texts. */

/** A time that is given in ms, or has its unit already. */
const timeOf = (given: string | number): string =>
  typeof given === 'string' && !/^\d+$/.test(given) ? given : writeTime(Number(given))

export function fileStep(step: Exclude<CallerStep, ApiStep>): unknown {
  switch (step.verb) {
    case 'hears':
      return { hears: String(step.pattern) }
    case 'presses':
      return { presses: step.keys }
    case 'says':
      return { says: step.confidence === undefined ? step.text : { text: step.text, confidence: step.confidence } }
    case 'waits':
      return { waits: writeTime(step.ms) }
    default:
      return step.verb
  }
}

export const fileBehaviour = (behaviour: PhoneBehaviour): unknown => {
  if (!isList(behaviour)) return fileManner(behaviour)
  const [only, another] = behaviour
  return only && !another ? fileManner(only) : behaviour.map(fileManner)
}

const isList = (behaviour: PhoneBehaviour): behaviour is readonly PhoneManner[] => Array.isArray(behaviour)

export function fileManner(manner: PhoneManner): PhoneWord | object {
  if (typeof manner === 'string') return manner
  const { answers, busy, rejects, hangsUp, hears, presses, does, asksFor, ...rest } = manner
  const times = { answers, busy, rejects, hangs_up: hangsUp }
  return {
    ...Object.fromEntries(
      Object.entries(times).flatMap(([key, given]) => (given === undefined ? [] : [[key, timeOf(given)]])),
    ),
    ...(hears !== undefined && { hears: String(hears) }),
    ...(presses !== undefined && { presses: String(presses) }),
    ...rest,
    ...(asksFor && { asks_for: asksFor }),
    ...(does && { does: does.map(filePhoneStep) }),
  }
}

function filePhoneStep(step: PhoneStep): unknown {
  if (typeof step === 'string') return step
  if ('hears' in step) return { hears: String(step.hears) }
  if ('presses' in step) return { presses: String(step.presses) }
  return 'waits' in step ? { waits: timeOf(step.waits) } : step
}

/** `call` is a number. */
export function fileFault({ fault, url, attempts, ...rule }: FaultRule): object {
  return {
    ...(url !== undefined && { url: String(url) }),
    ...rule,
    ...(attempts !== undefined && { attempts: [...attemptsOf(attempts)] }),
    fault: fileFaultWord(fault),
  }
}

export function fileFaultWord(fault: WrittenFault): unknown {
  if (typeof fault === 'string') return fault
  const [pair] = Object.entries(fault) as [FaultName, number | string][]
  const [name, given] = pair ?? ['stall', 0]
  const { amount }: FaultKind = faultKinds[name]
  return { [name]: amount?.unit === 'ms' ? timeOf(given) : given }
}
