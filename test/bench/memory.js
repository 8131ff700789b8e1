import { listenerOf } from './app.js'
import { heap, table } from './measure.js'
import { openExchange, ring } from './play.js'

const origin = 'http://bench.test'
const count = 10_000

/** What a call that is up costs in heap: many callers hold the line in one exchange, in a Wait of an hour. */
export async function memory() {
  const exchange = openExchange()
  exchange.mount(origin, listenerOf(origin))
  await ring(exchange, origin).callEnds()

  const before = await heap()
  const callers = Array.from({ length: count }, () => ring(exchange, origin, '/wait'))
  await callers[0].waits('10s')
  const perCall = ((await heap()) - before) / count
  const live = callers.filter(({ call }) => call.trace.of('element.started').at(-1)?.element === 'Wait').length
  await exchange.close()
  return { count, live, bytesPerLiveCall: Math.round(perCall) }
}

export const printMemory = ({ count, live, bytesPerLiveCall }) =>
  [
    `Heap of a live call: ${count.toLocaleString('en-US')} callers hold the line in one exchange`,
    '',
    table(
      ['calls', 'in their Wait', 'KB each', 'MB in all'],
      [
        count.toLocaleString('en-US'),
        live.toLocaleString('en-US'),
        (bytesPerLiveCall / 1024).toFixed(1),
        ((bytesPerLiveCall * count) / 2 ** 20).toFixed(0),
      ],
    ),
  ].join('\n')
