import { describe, expect, it } from 'vitest'
import { ClockError, StuckError } from '../../src/clock/clock.js'
import { VirtualClock } from '../../src/clock/virtual-clock.js'

/** Lets the clock run for so long, and returns what happened. */
const runFor = (clock: VirtualClock, ms: number) =>
  clock.run<void>(done => void clock.after(ms, 'the end of the test', () => done()))

describe('time jumps from timer to timer', () => {
  it('while a timer fires, now is the instant it was due at: chained delays add up', async () => {
    const clock = new VirtualClock()
    const at: number[] = []
    clock.after(100, 'first', () => {
      at.push(clock.now)
      clock.after(10, 'second', () => at.push(clock.now))
    })
    await runFor(clock, 1000)
    expect(at).toEqual([100, 110])
    expect(clock.now).toBe(1000)
  })

  it('timers of one instant fire in the order in which they were created', async () => {
    const clock = new VirtualClock()
    const fired: string[] = []
    for (const name of ['a', 'b', 'c']) clock.after(5, name, () => fired.push(name))
    clock.after(0, 'now', () => fired.push('now'))
    await runFor(clock, 5)
    expect(fired).toEqual(['now', 'a', 'b', 'c'])
  })

  it('a cancelled timer does not fire; cancelling it again, or nothing, is no error', async () => {
    const clock = new VirtualClock()
    const timer = clock.after(5, 'never', () => expect.unreachable())
    clock.cancel(timer)
    clock.cancel(timer)
    clock.cancel(undefined)
    await runFor(clock, 10)
  })

  it('time is frozen while nobody waits', async () => {
    const clock = new VirtualClock()
    let fired = false
    clock.after(5, 'later', () => {
      fired = true
    })
    await runFor(clock, 1)
    await new Promise(resolve => setImmediate(resolve))
    expect([clock.now, fired]).toEqual([1, false])
  })

  it('a waiter’s continuation acts before time goes on for others', async () => {
    const clock = new VirtualClock()
    const seen: string[] = []
    const first = runFor(clock, 10).then(() => seen.push(`first at ${clock.now}`))
    const second = runFor(clock, 20).then(() => seen.push(`second at ${clock.now}`))
    await Promise.all([first, second])
    expect(seen).toEqual(['first at 10', 'second at 20'])
  })
})

describe('a hold forbids time to move', () => {
  it('time stands still while work is in flight, and goes on after it', async () => {
    const clock = new VirtualClock()
    const order: string[] = []
    const hold = clock.hold('a webhook')
    clock.after(1, 'a timer', () => order.push(`timer at ${clock.now}`))
    setImmediate(() => hold.release(() => order.push(`answer at ${clock.now}`)))
    await runFor(clock, 5)
    expect(order).toEqual(['answer at 0', 'timer at 1'])
  })

  it('answers are handed over in the order in which the requests were issued, whatever order they came in', async () => {
    const clock = new VirtualClock()
    const order: string[] = []
    const [first, second] = [clock.hold('first'), clock.hold('second')]
    second.release(() => order.push('second'))
    setImmediate(() => first.release(() => order.push('first')))
    await runFor(clock, 1)
    expect(order).toEqual(['first', 'second'])
  })

  it('what is due at this instant fires before answers are handed over', async () => {
    const clock = new VirtualClock()
    const order: string[] = []
    clock.hold('a webhook').release(() => order.push('answer'))
    clock.after(0, 'due', () => order.push('timer'))
    await runFor(clock, 1)
    expect(order).toEqual(['timer', 'answer'])
  })

  it('a cost is call time: the answer is handed over so much later', async () => {
    const clock = new VirtualClock()
    let at = -1
    clock.hold('a timeout').release(() => {
      at = clock.now
    }, 3000)
    await runFor(clock, 5000)
    expect(at).toBe(3000)
  })

  it('a hold released twice is an error that names it', () => {
    const clock = new VirtualClock()
    const hold = clock.hold('POST http://a.test/')
    hold.release(() => {})
    expect(() => hold.release(() => {})).toThrow(new ClockError('the hold "POST http://a.test/" was released twice'))
  })

  it('tells what is in flight and what is waited for', () => {
    const clock = new VirtualClock()
    clock.hold('POST http://a.test/')
    clock.after(7, 'GetDigits timeout', () => {})
    expect(clock.pending()).toEqual({ holds: ['POST http://a.test/'], timers: ['GetDigits timeout (due at 7 ms)'] })
  })
})

describe('an await that can never come true fails at once', () => {
  it('when nothing is left that could happen', async () => {
    const waiting = new VirtualClock().run(() => {}, { name: 'the prompt' })
    await expect(waiting).rejects.toThrow(StuckError)
    await expect(waiting).rejects.toThrow('nothing that could still happen would bring about: the prompt')
  })

  it('when only background timers are left; who has patience lets them fire', async () => {
    const clock = new VirtualClock()
    let reached = () => {}
    clock.after(4000, 'the time limit', () => reached(), { background: true })
    await expect(clock.run(() => {}, { name: 'a prompt' })).rejects.toThrow(StuckError)
    expect(clock.now).toBe(0)
    const end = (done: () => void) => {
      reached = done
    }
    await clock.run<void>(end, { name: 'the end', patience: 'background' })
    expect(clock.now).toBe(4000)
  })

  it('a timer that re-arms itself without time passing is named', async () => {
    const clock = new VirtualClock()
    const again = () => void clock.after(0, 'a mad timer', again)
    again()
    await expect(clock.run(() => {})).rejects.toThrow('"a mad timer" fires again and again without time passing')
  })
})

it('an answer whose delivery fails does not keep the others from what they wait for', async () => {
  const clock = new VirtualClock()
  const delivered: string[] = []
  clock.hold('first').release(() => {
    throw new Error('broken')
  })
  clock.hold('second').release(() => delivered.push('second'))
  await expect(runFor(clock, 1)).rejects.toThrow('broken')
  expect(delivered).toEqual(['second'])
})
