import type { Params } from '../form.js'
import { formAsSent, type Hypothesis, paramsAreSigned } from './hypothesis.js'
import { decoded, encoded, encodedPath } from './percent.js'
import type { Reading } from './reading.js'

type Respell = (value: string, key: string) => string

const advice =
  'Verify values as the form parser makes them of the body: decoded once, + as a space, neither trimmed, escaped nor retyped.'

/** Every value spelt anew; undefined if that changes nothing. */
function respelt({ params }: Reading, respell: Respell): Params | undefined {
  let changed = false
  const one = (value: string, key: string) => {
    const right = respell(value, key)
    changed ||= right !== value
    return right
  }
  const entries = Object.entries(params).map(([key, value]) => [
    key,
    typeof value === 'string' ? one(value, key) : value.map(item => one(item, key)),
  ])
  return changed ? Object.fromEntries(entries) : undefined
}

/** One value spelt anew, without a look at the others. */
function respeltOne({ params }: Reading, key: string, respell: Respell): Params | undefined {
  const value = params[key] as string | readonly string[]
  const right = typeof value === 'string' ? respell(value, key) : value.map(one => respell(one, key))
  return String(right) === String(value) ? undefined : { ...params, [key]: right }
}

function* triedOne(reading: Reading, sentence: (what: string) => string, key: string, respells: Iterable<Respell>) {
  for (const respell of respells) {
    const params = respeltOne(reading, key, respell)
    if (params)
      yield { reading: { ...reading, params }, sentence: sentence(`${key} is ${JSON.stringify(params[key])}`) }
  }
}

function* tried(reading: Reading, sentence: (key: string) => string, respells: Iterable<Respell>) {
  for (const respell of respells) {
    const params = respelt(reading, respell)
    if (params === undefined) continue
    const key = Object.keys(params).find(name => String(params[name]) !== String(reading.params[name])) ?? ''
    yield { reading: { ...reading, params }, sentence: sentence(`${key} is ${JSON.stringify(params[key])}`) }
  }
}

const isNumber = (value: string): boolean => /^\d{5,15}$/.test(value)

/** Every choice of the first few numbers, all of them first: which had a plus is not to be seen. */
function* pluses(params: Params): Iterable<Respell> {
  const keys = Object.keys(params).filter(key => typeof params[key] === 'string' && isNumber(params[key]))
  const choosing = keys.slice(0, 5)
  for (let choice = 2 ** choosing.length - 1; choice > 0; choice--) {
    const chosen = new Set(choosing.filter((_, at) => choice & (1 << at)))
    yield (value, key) => (chosen.has(key) ? `+${value}` : value)
  }
}

export const plus: Hypothesis = {
  code: 'params-plus',
  advice: 'In a form + is a space and %2B is a plus: decode it with a form parser, once, and leave numbers text.',
  ...formAsSent,
  *changes(reading) {
    const sentence = (what: string) => `Plus signs and spaces were mixed up: ${what} when Plivo signs it.`
    const number = (value: string) => value.replace(/^ (?=\d)/, '+')
    yield* tried(reading, sentence, [
      number,
      value => value.replaceAll('+', ' '),
      value => value.replace(/(?!^)\+|\+(?!\d)/g, ' '),
      value => value.replaceAll(' ', '+'),
      value => value.replace(/^ /, '+'),
      ...pluses(reading.params),
    ])
  },
}

export const trimmed: Hypothesis = {
  code: 'params-trimmed',
  advice,
  ...paramsAreSigned,
  *changes(reading) {
    const sentence = (what: string) => `A value was trimmed: ${what} when Plivo signs it.`
    for (const key of Object.keys(reading.params)) {
      const respells = around.map(
        ([before, after]): Respell =>
          value =>
            before + value + after,
      )
      yield* triedOne(reading, sentence, key, respells)
    }
  },
}

/** What may have stood before and after a value. */
const around = ['', ' ', '  ', '\n', '\r\n'].flatMap(after => ['', ' ', '  '].map(before => [before, after] as const))

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&#x2F;': '/',
  '&#47;': '/',
  '&amp;': '&',
}
const entity = new RegExp(Object.keys(entities).join('|'), 'gi')

export const encoding: Hypothesis = {
  code: 'params-encoding',
  advice,
  ...formAsSent,
  *changes(reading) {
    const sentence = (what: string) => `Values were decoded or encoded once too often: ${what} when Plivo signs it.`
    const all: Respell[] = [
      value => decoded(value.replaceAll('+', ' ')),
      decoded,
      value => decoded(decoded(value)),
      value => value.replace(entity, found => entities[found.toLowerCase()] ?? found),
      encoded,
      value => encoded(value).replaceAll('%20', '+'),
      encodedPath,
      value => value.replaceAll('%', '%25'),
      value => Buffer.from(value, 'latin1').toString('utf8'),
      value => value.normalize('NFC'),
      value => value.normalize('NFD'),
      value => value.replace(/\r?\n/g, '\r\n'),
      value => value.replaceAll('\r\n', '\n'),
    ]
    yield* tried(reading, sentence, all)
    // What was changed may be one value only.
    for (const key of Object.keys(reading.params)) {
      yield* triedOne(reading, sentence, key, all)
    }
  },
}

export const retyped: Hypothesis = {
  code: 'params-retyped',
  advice: 'Leave values text: 0.00500 as a number is 0.005, and the signature is of 0.00500.',
  ...paramsAreSigned,
  *changes(reading) {
    const sentence = (what: string) => `Values were made into numbers or truth values: ${what} when Plivo signs it.`
    const decimals = (places: number) => (value: string, key: string) =>
      /^\d+(\.\d+)?$/.test(value) && /Cost|Rate|Amount|Score|charge|rate/.test(key)
        ? Number(value).toFixed(places)
        : value
    yield* tried(reading, sentence, [
      ...[5, 4, 3, 2, 1].map(decimals),
      ...[5, 4, 3, 2].map(
        places => (value: string, key: string) => (key === 'TotalCost' ? decimals(places)(value, key) : value),
      ),
      value => (/^(True|False)$/.test(value) ? value.toLowerCase() : value),
      value => (/^(None|null|undefined)$/.test(value) ? '' : value),
    ])
  },
}
