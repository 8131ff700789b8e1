import { pipeline, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import express from 'express'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { type FaultName, faultNames, isWireFault, readFault } from '../../src/webhook/fault.js'
import { faultResult } from '../../src/webhook/fault-result.js'
import { type Application, createInProcessTransport } from '../../src/webhook/in-process-transport.js'
import { TransportFault, type WireRequest } from '../../src/webhook/transport.js'
import { answered } from '../../src/webhook/wire-result.js'

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
      expect(await mounted(application)(request()), name).toEqual(faultResult(fault, request()))
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
    const result = await mounted(() => new Response(body()))(request({ rt: 50, tt: 100 }))
    expect(result).toMatchObject({ outcome: 'partial', status: 200, nominal: { receive: 100 }, cutByTotal: true })
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
