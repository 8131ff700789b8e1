import { afterEach, expect, test, vi } from 'vitest'
import { offhook } from '../cli/memory-io.js'
import { mistakeNames } from './forty/broken.js'

/** Which scenario catches each mistake, and the words of its failure that name the cause. */
const caught: Readonly<Record<string, readonly [scenario: string, cause: RegExp]>> = {
  'wrong digit branch': [
    'Sales by key',
    /heard instead: "Support\. For billing.*\n.*\n.*\n +which answered POST \S+\/office\/menu \(GetDigits action\) Digits="1"/,
  ],
  'missing action': [
    'Sales by key',
    /actions that were not called\n +<GetDigits> \(1:11\): no action is given: nothing is requested/,
  ],
  500: [
    'Billing, two menus deep',
    /the GetDigits action URL gave no document \(answered 500\)[\s\S]*GET \S+\/office\/support\?from=menu \(GetDigits action\)\n.*500 is not retried.*\n +it said: Internal Server Error/,
  ],
  slow: [
    'The caller says what they want',
    /expected: every request to \/office\/wish is answered within 1s of real time\n +the slowest of 1 took \d{4} ms/,
  ],
  'wrong method': [
    'The right PIN',
    / GET \S+\/office\/pin\/checked \(GetDigits action\)\n.*404 is not retried.*\n +it said: Cannot GET \/office\/pin\/checked/,
  ],
  'dropped callback': [
    'Ann answers, they talk, and a survey follows',
    /\/centre\/legs with DialAction="answer".* is requested, with valid signatures\n +it was never requested; these were:/,
  ],
  'bad XML': [
    'A voicemail, and its file',
    /the document of \S+\/office\/voicemail was rejected: mismatched tag: line 1, column \d+\n +1 \| .*<\/Response>\n[ |]*\^/,
  ],
  'other prompt': [
    'The opening hours come as a text message',
    /expected: caller hears We have sent you our opening hours\n.*heard instead: "We have sent you a message\."/,
  ],
  'wrong status handling': [
    'Ann is busy, and the caller leaves a message',
    /heard instead: "How was it, from 1 to 5\?"[\s\S]*which answered POST \S+\/sales\/after \(Dial action\) DialStatus="busy"/,
  ],
  'double hangup': [
    'The caller says what they want',
    /ended with 6000 Scheduled Hangup \(Plivo\): <Hangup schedule="1"> ran out[\s\S]*1 \| <Response><Hangup schedule="1"\/>.*<Hangup\/>/,
  ],
}

afterEach(() => {
  vi.unstubAllEnvs()
})

test('every mistake that the application can make is expected to be caught', () => {
  expect(Object.keys(caught).sort()).toEqual([...mistakeNames].sort())
  expect(mistakeNames).toHaveLength(10)
})

test.each(mistakeNames)(
  'an application broken by %s is "caught with a message that names the cause"',
  async mistake => {
    vi.stubEnv('BREAK', mistake)
    const { code, out } = await offhook(['test', 'test/suite/forty'])
    const [scenario, cause] = caught[mistake] ?? ['', /^$/]
    const failure = out.split(/^(?=[✓✗] )/m).find(part => part.startsWith(`✗ ${scenario}  `))
    expect(failure).toMatch(cause)
    expect(out).toMatch(/\n\d+ passed, [1-9]\d* failed in \d+ ms\n$/)
    expect(code).toBe(1)
  },
)
