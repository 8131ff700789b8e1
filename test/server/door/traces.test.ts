import { describe, expect, it } from 'vitest'
import { EventStream, mostWaiting } from '../../../src/server/door/event-stream.js'
import { EventStreams, mostStreams } from '../../../src/server/door/event-streams.js'
import { answering, serving } from '../served.js'
import { eventsFrom, type ServerSentEvent } from './event-source.js'

const yaml = `
applications: { main: { answer_url: "http://app.test/answer" } }
numbers: { "+14155550199": main }
`
const call = { from: '+14155550100', to: '+14155550199' }
const waiting = { app: answering('<Speak>Hello</Speak><Wait length="600"/>') }
const brief = { app: answering('<Speak>Hello</Speak>') }

describe('GET /offhook/calls/{id}/trace', () => {
  it('"server-sent events: all events so far, then live ones", id, event and data; it "ends (with an event: end) when the call is over"', async () => {
    const served = await serving(yaml, waiting)
    const answered = served.happens('call.answered')
    const { body } = await served.post('/offhook/calls', call)
    await answered
    const told: ServerSentEvent[] = []
    for await (const event of eventsFrom(served.origin + body.trace)) {
      told.push(event)
      if (event.event === 'call.answered') await served.post(`/offhook/calls/${body.call_uuid}/hangup`)
    }
    const events = told.filter(({ id }) => id !== undefined)
    expect(events.map(({ data }) => data)).toEqual(served.data.traces.read(body.call_uuid))
    for (const { id, event, data } of events) expect([id, event]).toEqual([String(data.seq), data.type])
    expect(events[0]?.event).toBe('call.arrived')
    // Its requests are over, too.
    expect(events.at(-1)?.data).toMatchObject({ type: 'webhook.delivered', purpose: 'hangup' })
    expect(told.at(-1)).toEqual({ event: 'end', data: {} })
  })

  it('"resumes by Last-Event-ID"', async () => {
    const served = await serving(yaml, brief)
    const over = served.happens('webhook.delivered', ({ purpose }) => purpose === 'hangup')
    const { body } = await served.post('/offhook/calls', call)
    await over
    const all = served.data.traces.read(body.call_uuid) ?? []
    const since = all[4]?.seq ?? 0
    const told = []
    for await (const { id } of eventsFrom(served.origin + body.trace, { 'last-event-id': String(since) }))
      if (id) told.push(Number(id))
    expect(told).toEqual(all.map(({ seq }) => seq).filter(seq => seq > since))
  })

  it('what a caller did not come to is told before the end', async () => {
    const served = await serving(yaml, brief)
    const { body } = await served.post('/offhook/calls', { ...call, does: 'hears never' })
    const told = []
    for await (const { event } of eventsFrom(served.origin + body.trace)) told.push(event)
    expect(told).toContain('step.missed')
    expect(told.at(-1)).toBe('end')
  })

  it.each([
    ['text/event-stream', 'text/event-stream; charset=utf-8', /^retry: 1000\n\nid: /],
    ['application/json', 'application/x-ndjson; charset=utf-8', /^{"seq":/],
    ['application/x-ndjson', 'application/x-ndjson; charset=utf-8', /^{"seq":/],
    ['*/*', 'application/x-ndjson; charset=utf-8', /^{"seq":/],
    ['', 'application/x-ndjson; charset=utf-8', /^{"seq":/],
    ['text/plain', 'text/plain; charset=utf-8', /^ +0:00.000 {2}call /],
    ['image/svg+xml', 'image/svg+xml; charset=utf-8', /^<svg/],
    ['application/json;q=0.1, text/plain;q=0.5', 'text/plain; charset=utf-8', /^ +0:00.000 {2}call /],
    ['text/plain;q=0, application/json', 'application/x-ndjson; charset=utf-8', /^{"seq":/],
  ])('"by Accept": %s', async (accept, type, text) => {
    const served = await serving(yaml, brief)
    const over = served.happens('webhook.delivered', ({ purpose }) => purpose === 'hangup')
    const { body } = await served.post('/offhook/calls', call)
    await over
    const answer = await fetch(served.origin + body.trace, { headers: { accept } })
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).toMatch(text)
  })

  it.each([
    ['sse', /^retry/],
    ['jsonl', /^{"seq"/],
    ['text', /^ +0:00/],
    ['ladder', /Caller/],
    ['svg', /^<svg/],
  ])('"?format= does the same as Accept": %s', async (format, text) => {
    const served = await serving(yaml, brief)
    const over = served.happens('webhook.delivered', ({ purpose }) => purpose === 'hangup')
    const { body } = await served.post('/offhook/calls', call)
    await over
    const answer = await fetch(`${served.origin}${body.trace}?format=${format}`, {
      headers: { accept: 'application/json' },
    })
    expect(await answer.text()).toMatch(text)
  })

  it('a format that is none is refused with the nearest', async () => {
    const served = await serving(yaml)
    const { status, body } = await served.get('/offhook/calls/x/trace?format=txt')
    expect(status).toBe(400)
    expect(body.error).toBe('format is "txt"; allowed are jsonl, sse, text, ladder, svg; did you mean text?')
  })

  it('"secrets masked"', async () => {
    const app = answering(
      '<GetDigits log="false" numDigits="4" action="http://app.test/pin"><Speak>Pin</Speak></GetDigits>',
    )
    const served = await serving(yaml, { app })
    const { body } = await served.post('/offhook/calls', {
      ...call,
      does: 'hears pin; presses 8642; waits 1s; hangs up',
    })
    let text = ''
    for await (const event of eventsFrom(served.origin + body.trace)) text += JSON.stringify(event)
    expect(text).toContain('••••')
    expect(text).not.toContain('8642')
  })
})

describe('GET /offhook/events', () => {
  it('"all calls’ events, live"', async () => {
    const served = await serving(yaml, waiting)
    const calls = new Set<string>()
    for await (const { event, data } of eventsFrom(`${served.origin}/offhook/events`)) {
      if (event === undefined || calls.size < 2) await served.post('/offhook/calls', call)
      if (event === 'call.arrived') calls.add(data.call)
      if (calls.size === 2) break
    }
    expect(calls.size).toBe(2)
  })

  it('"On server.close() streams end at once (server.close must not hang)"', async () => {
    const served = await serving(yaml, waiting)
    const reader = eventsFrom(`${served.origin}/offhook/events`)
    const told = [(await reader.next()).value]
    // One that never reads.
    await fetch(`${served.origin}/offhook/events`)
    await served.close()
    for await (const event of reader) told.push(event)
    expect(told.at(-1)).toEqual({ comment: 'offhook was stopped' })
  })

  it('"closed connections are forgotten"', async () => {
    const streams = new EventStreams()
    const stream = streams.open()
    expect(streams.count).toBe(1)
    const closed = new Promise(resolve => stream.once('close', resolve))
    stream.destroy()
    await closed
    expect(streams.count).toBe(0)
  })

  it('"at most 100 streams": one more is refused until one has ended', async () => {
    const served = await serving(yaml)
    const stop = new AbortController()
    const open = await Promise.all(
      Array.from({ length: mostStreams }, () => fetch(`${served.origin}/offhook/events`, { signal: stop.signal })),
    )
    expect(open.every(({ status }) => status === 200)).toBe(true)
    expect(await served.get('/offhook/events')).toMatchObject({ status: 503, body: { error: /100 are open/ } })
    stop.abort()
  })
})

describe('an event stream', () => {
  const event = (seq: number) => ({ seq, at: 0, call: 'c', type: 'call.rang' }) as const

  it('"A slow reader does not make memory grow without bound (bounded buffer, then the connection is ended with a comment)"', async () => {
    const stream = new EventStream()
    for (let seq = 1; seq < 3 * mostWaiting; seq++) stream.tell(event(seq))
    expect(stream.readableLength).toBeLessThan(100_000)
    let text = ''
    for await (const chunk of stream) text += chunk
    expect(text).toMatch(/: ended, as more than 5000 events waited to be read\n\n$/)
  })

  it('what had happened before is told whole, however much it is', async () => {
    const before = Array.from({ length: 4 * mostWaiting }, (_, index) => event(index + 1))
    const stream = new EventStream(before)
    stream.tell(event(before.length + 1))
    stream.finish()
    expect(stream.readableLength).toBeLessThan(100_000)
    let text = ''
    for await (const chunk of stream) text += chunk
    expect(text.match(/^id: /gm)).toHaveLength(before.length + 1)
    expect(text).toMatch(/event: end\ndata: {}\n\n$/)
  })

  it('what is told after its end is nothing', async () => {
    const stream = new EventStream()
    stream.finish()
    stream.tell(event(1))
    stream.stop('again')
    expect(stream.destroyed).toBe(true)
    stream.tell(event(2))
    stream.finish()
  })
})
