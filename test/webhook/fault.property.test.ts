import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/exchange/exchange.js'
import { faultNames, type WrittenFault } from '../../src/webhook/fault.js'
import type { FaultRule } from '../../src/webhook/fault-rule.js'
import { readPolicy } from '../../src/webhook/fragment.js'
import { regions } from '../../src/webhook/regions.js'

const fault = fc.oneof(
  fc.constantFrom(...faultNames),
  fc.record({ slow: fc.integer({ min: 1, max: 60_000 }) }),
  fc.record({ drip: fc.integer({ min: 1, max: 60_000 }) }),
  fc.record({ status: fc.integer({ min: 200, max: 599 }) }),
  fc.record({ 'stall-after': fc.integer({ min: 0, max: 1_000 }) }),
) as fc.Arbitrary<WrittenFault>

const rule: fc.Arbitrary<FaultRule> = fc
  .record(
    {
      fault,
      purpose: fc.constantFrom('answer', 'fallback', 'hangup'),
      attempts: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
      times: fc.integer({ min: 1, max: 4 }),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['fault'] },
  )
  .map(one => one as FaultRule)

const fragment = fc
  .record(
    {
      ct: fc.integer({ min: 100, max: 10_000 }),
      rt: fc.oneof(fc.integer({ min: 100, max: 2_000 }), fc.integer({ min: 100, max: 40_000 })),
      tt: fc.oneof(fc.integer({ min: 100, max: 4_000 }), fc.integer({ min: 100, max: 55_000 })),
      rc: fc.integer({ min: 0, max: 5 }),
      rp: fc.constantFrom('all', 'ct', 'rt', '4xx', '5xx', 'ct,rt,5xx'),
      er: fc.constantFrom(...regions),
    },
    { requiredKeys: [] },
  )
  .map(keys =>
    Object.entries(keys)
      .map(([key, value]) => `${key}=${value}`)
      .join('&'),
  )

const latency = fc.record(
  Object.fromEntries(
    regions.map(region => [region, fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 20_000 }))]),
  ),
  {
    requiredKeys: [],
  },
)

interface Settings {
  readonly seed: number
  readonly faults: FaultRule[]
  readonly latency: Readonly<Record<string, number | undefined>>
  readonly written: string
  readonly secure: boolean
}

const run: fc.Arbitrary<Settings> = fc.record({
  seed: fc.integer({ min: 0 }),
  faults: fc.array(rule, { maxLength: 5 }),
  latency,
  written: fragment,
  secure: fc.boolean(),
})

/** A call whose answer, fallback and hangup URLs have the same policy; each may meet any fault. */
async function callTrace({ seed, faults, latency, written, secure }: Settings) {
  const exchange = createExchange({ seed, faults, regions: { latency, hosts: { '*': 'mumbai' } } })
  const origin = `http${secure ? 's' : ''}://app.test`
  exchange.mount(origin, () => new Response('<Response><Speak>Hello</Speak></Response>'))
  const url = (path: string) => `${origin}/${path}#${written}`
  const caller = exchange.call({ answerUrl: url('answer'), fallbackUrl: url('sorry'), hangupUrl: url('bye') })
  await caller.callEnds()
  await exchange.close()
  return caller.call.trace
}

describe('whatever goes wrong', () => {
  it('no webhook lasts longer than tt, is attempted more than rc + 1 times, or again after a partial response', async () => {
    await fc.assert(
      fc.asyncProperty(run, async settings => {
        const { policy } = readPolicy(`http://h/#${settings.written}`, true)
        const trace = await callTrace(settings)
        for (const { webhook } of trace.of('webhook.sent')) {
          const attempts = trace.of('webhook.attempted').filter(one => one.webhook === webhook)
          const spent = attempts.reduce((sum, { cost }) => sum + cost, 0)
          expect(spent).toBeLessThanOrEqual(policy.tt)
          expect(attempts.length).toBeLessThanOrEqual(policy.rc + 1)
          for (const { outcome } of attempts.slice(0, -1)) expect([...policy.rp]).toContain(outcome)
          const ends = [...trace.of('webhook.delivered'), ...trace.of('webhook.failed')]
          expect(ends.filter(one => one.webhook === webhook)).toHaveLength(1)
        }
      }),
      { numRuns: 250 },
    )
  })

  it('the same seed gives the same trace, chance and all', async () => {
    await fc.assert(
      fc.asyncProperty(run, async settings => {
        const one = await callTrace(settings)
        const other = await callTrace(settings)
        expect(other.jsonLines()).toBe(one.jsonLines())
      }),
      { numRuns: 60 },
    )
  })
})
