import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { RealClock } from '../../dist/clock/real-clock.js'
import { createWebhookEngine } from '../../dist/webhook/engine.js'
import { readPolicy } from '../../dist/webhook/fragment.js'
import { createUndiciTransport } from '../../dist/webhook/undici-transport.js'
import { heap, median, table } from './measure.js'

const count = 10_000
const rt = 1_000
/** Ms over which the webhooks begin, so that they also end spread over the run, and all of them wait at once. */
const ramp = 900

/**
 * Many webhooks that are all waited for at once: how much memory they hold, and how far from its deadline each is given up.
 * The connections are there already, for a machine cannot make so many within rt.
 */
export async function stalled() {
  const server = fork(fileURLToPath(new URL('silent-server.js', import.meta.url)))
  const [origin] = await once(server, 'message')
  const transport = createUndiciTransport()
  const requests = []
  const engine = createWebhookEngine(
    {
      clock: new RealClock(),
      transport: async request => {
        const began = performance.now()
        const result = await transport(request)
        requests.push({ ms: performance.now() - began, outcome: result.outcome })
        return result
      },
      record: () => {},
      tokensOf: () => ({ authToken: 'token' }),
      nonce: () => '12345678901234567890',
    },
    { measured: true },
  )
  const { policy, url } = readPolicy(`${origin}/#rt=${rt}&rc=0`, true)
  const webhook = { call: 'c', purpose: 'answer', url, method: 'POST', params: { To: '1' }, policy, signed: true }
  const send = () => new Promise(resolve => engine.send(webhook, resolve))

  const empty = await heap()
  const rssBefore = process.memoryUsage().rss
  // Each of these is answered, and leaves a connection behind.
  await Promise.all(Array.from({ length: count }, send))
  const warm = requests.splice(0)

  const began = performance.now()
  const flights = []
  let peak = 0
  await new Promise(resolve => {
    const more = () => {
      const due = Math.min(count, Math.ceil(((performance.now() - began) / ramp) * count))
      while (flights.length < due) flights.push(send())
      if (flights.length < count) setTimeout(more, 1)
      else resolve()
    }
    more()
  })
  const begun = performance.now() - began
  const held = process.memoryUsage()
  peak = count - requests.length
  await Promise.all(flights)
  const errors = requests.map(({ ms }) => ms - rt)
  const outcomes = Object.fromEntries(
    [...new Set(requests.map(one => one.outcome))].map(one => [one, requests.filter(r => r.outcome === one).length]),
  )
  await transport.close()
  await new Promise(resolve => setTimeout(resolve, 100))
  const left = process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
  server.disconnect()
  return {
    count,
    answered: warm.filter(({ outcome }) => outcome === 'ok').length,
    begun,
    waitingAtOnce: peak,
    outcomes,
    heapMB: (held.heapUsed - empty) / 2 ** 20,
    rssMB: (held.rss - rssBefore) / 2 ** 20,
    error: { min: Math.min(...errors), median: median(errors), max: Math.max(...errors) },
    late: errors.filter(one => one > 50).length,
    socketsLeft: left,
  }
}

export const printStalled = ({ count, begun, waitingAtOnce, outcomes, heapMB, rssMB, error, late, socketsLeft }) =>
  [
    `${count.toLocaleString('en-US')} webhooks with rt = ${rt} that nobody answers, begun within ${Math.round(begun)} ms`,
    '',
    table(
      [
        'waiting at once',
        'outcomes',
        'MB of heap',
        'MB resident',
        'ms after rt: min',
        'median',
        'max',
        'over 50',
        'sockets left',
      ],
      [
        waitingAtOnce,
        JSON.stringify(outcomes),
        heapMB.toFixed(0),
        rssMB.toFixed(0),
        ...[error.min, error.median, error.max].map(one => one.toFixed(1)),
        late,
        socketsLeft,
      ],
    ),
  ].join('\n')
