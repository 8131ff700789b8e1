import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { RealClock } from '../../dist/clock/real-clock.js'
import { createWebhookEngine } from '../../dist/webhook/engine.js'
import { readPolicy } from '../../dist/webhook/fragment.js'
import { createUndiciTransport } from '../../dist/webhook/undici-transport.js'
import { heap, median, table, whole } from './measure.js'

const count = 10_000
const rt = 1_000
/** Ms over which webhooks begin: as fast as this process can, and at a pace at which it is not busy all the time. */
const ramps = [0, 10_000, 20_000]

/**
 * Many webhooks that nobody answers: what they hold while all of them wait, and how long after its deadline each is given
 * up. Connections are made beforehand, so that all can be waited for at once.
 */
export async function stalled() {
  const server = fork(fileURLToPath(new URL('silent-server.js', import.meta.url)))
  const [origin] = await once(server, 'message')
  const memory = await held(origin)
  const paces = []
  for (const ramp of ramps) paces.push(await givenUp(origin, ramp))
  server.disconnect()
  return { memory, paces }
}

/** Heap and resident memory of webhooks that all wait at once, connections included. */
async function held(origin) {
  const before = { heap: await heap(), rss: process.memoryUsage().rss }
  const { send, transport } = client(origin, 15_000)
  await Promise.all(Array.from({ length: count }, () => send('/warm')))
  let waiting = count
  const ends = Array.from({ length: count }, () => send().then(() => waiting--))
  const inHeap = (await heap()) - before.heap
  const resident = process.memoryUsage().rss - before.rss
  const atOnce = waiting
  await transport.close()
  await Promise.all(ends)
  return { atOnce, heapMB: inHeap / 2 ** 20, residentMB: resident / 2 ** 20 }
}

async function givenUp(origin, ramp) {
  const { send, transport, attempts } = client(origin, rt)
  // Each of these is answered, and leaves a connection behind.
  if (ramp === 0) await Promise.all(Array.from({ length: count }, () => send('/warm')))
  attempts.length = 0
  const began = performance.now()
  const ends = []
  while (ends.length < count) {
    const due = ramp === 0 ? count : Math.min(count, Math.ceil(((performance.now() - began) / ramp) * count))
    while (ends.length < due) ends.push(send())
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  const begun = performance.now() - began
  await Promise.all(ends)
  await transport.close()
  await new Promise(resolve => setTimeout(resolve, 50))
  const late = attempts.filter(({ outcome }) => outcome === 'rt').map(({ waited }) => waited - rt)
  return {
    begun,
    timeouts: late.length,
    early: late.filter(ms => ms < 0).length,
    median: median(late),
    max: Math.max(...late),
    over50: late.filter(ms => ms > 50).length,
    socketsLeft: process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length,
  }
}

/** An engine in real time, and what its attempts came to. */
function client(origin, ms) {
  const transport = createUndiciTransport()
  const attempts = []
  const engine = createWebhookEngine(
    {
      clock: new RealClock(),
      transport: async request => {
        const result = await transport(request)
        attempts.push({ outcome: result.outcome, waited: result.measured?.wait ?? 0 })
        return result
      },
      record: () => {},
      tokensOf: () => ({ authToken: 'token' }),
      nonce: () => '12345678901234567890',
    },
    { measured: true },
  )
  const common = { call: 'c', purpose: 'answer', method: 'POST', params: { To: '1' }, signed: true }
  const send = (path = '/') =>
    new Promise(resolve => {
      const { policy, url } = readPolicy(`${origin}${path}#rt=${ms}&rc=0`, true)
      engine.send({ ...common, url, policy }, resolve)
    })
  return { transport, attempts, send }
}

export const printStalled = ({ memory, paces }) =>
  [
    `${whole(count)} webhooks that nobody answers: ${whole(memory.atOnce)} at once hold ${memory.heapMB.toFixed(0)} MB of heap, ${memory.residentMB.toFixed(0)} MB resident`,
    '',
    `The same with rt = ${rt}, given up so long after their deadlines (ms)`,
    '',
    table(
      ['begun within', 'timeouts', 'early', 'median', 'max', 'over 50 ms', 'sockets left'],
      ...paces.map(({ begun, timeouts, early, median, max, over50, socketsLeft }) => [
        `${(begun / 1000).toFixed(1)} s`,
        timeouts,
        early,
        median.toFixed(1),
        max.toFixed(1),
        over50,
        socketsLeft,
      ]),
    ),
  ].join('\n')
