import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadServeConfig, readServeConfig, type ServeConfig } from '../../../src/server/config/serve-config.js'
import { yamlBlocks } from '../../scenario/yaml-blocks.js'
import { temporaryFolder } from '../../temporary-folder.js'

const read = (text: string): ServeConfig => {
  const result = readServeConfig(text, 'offhook.yaml')
  if ('problems' in result) throw new Error(result.problems.join('\n'))
  return result.config
}

/** What is told of a text: its mistakes, or its warnings. */
const told = (text: string): string[] => {
  const result = readServeConfig(text, 'offhook.yaml')
  return ('problems' in result ? result.problems : result.warnings).map(String)
}

const nothing: ServeConfig = {
  account: { subaccounts: [] },
  applications: [],
  numbers: [],
  endpoints: [],
  phones: [],
  faults: [],
  limits: {},
}
const main = 'applications: { main: { answer_url: "http://a.test/" } }\n'

describe('"an empty file or no file is a valid config with everything default"', () => {
  test.each(['', '\n', '# nothing yet\n', '---\n', '{}'])('%j', text => expect(read(text)).toEqual(nothing))

  test('no file', () => expect(loadServeConfig()).toEqual({ config: nothing, warnings: [] }))

  test('but a file that is named must be there', () => {
    const file = join(temporaryFolder(), 'offhook.yaml')
    expect(loadServeConfig(file)).toMatchObject({ problems: [{ message: 'there is no such file', file, line: 0 }] })
    writeFileSync(file, 'numbers: {}')
    expect(loadServeConfig(file)).toEqual({ config: nothing, warnings: [] })
  })
})

test('"numbers and applications": an account with its applications, numbers, endpoints and phones', () => {
  const config = read(`
account: { auth_id: MAXXXXXXXXXXXXXXXXXX, auth_token: secret }
applications: { main: { answer_url: "http://127.0.0.1:3000/answer#ct=500", hangup_url: "http://127.0.0.1:3000/hangup" } }
numbers: { "+14155550199": main }
endpoints: { alice: { application: main } }
phones: { "+14155550111": { answers: 2s, hangs_up: 20s } }
`)
  const place = (line: number, column: number) => ({ file: 'offhook.yaml', line, column })
  expect(config).toEqual({
    ...nothing,
    account: { authId: 'MAXXXXXXXXXXXXXXXXXX', authToken: 'secret', subaccounts: [] },
    applications: [
      {
        name: 'main',
        answerUrl: 'http://127.0.0.1:3000/answer#ct=500',
        hangupUrl: 'http://127.0.0.1:3000/hangup',
        place: place(3, 17),
      },
    ],
    numbers: [{ number: '+14155550199', application: 'main', place: place(4, 12) }],
    endpoints: [{ username: 'alice', application: 'main', place: place(5, 14) }],
    phones: [{ address: '+14155550111', behaviour: [{ answers: 2000, hangsUp: 20_000 }], place: place(6, 11) }],
  })
})

test('the example of the page has everything, and is read without a warning', () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  const [example = '', ...others] = yamlBlocks(page)
  expect([example, ...others].flatMap(told)).toEqual([])
  const config = read(example)
  expect(config).toMatchObject({
    account: {
      authId: 'MAXXXXXXXXXXXXXXXXXX',
      name: 'Shop',
      timezone: 'Europe/Berlin',
      subaccounts: [{ authId: 'SAXXXXXXXXXXXXXXXXXX', authToken: 'other', name: 'sales' }],
    },
    applications: [
      { name: 'main', fallbackUrl: 'http://127.0.0.1:3000/fallback', defaultNumberApp: true },
      { name: 'sales', answerMethod: 'GET', subaccount: 'SAXXXXXXXXXXXXXXXXXX' },
    ],
    numbers: [{ application: 'main' }, { application: 'sales', alias: 'Orders', subaccount: 'SAXXXXXXXXXXXXXXXXXX' }],
    endpoints: [
      { username: 'alice', alias: 'Alice', password: 'wonderland' },
      { username: 'bob', application: 'main' },
    ],
    phones: [{ address: '+14155550111' }, { behaviour: ['busy'] }, { address: 'default' }],
    faults: [{ rule: { fault: 'stall', url: '/fallback', times: 1 } }],
    regions: { hosts: { '127.0.0.1': 'frankfurt' }, latency: { frankfurt: 20 } },
    fidelity: { roomSize: 100 },
    limits: { callsPerSecond: 2, inboundCallsPerSecond: 10, requests: 300 },
    speed: 20,
    timeLimit: 3600,
  })
})

test('everything else that may be said', () => {
  const all = `
account: { name: Shop, bill_rate: 0.005, country_code: DE, subaccounts: { SA0123456789ABCDEFGH: { auth_token: other } } }
applications:
  main:
    { answer_url: "HTTPS://a.test/", fallback_answer_url: "http://a.test/f", fallback_method: GET, hangup_method: GET,
      message_url: "http://a.test/m", message_method: GET, default_endpoint_app: true, default_number_app: false }
numbers: { 14155550199: {} }
fidelity: { unknown_elements: ignore, relative_urls: resolve, max_documents: 5, fallback_on_invalid_xml: false }
speed: 0.5
time_limit: 1m30s
characters_per_second: 20
`
  expect(read(all)).toMatchObject({
    account: {
      name: 'Shop',
      billRate: '0.005',
      countryCode: 'DE',
      subaccounts: [{ authId: 'SA0123456789ABCDEFGH', authToken: 'other', name: 'SA0123456789ABCDEFGH' }],
    },
    applications: [
      {
        answerUrl: 'HTTPS://a.test/',
        fallbackUrl: 'http://a.test/f',
        fallbackMethod: 'GET',
        hangupMethod: 'GET',
        messageUrl: 'http://a.test/m',
        messageMethod: 'GET',
        defaultEndpointApp: true,
        defaultNumberApp: false,
      },
    ],
    numbers: [{ number: '+14155550199' }],
    fidelity: { unknownElements: 'ignore', relativeUrls: 'resolve', maxDocuments: 5, fallbackOnInvalidXml: false },
    speed: 0.5,
    timeLimit: 90,
    charactersPerSecond: 20,
  })
})

describe('"every mistake with file:line:column, what is allowed, the nearest right thing"', () => {
  test.each([
    [
      '"auth_id is 20 characters A-Z0-9 beginning MA"',
      'account: { auth_id: MAXXXXXXXX }',
      '1:21  auth_id "MAXXXXXXXX" is not made like Plivo\'s, and has 10. Allowed: 20 characters of A-Z and 0-9 that begin with MA',
    ],
    [
      'in capital letters',
      'account: { auth_id: maxxxxxxxxxxxxxxxxxx }',
      '1:21  auth_id "maxxxxxxxxxxxxxxxxxx" is not made like Plivo\'s; did you mean "MAXXXXXXXXXXXXXXXXXX"? Allowed: 20 characters of A-Z and 0-9 that begin with MA',
    ],
    [
      '"(subaccounts SA)"',
      'account: { subaccounts: { MAXXXXXXXXXXXXXXXXXX: { auth_token: a } } }',
      '1:27  the subaccount "MAXXXXXXXXXXXXXXXXXX" is not made like Plivo\'s. Allowed: 20 characters of A-Z and 0-9 that begin with SA',
    ],
    [
      'a subaccount has a token',
      'account: { subaccounts: { SAXXXXXXXXXXXXXXXXXX: { name: sales } } }',
      '1:27  a subaccount needs "auth_token". Allowed: { auth_token: other, name: sales }',
    ],
    [
      '"auth_token not empty"',
      'account: { auth_token: "" }',
      '1:24  auth_token is empty. Allowed: text, and not empty',
    ],
    [
      'a token of digits stands in quotes',
      'account: { auth_token: 12345 }',
      '1:24  YAML does not read auth_token as text: write it in quotes. Allowed: text, and not empty',
    ],
    [
      'a time zone',
      'account: { timezone: Berlin }',
      '1:22  there is no time zone "Berlin". Allowed: a name like Europe/Berlin or UTC',
    ],
    ['a price', 'account: { bill_rate: -1 }', '1:23  bill_rate is no price. Allowed: a decimal such as 0.005'],
    [
      'a country',
      'account: { country_code: us }',
      '1:26  country_code is "us"; did you mean "US"? Allowed: two capital letters, as in US or DE',
    ],
    [
      '"applications named by numbers exist (nearest)"',
      `${main}numbers: { "+14155550199": mian }`,
      '2:28  unknown application "mian"; did you mean "main"? Allowed: main',
    ],
    [
      '"applications named by endpoints exist"',
      'endpoints: { alice: main }',
      '1:21  there is no application "main": the file describes none',
    ],
    [
      '"numbers are E.164"',
      `${main}numbers: { "+1 (415) 555-0199": main }`,
      '2:12  "+1 (415) 555-0199" is no telephone number; did you mean "+14155550199"? Allowed: a plus sign, the country code and the number, 7 to 15 digits: "+14155550199"',
    ],
    [
      'with a country code',
      'numbers: { "0415": {} }',
      '1:12  "0415" is no telephone number. Allowed: a plus sign, the country code and the number, 7 to 15 digits: "+14155550199"',
    ],
    [
      '"duplicate numbers (with and without plus)"',
      'numbers:\n  "+14155550199": {}\n  "14155550199": {}',
      '3:3  the number +14155550199 is there twice, with its plus and without: see line 2',
    ],
    [
      'a number is answered by something',
      'numbers: { "+14155550199": }',
      '1:28  +14155550199 has no application. Allowed: main, { application: main }, or {} for none',
    ],
    [
      '"at most one default_number_app"',
      'applications:\n  a: { answer_url: "http://a.test/", default_number_app: true }\n  b: { answer_url: "http://a.test/", default_number_app: true }',
      '3:58  one application is the default_number_app, and "a" is it already',
    ],
    [
      '"at most one default_endpoint_app"',
      'applications:\n  a: { answer_url: "http://a.test/", default_endpoint_app: true }\n  b: { answer_url: "http://a.test/", default_endpoint_app: true }',
      '3:60  one application is the default_endpoint_app, and "a" is it already',
    ],
    [
      '"subaccount named exists"',
      'account: { subaccounts: { SAXXXXXXXXXXXXXXXXXX: { auth_token: a } } }\nnumbers: { "+14155550199": { subaccount: SAXXXXXXXXXXXXXXXXXY } }',
      '2:42  unknown subaccount "SAXXXXXXXXXXXXXXXXXY"; did you mean "SAXXXXXXXXXXXXXXXXXX"? Allowed: SAXXXXXXXXXXXXXXXXXX',
    ],
    [
      'an application answers',
      'applications: { main: { hangup_url: "http://a.test/" } }',
      '1:17  the application "main" needs "answer_url"',
    ],
    [
      '"URLs absolute http(s)"',
      'applications: { main: { answer_url: /answer } }',
      '1:37  answer_url is not a URL that can be requested: "/answer". Allowed: an absolute URL that begins with http:// or https://',
    ],
    [
      'not of another scheme',
      'applications: { main: { answer_url: "http://a.test/", hangup_url: "ftp://a.test/" } }',
      '1:67  hangup_url is not a URL that can be requested: "ftp://a.test/". Allowed: an absolute URL that begins with http:// or https://',
    ],
    [
      '"without credentials"',
      'applications: { main: { answer_url: "http://user:pass@a.test/" } }',
      '1:37  answer_url has credentials, which are never sent: callbacks know no Basic authentication. Allowed: a URL without user and password; check the signature instead',
    ],
    [
      '"accept both, refuse both at once"',
      'applications: { main: { answer_url: "http://a.test/", fallback_url: "http://a.test/", fallback_answer_url: "http://a.test/" } }',
      '1:108  "fallback_answer_url" and "fallback_url" are two names of the same; give one',
    ],
    [
      'a username, not an address',
      'endpoints: { "sip:alice@phone.plivo.com": {} }',
      '1:14  "sip:alice@phone.plivo.com" is no username of an endpoint; did you mean "alice"? Allowed: letters, digits, and ".", "_", "-" after the first: alice, for sip:alice@phone.plivo.com',
    ],
    [
      'a password of 5 characters',
      'endpoints: { alice: { password: abcd } }',
      '1:33  password is too short. Allowed: text of 5 characters or more',
    ],
    [
      'a speed',
      'speed: 20x',
      '1:8  speed is no number more than 0; did you mean "speed: 20"? Allowed: a number more than 0',
    ],
    [
      'a time limit has its unit',
      'time_limit: 60',
      '1:13  "60" is not a time; did you mean "1m"? Allowed: a number with its unit, such as 250ms, 4s, 2m or 1m30s',
    ],
    [
      'limits are whole numbers',
      'limits: { requests_per_5s: 0 }',
      '1:28  requests_per_5s must be a whole number, not "0". Allowed: a whole number, 1 or more',
    ],
    ['phones are read as in scenario files', 'phones: { "+14155550111": bsy }', '1:27  '],
    [
      'faults are read as in scenario files',
      'faults: [{ fault: stal }]',
      '1:19  there is no fault "stal"; did you mean "stall"?',
    ],
    ['regions are read as in scenario files', 'regions: { media: paris }', '1:19  unknown media "paris"'],
  ])('%s', (_, text, mistake) => {
    const [first, ...others] = told(text)
    expect(first).toContain(`offhook.yaml:${mistake}`)
    expect(others).toEqual([])
  })
})

describe('"several words people might write get a helpful hint"', () => {
  test.each([
    ['auth_id: MAXXXXXXXXXXXXXXXXXX', '1:1  "auth_id" belongs to the account: account: { auth_id: … }'],
    [
      'answer_url: "http://a.test/"',
      '1:1  "answer_url" belongs to an application: applications: { main: { answer_url: … } }',
    ],
    [
      'numbers: ["+14155550199"]',
      '1:10  numbers must be a record of keys and values, not a list. Allowed: { "+14155550199": main }',
    ],
    ['number: { "+14155550199": {} }', '1:1  unknown key "number"; did you mean "numbers"?'],
    ['application: {}', '1:1  unknown key "application"; did you mean "applications"?'],
    [
      'numbers: { "+14155550199": { application_id: 2 } }',
      '1:30  an application is given by its name: application: main',
    ],
    ['endpoints: { alice: { app_id: 2 } }', '1:23  an application is given by its name: application: main'],
    [
      'applications: { main: "http://a.test/" }',
      '1:23  the application "main" must be a record. Allowed: { answer_url: "http://127.0.0.1:3000/answer" }',
    ],
    ['account: { fidelity: {} }', '1:12  "fidelity" stands at the top of the file, beside "account"'],
    ['account: { token: a }', '1:12  the token of an account is called "auth_token"'],
    ['port: 8100', '1:1  "port" is an option of the command line: --port'],
    ['caller: [hangs up]', '1:1  "caller" is of a scenario file; this one describes an account for "offhook serve"'],
    ['limits: { cps: 2 }', '1:11  "cps" is called "calls_per_second", or "inbound_calls_per_second"'],
    [
      `${main}numbers: { "+14155550199": +14155550198 }`,
      '2:28  YAML reads +14155550198 as a number, and +14155550199 must be text; write it in quotes: "+14155550198"',
    ],
  ])('%s', (text, hint) => expect(told(text).join('\n')).toContain(`offhook.yaml:${hint}`))
})

test('"all mistakes of a file at once", in the order of the file', () => {
  const lines = told('speed: 0\naccount: { auth_token: 5 }\nnumbers: { "1": main }\nport: 1\napplications: { main: 5 }')
  expect(lines.map(line => line.split('  ')[0])).toEqual([
    'offhook.yaml:1:8',
    'offhook.yaml:2:24',
    'offhook.yaml:3:12',
    'offhook.yaml:4:1',
    'offhook.yaml:5:23',
  ])
})

test('what is wrong with an application is no mistake of the numbers that name it', () => {
  expect(told('applications: { main: {} }\nnumbers: { "+14155550199": main }')).toEqual([
    'offhook.yaml:1:17  the application "main" needs "answer_url"',
  ])
})

describe('"what is wrong with a URL\'s fragment is reported with its place: as a warning, not a mistake"', () => {
  test.each([
    [
      'answer_url: "http://a.test/#ct=5"',
      '1:37  answer_url: ct=5 is not a whole number of milliseconds from 100 to 10000',
    ],
    [
      'answer_url: "http://a.test/", fallback_answer_url: "http://b.test/#rcc=1"',
      '1:76  fallback_answer_url: There is no key "rcc"',
    ],
    [
      'answer_url: "http://a.test/", hangup_url: "http://b.test/#ct"',
      '1:67  hangup_url: "ct" in the fragment has no value',
    ],
    [
      'answer_url: "http://a.test/", message_url: "http://b.test/#ct=500"',
      '1:68  message_url: This URL takes no callback configuration',
    ],
  ])('%s', (urls, warning) => {
    const text = `applications: { main: { ${urls} } }`
    expect(read(text).applications).toHaveLength(1)
    const warnings = told(text)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`offhook.yaml:${warning}`)
  })
})

describe('"auth tokens never in traces or logs": no message quotes a secret', () => {
  test.each([
    'account: { auth_token: 987654 }',
    'account: { auth_token: [987654] }',
    'account: { subaccounts: { SAXXXXXXXXXXXXXXXXXX: 987654 } }',
    'account: { subaccounts: { SAXXXXXXXXXXXXXXXXXX: { auth_token: 987654 } } }',
    'account: { subaccounts: 987654 }',
    'account: 987654',
    'endpoints: { alice: { password: 987654 } }',
    'applications: { main: { answer_url: "http://a:987654@b.test/" } }',
    'applications: { main: { answer_url: "//a:987654@b.test/" } }',
  ])('%s', text => {
    expect(told(text)).not.toEqual([])
    expect(told(text).join('\n')).not.toContain('987654')
  })
})
