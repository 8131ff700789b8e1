import { listenerOf } from './app.js'
import { measure, median, table, whole } from './measure.js'
import { openExchange, playWaves } from './play.js'

const origin = 'http://bench.test'

/** How many calls are up at once in one exchange, and how many are played per round (the longest in every third). */
const levels = [
  { atOnce: 1, calls: 200, every: 1 },
  { atOnce: 100, calls: 500, every: 1 },
  { atOnce: 1000, calls: 1000, every: 1 },
  { atOnce: 10_000, calls: 10_000, every: 3 },
]

/** Calls into an application in the same process, and whether a call costs more the more of them are up. */
export async function mount({ rounds }) {
  const samples = levels.map(() => [])
  await round({ atOnce: 100, calls: 500 })
  for (let turn = 0; turn < rounds; turn++) {
    for (const [index, level] of levels.entries()) {
      if (turn % level.every !== 0) continue
      const { wall, cpu } = await round(level)
      samples[index].push({ perSecond: (level.calls * 1e6) / wall, cpu: cpu / level.calls })
    }
  }
  return {
    rounds,
    results: levels.map(({ atOnce }, index) => ({
      atOnce,
      perSecond: median(samples[index].map(sample => sample.perSecond)),
      cpu: median(samples[index].map(sample => sample.cpu)),
    })),
  }
}

async function round({ atOnce, calls }) {
  const exchange = openExchange()
  exchange.mount(origin, listenerOf(origin))
  try {
    return await measure(() => playWaves(exchange, origin, atOnce, calls))
  } finally {
    await exchange.close()
  }
}

export const printMount = ({ rounds, results }) =>
  [
    `A call of three webhooks in process, without a socket (medians of ${rounds} interleaved rounds, every third for 10,000)`,
    '',
    table(
      ['calls at once in one exchange', 'calls per second', 'CPU, us each'],
      ...results.map(({ atOnce, perSecond, cpu }) => [whole(atOnce), whole(perSecond), whole(cpu)]),
    ),
  ].join('\n')
