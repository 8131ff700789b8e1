import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createExchange, type DialOutOptions, type PhoneManner, type PhoneStep } from '../../src/index.js'

const origin = 'http://app.test'
const alice = '+14155550111'
const bob = '+14155550112'

const ms = fc.constantFrom(0, 1, 500, 2000, 2000, 7000)
const step: fc.Arbitrary<PhoneStep> = fc.oneof(
  fc.record({ hears: fc.constantFrom('hello', 'press', /never/) }),
  fc.record({ presses: fc.constantFrom('1', '12#') }),
  fc.record({ says: fc.constantFrom('Hello', 'Please leave a message after the tone', 'Yes, who is it') }),
  fc.record({ waits: ms }),
  fc.constantFrom('beeps' as const, 'hangs up' as const),
)
const phone: fc.Arbitrary<PhoneManner> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('busy', 'no-answer', 'unallocated', 'voicemail') },
  { weight: 1, arbitrary: fc.record({ busy: ms }) },
  {
    weight: 5,
    arbitrary: fc.record(
      { answers: ms, early: fc.constant('Please wait'), hangsUp: ms, does: fc.array(step, { maxLength: 4 }) },
      { requiredKeys: ['answers'] },
    ),
  },
)

const documents = [
  '<Speak>Hello</Speak>',
  '<Speak loop="0">Hello</Speak>',
  `<GetDigits action="${origin}/next" timeout="3"><Speak>Press 1</Speak></GetDigits>`,
  `<Record action="${origin}/next" maxLength="5"/>`,
  `<Dial action="${origin}/next" timeout="4"><Number>${bob}</Number></Dial>`,
  '<PreAnswer><Speak>Early</Speak></PreAnswer><Wait length="2"/>',
  '<Hangup schedule="3"/><Wait length="9"/>',
]

const options: fc.Arbitrary<Partial<DialOutOptions>> = fc
  .record(
    {
      ringUrl: fc.constantFrom(`${origin}/ring`, `${origin}/ring#rc=9`),
      fallbackUrl: fc.constant(`${origin}/fallback`),
      ringTimeout: fc.constantFrom(1, 7, 30),
      hangupOnRing: fc.constantFrom(0, 2, 9),
      timeLimit: fc.constantFrom(1, 5, 60),
      sendDigits: fc.constantFrom('12', 'wW3@100'),
      machineDetection: fc.constantFrom('true' as const, 'hangup' as const),
      machineDetectionUrl: fc.constant(`${origin}/machine`),
    },
    { requiredKeys: [] },
  )
  .map(({ machineDetectionUrl, ...given }) => ({
    ...given,
    ...(given.machineDetection && machineDetectionUrl && { machineDetectionUrl }),
  }))

/** What the test does while the call goes on, and when. */
const deed = fc.constantFrom('nothing', 'hangs up', 'picks up', 'api hangs up', 'says', 'transfers' as const)

const world = fc.record({
  phone,
  options,
  deed,
  after: ms,
  answer: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...documents) }, { weight: 1, arbitrary: fc.constant(503) }),
})

type World = typeof world extends fc.Arbitrary<infer T> ? T : never

const run = async ({ phone: manner, options: given, deed: what, after, answer }: World) => {
  const exchange = createExchange({ phones: { [alice]: manner, [bob]: { answers: 1000, hangsUp: 2000 } } })
  const hangups: URLSearchParams[] = []
  exchange.mount(origin, async (request: Request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/hangup') hangups.push(new URLSearchParams(await request.text()))
    const body = pathname === '/answer' ? answer : documents[0]
    if (typeof body === 'number') return new Response('', { status: body })
    return new Response(`<Response>${body}</Response>`, { headers: { 'content-type': 'text/xml' } })
  })
  const urls = { answerUrl: `${origin}/answer`, hangupUrl: `${origin}/hangup` }
  const party = exchange.dialOut({ ...urls, ...given, to: alice })
  await party.waits(after)
  const { call } = party
  if (what === 'hangs up') await party.hangsUp()
  if (what === 'picks up') call.pickUp()
  if (what === 'api hangs up' && !call.over) call.api.hangUp()
  if (what === 'says') await party.says('Hello').catch(() => {})
  if (what === 'transfers' && !call.unanswered && !call.over) call.api.transfer({ alegUrl: `${origin}/next` })
  const record = await party.callEnds()
  expect(exchange.clock.pending()).toEqual({ holds: [], timers: [] })
  expect(hangups).toHaveLength(1)
  const told = hangups[0] as URLSearchParams
  const answered = record.answeredAt !== undefined
  expect(told.get('CallStatus')).toBe(record.status)
  expect(record.status === 'completed').toBe(answered)
  expect(told.has('ALegUUID')).toBe(answered)
  expect(told.get('From')).toBe(answered ? '14155550199' : '+14155550199')
  expect(call.trace.of('problem.found').filter(({ code }) => code === 'internal-error')).toEqual([])
  expect(call.trace.of('detection.finished').length).toBeLessThanOrEqual(1)
  await exchange.close()
  return call.trace.jsonLines()
}

it('whatever a phone does, with whatever a call is made: it ends, is told once, leaves nothing, and is the same again', async () => {
  await fc.assert(
    fc.asyncProperty(world, async one => {
      expect(await run(one)).toBe(await run(one))
    }),
    { numRuns: 150 },
  )
}, 60_000)
