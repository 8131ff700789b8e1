import { type ApiStep, operationNames, readApiStep } from './api-step.js'
import type { Field } from './field.js'
import { type FilePlace, Mistake } from './mistake.js'
import { type CallerStep, isVerb, readSpeech, readStep, readVerb, verbs } from './steps.js'

export interface PlacedStep<Step = CallerStep | ApiStep> {
  readonly step: Step
  readonly place: FilePlace
}

/** Reads the steps of who answers a phone, with where each of them stands. */
export const readSteps = (list: Field): PlacedStep<CallerStep>[] => readItems(list, item => readItem(item))

/** Reads the steps of a caller, among which the application may use the API; `names` are who may be in a conference. */
export const readCallerSteps = (list: Field, names: readonly string[]): PlacedStep[] =>
  readItems(list, item => {
    const [pair, second] = (item.kind === 'record' && item.entries()) || []
    if (pair?.key.name === 'api' && !second) return readApiStep(pair.value, names)
    return readItem(item, ['api'])
  })

const readItems = <Step>(list: Field, read: (item: Field) => Step | undefined): PlacedStep<Step>[] =>
  (list.items() ?? []).flatMap(item => {
    const step = read(item)
    return step ? [{ step, place: item.place }] : []
  })

const readItem = (item: Field, also: readonly string[] = []): CallerStep | undefined =>
  item.kind === 'record' ? stepOfRecord(item, also) : stepOfWord(item, also)

/** `- hangs up`: a verb that stands alone. */
function stepOfWord(item: Field, also: readonly string[]): CallerStep | undefined {
  const written = item.text()
  if (written === undefined) return undefined
  if (also.includes(written))
    return item.mistake(`"${written}" needs an operation`, { allowed: operationNames.join(', ') })
  const verb = isVerb(written) ? written : undefined
  if (verb && !verbs[verb]) return item.read(readStep(verb, ''))
  if (verb) return item.mistake(`"${verb}" needs ${verbs[verb]} after a colon`)
  const [first = '', rest = ''] = written.split(/\s+(.*)/s)
  if (isVerb(first)) return item.mistake(`a colon is missing after "${first}"`, { nearest: `${first}: ${rest}` })
  return item.read(readVerb(written, '', also)) && undefined
}

/** `- presses: "1"`: a verb with what it takes. */
function stepOfRecord(item: Field, also: readonly string[]): CallerStep | undefined {
  const [pair, second] = item.entries() ?? []
  if (!pair) return undefined
  if (second) return second.key.mistake(`"${second.key.name}" is a step of its own; begin it with its own "- "`)
  const { key, value } = pair
  const verb = readVerb(key.name, '', also)
  if (verb instanceof Mistake) return key.mistake(`unknown key ${JSON.stringify(key.name)}`, verb)
  if (!verbs[verb])
    return value.kind === 'nothing' ? item.read(readStep(verb, '')) : value.mistake(`"${verb}" takes nothing`)
  if (verb === 'says' && value.kind === 'record') return saysRecord(value)
  if (verb === 'waits') {
    const ms = value.time()
    return ms === undefined ? undefined : { verb, ms }
  }
  const written = value.text()
  return written === undefined ? undefined : value.read(readStep(verb, written))
}

function saysRecord(value: Field): CallerStep | undefined {
  const fields = value.record(['text', 'confidence'])
  if (!fields) return undefined
  if (!fields.text) return value.mistake('"says" needs a text', { allowed: 'text, confidence' })
  const text = fields.text.text()
  const confidence = fields.confidence && Number(fields.confidence.source() || Number.NaN)
  return text === undefined ? undefined : value.read(readSpeech(text, confidence))
}
