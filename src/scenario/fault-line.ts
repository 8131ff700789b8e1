import { nearest } from '../trace/nearest.js'
import { faultNames, readFault, type WrittenFault } from '../webhook/fault.js'
import { type FaultKey, type FaultRule, faultKeys, readRule } from '../webhook/fault-rule.js'
import { orMistake, writtenOf } from './faults.js'
import { Mistake } from './mistake.js'
import { readUrlPart } from './pattern.js'

/**
 * Reads a rule about faults in one line: `stall url=/menu attempts=1`, `status=503 url=/menu probability=0.3`,
 * `slow=3s purpose="Record action"`. What goes wrong and with what may come in any order.
 */
export function parseFault(text: string): FaultRule | Mistake {
  const words = text.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? []
  const rule: Partial<Record<FaultKey, unknown>> = {}
  for (const word of words) {
    const [key, value] = readWord(word)
    if (value instanceof Mistake) return value
    if (rule[key] !== undefined) return new Mistake(`${key} is given twice`)
    rule[key] = value
  }
  if (rule.fault === undefined) {
    return new Mistake('it does not say what goes wrong; for example: stall url=/menu attempts=1', {
      allowed: faultNames.join(', '),
    })
  }
  const read = orMistake(() => readRule(rule as unknown as FaultRule))
  return read instanceof Mistake ? read : (rule as unknown as FaultRule)
}

function readWord(word: string): [FaultKey, unknown] {
  const [, name = word, written] = /^([^=]+)=(.*)$/s.exec(word) ?? []
  const value = written?.replace(/^(["'])(.*)\1$/s, '$2')
  const key = faultKeys.find(one => one === name)
  if (key === 'fault') return [key, readFaultWord(value ?? '')]
  if (key !== undefined) {
    return [key, value ? readValue(key, value) : new Mistake(`${key} needs a value`, { nearest: examples[key] })]
  }
  if (value === undefined || isFault(name)) return ['fault', readFaultWord(word)]
  const hint = { nearest: nearest(name, [...conditions, ...faultNames]), allowed: conditions.join(', ') }
  return ['fault', new Mistake(`unknown condition ${JSON.stringify(name)}`, hint)]
}

const conditions = faultKeys.filter(key => key !== 'fault')

function readFaultWord(written: string): WrittenFault | Mistake {
  const fault = orMistake(() => readFault(written))
  return fault instanceof Mistake ? fault : writtenOf(fault)
}

const isFault = (name: string): boolean => faultNames.some(one => one === name.replaceAll('_', '-'))

const examples: Readonly<Record<Exclude<FaultKey, 'fault'>, string>> = {
  url: 'url=/menu',
  purpose: 'purpose=answer',
  method: 'method=POST',
  call: 'call=1',
  attempts: 'attempts=1',
  times: 'times=1',
  probability: 'probability=0.3',
}

function readValue(key: Exclude<FaultKey, 'fault'>, value: string): unknown {
  switch (key) {
    case 'url':
      return readUrlPart(value)
    case 'method':
      return value.toUpperCase()
    case 'call':
    case 'times':
    case 'probability':
      return /^[\d.]+$/.test(value) ? Number(value) : value
    default:
      return value
  }
}
