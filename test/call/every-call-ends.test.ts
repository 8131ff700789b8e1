import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Caller, createExchange, type TraceEvent, TransportFault } from '../../src/index.js'
import { origin, wav } from '../elements/play-call.js'

/** One line of the script of a caller. */
type Step =
  | { does: 'presses'; keys: string }
  | { does: 'says'; text: string; meanwhile: number }
  | { does: 'waits'; ms: number }
  | { does: 'beeps' }
  | { does: 'hangs up' }

const pages = ['/a', '/b', '/c'] as const
const url = fc.constantFrom(
  ...pages.map(page => `http://app.test${page}`),
  'http://app.test/404',
  'http://app.test/stalls#rt=100',
  'http://app.test/b?x=1&amp;y=2#rp=all&amp;rc=2',
  '/a',
  '',
)
const audio = fc.constantFrom('http://app.test/long.wav', 'http://app.test/none.wav', 'http://app.test/404', 'x.wav')
const words = fc.constantFrom('', 'Hi', 'Hello', 'Good morning to everybody', 'One, two &amp; three')

/** An attribute that may be missing, right or wrong. */
const attribute = (name: string, ...values: string[]) =>
  fc
    .option(fc.constantFrom(...values), { nil: undefined })
    .map(value => (value === undefined ? '' : ` ${name}="${value}"`))
const link = (name: string) =>
  fc.option(url, { nil: undefined }).map(value => (value === undefined ? '' : ` ${name}="${value}"`))
const attributes = (...all: fc.Arbitrary<string>[]) => fc.tuple(...all).map(written => written.join(''))
const tag = (name: string, given: fc.Arbitrary<string>, content: fc.Arbitrary<string> = fc.constant('')) =>
  fc.tuple(given, content).map(([written, inside]) => `<${name}${written}>${inside}</${name}>`)
const several = (...kinds: fc.Arbitrary<string>[]) =>
  fc.array(fc.oneof(...kinds), { maxLength: 3 }).map(all => all.join(''))

const loop = attribute('loop', '0', '1', '2', '-1')
const seconds = ['1', '3', '6', '0', 'x'] as const
const finishOnKey = attribute('finishOnKey', '#', '*', '1', 'none', '')
const redirect = attribute('redirect', 'true', 'false', 'yes')
const method = attribute('method', 'GET', 'POST', 'PUT')

const speak = tag('Speak', attributes(loop, attribute('voice', 'MAN', 'Polly.Amy')), words)
const play = tag('Play', loop, audio)
const wait = tag(
  'Wait',
  attributes(
    attribute('length', ...seconds),
    attribute('silence', 'true'),
    attribute('minSilence', '500', '2000'),
    attribute('beep', 'true'),
  ),
)
const dtmf = tag('DTMF', attribute('async', 'true', 'false'), fc.constantFrom('12', 'wW#', '', 'x'))
const prompts = several(speak, play, wait)
const getDigits = tag(
  'GetDigits',
  attributes(
    link('action'),
    method,
    redirect,
    finishOnKey,
    attribute('timeout', ...seconds),
    attribute('digitTimeout', '1', '2'),
    attribute('numDigits', '1', '2', '0'),
    attribute('retries', '1', '3', '0'),
    attribute('playBeep', 'true'),
    attribute('validDigits', '123', '#'),
    attribute('invalidDigitsSound', 'http://app.test/long.wav', 'http://app.test/404'),
    attribute('log', 'false'),
  ),
  prompts,
)
const getInput = tag(
  'GetInput',
  attributes(
    link('action'),
    method,
    redirect,
    finishOnKey,
    attribute('inputType', 'dtmf', 'speech', 'dtmf speech'),
    attribute('executionTimeout', '5', '15', '1'),
    attribute('digitEndTimeout', 'auto', '2', '3'),
    attribute('speechEndTimeout', 'auto', '2', '3'),
    attribute('startInputTimeout', '2'),
    attribute('retries', '1', '2'),
    attribute('numDigits', '1', '2'),
    attribute('profanityFilter', 'true'),
    link('interimSpeechResultsCallback'),
  ),
  prompts,
)
const record = tag(
  'Record',
  attributes(
    link('action'),
    method,
    redirect,
    finishOnKey,
    attribute('timeout', ...seconds),
    attribute('maxLength', '1', '4', '20'),
    attribute('playBeep', 'false'),
    attribute('fileFormat', 'wav'),
    attribute('recordSession', 'true'),
    attribute('startOnDialAnswer', 'true'),
    link('callbackUrl'),
    link('transcriptionUrl'),
  ),
)
const redirection = tag('Redirect', method, url)
const hangup = tag('Hangup', attributes(attribute('reason', 'busy', 'rejected'), attribute('schedule', '1', '5', '20')))
const message = tag(
  'Message',
  attributes(attribute('src', '1'), attribute('dst', '2', '2&lt;3'), link('callbackUrl')),
  words,
)
const preAnswer = tag('PreAnswer', fc.constant(''), several(speak, play, wait, getDigits, redirection, message, dtmf))
const dial = fc.constant('<Dial><Number>1</Number></Dial>')

const element = fc.oneof(
  ...[speak, play, wait, dtmf, getDigits, getInput, record, redirection, hangup, message, preAnswer].map(arbitrary => ({
    arbitrary,
    weight: 6,
  })),
  { arbitrary: dial, weight: 1 },
)
const document = fc.oneof(
  { arbitrary: fc.array(element, { maxLength: 5 }).map(all => `<Response>${all.join('\n')}</Response>`), weight: 12 },
  { arbitrary: fc.constantFrom('', '<Response/>', '<Response><Speak>', 'OK'), weight: 1 },
)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('presses' as const), keys: fc.constantFrom('1', '12', '3#', '#', '*9', '123456') }),
  fc.record({
    does: fc.constant('says' as const),
    text: fc.constantFrom('Yes', 'opening hours', 'damn it, I would like to speak to somebody'),
    meanwhile: fc.constantFrom(0, 700),
  }),
  fc.record({
    does: fc.constant('waits' as const),
    ms: fc.constantFrom(0, 1, 499, 500, 1000, 2000, 3000, 7000, 30_000),
  }),
  fc.record({ does: fc.constant('beeps' as const) }),
  fc.record({ does: fc.constant('hangs up' as const) }),
)

const act = async (caller: Caller, one: Step): Promise<void> => {
  if (caller.call.over) return
  switch (one.does) {
    case 'presses':
      // The call may end between two keys.
      return caller.presses(one.keys).catch(error => expect(error.name).toBe('StepError'))
    case 'says':
      await Promise.all([caller.says(one.text), caller.waits(one.meanwhile).then(() => caller.call.beep())])
      return
    case 'waits':
      return caller.waits(one.ms)
    case 'beeps':
      return caller.beeps()
    case 'hangs up':
      return caller.hangsUp()
  }
}

/** Plays the documents to a caller, and returns what must be true of every call. */
async function ring(documents: readonly string[], script: readonly Step[], relativeUrls: 'reject' | 'resolve') {
  const exchange = createExchange({ seed: 1, timeLimit: 600, fidelity: { relativeUrls, maxDocuments: 20 } })
  const asked: string[] = []
  exchange.mount(origin, async (request: Request) => {
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    if (pathname === '/stalls') throw new TransportFault('stall')
    if (pathname.endsWith('.wav')) return new Response(wav(pathname === '/long.wav' ? 1700 : 0))
    const page = (pages as readonly string[]).indexOf(pathname)
    const body = documents[pathname === '/answer' ? 0 : page]
    return new Response(body ?? '', { status: body === undefined ? 404 : 200, headers: { 'content-type': 'text/xml' } })
  })
  const caller = exchange.call({ answerUrl: `${origin}/answer`, hangupUrl: `${origin}/hangup` })
  for (const one of script) await act(caller, one)
  await caller.callEnds()
  return { events: caller.call.trace.events, asked, left: exchange.clock.pending() }
}

const unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)
beforeAll(() => void process.on('unhandledRejection', note))
afterAll(() => void process.off('unhandledRejection', note))

it('whatever the documents are and the caller does, the call ends, once, and leaves nothing behind', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 3 }),
      fc.array(step, { maxLength: 6 }),
      fc.constantFrom('reject' as const, 'resolve' as const),
      async (documents, script, relativeUrls) => {
        const { events, asked, left } = await ring(documents, script, relativeUrls)

        expect(events.filter(({ type }) => type === 'call.ended')).toHaveLength(1)
        expect(asked.filter(path => path === '/hangup')).toHaveLength(1)
        expect(left).toEqual({ holds: [], timers: [] })
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
        expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b))
        expect(unpaired(events)).toEqual([])
        expect(
          events.flatMap(event => (event.type === 'problem.found' && event.code === 'internal-error' ? [event] : [])),
        ).toEqual([])
        expect(unhandled).toEqual([])
      },
    ),
    { numRuns: 300, seed: 20250101 },
  )
})

/** Elements, prompts, recordings and webhooks that began and did not end, or the other way round. */
function unpaired(events: readonly TraceEvent[]): string[] {
  const open: string[] = []
  const wrong: string[] = []
  const close = (what: string) => {
    const index = open.lastIndexOf(what)
    if (index < 0) wrong.push(`${what} was never begun`)
    else open.splice(index, 1)
  }
  for (const event of events) {
    if (event.type === 'element.started') {
      const still = open.find(what => what.startsWith('<'))
      if (still) wrong.push(`${still} is not over when <${event.element}> begins`)
      open.push(`<${event.element}>`)
    }
    if (event.type === 'element.finished') close(`<${event.element}>`)
    if (event.type === 'prompt.started') open.push(`prompt ${event.text}`)
    if (event.type === 'prompt.finished') close(`prompt ${event.text}`)
    if (event.type === 'recording.armed') open.push(`armed ${event.recording}`)
    if (event.type === 'recording.missed') close(`armed ${event.recording}`)
    if (event.type === 'recording.started') {
      // One that waited for an answer does not wait any more.
      if (open.includes(`armed ${event.recording}`)) close(`armed ${event.recording}`)
      open.push(`recording ${event.recording}`)
    }
    if (event.type === 'recording.finished') close(`recording ${event.recording}`)
    if (event.type === 'webhook.sent') open.push(`webhook ${event.webhook}`)
    if (event.type === 'webhook.delivered' || event.type === 'webhook.failed') close(`webhook ${event.webhook}`)
  }
  return [...wrong, ...open.map(what => `${what} never ended`)]
}
