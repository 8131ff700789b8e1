import { gzipSync } from 'node:zlib'
import express from 'express'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { type Application, createInProcessTransport } from '../../src/webhook/in-process-transport.js'
import { faults, TransportFault, type WireRequest } from '../../src/webhook/transport.js'
import { answered, faultResult } from '../../src/webhook/wire-result.js'

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
    expect(rest).toMatchObject({ outcome: 'ok', status: 200, cost: 0, headers: { 'x-app': 'yes' }, timings: {} })
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
    expect(await delayed(3_000)(request())).toMatchObject({ outcome: 'ok', cost: 3_000 })
    expect((await delayed(3_000)(request())).headers).not.toHaveProperty('x-offhook-delay')
  })

  it('later it is a timeout of rt or tt', async () => {
    expect(await delayed(3_001)(request())).toMatchObject({
      outcome: 'rt',
      cost: 3_000,
      reason: 'no byte within rt = 3000 ms',
    })
    expect(await delayed(3_000)(request({ tt: 1_000 }))).toMatchObject({ outcome: 'rt', cost: 1_000, cutByTotal: true })
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

  it.each(faults)('below HTTP, by throwing TransportFault %s, has that outcome and its nominal cost', async kind => {
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

  it('by never answering does not stop the clock for ever: rt runs in real time', async () => {
    const never = mounted(() => new Promise<Response>(() => {}))
    expect(await never(request({ rt: 100 }))).toMatchObject({ outcome: 'rt', cost: 100 })
  })
})
