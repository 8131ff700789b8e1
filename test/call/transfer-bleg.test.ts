import { describe, expect, it } from 'vitest'
import { type Call, createExchange, type PhonePlan } from '../../src/index.js'
import { document, origin, type Reply } from '../elements/play-call.js'

const alice = '+14155550111'
const url = (path: string) => `${origin}${path}`

const documents: Record<string, Reply> = {
  '/answer': document(
    `<Dial callbackUrl="${url('/callback')}" action="${url('/action')}"><Number>${alice}</Number></Dial>`,
  ),
  '/action': document('<Speak>She has left</Speak>'),
  '/a': document('<Speak>You are next</Speak><Wait length="3"/>'),
  '/b': document('<Speak>Please hold</Speak><Wait length="2"/>'),
  '/broken': '<Response>',
  '/gone': 410,
}

/** Somebody calls, Alice picks up after a second, and two seconds later the application does something. */
async function transferred(
  act: (call: Call, calls: () => readonly Call[]) => void,
  { phone = {}, routes = {} }: { phone?: PhonePlan; routes?: Record<string, Reply> } = {},
) {
  const exchange = createExchange({ charactersPerSecond: 10, phones: { [alice]: { answers: 1000, ...phone } } })
  const requests: { at: number; path: string; params: Record<string, string> }[] = []
  exchange.mount(origin, async (request: Request) => {
    const { pathname: path } = new URL(request.url)
    requests.push({
      at: exchange.clock.now,
      path,
      params: Object.fromEntries(new URLSearchParams(await request.text())),
    })
    const reply = { ...documents, ...routes }[path] ?? ''
    const headers = { 'content-type': 'text/xml' }
    return typeof reply === 'number' ? new Response('', { status: reply }) : new Response(String(reply), { headers })
  })
  const caller = exchange.call({ answerUrl: url('/answer'), hangupUrl: url('/hangup') })
  await caller.waits(3000)
  act(caller.call, () => exchange.calls)
  const record = await caller.callEnds()
  const legs = exchange.calls.filter(call => call !== caller.call)
  const records = await Promise.all(legs.map(leg => exchange.farEnd(leg).callEnds()))
  return {
    exchange,
    call: caller.call,
    leg: legs[0] as Call,
    record,
    legRecord: records[0] as NonNullable<(typeof records)[0]>,
    requests,
    paths: requests.map(({ at, path }) => `${at} ${path}`),
    heard: heardIn(caller.call),
    left: exchange.clock.pending(),
  }
}

const heardIn = ({ trace }: Call) =>
  trace.of('prompt.finished').map(({ at, text, heard }) => `${at} ${text}${heard ? '' : ' (cut)'}`)
const nothing = { holds: [], timers: [] }

describe('"legs: bleg": whom the caller is connected to runs the document of bleg_url (D95)', () => {
  const bleg = (blegUrl = url('/b')) => transferred(call => call.api.transfer({ legs: 'bleg', blegUrl }))

  it('as a call of its own under the same id, outbound and answered', async () => {
    const { call, leg, legRecord, left, requests } = await bleg()
    expect(leg.uuid).toBe(call.trace.of('leg.dialed')[0]?.leg)
    expect(leg.uuid).toBe(legRecord.uuid)
    expect(legRecord).toMatchObject({ from: '+14155550100', to: alice, direction: 'outbound', status: 'completed' })
    expect(heardIn(leg)).toEqual(['4100 Please hold', '6100 '])
    expect(legRecord.hangup).toMatchObject({ code: 4010, source: 'Plivo' })
    expect(requests.find(({ path }) => path === '/b')?.params).toMatchObject({
      CallUUID: leg.uuid,
      ALegUUID: call.uuid,
      Direction: 'outbound',
      CallStatus: 'in-progress',
      Event: 'Redirect',
      From: '14155550100',
      To: '14155550111',
    })
    expect(left).toEqual(nothing)
  })

  it('its requests carry the SIP headers of the leg, and SessionStart is the instant of its answer', async () => {
    const answer = document(`<Dial sipHeaders="Plan=gold"><Number>${alice}</Number></Dial>`)
    const { requests } = await transferred(call => call.api.transfer({ legs: 'bleg', blegUrl: url('/b') }), {
      routes: { '/answer': answer },
    })
    const params = requests.find(({ path }) => path === '/b')?.params
    expect(params).toMatchObject({ 'X-PH-Plan': 'gold', SessionStart: expect.stringMatching(/00:00:01\.\d{6}$/) })
  })

  it('it has been going on since its leg rang, and was answered then', async () => {
    const { legRecord, record } = await bleg()
    const [was] = record.legs
    expect(legRecord.startedAt).toBe(was?.startedAt)
    expect(legRecord.answeredAt).toBe(was?.answeredAt)
    expect(legRecord.duration).toBe(6)
  })

  it('the Dial of the caller is over: DialStatus=completed, and its action is requested', async () => {
    const { heard, requests, record, call } = await bleg()
    expect(heard).toEqual(['4200 She has left'])
    expect(requests.find(({ path }) => path === '/action')?.params).toMatchObject({
      CallUUID: call.uuid,
      DialStatus: 'completed',
      DialHangupCause: 'NORMAL_CLEARING',
    })
    expect(record.legs).toMatchObject([
      { status: 'completed', transferred: true, duration: 2, hangup: { code: 4000, source: 'API Request' } },
    ])
  })

  it('in the trace of the caller, the leg leaves and does not end; callbackUrl is told DialHangup then', async () => {
    const { call, requests } = await bleg()
    expect(call.trace.of('leg.ended')).toEqual([])
    expect(call.trace.of('leg.transferred')).toMatchObject([{ at: 3000, duration: 2 }])
    const told = requests
      .filter(({ path }) => path === '/callback')
      .map(({ at, params }) => `${at} ${params.DialAction}`)
    expect(told).toEqual(['1000 answer', '1000 connected', '3000 hangup'])
  })

  it('without an action, the caller goes on with the next element', async () => {
    const answer = document(`<Dial><Number>${alice}</Number></Dial><Speak>And now</Speak>`)
    const { heard } = await transferred(call => call.api.transfer({ legs: 'bleg', blegUrl: url('/b') }), {
      routes: { '/answer': answer },
    })
    expect(heard).toEqual(['3700 And now'])
  })

  it('hangup_url is about the caller; that of the leg is none', async () => {
    const { requests, call } = await bleg()
    expect(requests.filter(({ path }) => path === '/hangup').map(({ params }) => params.CallUUID)).toEqual([call.uuid])
  })

  it('goes on after the caller has hung up', async () => {
    const { legRecord, record } = await transferred(call => {
      call.api.transfer({ legs: 'bleg', blegUrl: url('/b') })
      call.hangUp()
    })
    expect(record.hangup.source).toBe('Caller')
    expect(legRecord.hangup.code).toBe(4010)
  })

  it.each([
    ['7013 Error Reaching Transfer URL', url('/gone'), undefined],
    ['7023 Invalid Transfer URL', '/b', undefined],
    ['7033 Invalid Method For Transfer URL', url('/b'), 'PUT'],
    ['8013 Invalid Transfer XML', url('/broken'), undefined],
  ])('%s ends that leg alone', async (end, blegUrl, blegMethod) => {
    const { legRecord, record } = await transferred(call =>
      call.api.transfer({ legs: 'bleg', blegUrl, ...(blegMethod && { blegMethod: blegMethod as 'GET' }) }),
    )
    expect(`${legRecord.hangup.code} ${legRecord.hangup.name}`).toBe(end)
    expect(record.hangup.code).toBe(4010)
  })
})

describe('"legs: both": each runs its own document', () => {
  const both = (options: Parameters<typeof transferred>[1] = {}, more = {}) =>
    transferred(call => call.api.transfer({ legs: 'both', alegUrl: url('/a'), blegUrl: url('/b'), ...more }), options)

  it('at the same time, and the action of Dial is suppressed', async () => {
    const { heard, leg, paths, left } = await both()
    expect(heard).toEqual(['4200 You are next', '7200 '])
    expect(heardIn(leg)).toEqual(['4100 Please hold', '6100 '])
    expect(paths).toEqual([
      '0 /answer',
      '1000 /callback',
      '1000 /callback',
      '3000 /callback',
      '3000 /a',
      '3000 /b',
      '7200 /hangup',
    ])
    expect(left).toEqual(nothing)
  })

  it.each([
    ['aleg', { alegUrl: '/a' }, 7023, 4010],
    ['bleg', { blegUrl: '/b' }, 4010, 7023],
    ['aleg', { alegUrl: url('/gone') }, 7013, 4010],
    ['bleg', { blegMethod: 'PATCH' }, 4010, 7033],
  ])('a bad document of the %s ends the %s alone', async (_leg, more, caller, callee) => {
    const { record, legRecord } = await both({}, more)
    expect([record.hangup.code, legRecord.hangup.code]).toEqual([caller, callee])
  })

  it('the person at the far end is the same: what is still to be done is done there', async () => {
    const does = [
      { says: 'Hello' },
      { hears: 'please hold' },
      { presses: '5' },
      { says: 'Thanks' },
      'hangs up',
    ] as const
    const { leg, legRecord, exchange } = await both({ phone: { does } })
    expect(leg.trace.of('digit.pressed').map(({ at, digit }) => `${at} ${digit}`)).toEqual(['4100 5'])
    expect(legRecord.hangup).toMatchObject({ code: 4000, source: 'Callee' })
    expect(exchange.unmetPhones()).toEqual([])
  })

  it('what it was saying it says to the end; who hangs up by the clock does so there', async () => {
    const does = [{ waits: 1500 }, { says: 'Hello, who is there?' }] as const
    const { call, leg, legRecord } = await both({ phone: { does, hangsUp: 3800 } })
    expect(call.trace.of('speech.started').map(({ at }) => at)).toEqual([2500])
    expect(leg.trace.of('speech.heard')).toMatchObject([{ at: 4500, text: 'Hello, who is there?', ms: 1500 }])
    expect(legRecord).toMatchObject({ duration: 4, hangup: { code: 4000, source: 'Callee' } })
  })

  it('a step that does not come about is told where the leg has gone', async () => {
    const { call, leg, exchange } = await both({ phone: { hears: 'never' } })
    expect(call.trace.of('step.missed')).toEqual([])
    expect(leg.trace.of('step.missed')).toMatchObject([{ step: 'hears never' }])
    expect(exchange.unmetPhones()).toHaveLength(1)
  })

  it('timeLimit of the Dial is about the Dial', async () => {
    const limited = document(`<Dial timeLimit="4"><Number>${alice}</Number></Dial>`)
    const { legRecord } = await both({
      routes: { '/answer': limited, '/b': document('<Wait length="30"/>') },
    })
    expect(legRecord.hangup.code).toBe(4010)
  })

  it('the leg is a call like any other: it can be played to, transferred and hung up', async () => {
    const { exchange, leg } = await transferred(
      (call, calls) => {
        call.api.transfer({ legs: 'both', alegUrl: url('/a'), blegUrl: url('/b') })
        const [, other] = calls()
        other?.api.speak({ text: 'Soon' })
        other?.api.transfer({ alegUrl: url('/a') })
      },
      { routes: { '/b': document('<Wait length="60"/>') } },
    )
    expect(exchange.calls).toHaveLength(2)
    expect(heardIn(leg)).toEqual(['3500 Soon', '4200 You are next', '7200 '])
  })

  it('what the API lets the caller hear goes on; what the leg hears ends with it (D95)', async () => {
    const { call, leg } = await transferred(one => {
      one.api.speak({ text: 'Ring', legs: 'both', loop: true })
      one.api.transfer({ legs: 'both', alegUrl: url('/a'), blegUrl: url('/b') })
    })
    const byApi = call.trace.of('prompt.finished').filter(({ by }) => by)
    expect(byApi.map(({ at, leg: id }) => `${at} ${id ? 'bleg' : 'aleg'}`)).toEqual([
      '3000 bleg',
      '3500 aleg',
      '7200 aleg',
    ])
    expect(heardIn(leg)[0]).toBe('4100 Please hold')
  })
})

it('the same seed and application: the same traces, byte for byte', async () => {
  const once = async () => {
    const { call, leg } = await transferred(one =>
      one.api.transfer({ legs: 'both', alegUrl: url('/a'), blegUrl: url('/b') }),
    )
    return call.trace.jsonLines() + leg.trace.jsonLines()
  }
  expect(await once()).toBe(await once())
})
