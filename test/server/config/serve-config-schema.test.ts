import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { JsonSchema } from '../../../src/scenario/shape.js'
import { readServeConfig } from '../../../src/server/config/serve-config.js'
import { serveConfigSchema } from '../../../src/server/config/serve-config-schema.js'

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })
const isServeConfig = ajv.compile(serveConfigSchema())
const isRead = (text: string) => 'config' in readServeConfig(text, 'offhook.yaml')

const applications = 'applications: { main: { answer_url: "http://a.test/" } }\n'

describe('"a table of right files is taken by both the reader and the schema"', () => {
  test.each([
    '',
    '{}',
    'account: {}',
    'account: { auth_id: MAXXXXXXXXXXXXXXXXXX, auth_token: secret, name: Shop, timezone: UTC, country_code: US }',
    'account: { bill_rate: 0.005 }',
    'account: { bill_rate: "0.005" }',
    'account: { subaccounts: { SAXXXXXXXXXXXXXXXXXX: { auth_token: other } } }',
    `${applications}numbers: { "+14155550199": main, 14155550198: { application: main, alias: support } }`,
    `${applications}numbers: { +14155550199: main }`,
    `${applications}endpoints: { alice: { application: main, alias: Alice, password: "12345" }, bob: main }`,
    'applications: { main: { answer_url: "http://a.test/", fallback_url: "http://a.test/f", fallback_method: GET } }',
    'applications: { main: { answer_url: "https://a.test/", fallback_answer_url: "http://a.test/f" } }',
    'applications: { main: { answer_url: "http://a.test/#ctt=5", default_number_app: true } }',
    'numbers: { "+14155550199": {} }',
    'phones: { "+14155550111": { answers: 2s, does: [{ says: hello }, hangs up] }, default: busy }',
    'faults: [{ fault: { status: 503 }, url: /menu, call: 1 }]',
    'regions: { hosts: { a.test: mumbai }, latency: { mumbai: 90ms }, media: mumbai }',
    'fidelity: { unknown_elements: ignore, room_size: 5, fallback_on_invalid_xml: false }',
    'limits: { calls_per_second: 2, inbound_calls_per_second: 1, requests_per_5s: 300 }',
    'speed: 0.5\ntime_limit: 1m30s\ncharacters_per_second: 14',
  ])('%s', text => {
    expect(isRead(text)).toBe(true)
    expect(isServeConfig(parse(text)), JSON.stringify(isServeConfig.errors)).toBe(true)
  })
})

describe('"a table of wrong files is refused by both the reader and the schema"', () => {
  test.each([
    '[]',
    'text',
    'auth_id: MAXXXXXXXXXXXXXXXXXX',
    'account: { auth_id: MAXX }',
    'account: { auth_id: SAXXXXXXXXXXXXXXXXXX }',
    'account: { auth_token: "" }',
    'account: { auth_token: 5 }',
    'account: { bill_rate: cheap }',
    'account: { country_code: USA }',
    'account: { subaccounts: { MAXXXXXXXXXXXXXXXXXX: { auth_token: other } } }',
    'account: { subaccounts: { SAXXXXXXXXXXXXXXXXXX: { name: sales } } }',
    'applications: { main: {} }',
    'applications: { main: "http://a.test/" }',
    'applications: { main: { answer_url: /answer } }',
    'applications: { main: { answer_url: "http://a.test/", answer_method: PUT } }',
    'applications: { main: { answer_url: "http://a.test/", fallback_url: "http://a.test/", fallback_answer_url: "http://a.test/" } }',
    'applications: { main: { answer_url: "http://a.test/", default_number_app: 1 } }',
    'numbers: ["+14155550199"]',
    'numbers: { alice: {} }',
    'numbers: { "+04155550199": {} }',
    'numbers: { "+14155550199": { app: main } }',
    'numbers: { "+14155550199": }',
    'endpoints: { "sip:alice@phone.plivo.com": {} }',
    'endpoints: { alice: { password: abcd } }',
    'phones: { bob: busy }',
    'phones: { "+14155550111": { does: [hang up] } }',
    'faults: [{ fault: stal }]',
    'regions: { media: paris }',
    'fidelity: { room_size: 0 }',
    'fidelity: { unknown_elements: maybe }',
    'limits: { calls_per_second: 0.5 }',
    'limits: { cps: 2 }',
    'speed: 0',
    'speed: fast',
    'time_limit: 60',
  ])('%s', text => {
    expect(isRead(text)).toBe(false)
    expect(isServeConfig(parse(text))).toBe(false)
  })
})

describe('"it cannot drift": the keys that the schema has are those that the reader allows', () => {
  const { properties, definitions } = serveConfigSchema() as {
    properties: JsonSchema
    definitions: Record<string, { properties: JsonSchema; additionalProperties: { properties: JsonSchema } }>
  }
  const accounts = definitions.account as unknown as {
    properties: { subaccounts: { additionalProperties: JsonSchema } }
  }
  const keysOf = (schema: JsonSchema | undefined) =>
    Object.keys((schema?.properties ?? schema ?? {}) as JsonSchema).sort()
  test.each<[string, string, JsonSchema | undefined]>([
    ['the file', 'unknown_key: 1', properties],
    ['account', 'account: { unknown_key: 1 }', definitions.account?.properties],
    [
      'a subaccount',
      'account: { subaccounts: { SAXXXXXXXXXXXXXXXXXX: { unknown_key: 1 } } }',
      accounts.properties.subaccounts.additionalProperties,
    ],
    [
      'an application',
      'applications: { main: { unknown_key: 1 } }',
      definitions.applications?.additionalProperties.properties,
    ],
    [
      'a number',
      'numbers: { "+14155550199": { unknown_key: 1 } }',
      definitions.numbers?.additionalProperties.properties,
    ],
    ['an endpoint', 'endpoints: { alice: { unknown_key: 1 } }', definitions.endpoints?.additionalProperties.properties],
    ['fidelity', 'fidelity: { unknown_key: 1 }', definitions.fidelity?.properties],
    ['limits', 'limits: { unknown_key: 1 }', definitions.limits?.properties],
  ])('of %s', (_, text, schema) => {
    const read = readServeConfig(text, 'offhook.yaml')
    const found =
      'problems' in read ? read.problems.find(({ message }) => message.includes('"unknown_key"')) : undefined
    expect(keysOf(schema)).toEqual((found?.allowed ?? '').split(', ').sort())
  })
})
