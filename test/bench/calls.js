import { fork } from 'node:child_process'
import { once } from 'node:events'
import { measure, median, percent, profile, table, whole } from './measure.js'
import { openExchange, playLanes, playWaves } from './play.js'
import { createRaw } from './raw.js'

const levels = [
  { lanes: 1, calls: 100 },
  { lanes: 16, calls: 400 },
  { lanes: 64, calls: 800 },
]

/**
 * Calls of three webhooks over real HTTP in virtual time, signed and traced, against the same three requests made raw.
 * All variants of a level are measured round by round, one after the other, so that a busy machine hits all of them.
 */
export async function calls({ rounds }) {
  const server = fork(new URL('./server.js', import.meta.url))
  const [origin] = await once(server, 'message')
  const raw = createRaw(origin)
  const results = []
  try {
    for (const { lanes, calls } of levels) {
      const variants = {
        raw: () => measure(() => raw.play(lanes, calls)),
        lanes: () => withExchanges(origin, lanes, exchanges => measure(() => playLanes(exchanges, origin, calls))),
        ...(lanes > 1 && {
          waves: () =>
            withExchanges(origin, 1, ([exchange]) => measure(() => playWaves(exchange, origin, lanes, calls))),
        }),
      }
      const samples = Object.fromEntries(Object.keys(variants).map(name => [name, []]))
      for (let round = -1; round < rounds; round++) {
        for (const [name, run] of Object.entries(variants)) {
          const { wall, cpu } = await run()
          if (round >= 0) samples[name].push({ perSecond: (calls * 1e6) / wall, cpu: cpu / calls })
        }
      }
      const [rawRate] = [samples.raw.map(sample => sample.perSecond)]
      for (const [name, taken] of Object.entries(samples)) {
        results.push({
          variant: name,
          concurrency: lanes,
          perSecond: median(taken.map(sample => sample.perSecond)),
          ofRaw: median(taken.map((sample, round) => sample.perSecond / rawRate[round])),
          cpu: median(taken.map(sample => sample.cpu)),
        })
      }
    }

    const { lanes, calls } = levels.at(-1)
    const breakdown = await withExchanges(origin, lanes, exchanges =>
      profile(() => playLanes(exchanges, origin, calls * 3)),
    )
    return { rounds, results, breakdown }
  } finally {
    await raw.close()
    server.disconnect()
  }
}

/** Opens exchanges whose connections are up and whose code is warm, and closes them after `work`. */
async function withExchanges(origin, count, work) {
  const exchanges = Array.from({ length: count }, () => openExchange())
  try {
    await playLanes(exchanges, origin, count)
    return await work(exchanges)
  } finally {
    await Promise.all(exchanges.map(exchange => exchange.close()))
  }
}

const names = {
  raw: 'three raw requests',
  lanes: 'calls, an exchange each',
  waves: 'calls, one exchange, in waves',
}

export function printCalls({ rounds, results, breakdown }) {
  const cpu = results.findLast(result => result.variant === 'lanes').cpu
  return [
    `A call of three webhooks, signed and traced, in virtual time (medians of ${rounds} interleaved rounds)`,
    '',
    table(
      ['', 'at once', 'per second', 'of raw', 'client CPU, us each'],
      ...results.map(result => [
        names[result.variant],
        result.concurrency,
        whole(result.perSecond),
        percent(result.ofRaw),
        whole(result.cpu),
      ]),
    ),
    '',
    `Where the ${whole(cpu)} us of a call go (sampled while ${levels.at(-1).lanes} exchanges play)`,
    '',
    table(['', 'share', 'us'], ...breakdown.map(({ owner, share }) => [owner, percent(share), whole(share * cpu)])),
  ].join('\n')
}
