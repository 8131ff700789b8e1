import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'

const hello = '<Response><Speak>Hello</Speak></Response>'
const xml = { 'content-type': 'application/xml' }
const answerUrl = 'http://app.test/answer'

describe('a call is placed with plausible options, or refused with what is allowed', () => {
  it.each([
    [{}, 'answerUrl is missing'],
    [{ answerUrl: 'localhost:3000/answer' }, 'did you mean http://'],
    [{ answerUrl: '/answer' }, 'allowed is an absolute http or https URL'],
    [{ answerUrl, answerMethod: 'PUT' }, 'answerMethod is "PUT"; allowed are GET and POST'],
    [{ answerUrl, from: 'bob' }, 'from is "bob"; allowed is a number (+14155550100) or a SIP address'],
    [{ answerUrl, hangupURL: answerUrl }, 'no option "hangupURL"; did you mean hangupUrl?'],
    [{ answerUrl, sipHeaders: { 'X-A': '1' } }, 'the SIP header X-A=1 is not allowed'],
  ])('%j', (options, message) => {
    expect(() => createExchange().call(options as never)).toThrow(message)
  })

  it.each([
    [{ timeLimit: 0 }, 'allowed are seconds, from 1 to 86400'],
    [{ seed: 1.5 }, 'seed is 1.5; allowed is an integer'],
    [{ account: { timezone: 'Mars/Base' } }, 'there is no time zone "Mars/Base"'],
  ])('an exchange with %j is refused', (options, message) => {
    expect(() => createExchange(options)).toThrow(message)
  })
})

describe('exchange.close(): "Hangs up what is still going on"', () => {
  const documents: Readonly<Record<string, string>> = {
    '/speak': '<Speak loop="0">On and on</Speak>',
    '/room': '<Conference>Room</Conference>',
    '/dial': '<Dial><Number>14155550111</Number></Dial>',
    '/dial-in': '<Dial><Number>14155550112</Number></Dial>',
  }
  const open = () => {
    const exchange = createExchange({ phones: { '+14155550112': { answers: 0, hears: 'never' } } })
    exchange.mount('http://app.test', ({ url }) => {
      return new Response(`<Response>${documents[new URL(url).pathname]}</Response>`, { headers: xml })
    })
    return exchange
  }

  it.each(Object.keys(documents))('the trace and a pending hears say that it was closed: %s', async path => {
    const exchange = open()
    const caller = exchange.call({ answerUrl: `http://app.test${path}` })
    await caller.waits('1s')
    const other = exchange.call({ answerUrl: 'http://app.test/room' })
    const pending = expect(caller.hears('goodbye')).rejects.toThrow(
      /the call ended with 4000 Normal Hangup \(Caller\): the exchange was closed/,
    )
    await exchange.close()
    await pending
    expect(caller.call.trace.of('call.ended')[0]).toMatchObject({ cause: 4000, because: 'the exchange was closed' })
    expect(other.call.trace.of('call.ended')[0]).toMatchObject({ because: 'the exchange was closed' })
    expect(exchange.trace.text()).not.toMatch(/(caller|callee) (hung up|declined)/)
  })

  it('a call that rings was declined by nobody', async () => {
    const exchange = open()
    const callee = exchange.dialOut({ to: '+14155550111', answerUrl })
    await callee.waits('1s')
    await exchange.close()
    expect(callee.call.trace.of('call.ended')[0]).toMatchObject({ cause: 3020, because: 'the exchange was closed' })
  })
})

describe('applications are answered in process, or over a socket', () => {
  const applications = {
    'a Fetch-style handler': () => new Response(hello, { headers: xml }),
    'a Node request listener': createServerListener(),
    'an Express application': express().use((_request, response) => void response.type('xml').send(hello)),
    'a fastify instance': fastify().all('/answer', async (_request, reply) =>
      reply.type('application/xml').send(hello),
    ),
  }

  it.each(Object.entries(applications))('%s', async (_name, application) => {
    const exchange = createExchange()
    exchange.mount('http://app.test', application)
    const caller = exchange.call({ answerUrl, answerMethod: 'GET' })
    expect(await caller.hears('hello')).toBe('Hello')
    expect((await caller.callEnds()).hangup.code).toBe(4010)
  })

  it('an unmounted origin is asked over the network again', async () => {
    const exchange = createExchange()
    const unmount = exchange.mount('http://127.0.0.1:1', () => new Response(hello, { headers: xml }))
    unmount()
    const record = await exchange.call({ answerUrl: 'http://127.0.0.1:1/answer' }).callEnds()
    expect(record.hangup).toMatchObject({ code: 7011, source: 'Error' })
  })

  it('a real server on loopback', async () => {
    const server = createServer(createServerListener()).listen(0, '127.0.0.1')
    await new Promise(listening => server.once('listening', listening))
    const { port } = server.address() as AddressInfo
    const exchange = createExchange()
    try {
      const caller = exchange.call({ answerUrl: `http://127.0.0.1:${port}/answer` })
      expect(await caller.hears(/hello/i)).toBe('Hello')
      await caller.callEnds()
    } finally {
      await exchange.close()
      await new Promise(closed => server.close(closed))
    }
  })
})

describe('many calls share an exchange and its clock', () => {
  const play = async (seed: number) => {
    const exchange = createExchange({ seed })
    exchange.mount('http://app.test', () => new Response(hello, { headers: xml }))
    const callers = Array.from({ length: 20 }, () => exchange.call({ answerUrl }))
    await Promise.all(callers.map(caller => caller.callEnds()))
    return callers.map(caller => caller.call.trace.jsonLines()).join('')
  }

  it('the same seed gives the same traces, byte for byte; another seed gives other ids', async () => {
    expect(await play(1)).toBe(await play(1))
    expect(await play(2)).not.toBe(await play(1))
  })

  it('every event is heard by a listener, numbered without a gap over all calls', async () => {
    const exchange = createExchange()
    exchange.mount('http://app.test', () => new Response(hello, { headers: xml }))
    const seen: number[] = []
    const stop = exchange.listen(event => seen.push(event.seq))
    await Promise.all([exchange.call({ answerUrl }), exchange.call({ answerUrl })].map(caller => caller.callEnds()))
    stop()
    expect(seen).toEqual(seen.map((_, index) => index + 1))
  })

  it('a call that is over can be forgotten; one that goes on is kept', async () => {
    const exchange = createExchange()
    exchange.mount('http://app.test', () => new Response(hello, { headers: xml }))
    const { call } = exchange.call({ answerUrl })
    exchange.forget(call)
    expect(exchange.calls).toEqual([call])
    call.hangUp()
    exchange.forget(call)
    await new Promise<void>(final => {
      void exchange.clock.run<void>(done => call.whenFinal(() => done())).then(final)
    })
    expect(exchange.calls).toEqual([])
  })

  it('closing hangs up what is still going on', async () => {
    const exchange = createExchange()
    exchange.mount('http://app.test', () => new Response('<Response><Wait length="60"/></Response>', { headers: xml }))
    const { call } = exchange.call({ answerUrl })
    await exchange.close()
    expect(call.record?.hangup).toMatchObject({ code: 4000, source: 'Caller' })
  })
})

function createServerListener() {
  return (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(200, xml).end(hello)
}

describe('what nothing reads is refused, with the nearest right thing', () => {
  it.each([
    [{ sed: 1 }, 'an exchange has no option "sed"; did you mean seed?'],
    [{ account: { auth_token: 'x' } }, 'account has no option "auth_token"; did you mean authToken?'],
    [{ fidelity: { relativeUrl: 'resolve' } }, 'did you mean relativeUrls?'],
    [{ clock: 'realtime' }, 'clock is "realtime"; allowed are virtual and real'],
    [{ speed: 4 }, "speed needs clock: 'real'"],
  ])('%j', (options, message) => {
    expect(() => createExchange(options as never)).toThrow(message)
  })

  it('a closed exchange places no more calls', async () => {
    const exchange = createExchange()
    await exchange.close()
    expect(() => exchange.call({ answerUrl })).toThrow('the exchange is closed')
  })
})
