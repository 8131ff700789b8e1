import type { Params } from '../form.js'
import { formParams } from './captured.js'
import { formAsSent, type Hypothesis, paramsAreSigned } from './hypothesis.js'
import { isPlivoName, parameterNames, plivoName } from './parameter-names.js'
import { without } from './query.js'
import type { Reading } from './reading.js'

const advice =
  'Verify what the form parser made of the body, before anything else changes it: names, values and empty parameters are all signed.'

/** A body that is no form any more, or does not say that it is one. */
export const body: Hypothesis = {
  code: 'body-format',
  advice:
    'Verify the form that Plivo sent (application/x-www-form-urlencoded), before a gateway or parser makes something else of it.',
  ...formAsSent,
  *changes(reading, { captured, headers }) {
    // An application that read the parameters itself is told what it did to them.
    if (captured.params) return
    const raw = captured.body?.trim() ?? ''
    const says = headers.get('content-type') ?? 'no Content-Type'
    const json = fromJson(raw)
    if (json)
      yield { reading: { ...reading, params: json }, sentence: `The form was made into JSON on the way (${says}).` }
    const form = formParams(/^[A-Za-z0-9+/]+=*$/.test(raw) ? Buffer.from(raw, 'base64').toString('utf8') : raw)
    for (const [params, how] of [
      [formParams(raw), `The body is a form, but was not read as one (${says}).`],
      [form, 'The body is a form in base64, as gateways hand it over.'],
    ] as const) {
      if (raw && !json) yield { reading: { ...reading, params }, sentence: how }
    }
  },
}

/** What the application read is not what the body says, whatever it did to it. */
export const otherThanBody: Hypothesis = {
  code: 'params-body',
  advice,
  ...paramsAreSigned,
  *changes(reading, { captured }) {
    if (!captured.params || !captured.body) return
    const params = formParams(captured.body)
    const all = [...new Set([...Object.keys(params), ...Object.keys(reading.params)])]
    const key = all.find(name => String(params[name]) !== String(reading.params[name]))
    yield {
      reading: { ...reading, params },
      sentence: `The parameters are not those of the body: ${key ?? 'one'} differs.`,
    }
  },
}

function fromJson(text: string): Params | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return textParams(JSON.parse(text))
  } catch {
    return undefined
  }
}

/**
 * An object as a form would have it: numbers are text, nothing is empty, what is nested is named `a[b]`. Undefined for
 * what is nested deeper than any form is.
 */
export const textParams = (value: object): Params | undefined => (isDeeper(value, deepest) ? undefined : flat(value))

const deepest = 8

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(inner => isDeeper(inner, levels - 1)))

function flat(value: object): Params {
  const params: Record<string, string | string[]> = Object.create(null)
  for (const [key, one] of Object.entries(value)) {
    if (Array.isArray(one)) params[key] = one.map(textOf)
    else if (typeof one === 'object' && one !== null) {
      for (const [inner, nested] of Object.entries(flat(one))) params[`${key}[${inner}]`] = nested as string
    } else params[key] = textOf(one)
  }
  return params
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

export const names: Hypothesis = {
  code: 'params-names',
  advice,
  ...paramsAreSigned,
  *changes(reading) {
    const right = Object.fromEntries(Object.entries(reading.params).map(([key, value]) => [plivoName(key), value]))
    const changed = Object.keys(reading.params).filter(key => plivoName(key) !== key)
    if (changed.length === 0) return
    const example = `${changed[0]} is ${plivoName(changed[0] ?? '')}`
    yield {
      reading: { ...reading, params: right },
      sentence: `Names of parameters were changed: ${example} when Plivo sends it.`,
    }
  },
}

export const emptyDropped: Hypothesis = {
  code: 'params-empty',
  advice,
  ...paramsAreSigned,
  *changes(reading) {
    const absent = parameterNames.filter(name => !(name in reading.params))
    for (const name of absent) yield withEmpty(reading, [name])
    for (const [index, one] of absent.entries()) {
      for (const other of absent.slice(index + 1)) yield withEmpty(reading, [one, other])
    }
  },
}

const withEmpty = (reading: Reading, names: readonly string[]) => ({
  reading: { ...reading, params: { ...reading.params, ...Object.fromEntries(names.map(name => [name, ''])) } },
  sentence: `Empty parameters were dropped: Plivo sent ${names.map(name => `${name}=`).join(' and ')}.`,
})

export const added: Hypothesis = {
  code: 'params-added',
  advice: 'Verify the parameters of the request only, without what a framework adds to them.',
  ...paramsAreSigned,
  *changes(reading) {
    const all = Object.keys(reading.params)
    const foreign = all.filter(key => !isPlivoName(key))
    for (const gone of [foreign, ...foreign.map(key => [key]), ...all.map(key => [key]), all]) {
      if (gone.length === 0) continue
      const params = without(reading.params, gone)
      const what = gone.length === all.length ? 'no parameters at all' : `no ${gone.join(', ')}`
      yield { reading: { ...reading, params }, sentence: `What was signed has ${what}.` }
    }
  },
}

export const lists: Hypothesis = {
  code: 'params-lists',
  advice:
    'A parameter that comes several times is signed with each of its values: verify with a list, not with a text made of it.',
  ...paramsAreSigned,
  *changes(reading) {
    for (const params of withLists(reading.params)) {
      if (JSON.stringify(params) !== JSON.stringify(reading.params))
        yield { reading: { ...reading, params }, sentence: 'A parameter that came several times was made into one.' }
    }
  },
}

function* withLists(params: Params): Iterable<Params> {
  const entries = Object.entries(params)
  yield Object.fromEntries(entries.map(([key, value]) => [key.replace(/\[\d*\]$/, ''), value]))
  yield Object.fromEntries(entries.map(([key, value]) => [key, listIn(value)]))
  for (const separator of [', ', ',', ';', '|', '\n']) {
    for (const [key, value] of entries) {
      if (typeof value === 'string' && value.includes(separator)) yield { ...params, [key]: value.split(separator) }
    }
  }
}

function listIn(value: string | readonly string[]): string | readonly string[] {
  if (typeof value !== 'string' || !/^\[.*\]$/s.test(value)) return value
  try {
    const list = JSON.parse(value) as unknown[]
    return isDeeper(list, deepest) ? value : list.map(textOf)
  } catch {
    return value
  }
}
