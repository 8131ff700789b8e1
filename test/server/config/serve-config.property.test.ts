import { fc, test } from '@fast-check/vitest'
import { Ajv } from 'ajv'
import { describe, expect } from 'vitest'
import { parse, stringify } from 'yaml'
import { readServeConfig } from '../../../src/server/config/serve-config.js'
import { serveConfigKeys, serveConfigSchema } from '../../../src/server/config/serve-config-schema.js'

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false })
const isServeConfig = ajv.compile(serveConfigSchema())

/** Reads, and is sure that every mistake has its place in the text. */
const readAndPlace = (text: string) => {
  const read = readServeConfig(text, 'offhook.yaml')
  const lines = text.split(/\r\n|[\r\n]/).length
  for (const told of 'problems' in read ? read.problems : read.warnings) {
    expect(told.file).toBe('offhook.yaml')
    expect(told.line).toBeGreaterThan(0)
    expect(told.line).toBeLessThanOrEqual(lines)
    expect(told.column).toBeGreaterThan(0)
    expect(told.sentence).not.toBe('')
  }
  if ('problems' in read) expect(read.problems.length).toBeGreaterThan(0)
  return read
}

const words = [
  'main',
  'other',
  'alice',
  '+14155550199',
  '14155550199',
  '+14155550111',
  'default',
  'busy',
  'MAXXXXXXXXXXXXXXXXXX',
  'SAXXXXXXXXXXXXXXXXXX',
  'http://a.test/',
  'http://a.test/#ct=500',
  'https://b.test/#rcc=1&ct=5',
  '/answer',
  'GET',
  'UTC',
  '2s',
  '',
]

const keys = [
  ...serveConfigKeys,
  ...['auth_id', 'auth_token', 'subaccounts', 'name', 'timezone', 'answer_url', 'fallback_url', 'fallback_answer_url'],
  ...[
    'hangup_url',
    'application',
    'alias',
    'password',
    'subaccount',
    'default_number_app',
    'answers',
    'fault',
    'hosts',
  ],
  ...['calls_per_second', 'room_size', '__proto__', 'constructor', 'toString'],
]

/** Anything, made of words of the field. */
const { anything } = fc.letrec<{ anything: unknown }>(tie => ({
  anything: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>(...words, 1, 0, -5, 0.5, true, null),
    fc.string(),
    fc.array(tie('anything'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys, ...words), tie('anything'), { maxKeys: 5 }),
  ),
}))

describe('"whatever text is read gives a config or mistakes with places, never a throw"', () => {
  test.prop([fc.string({ unit: 'binary' })])('any text', text => {
    readAndPlace(text)
  })

  test.prop([
    fc.array(
      fc.constantFrom(
        ...keys,
        ...words,
        ': ',
        '\n',
        '  ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        ',',
        '"',
        '#',
        '&a',
        '*a',
        '!!map',
        '|',
      ),
      { maxLength: 30 },
    ),
  ])('pieces of files', pieces => {
    readAndPlace(pieces.join(''))
  })

  test.prop([fc.dictionary(fc.constantFrom(...serveConfigKeys), anything)])('any values', value => {
    readAndPlace(stringify(value))
  })
})

const subaccount = fc.constantFrom('SAXXXXXXXXXXXXXXXXXX', 'SA0000000000000000AB')
const name = fc.constantFrom('main', 'sales')
const url = fc
  .tuple(fc.webUrl({ validSchemes: ['http', 'https'] }), fc.constantFrom('', '#ct=500', '#nonsense', '#'))
  .map(parts => parts.join(''))
const method = fc.constantFrom('GET', 'POST')
const some = fc.integer({ min: 1, max: 500 })
const optional = <T>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(record, { requiredKeys: [] })
const application = fc.record(
  {
    answer_url: url,
    answer_method: method,
    fallback_url: url,
    fallback_method: method,
    hangup_url: url,
    hangup_method: method,
    message_url: url,
    subaccount,
  },
  { requiredKeys: ['answer_url'] },
)
const both = { SAXXXXXXXXXXXXXXXXXX: { auth_token: 'a' }, SA0000000000000000AB: { auth_token: 'b', name: 'sales' } }
const number = fc.tuple(fc.constantFrom('+', ''), fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^\d{6,14}$/))

/** Right files, with everything that they may have. */
const config = fc.record(
  {
    account: fc.record({
      auth_id: fc.stringMatching(/^MA[A-Z0-9]{18}$/),
      auth_token: fc.stringMatching(/^\S.{0,30}$/),
      bill_rate: fc.constantFrom(0.005, 1, '0.01'),
      subaccounts: fc.constant(both),
    }),
    applications: fc.record({ main: application, sales: application }),
    numbers: fc.dictionary(
      number.map(parts => parts.join('')),
      fc.oneof(name, optional({ application: name, alias: fc.string(), subaccount })),
    ),
    endpoints: fc.dictionary(
      fc.stringMatching(/^[a-z][a-z0-9._-]{0,9}$/),
      fc.oneof(name, optional({ application: name, alias: fc.string(), password: fc.stringMatching(/^\w{5,9}$/) })),
    ),
    fidelity: optional({
      unknown_elements: fc.constantFrom('reject', 'ignore'),
      max_documents: some,
      room_size: some,
      fallback_on_invalid_xml: fc.boolean(),
    }),
    limits: optional({ calls_per_second: some, inbound_calls_per_second: some, requests_per_5s: some }),
    speed: fc.double({ min: 0.1, max: 100, noNaN: true }),
    time_limit: some.map(seconds => `${seconds}s`),
    characters_per_second: some,
  },
  { requiredKeys: ['account', 'applications'] },
)

describe('"schema and reader agree"', () => {
  test.prop([config])('both take a right file', value => {
    // The same number twice, with its plus and without, is for the reader alone.
    const numbers = Object.keys(value.numbers ?? {}).map(one => one.replace('+', ''))
    fc.pre(new Set(numbers).size === numbers.length)
    const text = stringify(value)
    expect(isServeConfig(parse(text)), JSON.stringify(isServeConfig.errors)).toBe(true)
    expect(readAndPlace(text)).toHaveProperty('config')
  })

  test.prop([config, fc.nat(), anything])('what the reader takes, the schema takes', (value, at, other) => {
    const text = stringify(withOther(value, at, other))
    if ('config' in readAndPlace(text)) expect(isServeConfig(parse(text)), text).toBe(true)
  })
})

/** A file of which one value, however deep, is another. */
function withOther(value: unknown, at: number, other: unknown): unknown {
  if (typeof value !== 'object' || value === null) return other
  const names = Object.keys(value)
  const key = names[at % (names.length + 1)]
  if (key === undefined) return other
  const inner = withOther((value as Record<string, unknown>)[key], Math.floor(at / (names.length + 1)), other)
  return { ...value, [key]: inner }
}
