import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createExchange, OperationError, type PhoneBehaviour, type TraceEvent } from '../../src/index.js'
import { wav } from '../elements/play-call.js'

const origin = 'http://app.test'
const url = (path: string) => `${origin}${path}`
const number = '+14155550111'

const target = fc.constantFrom(url('/a'), url('/b'), url('/gone'), url('/broken'), url('/slow'), '/relative')
const legs = fc.constantFrom('aleg', 'bleg', 'both')
const sound = { legs, loop: fc.boolean(), mix: fc.boolean() }
const act = fc.oneof(
  fc.record({ does: fc.constant('waits'), with: fc.constantFrom(0, 100, 500, 500, 1900) }),
  fc.record({ does: fc.constant('presses'), with: fc.constantFrom('1', '*', '12#') }),
  fc.record({ does: fc.constant('says'), with: fc.constantFrom('Hello', 'one moment') }),
  fc.record({
    does: fc.constant('transfer'),
    with: fc.record({
      legs,
      alegUrl: target,
      blegUrl: target,
      alegMethod: fc.constantFrom('GET', 'POST', 'PUT'),
      blegMethod: fc.constantFrom('GET', 'POST', 'POST'),
    }),
  }),
  fc.record({
    does: fc.constant('play'),
    with: fc.record(
      {
        urls: fc.subarray([url('/tune.wav'), url('/gone'), url('/slow.wav')], { minLength: 1 }),
        length: fc.constantFrom(0.2, 3),
        ...sound,
      },
      { requiredKeys: ['urls'] },
    ),
  }),
  fc.record({ does: fc.constant('speak'), with: fc.record({ text: fc.constantFrom('Hold on', 'Bye'), ...sound }) }),
  fc.record({
    does: fc.constant('sendDigits'),
    with: fc.record({ digits: fc.constantFrom('1', '12w#'), leg: fc.constantFrom('aleg', 'bleg') }),
  }),
  fc.record({
    does: fc.constantFrom('stopPlaying', 'stopPlaying', 'stopSpeaking', 'stopSpeaking', 'hangUp'),
    with: fc.constant(undefined),
  }),
) as fc.Arbitrary<{ does: string; with: unknown }>

const dial = fc.constantFrom(
  `<Dial action="${url('/b')}" callbackUrl="${url('/told')}"><Number>${number}</Number></Dial>`,
  `<Dial timeLimit="8"><Number>${number}</Number><Number>+14155550112</Number></Dial>`,
  `<Dial confirmSound="${url('/sounds')}" confirmKey="1"><Number>${number}</Number></Dial>`,
)
const other = fc.constantFrom(
  '<Speak>Hello there</Speak>',
  '<Speak loop="0">On and on</Speak>',
  `<Play loop="2">${url('/tune.wav')}</Play>`,
  '<Wait length="3"/>',
  '<Wait length="20" silence="true" minSilence="2000"/>',
  `<GetDigits action="${url('/a')}" retries="2" timeout="2"><Speak>Press</Speak></GetDigits>`,
  `<GetInput action="${url('/b')}" inputType="dtmf speech"><Speak>Say</Speak></GetInput>`,
  `<Record action="${url('/a')}" callbackUrl="${url('/told')}" maxLength="9"/>`,
  '<PreAnswer><Speak>Early</Speak></PreAnswer>',
  '<DTMF async="false">123</DTMF>',
  `<Redirect>${url('/a')}</Redirect>`,
  '<Hangup schedule="9"/>',
)
const document = fc
  .array(fc.oneof(dial, other), { minLength: 1, maxLength: 3 })
  .map(elements => `<Response>${elements.join('')}</Response>`)
const phone: fc.Arbitrary<PhoneBehaviour> = fc.record(
  {
    answers: fc.constantFrom(0, 0, 900),
    hangsUp: fc.constantFrom(8000, 15_000),
    does: fc.subarray([{ hears: 'hello' }, { presses: '1' }, { says: 'How are you today?' }, { hears: 'hold' }]),
  },
  { requiredKeys: ['answers'] },
)

async function play(
  documents: readonly string[],
  behaviour: PhoneBehaviour,
  script: readonly { does: string; with: unknown }[],
) {
  const exchange = createExchange({
    timeLimit: 200,
    fidelity: { maxDocuments: 20 },
    phones: { [number]: behaviour, '+14155550112': behaviour },
  })
  const asked: string[] = []
  const [answer, a, b] = documents
  const bodies: Record<string, string | undefined> = {
    '/answer': answer,
    '/a': a,
    '/b': b,
    '/slow': a,
    '/broken': '<Response>',
    '/sounds': '<Response><Speak>Press 1</Speak></Response>',
    '/told': '',
    '/hangup': '',
  }
  exchange.mount(origin, async (request: Request) => {
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    const delay: Record<string, string> = pathname.startsWith('/slow') ? { 'x-offhook-delay': '1500' } : {}
    if (pathname.endsWith('.wav'))
      return new Response(wav(1300), { headers: { 'content-type': 'audio/wav', ...delay } })
    const status = bodies[pathname] === undefined ? 404 : 200
    return new Response(bodies[pathname] ?? '', { status, headers: { 'content-type': 'text/xml', ...delay } })
  })
  const caller = exchange.call({ answerUrl: url('/answer'), hangupUrl: url('/hangup') })
  for (const step of script) {
    if (caller.call.over) break
    if (!waits.has(step.does)) await caller.waits(300)
    if (step.does === 'waits') await caller.waits(step.with as number)
    else if (step.does === 'presses')
      await caller.presses(step.with as string).catch(error => expect(error.name).toBe('StepError'))
    else if (step.does === 'says') await caller.says(step.with as string)
    else operate((exchange.calls.at(-1) ?? caller.call).api as never, step.does, step.with)
  }
  await caller.callEnds()
  // A leg that became a call may have another one made of a leg of its own.
  for (const call of exchange.calls) await exchange.farEnd(call).callEnds()
  return { calls: exchange.calls, asked, left: exchange.clock.pending() }
}

const waits = new Set(['waits', 'presses', 'says'])

const operate = (api: Record<string, (given: unknown) => void>, name: string, given: unknown) => {
  try {
    api[name]?.(given)
  } catch (error) {
    if (!(error instanceof OperationError)) throw error
  }
}

const world = fc.tuple(fc.tuple(document, document, document), phone, fc.array(act, { maxLength: 12 }))

it('whatever is asked of a live call, and when: it ends once, every leg ends or leaves once, nothing is left behind', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ([documents, behaviour, script]) => {
      const { calls, asked, left } = await play(documents, behaviour, script)
      expect(left).toEqual({ holds: [], timers: [] })
      expect(asked.filter(path => path === '/hangup')).toHaveLength(1)
      for (const { trace, record } of calls) {
        expect(trace.of('call.ended')).toHaveLength(1)
        expect(trace.of('problem.found').filter(({ code }) => code === 'internal-error')).toEqual([])
        const dialed = trace.of('leg.dialed').map(({ leg }) => leg)
        const over = [...trace.of('leg.ended'), ...trace.of('leg.transferred')].map(({ leg }) => leg)
        expect(over.sort()).toEqual([...dialed].sort())
        expect(unfinished(trace.events)).toEqual([])
        const gone = trace.of('leg.transferred').map(({ leg }) => leg)
        expect(calls.map(({ uuid }) => uuid)).toEqual(expect.arrayContaining(gone))
        expect(record?.legs.filter(leg => leg.transferred).map(({ uuid }) => uuid)).toEqual(gone)
      }
    }),
    { numRuns: 150, seed: 20250101 },
  )
})

it('the same operations at the same instants: the same traces', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ([documents, behaviour, script]) => {
      const once = async () =>
        (await play(documents, behaviour, script)).calls.map(({ trace }) => trace.jsonLines()).join('\n')
      expect(await once()).toBe(await once())
    }),
    { numRuns: 25, seed: 20250101 },
  )
})

/** Prompts that began and did not finish. */
function unfinished(events: readonly TraceEvent[]): string[] {
  const open: string[] = []
  for (const event of events) {
    if (event.type !== 'prompt.started' && event.type !== 'prompt.finished') continue
    const what = `${event.leg ?? 'caller'} ${event.by ?? 'document'} ${event.sound} ${event.text} ${event.pass}`
    if (event.type === 'prompt.started') open.push(what)
    else open.splice(open.indexOf(what), 1)
  }
  return open
}
