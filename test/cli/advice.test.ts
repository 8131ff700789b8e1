import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { advise } from '../../src/cli/advice.js'
import type { CallPlan } from '../../src/cli/call-plan.js'
import type { Happening, TraceEvent } from '../../src/trace/events.js'
import { loopbackApp } from './loopback-app.js'
import { offhook } from './memory-io.js'

const plan: CallPlan = {
  scenario: { name: 'call', file: 'offhook call', callers: [], expect: [] },
  account: {},
  phone: true,
  speed: 1,
}

const stamped = (happenings: readonly Happening[]): TraceEvent[] =>
  happenings.map((happening, index) => ({ seq: index + 1, at: 0, call: 'c', ...happening }))

/** What is advised when a request to a URL ends so. */
const adviceOn = (outcome: string, reason: string, url = 'https://localhost:3000/answer'): string[] => {
  const webhook = 'w1'
  const about = { webhook, purpose: 'answer' }
  return advise(
    stamped([
      { type: 'webhook.sent', ...about, method: 'POST', url, params: {}, policy: '' },
      {
        type: 'webhook.attempted',
        webhook,
        attempt: 1,
        region: 'nearest',
        outcome: 'ct',
        reason: 'connection refused',
        cost: 0,
      },
      { type: 'webhook.attempted', webhook, attempt: 2, region: 'nearest', outcome, reason, cost: 0 },
      { type: 'webhook.failed', ...about, outcome, judgement: '', rule: 'Retries', provenance: '', source: '' },
    ]),
    plan,
  )
}

test.each([
  ['ct', 'TLS handshake failed', 'Wrong scheme? https://localhost:3000 does not speak TLS; try http://localhost:3000.'],
  ['ct', 'certificate not trusted (self-signed)', 'call it by http://'],
  ['ct', 'no such host', "Is the host's name right? There is no localhost"],
  ['ct', 'connection closed while connecting', 'closes connections as soon as they are made'],
  ['ct', 'host unreachable', 'cannot be reached: is that the right host?'],
  ['ct', 'connection refused', 'Is your application running?'],
  ['rt', 'connection closed before any byte', 'closed the connection without an answer; look for a crash in its log'],
  ['rt', 'no byte within rt = 100 ms', 'no answer came in time'],
  ['invalid', 'the answer is not HTTP', 'is the port right, or is it https?'],
])('%s, %s: the last attempt decides what is advised', (outcome, reason, words) => {
  const [line, ...others] = adviceOn(outcome, reason)
  expect(line).toContain(words)
  expect(others).toEqual([])
})

test('what offhook does not simulate is told apart from what is wrong', () => {
  const about = { severity: 'breaks', provenance: 'decided', rule: '' } as const
  const unsupported: Happening = {
    type: 'problem.found',
    code: 'unsupported-element',
    message: 'offhook does not simulate <Dial> yet: …',
    ...about,
  }
  const unknown: Happening = { type: 'problem.found', code: 'unknown-element', message: '<Dail>', ...about }
  const rejected: Happening = { type: 'document.rejected', origin: 'answer', url: '', cause: 8011, reason: '' }
  const notYet = 'Plivo knows <Dial>, but offhook does not simulate it yet: try the document without it.'
  expect(advise(stamped([unsupported, rejected]), plan)).toEqual([notYet])
  expect(advise(stamped([unsupported, unknown, rejected]), plan)).toEqual([
    notYet,
    expect.stringContaining('Correct the document'),
  ])
})

test('on real sockets: https to a plain server, a name that no one has, a server that hangs up', async () => {
  await using app = await loopbackApp({})
  const crash = createServer(socket => socket.on('data', () => socket.destroy()))
  await new Promise<void>(ready => crash.listen(0, '127.0.0.1', ready))
  const { port } = crash.address() as { port: number }
  const flags = ['--quiet', '--method', 'GET']
  const outOf = async (url: string) => (await offhook(['call', url, ...flags])).out.replace(/\s+/g, ' ')
  expect(await outOf(app.base.replace('http:', 'https:'))).toContain('Wrong scheme?')
  expect(await outOf('http://nobody.invalid/answer#ct=2000')).toMatch(/Is the host's name right\?|cannot be reached/)
  expect(await outOf(`http://127.0.0.1:${port}/`)).toContain('look for a crash in its log')
  crash.close()
})
