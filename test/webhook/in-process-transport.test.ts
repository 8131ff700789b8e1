import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import express from 'express'
import fastify from 'fastify'
import { afterAll, describe, expect, it } from 'vitest'
import { deadline } from '../../src/clock/deadline.js'
import { createExchange } from '../../src/exchange/exchange.js'
import { type FaultName, faultNames, isWireFault, readFault } from '../../src/webhook/fault.js'
import { faultResult } from '../../src/webhook/fault-result.js'
import { type Application, createInProcessTransport } from '../../src/webhook/in-process-transport.js'
import { totalOf } from '../../src/webhook/phases.js'
import { TransportFault, type WireRequest } from '../../src/webhook/transport.js'
import { createUndiciTransport } from '../../src/webhook/undici-transport.js'
import { answered } from '../../src/webhook/wire-result.js'
import { wireRequest } from './wire-request.js'

const request = (change: Partial<WireRequest> = {}): WireRequest => ({
  url: 'http://app.test/menu?a=1',
  origin: 'http://app.test',
  path: '/menu?a=1',
  method: 'POST',
  headers: { Host: 'app.test', 'Content-Type': 'application/x-www-form-urlencoded', 'X-Plivo-Signature-V3': 's' },
  body: 'Digits=1',
  attempt: 1,
  ct: 2_000,
  rt: 3_000,
  tt: 55_000,
  limit: 1_048_576,
  ...change,
})

const elsewhere = async (one: WireRequest) => answered(one, 404, {}, Buffer.from('elsewhere'))

const mounted = (application: Application) => {
  const transport = createInProcessTransport(elsewhere)
  transport.mount('http://app.test', application)
  return transport
}

/** What the application saw, as it tells it itself. */
const seen = (method?: string, url?: string, host?: string, signature?: string, digits?: unknown) =>
  `${method} ${url} ${host} ${signature} ${digits}`

function fastifyWithForms() {
  const app = fastify()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body.toString())))
  })
  return app
}

const applications: Record<string, () => Application> = {
  'a Fetch-style function': () => async (incoming: Request) => {
    const { pathname, search, host } = new URL(incoming.url)
    const digits = new URLSearchParams(await incoming.text()).get('Digits')
    const text = seen(
      incoming.method,
      pathname + search,
      host,
      incoming.headers.get('x-plivo-signature-v3') ?? '',
      digits,
    )
    return new Response(text, { headers: { 'x-app': 'yes' } })
  },
  'a Node request listener': () => async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const digits = new URLSearchParams(Buffer.concat(chunks).toString()).get('Digits')
    const { host, 'x-plivo-signature-v3': signature } = incoming.headers
    response.setHeader('x-app', 'yes').end(seen(incoming.method, incoming.url, host, String(signature), digits))
  },
  'an Express app': () => {
    const app = express()
    app.use(express.urlencoded({ extended: false }))
    app.post('/menu', (incoming, response) => {
      const { method, originalUrl, body } = incoming
      response
        .set('x-app', 'yes')
        .send(seen(method, originalUrl, incoming.get('host'), incoming.get('x-plivo-signature-v3'), body.Digits))
    })
    return app
  },
  'a fastify instance': () => {
    const app = fastifyWithForms()
    app.post('/menu', async ({ method, url, headers, body }, reply) => {
      reply.header('x-app', 'yes')
      const { Digits } = body as Record<string, string>
      return seen(method, url, headers.host, String(headers['x-plivo-signature-v3']), Digits)
    })
    return app
  },
}

describe('"mount answers webhooks of an origin without a socket"', () => {
  it.each(Object.entries(applications))('%s sees the whole request, and its answer comes back', async (_, make) => {
    const { body, ...rest } = await mounted(make())(request())
    expect(Buffer.from(body).toString()).toBe('POST /menu?a=1 app.test s 1')
    expect(rest).toMatchObject({ outcome: 'ok', status: 200, nominal: {}, owed: {}, headers: { 'x-app': 'yes' } })
  })

  it('a GET has no body', async () => {
    const { body: _, ...get } = request({ method: 'GET' })
    for (const name of ['a Fetch-style function', 'a Node request listener']) {
      const { body } = await mounted((applications[name] as () => Application)())(get)
      expect(Buffer.from(body).toString()).toBe('GET /menu?a=1 app.test s null')
    }
  })

  it('other origins go to the wire, and so does the origin once it is unmounted', async () => {
    const transport = createInProcessTransport(elsewhere)
    const unmount = transport.mount('HTTP://App.test:80', () => new Response('here'))
    expect((await transport(request())).status).toBe(200)
    expect((await transport(request({ origin: 'http://app.test:3000' }))).status).toBe(404)
    unmount()
    expect((await transport(request())).status).toBe(404)
  })

  it.each(['app.test', 'http://app.test/path', 'ftp://app.test'])('%s is no origin, and is refused', origin => {
    const transport = createInProcessTransport(elsewhere)
    expect(() => transport.mount(origin, () => new Response())).toThrow(
      'is not an origin; allowed is scheme, host and port',
    )
  })

  it('what is no application is refused when it is mounted', () => {
    const transport = createInProcessTransport(elsewhere)
    expect(() => transport.mount('http://app.test', 5 as never)).toThrow('an application is a Fetch-style handler')
  })

  it('gzip is unpacked as on the wire', async () => {
    const packed = () => new Response(gzipSync('<Response/>'), { headers: { 'content-encoding': 'gzip' } })
    expect(Buffer.from((await mounted(packed)(request())).body).toString()).toBe('<Response/>')
  })
})

describe('x-offhook-delay: the answer takes that call time, without any real waiting', () => {
  const delayed = (ms: number) => mounted(() => new Response('late', { headers: { 'x-offhook-delay': String(ms) } }))

  it('within rt and tt it is an answer, which does not tell how it was made', async () => {
    expect(await delayed(3_000)(request())).toMatchObject({
      outcome: 'ok',
      nominal: { wait: 3_000 },
      owed: { wait: 3_000 },
    })
    expect((await delayed(3_000)(request())).headers).not.toHaveProperty('x-offhook-delay')
  })

  it('later it is a timeout of rt or tt', async () => {
    expect(await delayed(3_001)(request())).toMatchObject({
      outcome: 'rt',
      nominal: { wait: 3_000 },
      reason: 'no byte within rt = 3000 ms',
    })
    expect(await delayed(3_000)(request({ tt: 1_000 }))).toMatchObject({
      outcome: 'rt',
      nominal: { wait: 1_000 },
      cutByTotal: true,
    })
  })
})

describe('an application that fails', () => {
  const throwing = (error: unknown): Record<string, Application> => {
    const throwIt = () => {
      throw error
    }
    const app = express().use(throwIt)
    const instance = fastifyWithForms()
    instance.post('/menu', async () => throwIt())
    return {
      'Fetch-style': async () => throwIt(),
      'Fetch-style, at once': () => throwIt(),
      listener: async (_incoming, _response) => throwIt(),
      'listener, at once': (_incoming, _response) => throwIt(),
      Express: app,
      fastify: instance,
    }
  }

  const throwable = faultNames.filter(name => isWireFault(readFault(name)))

  it.each(throwable)('below HTTP, by throwing TransportFault %s, has its outcome and its nominal time', async kind => {
    const fault = new TransportFault(kind, { afterBytes: 7 })
    for (const [name, application] of Object.entries(throwing(fault))) {
      const { measured: _, owed, ...rest } = await mounted(application)(request())
      const { owed: all, ...made } = faultResult(fault, request())
      expect(rest, name).toEqual(made)
      // What the application took to say so is no longer owed.
      expect(totalOf(owed), name).toBeGreaterThanOrEqual(Math.max(0, totalOf(all) - 500))
      expect(totalOf(owed), name).toBeLessThanOrEqual(totalOf(all))
    }
  })

  it('in any other way answers 500 and says what it threw', async () => {
    for (const [name, application] of Object.entries(throwing(new Error('no such menu')))) {
      const { outcome, status, body } = await mounted(application)(request())
      expect([outcome, status], name).toEqual(['5xx', 500])
      expect(Buffer.from(body).toString(), name).toContain('no such menu')
    }
  })

  it('by destroying its response closes the connection before any byte', async () => {
    const { outcome, reason } = await mounted((_incoming, response) => void response.destroy())(request())
    expect([outcome, reason]).toEqual(['rt', 'connection closed before any byte'])
  })

  it('with no fault that there is gets a TypeError that names the nearest', () => {
    const make = (name: string) => () => new TransportFault(name as FaultName)
    expect(make('stal')).toThrow('there is no fault "stal"; did you mean stall?; allowed: refuse, unreachable')
    expect(make('__proto__')).toThrow('there is no fault "__proto__"')
    expect(make('slow')).toThrow('slow is no fault that an application can throw')
    expect(() => new TransportFault({ 'stall-after': -1 })).toThrow('stall-after is -1; allowed: bytes, 0 to 1000000')
  })

  it.each(['nonsense', 'stall-after=-1', ''])('a header x-offhook-fault: %s means nothing', async value => {
    const answering = mounted(() => new Response('here', { headers: { 'x-offhook-fault': value } }))
    expect((await answering(request())).outcome).toBe('ok')
  })

  it('by never answering does not stop the clock for ever: rt runs in real time', async () => {
    const never = mounted(() => new Promise<Response>(() => {}))
    expect(await never(request({ rt: 100 }))).toMatchObject({ outcome: 'rt', nominal: { wait: 100 } })
  })
})

describe('what an application throws is bounded, and need not have words', () => {
  const unspeakable = (): unknown[] => [
    Object.create(null),
    Object.defineProperty(new Error(), 'message', { get: () => expect.unreachable('it is looked at quietly') }),
    new Proxy(new Error('hidden'), {
      get: () => {
        throw new Error('no')
      },
      getPrototypeOf: () => {
        throw new Error('no')
      },
    }),
  ]

  it.each(unspeakable().map((error, index) => [index, error]))(
    'words cannot be had of it (%d): 500',
    async (_, error) => {
      const throwing = () => {
        throw error
      }
      const { outcome, status, reason, body } = await mounted(throwing)(request())
      expect([outcome, status]).toEqual(['5xx', 500])
      expect(reason).toBe('answered 500: the application threw "something that has no words"')
      expect(Buffer.from(body).toString()).toBe('something that has no words')
    },
  )

  it('200 characters of it go into the reason, and no more', async () => {
    const error = new Error('z'.repeat(3_000_000))
    const words = `the application threw "${'z'.repeat(200)}…"`
    const throwing = () => {
      throw error
    }
    expect((await mounted(throwing)(request())).reason).toBe(`answered 500: ${words}`)
    const failing = () => new Response(new ReadableStream({ start: controller => controller.error(error) }))
    expect((await mounted(failing)(request())).reason).toBe(`connection closed after the headers: ${words}`)
  })
})

describe('a body that has no end', () => {
  const megabyte = new Uint8Array(2 ** 20)
  const tooLarge = { outcome: 'invalid', status: 200, reason: 'the body is larger than 1 MB' }

  it('of a Fetch-style handler is read up to the limit, and then cancelled', async () => {
    let pulled = 0
    let cancelled = false
    const body = () =>
      new ReadableStream({
        pull: controller => {
          pulled++
          controller.enqueue(new Uint8Array(2 ** 16))
        },
        cancel: () => {
          cancelled = true
        },
      })
    expect(await mounted(() => new Response(body()))(request())).toMatchObject(tooLarge)
    expect(pulled).toBeLessThan(20)
    expect(cancelled).toBe(true)
  })

  it.each([0, 1])('in chunks of %d bytes lets others run, and is given up after rt', async size => {
    const body = () => new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(size)) })
    const result = await mounted(() => new Response(body()))(request({ rt: 400, tt: 500 }))
    expect(result).toMatchObject({ outcome: 'partial', status: 200, nominal: { receive: 500 }, cutByTotal: true })
  })

  it('of a Node request listener stops its source', async () => {
    let read = 0
    const source = new Readable({
      read() {
        read++
        this.push(Buffer.alloc(2 ** 16))
      },
    })
    const result = await mounted((_incoming, response) => void pipeline(source, response, () => {}))(request())
    expect(result).toMatchObject(tooLarge)
    expect(read).toBeLessThan(30)
    await new Promise(resolve => (source.closed ? resolve(undefined) : source.once('close', resolve)))
    expect(source.destroyed).toBe(true)
  })

  it('that a listener writes without waiting does not stay in memory', async () => {
    const before = process.memoryUsage().arrayBuffers
    const writing: Application = (_incoming, response) => {
      for (let i = 0; i < 200; i++) response.write(megabyte)
    }
    expect(await mounted(writing)(request())).toMatchObject(tooLarge)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 2 ** 20)
  })

  it('of a fastify instance stops its source', async () => {
    const app = fastifyWithForms()
    const source = Readable.from(
      (async function* () {
        for (;;) yield Buffer.alloc(2 ** 16)
      })(),
    )
    app.post('/menu', (_, reply) => reply.send(source))
    expect(await mounted(app)(request())).toMatchObject(tooLarge)
    await new Promise(resolve => (source.closed ? resolve(undefined) : source.once('close', resolve)))
    expect(source.destroyed).toBe(true)
  })
})

describe('a body that stops before its end', () => {
  it('stalls: rt runs in real time', async () => {
    const stalling: Application = (_incoming, response) => void response.write('<Resp')
    expect(await mounted(stalling)(request({ rt: 100 }))).toMatchObject({
      outcome: 'partial',
      status: 200,
      reason: 'stalled after 5 bytes (rt = 100 ms)',
      nominal: { receive: 100 },
    })
  })

  it('is destroyed by a listener: closed after so many bytes, a partial answer as on a socket', async () => {
    const closing: Application = (_incoming, response) => {
      response.write('<Resp')
      setImmediate(() => response.destroy())
    }
    const { outcome, reason } = await mounted(closing)(request())
    expect([outcome, reason]).toEqual(['partial', 'connection closed after 5 bytes'])
  })

  it('is a stream that fails: it says with what', async () => {
    const body = () =>
      new ReadableStream({
        pull: controller => controller.error(new Error('database gone')),
      })
    const { outcome, reason } = await mounted(() => new Response(body()))(request())
    expect([outcome, reason]).toEqual([
      'partial',
      'connection closed after the headers: the application threw "database gone"',
    ])
  })
})

describe('a Fetch body of text', () => {
  const chunks = (...given: unknown[]) =>
    new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of given) controller.enqueue(chunk as Uint8Array)
          controller.close()
        },
      }),
    )

  it.each([[['<Response/>']], [['<Resp', 'onse/>']], [['<Speak>ü</Speak>']]])(
    '%j is its bytes in UTF-8',
    async given => {
      const { outcome, body, bytes } = await mounted(() => chunks(...given))(request())
      expect([outcome, Buffer.from(body).toString(), bytes]).toEqual([
        'ok',
        given.join(''),
        Buffer.byteLength(given.join('')),
      ])
    },
  )

  it('of anything else is none', async () => {
    const { outcome, reason } = await mounted(() => chunks('<Resp', 5))(request())
    expect([outcome, reason]).toEqual([
      'partial',
      'connection closed after 5 bytes: the application threw "a chunk of a body is bytes or text"',
    ])
  })
})

/** Calls `then` after so many real ms. */
const passed = (ms: number) => new Promise<void>(resolve => deadline(ms, resolve))

describe('a Node request listener ends as on a socket', () => {
  const sockets = createUndiciTransport()
  afterAll(() => sockets.close())

  const quiet = (app: express.Express) => app.set('env', 'test')
  const failsAfterAWrite = (pause: () => Promise<void> | undefined) =>
    quiet(express()).post('/menu', async (_incoming, response) => {
      response.type('xml').write('<Resp')
      await pause()
      throw new Error('bug')
    })

  const cases: Record<string, RequestListener> = {
    'an Express app that throws after its first write, in the same turn': quiet(express()).post(
      '/menu',
      (_, response) => {
        response.type('xml').write('<Resp')
        throw new Error('bug')
      },
    ),
    'an Express app that throws after its first write has gone out': failsAfterAWrite(() => passed(20)),
    'req.socket.destroy() before anything was written': incoming => void incoming.socket.destroy(),
    'req.socket.destroy() after the request was read': (incoming, _response) =>
      void incoming.resume().on('end', () => incoming.socket.destroy()),
    'res.socket.destroy() before anything was written': (_incoming, response) => void response.socket?.destroy(),
    'res.destroy() in the turn of the first write': (_incoming, response) => {
      response.write('<Resp')
      response.destroy()
    },
    'res.destroy() in the turn of a later write': async (_incoming, response) => {
      response.write('<Resp')
      await passed(20)
      response.write('onse')
      response.destroy()
    },
    'what it wrote and never ended': (_incoming, response) => void response.write('<Resp'),
    'what it wrote late and never ended': async (_incoming, response) => {
      await passed(40)
      response.write('<Resp')
    },
    'the path, as on the wire': (incoming, response) => void response.end(incoming.url),
    'the path, as on the wire, of an Express app': express().use((incoming, response) => {
      response.end(`${incoming.originalUrl} ${incoming.url}`)
    }),
  }

  const asListener =
    (listener: RequestListener): RequestListener =>
    (incoming, response) =>
      listener(incoming, response)

  it.each(Object.entries(cases))('%s', async (name, listener) => {
    const server = createServer(asListener(listener))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const transport = createInProcessTransport(sockets)
    const path = name.startsWith('the path') ? '/x/../a/./"b?q="c' : '/menu'
    const one = { ...wireRequest(`${origin}/`, { rt: 600, tt: 900 }), url: origin + path, path }
    const told = async () => {
      const { outcome, status, reason, body, bytes, nominal, owed, cutByTotal } = await transport(one)
      return { outcome, status, reason, body: Buffer.from(body).toString(), bytes, nominal, owed, cutByTotal }
    }
    const real = await told()
    transport.mount(origin, asListener(listener))
    expect(await told()).toEqual(real)
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
})

describe('what passes in process really passes', () => {
  const silentApplications: [string, Application, string][] = [
    ['never answers', () => new Promise<Response>(() => {}), 'no byte within rt = 200 ms'],
    ['stalls', (_, response) => void response.write('<Resp'), 'stalled after 5 bytes (rt = 200 ms)'],
  ]

  it.each(silentApplications)('one that %s is waited for once', async (_, application, reason) => {
    const { reason: told, nominal, measured, owed } = await mounted(application)(request({ rt: 200 }))
    expect([told, owed, totalOf(nominal)]).toEqual([reason, {}, 200])
    expect(totalOf(measured ?? {})).toBeGreaterThanOrEqual(200)
  })

  it('until the answer begins, and until it ends', async () => {
    const slow: Application = async (_, response) => {
      await passed(60)
      response.write('<Response')
      await passed(40)
      response.end('/>')
    }
    const { outcome, nominal, measured, owed } = await mounted(slow)(request())
    expect([outcome, nominal, owed]).toEqual(['ok', {}, {}])
    expect(measured?.wait).toBeGreaterThanOrEqual(60)
    expect(measured?.receive).toBeGreaterThanOrEqual(39)
  })

  it('a fault that is thrown late owes what is left of it', async () => {
    const late = async () => {
      await passed(100)
      throw new TransportFault('stall')
    }
    const { nominal, measured, owed } = await mounted(late)(request({ rt: 1_000 }))
    expect([nominal, measured]).toEqual([{ wait: 1_000 }, { wait: 1_000 }])
    expect(owed.wait).toBeLessThanOrEqual(900)
  })

  it('a stall is noticed rt after the last byte, and is one', async () => {
    const stalling: Application = async (_, response) => {
      await passed(5)
      response.write('<Resp')
    }
    const result = await mounted(stalling)(request({ rt: 300, tt: 600 }))
    expect(result).toMatchObject({ reason: 'stalled after 5 bytes (rt = 300 ms)', nominal: { receive: 300 } })
    expect(result.measured?.receive).toBeLessThan(590)
  })

  it('no deadline is left when one gives up', async () => {
    const timers = () => process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
    const before = timers()
    await mounted(() => new Promise<Response>(() => {}))(request({ rt: 50, tt: 9_000 }))
    expect(timers()).toBeLessThanOrEqual(before)
  })

  it('tt is enforced on a real clock: "6 requests" are two, and the second is cut', async () => {
    let requests = 0
    const exchange = createExchange({ clock: 'real' })
    exchange.mount('http://app.test', async () => {
      requests++
      await passed(400)
      return new Response('', { status: 503 })
    })
    const caller = exchange.call({ answerUrl: 'http://app.test/#tt=500&rp=all&rc=5' })
    await caller.callEnds()
    const attempts = caller.call.trace.events.filter(event => event.type === 'webhook.attempted').slice(0, 2)
    await exchange.close()
    expect(attempts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['5xx', 'answered 503'],
      ['rt', 'no byte before tt ran out'],
    ])
    expect(requests).toBe(2)
  })
})
