import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'
import { account, createOffice, listen } from './office.js'

/** How often the scenario is played; OFFHOOK_RUNS=1000 for the long version. */
const runs = Number(process.env.OFFHOOK_RUNS ?? 200)
/** How many exchanges are open side by side. */
const lanes = 25

describe('the same seed and the same application', () => {
  it(`give the same trace byte for byte in ${runs} runs, however late each webhook is answered`, async () => {
    const office = await listen(createOffice({ latency: { max: 20, seed: 7 } }))
    const traces = new Map<string, number>()
    let begun = 0
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        while (begun++ < runs) {
          const trace = await play(office.origin)
          traces.set(trace, (traces.get(trace) ?? 0) + 1)
        }
      }),
    )
    await office.close()

    const [first = ''] = traces.keys()
    expect(first).toContain('"type":"call.ended"')
    expect([...traces.values()], differences([...traces.keys()])).toEqual([runs])
  }, 120_000)
})

/**
 * Two calls at once into an office whose latencies differ from run to run, so that their webhooks overtake each other
 * on the network: one caller enters a PIN, the other says what he wants.
 */
async function play(origin: string): Promise<string> {
  const exchange = createExchange({ seed: 7, account })
  const ring = (from: string, path: string) =>
    exchange.call({ from, to: '+14155550199', answerUrl: `${origin}${path}`, hangupUrl: `${origin}/hangup` })

  const ann = ring('+14155550101', '/pin')
  const bob = ring('+14155550102', '/wish')
  await Promise.all([
    (async () => {
      await ann.hears('Enter your four digit PIN')
      await ann.presses('2580')
      await ann.callEnds()
    })(),
    (async () => {
      await bob.hears('What can we do for you')
      await bob.says('opening hours')
      await bob.callEnds()
    })(),
  ])
  const trace = ann.call.trace.jsonLines() + bob.call.trace.jsonLines()
  await exchange.close()
  return trace
}

/** The first line in which two traces differ. */
function differences([first = '', second]: readonly string[]): string {
  if (second === undefined) return ''
  const lines = first.split('\n')
  const others = second.split('\n')
  const at = lines.findIndex((line, index) => line !== others[index])
  return `the traces differ from line ${at + 1} on:\n${lines[at]}\n${others[at]}`
}
