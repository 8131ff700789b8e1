import type net from 'node:net'
import { gzipSync } from 'node:zlib'
import type { ConnectionOptions } from '../../src/webhook/connection-pool.js'
import type { Phases } from '../../src/webhook/phases.js'
import type { WireRequest, WireResult } from '../../src/webhook/transport.js'
import { type Behaviour, blackhole, closedPort, hostileServer } from './hostile-server.js'

/**
 * Everything that a network and an application can do to a webhook, each on a real socket of loopback, and what it
 * comes to. What is made up without a socket has to come to the same: `fault` names it.
 */
export interface OutcomeRow {
  readonly name: string
  /** Undefined where this system cannot do it. */
  readonly serve: () => Promise<Place | undefined>
  /** In place of {@link settings}. */
  readonly change?: Partial<WireRequest>
  readonly fault?: string
  readonly expected: Pick<WireResult, 'outcome' | 'reason' | 'status'> & {
    /** Nothing unless given. */
    readonly nominal?: Phases
    readonly cutByTotal?: true
    readonly bytes?: number
  }
}

export interface Place {
  readonly url: string
  /** How to connect to it, if that is part of the matter. */
  readonly connect?: ConnectionOptions['connect']
  close(): Promise<void>
}

/** ms, bytes: of every row that does not say otherwise. Long enough for a busy machine. */
export const settings = { ct: 2_000, rt: 250, tt: 5_000, limit: 2 ** 20 }

const served = (behave: Behaviour, certificate?: string) => () => hostileServer(behave, certificate)
const writes = (...parts: (string | Buffer)[]) => served(socket => parts.forEach(part => void socket.write(part)))
const ends = (...parts: (string | Buffer)[]) =>
  served(socket => {
    for (const part of parts) socket.write(part)
    socket.end()
  })
const reset = (socket: net.Socket) => void socket.resetAndDestroy()
const resetsAfter = (text: string) => served(socket => socket.write(text, () => setTimeout(reset, 20, socket)))
const drips = (every: number, head: string) =>
  served(socket => {
    socket.write(head)
    const timer = setInterval(() => socket.write('x'), every)
    socket.on('close', () => clearInterval(timer))
  })
const unanswered = () => {}

const nowhere = (url: string, connect?: ConnectionOptions['connect']) => async () => ({
  url,
  ...(connect && { connect }),
  close: async () => {},
})
const lookupFails = (code: string) =>
  nowhere('http://app.example/', {
    lookup: (_host, _options, callback) => callback(Object.assign(new Error(code), { code }), '', 4),
  })

const head = (length: number, ...more: string[]) =>
  ['HTTP/1.1 200 OK', `Content-Length: ${length}`, ...more, '', ''].join('\r\n')
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const gzipped = (packed: Buffer) => [head(packed.length, 'Content-Encoding: gzip'), packed] as const
const carryOn = 'HTTP/1.1 100 Continue\r\n\r\n'
const document = '<Response/>'
const twelve = `${document} `
const complete = head(document.length) + document

const connection: readonly OutcomeRow[] = [
  {
    name: 'nobody listens',
    serve: async () => nowhere(`http://127.0.0.1:${await closedPort()}/`)(),
    fault: 'refuse',
    expected: { outcome: 'ct', reason: 'connection refused' },
  },
  {
    name: 'nobody listens on any address of a name',
    serve: async () => nowhere(`http://localhost:${await closedPort()}/`)(),
    fault: 'refuse',
    expected: { outcome: 'ct', reason: 'connection refused' },
  },
  {
    name: 'DNS knows no such host',
    serve: lookupFails('ENOTFOUND'),
    fault: 'no-host',
    expected: { outcome: 'ct', reason: 'no such host' },
  },
  {
    name: 'DNS itself fails',
    serve: lookupFails('EAI_AGAIN'),
    fault: 'no-dns',
    expected: { outcome: 'ct', reason: 'no answer from DNS' },
  },
  {
    name: 'DNS never answers',
    serve: nowhere('http://app.example/', { lookup: () => {} }),
    change: { ct: 300 },
    expected: { outcome: 'ct', reason: 'no connection within ct = 300 ms', nominal: { connect: 300 } },
  },
  {
    name: 'a connection that never completes',
    serve: async () => blackhole(),
    change: { ct: 300 },
    fault: 'blackhole',
    expected: { outcome: 'ct', reason: 'no connection within ct = 300 ms', nominal: { connect: 300 } },
  },
  {
    name: 'a connection that never completes, and tt < ct',
    serve: async () => blackhole(),
    change: { tt: 150 },
    fault: 'blackhole',
    expected: {
      outcome: 'ct',
      reason: 'no connection before tt ran out',
      nominal: { connect: 150 },
      cutByTotal: true,
    },
  },
]

const overTls = async (behave: Behaviour) => {
  const server = await hostileServer(behave)
  return { ...server, url: server.url.replace('http:', 'https:') }
}
const withCertificate = (name: string, fault: string, reason: string): OutcomeRow => ({
  name: `the certificate ${name}`,
  serve: served(socket => socket.end(complete), name),
  fault,
  expected: { outcome: 'ct', reason },
})

const handshake: readonly OutcomeRow[] = [
  {
    name: 'a TLS handshake that never ends',
    serve: () => overTls(unanswered),
    change: { ct: 120 },
    fault: 'tls-stall',
    expected: { outcome: 'ct', reason: 'no TLS handshake within ct = 120 ms', nominal: { tls: 120 } },
  },
  {
    name: 'a TLS handshake that never ends, and tt < ct',
    serve: () => overTls(unanswered),
    change: { tt: 120 },
    fault: 'tls-stall',
    expected: {
      outcome: 'ct',
      reason: 'no TLS handshake before tt ran out',
      nominal: { tls: 120 },
      cutByTotal: true,
    },
  },
  {
    name: 'TLS with a port that speaks plain HTTP',
    serve: () => overTls(socket => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
    fault: 'tls-error',
    expected: { outcome: 'ct', reason: 'TLS handshake failed' },
  },
  {
    name: 'closed in the handshake',
    serve: () => overTls(socket => socket.end()),
    fault: 'tls-error',
    expected: { outcome: 'ct', reason: 'TLS handshake failed' },
  },
  {
    name: 'reset in the handshake',
    serve: () => overTls(reset),
    fault: 'tls-error',
    expected: { outcome: 'ct', reason: 'TLS handshake failed' },
  },
  withCertificate('self-signed', 'self-signed', 'certificate not trusted (self-signed)'),
  withCertificate('expired', 'expired', 'certificate expired'),
  withCertificate('not-yet-valid', 'not-yet-valid', 'certificate not yet valid'),
  withCertificate('wrong-host', 'wrong-host', 'certificate is for another host'),
  withCertificate('unknown-issuer', 'untrusted', 'certificate not trusted (unknown issuer)'),
  {
    name: 'a certificate that is in order',
    serve: served(socket => socket.end(complete), 'valid'),
    expected: { outcome: 'ok', reason: 'answered 200', status: 200, bytes: 11 },
  },
]

const noByte = { outcome: 'rt', reason: 'no byte within rt = 250 ms', nominal: { wait: 250 } } as const
const closed = { outcome: 'rt', reason: 'connection closed before any byte' } as const

const waiting: readonly OutcomeRow[] = [
  { name: 'accepted and silent', serve: served(unanswered), fault: 'stall', expected: noByte },
  { name: 'accepted and silent, over TLS', serve: served(unanswered, 'valid'), fault: 'stall', expected: noByte },
  {
    name: 'accepted and silent, and tt = rt',
    serve: served(unanswered),
    change: { tt: 250 },
    fault: 'stall',
    expected: noByte,
  },
  {
    name: 'accepted and silent, and tt < rt',
    serve: served(unanswered),
    change: { tt: 120 },
    fault: 'stall',
    expected: { outcome: 'rt', reason: 'no byte before tt ran out', nominal: { wait: 120 }, cutByTotal: true },
  },
  { name: 'closed before any byte', serve: ends(), fault: 'close', expected: closed },
  {
    name: 'closed before any byte, over TLS',
    serve: served(socket => socket.end(), 'valid'),
    fault: 'close',
    expected: closed,
  },
  { name: 'reset before any byte', serve: served(reset), fault: 'reset', expected: closed },
]

const stalled = (where: string, status?: number) =>
  ({
    outcome: 'partial',
    reason: `stalled ${where} (rt = 250 ms)`,
    ...(status !== undefined && { status }),
    nominal: { receive: 250 },
  }) as const
const cutShort = (where: string, status?: number) =>
  ({ outcome: 'partial', reason: `connection closed ${where}`, ...(status !== undefined && { status }) }) as const
const incomplete = (tt: number, status?: number) =>
  ({
    outcome: 'partial',
    reason: 'the answer was not complete when tt ran out',
    ...(status !== undefined && { status }),
    nominal: { receive: tt },
    cutByTotal: true,
  }) as const

const breakingOff: readonly OutcomeRow[] = [
  {
    name: 'a stall inside the headers',
    serve: writes('HTTP/1.1 200 OK\r\nContent-'),
    fault: 'stall-headers',
    expected: stalled('inside the headers'),
  },
  {
    name: 'a stall inside the headers, and tt = rt',
    serve: writes('HTTP/1.1 200 OK\r\nContent-'),
    change: { tt: 250 },
    fault: 'stall-headers',
    expected: stalled('inside the headers'),
  },
  {
    name: 'a stall inside the headers, over TLS',
    serve: served(socket => socket.write('HTTP/1.1 200 OK\r\nContent-'), 'valid'),
    fault: 'stall-headers',
    expected: stalled('inside the headers'),
  },
  {
    name: 'a stall after 103 Early Hints, which is a byte of an answer, but no answer',
    serve: writes('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
    fault: 'stall-headers',
    expected: stalled('inside the headers'),
  },
  {
    name: 'a stall after 100 Continue',
    serve: writes(carryOn),
    fault: 'stall-headers',
    expected: stalled('inside the headers'),
  },
  {
    name: 'closed after 103 Early Hints',
    serve: ends('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
    fault: 'close-headers',
    expected: cutShort('inside the headers'),
  },
  {
    name: 'a stall after the headers',
    serve: writes(head(100)),
    fault: 'stall-after=0',
    expected: stalled('after the headers', 200),
  },
  {
    name: 'a stall in the body',
    serve: writes(head(100), twelve),
    fault: 'stall-after=12',
    expected: { ...stalled('after 12 bytes', 200), bytes: 12 },
  },
  {
    name: 'a stall in the body, and tt = rt',
    serve: writes(head(100), twelve),
    change: { tt: 250 },
    fault: 'stall-after=12',
    expected: { ...stalled('after 12 bytes', 200), bytes: 12 },
  },
  {
    name: 'a stall in the body, and tt < rt',
    serve: writes(head(100), twelve),
    change: { tt: 120 },
    fault: 'stall-after=12',
    expected: incomplete(120, 200),
  },
  {
    name: 'a body that drips more slowly than rt',
    serve: drips(1_000, `${head(100)}x`),
    fault: 'drip=1000ms',
    expected: { ...stalled('after 1 byte', 200), bytes: 1 },
  },
  {
    name: '"for delay between packets": a body that drips faster than rt, until tt',
    serve: drips(20, head(1_000)),
    change: { rt: 400, tt: 500 },
    fault: 'drip=20ms',
    expected: incomplete(500, 200),
  },
  {
    name: 'headers that drip faster than rt, until tt',
    serve: drips(20, 'HTTP/1.1 200 OK\r\nX-Long: '),
    change: { rt: 400, tt: 500 },
    expected: incomplete(500),
  },
  {
    name: 'closed inside the headers',
    serve: ends('HTTP/1.1 200 OK\r\nContent-'),
    fault: 'close-headers',
    expected: cutShort('inside the headers'),
  },
  {
    name: 'closed after the headers',
    serve: ends(head(100)),
    fault: 'short-body=0',
    expected: cutShort('after the headers', 200),
  },
  {
    name: 'a body shorter than its Content-Length',
    serve: ends(head(100), twelve),
    fault: 'short-body=12',
    expected: { ...cutShort('after 12 bytes', 200), bytes: 12 },
  },
  {
    name: 'a body shorter than its Content-Length, on a connection to be closed',
    serve: ends(head(100, 'Connection: close'), twelve),
    fault: 'short-body=12',
    expected: { ...cutShort('after 12 bytes', 200), bytes: 12 },
  },
  {
    name: 'chunks without a last one',
    serve: ends(chunked, chunk(twelve)),
    expected: { ...cutShort('after 12 bytes', 200), bytes: 12 },
  },
  {
    name: 'chunks without a last one, on a connection to be closed',
    serve: ends(chunked.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'), chunk(twelve)),
    expected: { ...cutShort('after 12 bytes', 200), bytes: 12 },
  },
  {
    name: 'reset in a body with a length',
    serve: resetsAfter(head(100) + twelve),
    fault: 'reset-after=12',
    expected: { ...cutShort('after 12 bytes', 200), bytes: 12 },
  },
  {
    name: 'reset in a body without a length, which HTTP itself would take for the end',
    serve: resetsAfter(`HTTP/1.1 200 OK\r\n\r\n${twelve}`),
    fault: 'reset-after=12',
    expected: { ...cutShort('after 12 bytes', 200), bytes: 12 },
  },
]

const invalid = (reason: string, status?: number) =>
  ({ outcome: 'invalid', reason, ...(status !== undefined && { status }) }) as const
const malformed = 'the answer is not HTTP: its headers are malformed or contradict each other'
const tooLarge = 'the body is larger than 1 MB'
const bigChunk = chunk('x'.repeat(65_536))

const endless = served(socket => {
  socket.write(chunked)
  const more = () => {
    while (!socket.destroyed && socket.write(bigChunk));
  }
  socket.on('drain', more)
  more()
})

const unusable: readonly OutcomeRow[] = [
  {
    name: 'garbage',
    serve: ends('220 smtp.example.com ESMTP\r\n'),
    fault: 'garbage',
    expected: invalid('the answer is not HTTP'),
  },
  { name: 'two Content-Lengths', serve: writes(head(5, 'Content-Length: 6')), expected: invalid(malformed) },
  {
    name: 'Content-Length and Transfer-Encoding',
    serve: writes(head(5, 'Transfer-Encoding: chunked')),
    expected: invalid(malformed),
  },
  {
    name: 'a Content-Length that is no number',
    serve: writes('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n'),
    expected: invalid(malformed),
  },
  {
    name: 'a header without a name',
    serve: writes('HTTP/1.1 200 OK\r\n(x): y\r\n\r\n'),
    expected: invalid(malformed),
  },
  {
    name: 'headers of 17 KB',
    serve: writes(head(0, `X-Long: ${'x'.repeat(17 * 1024)}`)),
    expected: invalid('the headers are larger than 16 KB'),
  },
  {
    name: 'a chunk that is none',
    serve: writes(chunked, chunk(twelve), 'none\r\n'),
    fault: 'broken-chunk=12',
    expected: invalid('the body is not the chunks it is said to be', 200),
  },
  {
    name: 'a body over the limit',
    serve: writes(head(2 ** 20 + 1), Buffer.alloc(2 ** 20 + 1)),
    fault: 'oversized',
    expected: invalid(tooLarge, 200),
  },
  {
    name: 'chunks over the limit',
    serve: writes(chunked, ...Array<string>(17).fill(bigChunk), '0\r\n\r\n'),
    fault: 'oversized',
    expected: invalid(tooLarge, 200),
  },
  { name: 'a body without end', serve: endless, fault: 'endless', expected: invalid(tooLarge, 200) },
  {
    name: 'no gzip under its name',
    serve: writes(head(11, 'Content-Encoding: gzip'), document),
    fault: 'broken-gzip',
    expected: invalid('the body is not the gzip it is said to be', 200),
  },
  {
    name: 'half a gzip',
    serve: writes(...gzipped(gzipSync(document).subarray(0, 20))),
    fault: 'broken-gzip',
    expected: invalid('the body is not the gzip it is said to be', 200),
  },
  {
    name: 'a little gzip of 3 MB',
    serve: writes(...gzipped(gzipSync(Buffer.alloc(3_000_000)))),
    expected: invalid(tooLarge, 200),
  },
  ...['br', 'deflate', 'gzip, gzip'].map(
    (encoding): OutcomeRow => ({
      name: `a body packed as ${encoding}, which was not offered`,
      serve: writes(head(11, `Content-Encoding: ${encoding}`), document),
      expected: invalid(`the body is packed as "${encoding}", whereas gzip was asked for`, 200),
    }),
  ),
  {
    name: '101 Switching Protocols',
    serve: writes('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
    expected: invalid('answered 101, which nobody asked for'),
  },
  {
    name: '101 without a word of an upgrade',
    serve: writes('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    expected: invalid('answered 101, which nobody asked for'),
  },
  {
    name: 'status 000',
    serve: writes('HTTP/1.1 000 None\r\n\r\n'),
    expected: invalid('answered 000, which is no HTTP status'),
  },
  {
    name: 'status 999',
    serve: writes('HTTP/1.1 999 None\r\nContent-Length: 0\r\n\r\n'),
    expected: invalid('answered 999, which is no HTTP status', 999),
  },
]

const bodiless = new Set([204, 304])
const answer = (status: number, outcome: WireResult['outcome']): OutcomeRow => ({
  name: `${status}`,
  serve: writes(`HTTP/1.1 ${status} So\r\n${bodiless.has(status) ? '' : 'Content-Length: 0\r\n'}\r\n`),
  fault: `status=${status}`,
  expected: { outcome, reason: `answered ${status}`, status },
})
const ok = { outcome: 'ok', reason: 'answered 200', status: 200, bytes: 11 } as const

const answers: readonly OutcomeRow[] = [
  { name: 'a document', serve: writes(complete), expected: ok },
  { name: 'a document in chunks', serve: writes(chunked, chunk('<Resp'), chunk('onse/>'), '0\r\n\r\n'), expected: ok },
  { name: 'a document that ends with its connection', serve: ends(`HTTP/1.1 200 OK\r\n\r\n${document}`), expected: ok },
  { name: 'a document of HTTP/1.0', serve: ends(`HTTP/1.0 200 OK\r\n\r\n${document}`), expected: ok },
  { name: 'a document in gzip', serve: writes(...gzipped(gzipSync(document))), expected: ok },
  { name: '100 Continue, then a document', serve: writes(`${carryOn}${complete}`), expected: ok },
  {
    name: '100 Continue, a little later a document',
    serve: served(socket => socket.write(carryOn, () => setTimeout(() => socket.write(complete), 20))),
    expected: ok,
  },
  { name: '100 Continue twice, then a document', serve: writes(`${carryOn}${carryOn}${complete}`), expected: ok },
  {
    name: '103 and 100, then a document, in packets that end anywhere',
    serve: served(socket => {
      const parts = `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${carryOn}${complete}`.match(/[^]{1,9}/g) ?? []
      const next = () => {
        const part = parts.shift()
        if (part !== undefined) socket.write(part, () => setTimeout(next, 2))
      }
      socket.setNoDelay(true)
      next()
    }),
    expected: ok,
  },
  {
    name: '103 Early Hints, then a document',
    serve: writes(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${complete}`),
    expected: ok,
  },
  {
    name: '503 with a body that cannot be unpacked is still a 503',
    serve: writes('HTTP/1.1 503 So\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nno'),
    expected: { outcome: '5xx', reason: 'answered 503', status: 503 },
  },
  {
    name: '302 with a place',
    serve: writes('HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n'),
    expected: { outcome: '3xx', reason: 'answered 302 (Location: /elsewhere)', status: 302 },
  },
  ...[200, 201, 202, 204, 206].map(status => answer(status, 'ok')),
  ...[300, 301, 302, 303, 304, 307, 308].map(status => answer(status, '3xx')),
  ...[400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 429, 451].map(status => answer(status, '4xx')),
  ...[500, 501, 502, 503, 504].map(status => answer(status, '5xx')),
]

export const outcomeRows: readonly OutcomeRow[] = [
  ...connection,
  ...handshake,
  ...waiting,
  ...breakingOff,
  ...unusable,
  ...answers,
]
