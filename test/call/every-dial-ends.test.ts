import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type CallRecord,
  createExchange,
  type PhoneBehaviour,
  type PhoneManner,
  type PhoneStep,
  type Trace,
  type TraceEvent,
} from '../../src/index.js'

const origin = 'http://app.test'
const addresses = ['+14155550111', '+14155550112', 'sip:bob@phone.plivo.com', 'sip:x@example.com'] as const

const ms = fc.constantFrom(0, 1, 500, 2000, 2000, 7000, 30_000)
const phoneStep: fc.Arbitrary<PhoneStep> = fc.oneof(
  fc.record({ hears: fc.constantFrom('press', 'hello', /never/) }),
  fc.record({ presses: fc.constantFrom('5', '1', '*9', '12#') }),
  fc.record({ says: fc.constantFrom('Hello', 'One moment, please') }),
  fc.record({ waits: ms }),
  fc.constantFrom('beeps' as const, 'hangs up' as const),
)
const manner: fc.Arbitrary<PhoneManner> = fc.oneof(
  fc.constantFrom('busy', 'no-answer', 'rejected', 'unreachable', 'unregistered', 'voicemail'),
  fc.record(
    {
      answers: ms,
      early: fc.constant('Please wait'),
      hangsUp: ms,
      does: fc.array(phoneStep, { maxLength: 4 }),
    },
    { requiredKeys: ['answers'] },
  ),
  fc.record({ busy: ms }),
  fc.record({ rejects: ms, early: fc.constant('No') }),
)
const phones = fc.dictionary(
  fc.constantFrom(...addresses, 'default'),
  fc.oneof(manner, fc.array(manner, { minLength: 1, maxLength: 3 })) as fc.Arbitrary<PhoneBehaviour>,
)

const attribute = (name: string, ...values: string[]) =>
  fc
    .option(fc.constantFrom(...values), { nil: undefined })
    .map(value => (value === undefined ? '' : ` ${name}="${value}"`))
const attributes = (...all: fc.Arbitrary<string>[]) => fc.tuple(...all).map(written => written.join(''))
const url = (path: string) => `${origin}${path}`

const target = fc
  .tuple(
    fc.constantFrom(...addresses, '12', 'nobody'),
    attributes(
      attribute('sendDigits', 'w1', '1W2x'),
      attribute('sendOnPreanswer', 'true'),
      attribute('sipHeaders', 'A=1'),
    ),
  )
  .map(([to, given]) => (to.startsWith('sip') ? `<User${given}>${to}</User>` : `<Number${given}>${to}</Number>`))
const dial = fc
  .tuple(
    attributes(
      attribute('action', url('/b'), url('/404'), 'b', url('/slow')),
      attribute('redirect', 'false'),
      attribute('timeout', '1', '5', '0'),
      attribute('timeLimit', '1', '4'),
      attribute('hangupOnStar', 'true'),
      attribute('confirmSound', url('/whisper'), url('/404'), 'x', url('/slow')),
      attribute('confirmKey', '5', '1'),
      attribute('confirmTimeout', '1', '3'),
      attribute('dialMusic', 'real', url('/whisper'), url('/endless'), url('/slow'), url('/b')),
      attribute('callbackUrl', url('/callback'), url('/404')),
      attribute('digitsMatch', '1,12', '*'),
      attribute('digitsMatchBLeg', '5,2#'),
    ),
    fc.array(target, { maxLength: 3 }),
  )
  .map(([given, targets]) => `<Dial${given}>${targets.join('')}</Dial>`)
const other = fc.constantFrom(
  '<Speak>Hello</Speak>',
  '<Wait length="2"/>',
  '<Hangup schedule="3"/>',
  '<Hangup/>',
  '<Record recordSession="true" maxLength="6" callbackUrl="http://app.test/recorded"/>',
  '<Record startOnDialAnswer="true" maxLength="60" callbackUrl="http://app.test/recorded" fileFormat="wav"/>',
  '<GetDigits action="http://app.test/b" timeout="3"><Speak>Press</Speak></GetDigits>',
)
const document = fc
  .array(fc.oneof({ arbitrary: dial, weight: 3 }, { arbitrary: other, weight: 1 }), { minLength: 1, maxLength: 4 })
  .map(elements => `<Response>${elements.join('')}</Response>`)

type Act = { does: 'presses' | 'says' | 'waits' | 'hangs up'; what: string; ms: number }
const act: fc.Arbitrary<Act> = fc.record({
  does: fc.constantFrom('presses', 'says', 'waits', 'waits', 'waits', 'hangs up'),
  what: fc.constantFrom('*', '1', '12', '9'),
  ms,
})

async function ring(first: string, second: string, there: Record<string, PhoneBehaviour>, script: readonly Act[]) {
  const exchange = createExchange({ phones: there, timeLimit: 300, fidelity: { maxDocuments: 20 } })
  const asked: string[] = []
  const bodies: Record<string, string> = {
    '/answer': first,
    '/b': second,
    '/whisper': '<Response><Speak>Press 5 to talk</Speak></Response>',
    '/endless': '<Response><Speak loop="0">Hold on</Speak></Response>',
    '/slow': '<Response><Wait length="1"/><Speak>Press</Speak></Response>',
    '/callback': '',
    '/recorded': '',
    '/hangup': '',
  }
  exchange.mount(origin, async (request: Request) => {
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    const headers = { 'content-type': 'text/xml', ...(pathname === '/slow' && { 'x-offhook-delay': '1500' }) }
    return new Response(bodies[pathname] ?? '', { status: pathname in bodies ? 200 : 404, headers })
  })
  const caller = exchange.call({ answerUrl: url('/answer'), hangupUrl: url('/hangup') })
  for (const { does, what, ms } of script) {
    if (caller.call.over) break
    if (does === 'waits') await caller.waits(ms)
    else if (does === 'presses') await caller.presses(what).catch(error => expect(error.name).toBe('StepError'))
    else if (does === 'says') await caller.says('hello there')
    else await caller.hangsUp()
  }
  const record = await caller.callEnds()
  return { trace: caller.call.trace, record, asked, left: exchange.clock.pending() }
}

it('whoever is dialled, however it behaves: the call ends once, every leg with a cause, and nothing is left behind', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      document,
      document,
      phones,
      fc.array(act, { maxLength: 5 }),
      async (first, second, there, script) => {
        const { trace, record, asked, left } = await ring(first, second, there, script)

        expect(trace.of('call.ended')).toHaveLength(1)
        expect(asked.filter(path => path === '/hangup')).toHaveLength(1)
        expect(left).toEqual({ holds: [], timers: [] })
        const dialed = trace.of('leg.dialed').map(({ leg }) => leg)
        expect(new Set(dialed).size).toBe(dialed.length)
        expect(
          trace
            .of('leg.ended')
            .map(({ leg }) => leg)
            .sort(),
        ).toEqual([...dialed].sort())
        expect(record.legs.map(({ uuid }) => uuid)).toEqual(dialed)
        expect(record.legs.every(({ hangup }) => hangup.code > 0 && hangup.name !== 'Unknown')).toBe(true)
        for (const leg of dialed) expect(disorder(trace.events.filter(event => event.leg === leg))).toBe('')
        expect(together(trace.events)).toBeLessThanOrEqual(1)
        expect(trace.events.map(({ at }) => at)).toEqual(trace.events.map(({ at }) => at).sort((a, b) => a - b))
        expect(unsound(trace, record)).toEqual([])
        const internal = trace.of('problem.found').filter(({ code }) => code === 'internal-error')
        expect(internal).toEqual([])
      },
    ),
    { numRuns: 150, seed: 20250101 },
  )
})

it('the same phones and documents give the same trace', async () => {
  await fc.assert(
    fc.asyncProperty(document, phones, fc.array(act, { maxLength: 3 }), async (first, there, script) => {
      const [one, two] = [await ring(first, first, there, script), await ring(first, first, there, script)]
      expect(one.trace.jsonLines()).toBe(two.trace.jsonLines())
    }),
    { numRuns: 25, seed: 20250101 },
  )
})

const order = ['leg.dialed', 'leg.rang', 'leg.answered', 'leg.confirmed', 'leg.bridged', 'leg.ended']

/** A leg is dialled, rings, is answered, confirms, is bridged and ends, each once at most and in this order. */
function disorder(events: readonly TraceEvent[]): string {
  const stages = events.map(({ type }) => order.indexOf(type)).filter(stage => stage >= 0)
  const sorted = [...new Set(stages)].sort((a, b) => a - b)
  if (stages.join() !== sorted.join()) return events.map(({ type }) => type).join(' ')
  const last = events.filter(({ type }) => type !== 'step.missed').at(-1)?.type
  return last === 'leg.ended' ? '' : `${last} after its end`
}

/** Recordings that do not fit into their call, or whose callback says otherwise. */
function unsound(trace: Trace, { recordings, startedAt, endedAt }: CallRecord): string[] {
  const wrong: string[] = []
  const sent = trace.of('webhook.sent').filter(({ purpose }) => purpose === 'Record callback')
  if (sent.length !== recordings.length) wrong.push(`${recordings.length} recordings, ${sent.length} callbacks`)
  if (trace.of('recording.started').length !== recordings.length) wrong.push('one was begun, and not finished')
  for (const [index, { id, ms }] of recordings.entries()) {
    const { RecordingID, RecordingStartMs, RecordingEndMs, RecordingDurationMs } = sent[index]?.params ?? {}
    const [began, ended] = [Number(RecordingStartMs), Number(RecordingEndMs)]
    if (RecordingID !== id || Number(RecordingDurationMs) !== ms || began + ms !== ended) wrong.push(`${id} is another`)
    if (began < startedAt || ended > endedAt) wrong.push(`${id} is not within its call`)
  }
  return wrong
}

/** How many legs the caller was connected to at once, at most. */
function together(events: readonly TraceEvent[]): number {
  let now = new Set<string>()
  let most = 0
  for (const event of events) {
    if (event.type === 'leg.bridged') now.add(event.leg)
    if (event.type === 'leg.ended') now = new Set([...now].filter(leg => leg !== event.leg))
    most = Math.max(most, now.size)
  }
  return most
}
