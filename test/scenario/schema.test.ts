import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fc, test as property } from '@fast-check/vitest'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readAppFile } from '../../src/scenario/app-file.js'
import { readScenarios } from '../../src/scenario/file.js'
import { appSchema, scenarioSchema } from '../../src/scenario/schema.js'
import type { JsonSchema } from '../../src/scenario/shape.js'
import { serveConfigSchema } from '../../src/server/config/serve-config-schema.js'
import { yamlBlocks } from './yaml-blocks.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })
const isScenario = ajv.compile(scenarioSchema())
const isApp = ajv.compile(appSchema())
const isServeConfig = ajv.compile(serveConfigSchema())

const wrongIn = (validate: typeof isScenario, value: unknown): string =>
  validate(value)
    ? ''
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join('\n')

const { definitions } = scenarioSchema() as { definitions: Record<string, JsonSchema> }
/** The kinds of expectations, and how each is written. */
const kinds = Object.fromEntries(
  (definitions.expectation as { allOf: { if: { required: [string] }; then: JsonSchema }[] }).allOf.map(one => [
    one.if.required[0],
    one.then,
  ]),
)
const propertiesIn = (name: string) => (definitions[name] as { properties: Record<string, JsonSchema> }).properties
const wordsIn = (name: string) =>
  (definitions[name] as { oneOf: { oneOf?: { const: string }[] }[] }).oneOf.flatMap(one =>
    (one.oneOf ?? []).map(word => word.const),
  )

const filesBelow = (folder: string, name: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && name.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))

describe('"JSON Schema published for editors": what is written in the samples and the docs is valid', () => {
  test.each(filesBelow('xml-samples', /scenario\.ya?ml$/))('%s', file => {
    expect(wrongIn(isScenario, parse(readFileSync(file, 'utf8')))).toBe('')
  })

  test.each(filesBelow('xml-samples', /^app\.yaml$/))('%s', file => {
    expect(wrongIn(isApp, parse(readFileSync(file, 'utf8')))).toBe('')
  })

  const pages = [join(root, 'README.md'), ...filesBelow('docs', /\.md$/), ...filesBelow('xml-samples', /\.md$/)]
  const blocks = pages.flatMap(page => yamlBlocks(readFileSync(page, 'utf8')).map(text => ({ page, text })))

  test('there are examples', () => expect(blocks.length).toBeGreaterThan(9))

  test.each(blocks)('$page: $text', ({ text }) => {
    const value = parse(text)
    // Files of a CI, settings of an editor, cassettes, and pieces of them, are other kinds.
    if (
      Array.isArray(value) ||
      ['jobs', 'strategy', 'image', 'calls', 'entries', 'yaml.schemas'].some(key => key in value)
    )
      return
    const isConfig = ['applications', 'numbers', 'endpoints', 'limits', 'fidelity'].some(key => key in value)
    expect(wrongIn('routes' in value ? isApp : isConfig ? isServeConfig : isScenario, value)).toBe('')
  })
})

test('a step that stands alone may have its colon: the reader takes it, and so does the schema', () => {
  const value = parse('call: { answer_url: "http://a.test/" }\ncaller: [{ hears: a }, { beeps: }, { hangs up }]')
  expect(wrongIn(isScenario, value)).toBe('')
  expect(readScenarios(JSON.stringify(value), 'a.yaml')).toHaveProperty('scenarios')
})

describe('"it cannot drift": what is published is made of what the readers read by', () => {
  test.each([
    ['scenario.schema.json', scenarioSchema()],
    ['app.schema.json', appSchema()],
    ['offhook.schema.json', serveConfigSchema()],
  ])('%s is as `npm run docs` makes it', (name, schema) => {
    expect(JSON.parse(readFileSync(join(root, 'docs', name), 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)))
  })

  test('"descriptions on every key and step"', () => {
    const without: string[] = []
    const walk = (schema: JsonSchema, path: string): void => {
      for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)) {
        if (typeof property.description !== 'string' || property.description.length < 2) without.push(`${path}/${name}`)
      }
      for (const [keyword, value] of Object.entries(schema)) {
        const parts: unknown[] = Array.isArray(value) ? value : [value]
        for (const part of parts) if (typeof part === 'object' && part) walk(part as JsonSchema, `${path}/${keyword}`)
      }
      if ('const' in schema && typeof schema.const === 'string' && !schema.description) without.push(`${path} const`)
    }
    walk(scenarioSchema(), '')
    walk(appSchema(), 'app')
    walk(serveConfigSchema(), 'offhook')
    expect(without).toEqual([])
  })

  /** The keys that a reader allows where it finds one that it does not know. */
  const allowedBy = (text: string): string[] => {
    const read = readScenarios(text, 'a.yaml')
    const found =
      'problems' in read ? read.problems.find(({ message }) => message.includes('"unknown_key"')) : undefined
    return (found?.allowed ?? '').split(', ').sort()
  }
  const call = 'call: { answer_url: http://a.test/ }\n'
  const keysOf = (schema: JsonSchema | undefined): string[] => Object.keys((schema?.properties ?? {}) as object).sort()
  const inside = (schema: JsonSchema | undefined, key: string) =>
    ((schema?.properties ?? {}) as Record<string, JsonSchema>)[key]
  const record = (schema: JsonSchema | undefined): JsonSchema | undefined =>
    schema?.properties
      ? schema
      : ([...((schema?.oneOf ?? schema?.anyOf ?? []) as JsonSchema[])].map(record).find(Boolean) ?? undefined)

  test.each<[string, string, JsonSchema | undefined]>([
    ['the file', 'unknown_key: 1', scenarioSchema()],
    ['a scenario of several', `${call}scenarios: [{ name: a, unknown_key: 1 }]`, definitions.scenario],
    ['call', 'call: { unknown_key: 1 }', definitions.call],
    ['account', `${call}account: { unknown_key: 1 }`, definitions.account],
    ['regions', `${call}regions: { unknown_key: 1 }`, definitions.regions],
    ['app', `${call}app: { command: x, unknown_key: 1 }`, record(definitions.app)],
    ['callers', `${call}callers: { a: { unknown_key: 1 } }`, definitions.caller],
    ['phones', `${call}phones: { "+14155550111": { unknown_key: 1 } }`, record(definitions.phone)],
    ['faults', `${call}faults: [{ unknown_key: 1, fault: stall }]`, definitions.faultRule],
  ])('the keys of %s', (_, text, schema) => expect(keysOf(schema)).toEqual(allowedBy(text)))

  const expectations = Object.keys(kinds)

  test.each(expectations)('the keys beside %s', name => {
    expect(keysOf(kinds[name])).toEqual(allowedBy(`${call}expect: [{ ${name}: x, unknown_key: 1 }]`))
  })

  test.each(expectations.filter(name => record(inside(kinds[name], name))))('the keys in %s', name => {
    const schema = record(inside(kinds[name], name))
    expect(keysOf(schema)).toEqual(allowedBy(`${call}expect: [{ ${name}: { unknown_key: 1 } }]`))
  })

  const operations = Object.keys(propertiesIn('operation'))

  test.each(operations.filter(name => record(propertiesIn('operation')[name])))('the keys of api: %s', name => {
    const schema = record(propertiesIn('operation')[name])
    expect(keysOf(schema)).toEqual(allowedBy(`${call}caller: [{ api: { ${name}: { unknown_key: 1 } } }]`))
  })

  test('expectations, steps and operations are those that the reader knows', () => {
    const words = (text: string) => {
      const read = readScenarios(call + text, 'a.yaml')
      return ('problems' in read ? (read.problems[0]?.allowed ?? '') : '').replaceAll('"', '').split(', ').sort()
    }
    // One that stands alone may have its colon.
    const steps = [...new Set([...wordsIn('step'), ...Object.keys(propertiesIn('step'))])]
    expect(expectations.toSorted()).toEqual(words('expect: [{ unknown_key: 1 }]'))
    expect(steps.toSorted()).toEqual(words('caller: [{ unknown_key: 1 }]'))
    expect(operations.toSorted()).toEqual(words('caller: [{ api: { unknown_key: 1 } }]'))
  })
})

describe('"a table of wrong files is refused by both the reader and the schema"', () => {
  const call = 'call: { answer_url: http://a.test/ }\n'
  test.each([
    'nam: x',
    'seed: x',
    'seed: -1',
    'time_limit: 5',
    'account: { token: x }',
    'account: { auth_token: 1 }',
    'app: { comand: x }',
    'app: { command: x, port: 0 }',
    'app: { command: x, port: 70000 }',
    'app: { command: x, ready_within: 5 }',
    'app: { command: x, env: { A: 1 } }',
    'app: 1',
    'cassette: 1',
    'call: { from: 14155550100 }',
    'call: { from: alice }',
    'call: { answer_method: PUT }',
    'call: { answer_url: menu }',
    'call: { sip_headers: { X-A: b } }',
    'call: { media_region: paris }',
    'call: { outbound: yes }',
    'call: { outbound: true, machine_detection: perhaps }',
    'call: { outbound: true, machine_detection_maximum_words: 11 }',
    'phones: { bob: busy }',
    'phones: { "+14155550111": bsy }',
    'phones: { "+14155550111": { answer: 4s } }',
    'phones: { "+14155550111": { answers: 4 } }',
    'phones: { "+14155550111": [] }',
    'phones: { "+14155550111": { answers: 4s, presses: 5 } }',
    'phones: { "+14155550111": { answers: 4s, does: [hang up] } }',
    'phones: { "+14155550111": { answers: 4s, does: [{ api: hang_up }] } }',
    'phones: { "sip:a@b.test": { asks_for: { username: a } } }',
    'caller: hangs up',
    'caller: [hangup]',
    'caller: [{ hangs up: now }]',
    'expect: [{ ended: { cause: 4001 } }]',
    'expect: [{ ended: { source: Caler } }]',
    'expect: [{ no_failed_requests: none }]',
    'caller: [hears]',
    'caller: [{ hears: "" }]',
    'caller: [{ hears: /a }]',
    'caller: [{ hears: a, presses: "1" }]',
    'caller: [{ presses: 1 }]',
    'caller: [{ presses: "1A" }]',
    'caller: [{ says: "" }]',
    'caller: [{ says: { text: a, confidence: 2 } }]',
    'caller: [{ says: { confidence: 1 } }]',
    'caller: [{ waits: 5 }]',
    'caller: [{ waits: 5 s }]',
    'caller: [{ api: hang }]',
    'caller: [{ api: { mute_member: { room: a } } }]',
    'caller: [{ api: { play: { urls: a, loop: 2 } } }]',
    'caller: [{ api: { hang_up: { a: b } } }]',
    'caller: [{ api: { transfer: { legs: all } } }]',
    'caller: []\ncallers: { a: {} }',
    'callers: {}',
    'callers: { a: { start: 5s } }',
    'callers: { a: { starts: 5 } }',
    'faults: [{ url: /a }]',
    'faults: [{ fault: stal }]',
    'faults: [{ fault: { status: 99 } }]',
    'faults: [{ fault: { stall: 5 } }]',
    'faults: [{ fault: { slow: 20 } }]',
    'faults: [{ fault: stall, attempts: [7] }]',
    'faults: [{ fault: stall, attempts: x }]',
    'faults: [{ fault: stall, times: 0 }]',
    'faults: [{ fault: stall, probability: 2 }]',
    'faults: [{ fault: stall, method: PUT }]',
    'regions: { hosts: { a.test: paris } }',
    'regions: { latency: { paris: 5ms } }',
    'regions: { latency: { mumbai: 5 } }',
    'regions: { medium: mumbai }',
    'expect: [{ heared: a }]',
    'expect: [heard]',
    'expect: [{ times: 2 }]',
    'expect: [{ heard: a, not_heard: b }]',
    'expect: [{ heard: a, time: 2 }]',
    'expect: [{ heard: a, times: 0 }]',
    'expect: [{ requested: menu }]',
    'expect: [{ requested: /a, with: { Digits: 1 } }]',
    'expect: [{ requested: /a, times: {} }]',
    'expect: [{ requested: /a, signature: good }]',
    'expect: [{ requested: /a, within: 200 }]',
    'expect: [{ requested_in_order: [] }]',
    'expect: [{ requested_in_order: [{ with: {} }] }]',
    'expect: [{ requested_in_order: [/a], exactly: 1 }]',
    'expect: [{ ended: 4000 }]',
    'expect: [{ ended: {} }]',
    'expect: [{ lasted: 5 }]',
    'expect: [{ lasted: 5s, since: start }]',
    'expect: [{ no_problems: errors }]',
    'expect: [{ dialed: "+14155550111", status: buzy }]',
    'expect: [{ met: a, members: 1 }]',
    'expect: [{ met: a, caller: caller }]',
    'expect: [{ message: { too: "1" } }]',
    'expect: [{ recorded: { format: ogg } }]',
    'expect: [{ not_recorded: {}, times: 2 }]',
    'expect: [{ answered_within: 1s, percentile: 0 }]',
    'expect: [{ trace: menu }]',
    'scenarios: []',
    'scenarios: [{ seed: 1 }]',
    'scenarios: [{ name: a, scenarios: [] }]',
  ])('%s', text => {
    const whole = text.startsWith('call:') ? text : call + text
    expect('problems' in readScenarios(whole, 'a.yaml')).toBe(true)
    expect(isScenario(parse(whole))).toBe(false)
  })

  test.each([
    'answer: /a',
    'routes: { /a: 200 }',
    'answer: /a\nroutes: { /a: 99 }',
    'answer: /a\nroutes: { a: 200 }',
    'answer: /a\nroutes: { /a: {} }',
    'answer: /a\nroutes: { /a: { stats: 200 } }',
    'answer: /a\nroutes: { /a: { status: 200, delay: 5 } }',
    'answer: /a\nroutes: { /a: { fault: slow } }',
    'answer: /a\nroutes: { /a: { fault: { status: 99 } } }',
    'answer: /a\nroutes: { /a: ../x.xml }',
    'answer: /a\nroutes: { /a: { status: 200, when: { Digits: 1 } } }',
    'answer: /a\nroutes: { /a: { status: 200, attempts: [0] } }',
    'answer: /a\nroutes: { /a: { status: 200, headers: { "a b": c } } }',
    'answr: /a\nroutes: { /a: 200 }',
  ])('app.yaml: %s', text => {
    expect('problems' in readAppFile(text, '.')).toBe(true)
    expect(isApp(parse(text))).toBe(false)
  })
})

/** Files as the schema has them: a value for a part of it. Patterns that only the reader understands are given by hand. */
function written(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { $ref, allOf, oneOf, anyOf, const: only, enum: words, type, pattern, minimum = 0, maximum = 9 } = schema
  const inner = (one: JsonSchema) => written(one)
  if (typeof $ref === 'string') return inner(definitions[$ref.split('/').at(-1) ?? ''] as JsonSchema)
  if (schema === definitions.expectation)
    return fc.oneof(
      fc.constantFrom(...wordsIn('expectation')),
      ...Object.entries(kinds).map(([name, then]) => inner({ ...then, type: 'object', required: [name] })),
    )
  if (allOf) return inner((allOf as JsonSchema[])[0] as JsonSchema)
  if (Array.isArray(type)) {
    const { oneOf: words = [], not: _, ...rest } = schema
    // Words are those of one type; what is only a type stands for the others.
    const [word, other] = words as JsonSchema[]
    const types = other ? [other.type].flat() : type
    return fc.oneof(...(word ? [inner(word)] : []), ...types.map(one => inner({ ...rest, type: one })))
  }
  if (only !== undefined) return fc.constant(only)
  if (words) return fc.constantFrom(...(words as unknown[]))
  const some = (oneOf ?? (type ? undefined : anyOf)) as JsonSchema[] | undefined
  if (some) return fc.oneof(...some.map(inner))
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: minimum as number, max: Math.min(maximum as number, 500) })
    case 'number':
      return fc.constantFrom(minimum, maximum)
    case 'array':
      return fc.array(inner(schema.items as JsonSchema), { minLength: (schema.minItems as number) ?? 0, maxLength: 3 })
    case 'object': {
      const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)
      const fields = Object.fromEntries(properties.map(([name, one]) => [name, inner(one)]))
      const requiredKeys = (schema.required ?? []) as string[]
      if (schema.maxProperties === 1)
        return fc.oneof(...Object.entries(fields).map(([name, value]) => fc.record({ [name]: value })))
      if (properties.length > 0) return fc.record(fields, { requiredKeys })
      const names = fc.constantFrom('Digits', 'CallStatus')
      return fc.dictionary(names, inner(schema.additionalProperties as JsonSchema), { maxKeys: 2 })
    }
    default:
      return pattern
        ? fc.constantFrom(...fitting(new RegExp(pattern as string)))
        : fc.constantFrom('a', 'caller', '+14155550100')
  }
}

const texts = [
  'tls_stall',
  'stall_after',
  '5s',
  '1m30s',
  '90ms',
  '/menu',
  'http://a.test/x',
  '1',
  '12#',
  'menu.txt',
  '1-2',
  '/press \\d/i',
  'hello',
  'a.xml',
]
const fitting = (pattern: RegExp) => texts.filter(text => pattern.test(text))

describe('"what the generated schema accepts the reader accepts"', () => {
  const call = { answer_url: 'http://a.test/' }
  const problems = (file: object) => {
    const read = readScenarios(JSON.stringify({ call, ...file }), 'a.yaml')
    return 'problems' in read ? read.problems : []
  }

  // How long a time may be is for the reader to say.
  const isBound = ({ allowed = '' }: { allowed?: string }) => allowed.startsWith('a time from')

  property.prop([written(definitions.expectation as JsonSchema)])('expectations', item => {
    fc.pre(isScenario({ expect: [item] }))
    const found = problems({ expect: [item] }).filter(
      ({ message }) => !/there is no caller|at_least is more than/.test(message),
    )
    expect(found.map(String)).toEqual([])
  })

  property.prop([written(definitions.step as JsonSchema)])('steps', step => {
    fc.pre(isScenario({ caller: [step] }))
    const isOperation = typeof step === 'object' && step !== null && 'api' in step
    const found = problems({ caller: [step] })
    // What an operation comes to together is the library's to say, as one sentence about all of it.
    expect(
      found.filter(({ message }) => !isOperation || /unknown (key|operation|step)/.test(message)).map(String),
    ).toEqual([])
  })

  property.prop([written(definitions.fault as JsonSchema)])('faults', fault => {
    fc.pre(isScenario({ faults: [{ fault }] }))
    expect(
      problems({ faults: [{ fault }] })
        .filter(one => !isBound(one))
        .map(String),
    ).toEqual([])
  })

  property.prop([written(definitions.faultRule as JsonSchema)])('rules about faults', rule => {
    fc.pre(isScenario({ faults: [rule] }))
    expect(
      problems({ faults: [rule] })
        .filter(one => !isBound(one) && !one.message.startsWith('there is no caller'))
        .map(String),
    ).toEqual([])
  })

  /** Every enum and const of the call and the phones, each alone. */
  const enumerated = (name: string): [key: string, value: unknown][] => {
    const { properties } = definitions[name] as { properties: Record<string, JsonSchema> }
    return Object.entries(properties).flatMap(([key, schema]) =>
      ((schema.enum ?? []) as unknown[]).map((value): [string, unknown] => [key, value]),
    )
  }

  test.each(enumerated('call'))('call: %s: %s', (key, value) => {
    expect(problems({ call: { ...call, outbound: true, [key]: value } }).map(String)).toEqual([])
  })

  test.each(wordsIn('phone'))('phones: %s', word =>
    expect(problems({ phones: { default: word } }).map(String)).toEqual([]),
  )
})
