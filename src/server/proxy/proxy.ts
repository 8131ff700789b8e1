import type { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { deadline } from '../../clock/deadline.js'
import { printable } from '../../trace/printable.js'
import { destination, type ProxyRules, refuseStranger } from './admission.js'
import type { Authority } from './authority.js'
import { isEnded, markSocket } from './came-by-proxy.js'
import { dial } from './dial.js'
import { isPlivoHost } from './plivo-hosts.js'
import { type Refusal, refuseSocket } from './refusal.js'
import { readTarget, type Target } from './target.js'
import { join } from './tunnel.js'

export interface ProxyOptions extends ProxyRules {
  readonly authority: Authority
  /** Told what was refused, and what failed, in a line that is safe to print. */
  readonly log?: (line: string) => void
}

/** How long a TLS handshake may take, in ms. */
const handshakeWithin = 10_000
/** Ms of silence after which the system asks whether the peer is still there. */
const aliveEvery = 60_000

/**
 * Lets an HTTP server be an HTTPS proxy, too (RFC 9110, 9.3.6). For Plivo's API hosts it ends TLS itself, and hands what it
 * has deciphered to the same server; any other connection is passed on untouched, or refused.
 */
export function attachProxy(server: Server, options: ProxyOptions): { close(): void } {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.setKeepAlive(true, aliveEvery)
    // A tunnel may be silent as long as it likes: the patience of the server is for requests.
    socket.removeAllListeners('timeout')
  }
  const connect = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Whatever happens to it is no business of the server's.
    stream.on('error', () => {})
    if (!(stream instanceof Socket)) return void stream.destroy()
    keep(stream)
    const admitted = admit(request, stream, options)
    if ('status' in admitted) return refuse(stream, admitted)
    if (head.length > 0) stream.unshift(head)
    if (isPlivoHost(admitted.host)) void endTls(stream, admitted)
    else tunnel(stream, admitted)
  }
  const refuse = (socket: Socket, refusal: Refusal) => {
    options.log?.(`proxy: ${refusal.text}`)
    refuseSocket(socket, refusal)
  }
  const tunnel = (client: Socket, target: Target) => {
    dial(target, client, result => {
      if (client.destroyed) return
      if ('status' in result) return refuse(client, result)
      keep(result)
      client.write(established)
      join(client, result)
    })
  }
  const endTls = async (client: Socket, target: Target) => {
    const fail = (why: string) => options.log?.(`proxy: no TLS with the application for ${target.host}: ${why}`)
    const callOff = deadline(handshakeWithin, () => {
      fail(`no handshake within ${handshakeWithin / 1000} s`)
      client.destroy()
    })
    client.once('close', callOff)
    const secureContext = await options.authority.secureContext()
    client.write(established)
    const secure = new TLSSocket(client, {
      isServer: true,
      secureContext,
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => {
        if (isPlivoHost(name)) done(null)
        else done(new Error(`it asks for ${printable(name.slice(0, 253))}`))
      },
    })
    secure.on('error', error => {
      if (!isEnded(secure)) fail(reasonOf(error))
    })
    // Some clients look at the certificate, and leave without a word.
    secure.once('end', () => {
      if (secure.bytesRead > 0) return
      fail(distrusted)
      secure.destroy()
    })
    secure.once('close', () => client.destroy())
    secure.once('secure', () => {
      callOff()
      markSocket(secure)
      server.emit('connection', secure)
    })
  }
  server.on('connect', connect)
  return {
    close() {
      server.off('connect', connect)
      for (const socket of sockets) socket.destroy()
    },
  }
}

const established = 'HTTP/1.1 200 Connection established\r\n\r\n'

/** Where a CONNECT may lead. */
function admit(request: IncomingMessage, socket: Socket, rules: ProxyRules): Target | Refusal {
  if (isEnded(socket)) return { status: 405, text: "Plivo's API is no proxy: CONNECT is not allowed there." }
  const stranger = refuseStranger(request, rules)
  if (stranger) return stranger
  const target = readTarget(request.url ?? '')
  if (typeof target === 'string') return { status: 400, text: target }
  const where = destination(target, 443, rules)
  return typeof where === 'string' ? target : where
}

/** What a client that does not trust the certificate says in its alert. */
const distrust = /unknown ca|bad certificate|certificate unknown/i

const distrusted = 'it does not trust the certificate, it seems; "offhook exec" makes it known to most programs'

const reasonOf = ({ message }: Error): string => (distrust.test(message) ? distrusted : printable(message))
