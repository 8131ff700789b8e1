import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createExchange, type ExchangeOptions } from '../../src/index.js'
import type { TraceEvent } from '../../src/trace/events.js'
import { normalisedTrace } from '../../src/trace/normalised.js'
import { renderText } from '../../src/trace/text.js'
import { everyEvent } from './every-event.js'
import { menuCall } from './menu-call.js'

const UUID = '5a1c6bb2-0b37-4c8e-9a2f-1d5e8c0f7a11'
const [from, to] = ['+14155550100', '+14155550199']

/** A voicemail that records, dials and redirects with ids in its URLs. */
const voicemail = (origin: string, uuid: string) => ({
  '/answer': `<Response><Record action="${origin}/saved?call=${uuid}&amp;next=${encodeURIComponent(`${origin}/end`)}" maxLength="3"/></Response>`,
  '/saved': `<Response><Dial><Number>14155550111</Number></Dial><Speak>Room 12 closes in 30 s</Speak></Response>`,
})

const answers = async (origin: string, url: string, body: string): Promise<Response> => {
  const uuid = new URLSearchParams(body).get('CallUUID') ?? ''
  const documents: Record<string, string> = voicemail(origin, uuid)
  return new Response(documents[new URL(url).pathname] ?? null, { headers: { 'content-type': 'text/xml' } })
}

async function eventsOf(options: ExchangeOptions, origin = 'http://app.test', mounted = true) {
  const exchange = createExchange(options)
  if (mounted)
    exchange.mount(origin, async (request: Request) => answers(origin, request.url, await request.clone().text()))
  exchange.phone('+14155550111', { answers: '2s', says: 'Hello', hangsUp: '5s' })
  const hangupUrl = `${origin}/hangup`
  const callers = [from, '+14155550101'].map(from =>
    exchange.call({ from, to, answerUrl: `${origin}/answer`, hangupUrl }),
  )
  await Promise.all(callers.map(caller => caller.callEnds()))
  await exchange.close()
  return exchange.trace.events
}

describe('a normalised trace', () => {
  it('"every id is a placeholder with a number, in the order in which they appear"', async () => {
    const text = normalisedTrace(await eventsOf({ seed: 1 }))
    await expect(text).toMatchFileSnapshot('normalised.voicemail.txt')
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
  })

  it('two seeds, two epochs and two ways to speak give the same text; with times, the lengths differ', async () => {
    const [one, two] = [await eventsOf({ seed: 1 }), await eventsOf({ seed: 2, epoch: Date.UTC(2031, 5, 3) })]
    expect(normalisedTrace(two)).toBe(normalisedTrace(one))
    expect(normalisedTrace(two, { times: true })).toBe(normalisedTrace(one, { times: true }))
    const slow = await eventsOf({ seed: 3, charactersPerSecond: 11 })
    expect(normalisedTrace(slow)).toBe(normalisedTrace(one))
    expect(normalisedTrace(slow, { times: true })).not.toBe(normalisedTrace(one, { times: true }))
  })

  it('so do two ports of this machine, of as many digits as they like', async () => {
    const texts: string[] = []
    for (const port of [0, 0]) {
      let origin = ''
      const server: Server = createServer((request, response) => {
        let body = ''
        request.on('data', chunk => (body += chunk))
        request.on('end', async () => {
          response.setHeader('content-type', 'text/xml')
          response.end(await (await answers(origin, origin + request.url, body)).text())
        })
      })
      await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      texts.push(normalisedTrace(await eventsOf({ seed: 1 }, origin, false)))
      server.close()
    }
    expect(texts[1]).toBe(texts[0])
    expect(texts[0]).toContain('http://127.0.0.1:<port 1>/answer')
    const mounted = [3000, 51_234].map(port => eventsOf({ seed: 1 }, `http://localhost:${port}`))
    const [short, long] = (await Promise.all(mounted)).map(events => normalisedTrace(events))
    expect(long).toBe(short)
  })

  it('tells different things apart, and knows the same one again, wherever it stands', () => {
    const [a, b] = ['5a1c6bb2-0b37-4c8e-9a2f-1d5e8c0f7a11', '0f7a115a-0b37-4c8e-9a2f-1d5e8c0f7a11']
    const sent = (url: string): TraceEvent => ({
      ...{ seq: 1, at: 0, call: a, type: 'webhook.sent', webhook: '1', purpose: 'answer', method: 'POST' },
      ...{ url, params: { RecordingDuration: '-1', Started: '2025-01-01 00:00:00.000123' }, policy: '' },
    })
    const urls = [
      `http://a.test/${b}/${a.toUpperCase()}`,
      `http://localhost:1/?next=http%3A%2F%2F127.0.0.1%3A2%2F&again=http://[::1]:1`,
      `http://a.test:8080/12345678901234567890/${'A'.repeat(43)}=`,
    ]
    const text = normalisedTrace(urls.map(sent), { times: true })

    expect(text).toContain('http://a.test/<id 1>/<call 1>')
    expect(text).toContain(
      'http://localhost:<port 1>/?next=http%3A%2F%2F127.0.0.1%3A<port 2>%2F&again=http://[::1]:<port 1>',
    )
    expect(text).toContain('http://a.test:8080/<nonce 1>/')
    expect(text).toContain('RecordingDuration=-1 Started=<date>')
  })

  it.each([
    ['a path', `/calls/${UUID}`, '<call 1>'],
    ['a parameter', `/calls?id=${UUID}`, '<call 1>'],
    ['a date', '/calls?since=2025-01-01 00:00:00.000123-07:00', '<date>'],
    ['a date in JSON', '/calls?filter={"since":"2025-01-01T00:00:00Z"}', '<date>'],
    ['a port', '/?next=http://localhost:3000/', '<port 1>'],
    ['a port of IPv6', '/?next=http://[::1]:3000/', '<port 1>'],
    ['a nonce', '/?nonces="12345678901234567890"', '<nonce 1>'],
  ])('in a parameter, encoded once or twice, whose last escape may end like a number: %s', (_, path, placeholder) => {
    const once = encodeURIComponent(path)
    for (const next of [path.replaceAll(' ', '+'), once, encodeURIComponent(once)]) {
      const sent: TraceEvent = {
        ...{ seq: 1, at: 0, call: UUID, type: 'webhook.sent', webhook: '1', purpose: 'answer', method: 'POST' },
        ...{ url: `http://a.test/?next=${next}`, params: {}, policy: '' },
      }
      const text = normalisedTrace([sent])
      expect(text).toContain(placeholder)
      expect(text).not.toMatch(/2025|00:00|3000|\d{19}|-0b37-/)
    }
  })

  it('but no id begins in the middle of another', () => {
    const longer = `/${'a'.repeat(3)}${UUID}`
    const sent: TraceEvent = {
      ...{ seq: 1, at: 0, call: 'x', type: 'webhook.sent', webhook: '1', purpose: 'answer', method: 'POST' },
      ...{ url: `http://a.test${longer}`, params: {}, policy: '' },
    }
    expect(normalisedTrace([sent])).toContain(longer)
  })

  it('"How long something took" is not told, but what a caller hears and what was configured is', async () => {
    const text = normalisedTrace(await eventsOf({ seed: 1 }))
    expect(text).toContain('"Room 12 closes in 30 s"')
    expect(text).not.toMatch(/\d+ B\b|\b0:0\d|\(\d+(\.\d)? s/)
  })

  it('nor is it in any row, drawn or written', () => {
    const text = renderText([...menuCall, ...everyEvent], { times: false, sizes: false })
    const told = renderText([...menuCall, ...everyEvent])
    for (const length of [/░/, /\btook \d/, /\d B\b/, /billed \d/, /\(.*\d s\)/, /after \d/, /^ {2}0:/m]) {
      expect(told).toMatch(length)
      expect(text).not.toMatch(length)
    }
    expect(text).toContain('no byte within rt = 40000 ms')
    expect(text).toContain('a hang-up in 1 min 5 s')
  })
})
