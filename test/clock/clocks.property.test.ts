import { fc, test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clock, Timer } from '../../src/clock/clock.js'
import { RealClock } from '../../src/clock/real-clock.js'
import { VirtualClock } from '../../src/clock/virtual-clock.js'

/** A timer that, when it fires, arms others and cancels one that was armed before it. */
interface Plan {
  readonly delay: number
  readonly then: readonly Plan[]
  readonly cancels: number
}

const delays = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constantFrom(0, 10, 10, 1000))

const planOf = (then: fc.Arbitrary<readonly Plan[]>): fc.Arbitrary<Plan> =>
  fc.record({ delay: delays, then, cancels: fc.integer({ min: -1, max: 20 }) })

const leaf = planOf(fc.constant([]))
const branch = planOf(fc.array(leaf, { maxLength: 3 }))
const plan = planOf(fc.array(fc.oneof(leaf, branch), { maxLength: 3 }))

/** Arms the plans, and returns a log that fills while time goes on. */
const arm = (clock: Clock, plans: readonly Plan[]): string[] => {
  const log: string[] = []
  const armed: Timer[] = []
  const start = ({ delay, then, cancels }: Plan, name: string): void => {
    armed.push(
      clock.after(delay, name, () => {
        log.push(`${name} at ${clock.now}`)
        for (const [index, next] of then.entries()) start(next, `${name}.${index}`)
        clock.cancel(armed[cancels])
      }),
    )
  }
  for (const [index, one] of plans.entries()) start(one, `${index}`)
  return log
}

const enough = 10_000

describe('both clocks keep one total order', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  test.prop([fc.array(plan, { minLength: 1, maxLength: 8 }), fc.constantFrom(1, 4, 20)])(
    'a random program of timers fires in the same order, at the same instants',
    async (plans, speed) => {
      const virtual = new VirtualClock()
      const virtualLog = arm(virtual, plans)
      await virtual.run<void>(done => void virtual.after(enough, 'end', () => done()))

      const real = new RealClock(speed)
      const realLog = arm(real, plans)
      vi.advanceTimersByTime(enough / speed + 1)
      expect(realLog).toEqual(virtualLog)
    },
  )

  it('speed 4 is four times as fast', () => {
    const clock = new RealClock(4)
    let fired = false
    clock.after(4000, 'later', () => {
      fired = true
    })
    vi.advanceTimersByTime(999)
    expect(fired).toBe(false)
    vi.advanceTimersByTime(1)
    expect(fired).toBe(true)
  })

  it('a delay of 2^31 ms or more does not fire at once', () => {
    const clock = new RealClock()
    let fired = false
    clock.after(2 ** 31 + 5, 'in 25 days', () => {
      fired = true
    })
    vi.advanceTimersByTime(2 ** 31)
    expect(fired).toBe(false)
    vi.advanceTimersByTime(5)
    expect(fired).toBe(true)
  })

  it('a real answer is handed over at once: its time has passed', async () => {
    const clock = new RealClock()
    const order: string[] = []
    clock.hold('a webhook').release(() => order.push('answer'), 3000)
    expect(order).toEqual(['answer'])
    expect(clock.pending().holds).toEqual([])
  })

  it('a speed of 0 or less is refused', () => {
    expect(() => new RealClock(0)).toThrow(RangeError)
  })
})
