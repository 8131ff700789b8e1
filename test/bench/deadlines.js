import { createServer } from 'node:net'
import { Worker } from 'node:worker_threads'
import { createUndiciTransport } from '../../dist/webhook/undici-transport.js'
import { median, table } from './measure.js'

const settings = [100, 250, 1_000, 3_000]
const perRound = 5
const enough = 60_000

/**
 * How late an attempt is given up, in ms: ct on a connection that never completes, rt on one that is accepted and silent,
 * tt on a body that keeps dripping. Some at once, in rounds, on loopback.
 */
export async function deadlines({ rounds }) {
  const silent = await listen(() => {})
  const dripping = await listen(drip)
  const hole = await blackhole()
  const transport = createUndiciTransport()
  const kinds = { ...(hole && { ct: hole.port }), rt: silent.port, tt: dripping.port }
  const rows = []
  for (const [key, port] of Object.entries(kinds)) {
    for (const ms of settings) {
      const late = []
      for (let round = 0; round < rounds; round++) {
        const attempts = Array.from({ length: perRound }, () => lateness(transport, port, key, ms))
        late.push(...(await Promise.all(attempts)))
      }
      rows.push({ key, ms, count: late.length, early: late.filter(one => one < 0).length, ...spread(late) })
    }
  }
  await transport.close()
  await Promise.all([silent.close(), dripping.close(), hole?.close()])
  return { blackhole: hole !== undefined, rows }
}

const spread = values => ({ min: Math.min(...values), median: median(values), max: Math.max(...values) })

async function lateness(transport, port, key, ms) {
  const origin = `http://127.0.0.1:${port}`
  const limits = { ct: enough, rt: enough, tt: enough, [key]: ms }
  const request = {
    url: `${origin}/`,
    origin,
    path: '/',
    method: 'POST',
    headers: {},
    body: 'a=1',
    attempt: 1,
    limit: 1e6,
  }
  const began = performance.now()
  const { measured } = await transport({ ...request, ...limits })
  // rt begins when the request has been written; what came before it is not its own.
  const before = key === 'rt' ? (measured?.connect ?? 0) : 0
  return performance.now() - began - before - ms
}

function listen(behave) {
  const sockets = new Set()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => behave(socket))
  })
  const close = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise(resolve => server.close(resolve))
  }
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, close }))
  })
}

function drip(socket) {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
  const timer = setInterval(() => socket.write('x'), 20)
  socket.on('close', () => clearInterval(timer))
}

/** A port whose owner listens, then blocks, with its queue of connections full; undefined where that does not hang. */
async function blackhole() {
  const owner = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const server = require('node:net').createServer()
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
     })`,
    { eval: true },
  )
  const port = await new Promise(resolve => owner.once('message', resolve))
  const { connect } = await import('node:net')
  const fillers = Array.from({ length: 16 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await new Promise(resolve => setTimeout(resolve, 300))
  const full = fillers.some(socket => socket.connecting)
  const close = async () => {
    for (const socket of fillers) socket.destroy()
    await owner.terminate()
  }
  if (full) return { port, close }
  await close()
  return undefined
}

export const printDeadlines = ({ blackhole, rows }) =>
  [
    'How late an attempt is given up, in ms',
    ...(blackhole ? [] : ['(this system completes connections that nobody accepts: ct is not measured)']),
    '',
    table(
      ['deadline', 'attempts', 'early', 'min', 'median', 'max'],
      ...rows.map(({ key, ms, count, early, min, median, max }) => [
        `${key} = ${ms}`,
        count,
        early,
        ...[min, median, max].map(one => one.toFixed(1)),
      ]),
    ),
  ].join('\n')
