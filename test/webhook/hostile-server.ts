import { readFileSync } from 'node:fs'
import net from 'node:net'
import tls from 'node:tls'
import { Worker } from 'node:worker_threads'

export interface HostileServer {
  readonly port: number
  readonly url: string
  /** Connections accepted so far. */
  readonly connections: () => number
  close(): Promise<void>
}

/** What is done to each request, byte by byte; `count` is 1 for the first of all. */
export type Behaviour = (socket: net.Socket, request: string, count: number) => void

/** A server on loopback that does to each request what `behave` says; over TLS if it is given a certificate. */
export async function hostileServer(behave: Behaviour, certificate?: string): Promise<HostileServer> {
  const sockets = new Set<net.Socket>()
  let connections = 0
  let requests = 0
  const secure = certificate !== undefined
  const server = secure ? tls.createServer({ cert: pem(certificate), key: pem('key') }) : net.createServer()
  server.on('connection', socket => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  server.on(secure ? 'secureConnection' : 'connection', (socket: net.Socket) => {
    socket.on('error', () => {})
    socket.on('data', data => behave(socket, data.toString('latin1'), ++requests))
  })
  const port = await new Promise<number>(resolve => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port))
  })
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { port, url: `http${secure ? 's' : ''}://127.0.0.1:${port}/`, connections: () => connections, close }
}

/** A file of certificates/, which says what each is. */
export const pem = (name: string): string => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8')

/** A port of loopback where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await hostileServer(() => {})
  await server.close()
  return server.port
}

/**
 * A port of loopback whose connections never complete: its owner listens and then blocks for ever, and its queue of
 * waiting connections is full. Undefined where the system does not behave like that.
 */
export async function blackhole(): Promise<{ url: string; close(): Promise<void> } | undefined> {
  const owner = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const server = require('node:net').createServer()
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
     })`,
    { eval: true },
  )
  const port = await new Promise<number>(resolve => owner.once('message', resolve))
  const fillers: net.Socket[] = []
  let full = false
  for (let i = 0; i < 16 && !full; i++) full = !(await connects(port, fillers))
  const close = async () => {
    for (const socket of fillers) socket.destroy()
    await owner.terminate()
  }
  if (full) return { url: `http://127.0.0.1:${port}/`, close }
  await close()
  return undefined
}

const connects = (port: number, into: net.Socket[]): Promise<boolean> =>
  new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    into.push(socket)
    socket.on('error', () => {})
    const timer = setTimeout(() => {
      socket.destroy()
      resolve(false)
    }, 250)
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })
