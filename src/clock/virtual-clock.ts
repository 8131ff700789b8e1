import { type Clock, ClockError, type Hold, type RunOptions, StuckError, type Timer } from './clock.js'
import { TimerQueue } from './timer-queue.js'

interface Waiter {
  readonly name: string
  readonly patient: boolean
  readonly fail: (error: unknown) => void
}

interface VirtualHold extends Hold {
  released: (() => void) | undefined
  cost: number
}

/**
 * Time that jumps from timer to timer while somebody waits for something, and stands still otherwise.
 *
 * One turn of the loop, in this order, so that a run does not depend on how fast the network was:
 * 1. what is due at this instant fires, one by one;
 * 2. if work is in flight, time waits until all of it is done, and hands it over in the order it was begun;
 * 3. else time jumps to the next timer.
 *
 * After anything that may have woken a promise, all continuations run before time goes on.
 */
export class VirtualClock implements Clock {
  readonly #timers = new TimerQueue()
  readonly #waiters = new Set<Waiter>()
  #holds: VirtualHold[] = []
  #unreleased = 0
  #wake: (() => void) | undefined
  #running = false
  #continuationsPending = false

  get now(): number {
    return this.#timers.now
  }

  after(delay: number, name: string, work: () => void, options?: { background?: boolean }): Timer {
    return this.#timers.add(this.now + Math.max(0, delay), name, options?.background ?? false, work)
  }

  cancel(timer: Timer | undefined): void {
    this.#timers.cancel(timer)
  }

  hold(name: string): Hold {
    const hold: VirtualHold = {
      name,
      released: undefined,
      cost: 0,
      release: (deliver, cost = 0) => {
        if (hold.released) throw new ClockError(`the hold "${name}" was released twice`)
        hold.released = deliver
        hold.cost = cost
        if (--this.#unreleased === 0) this.#wake?.()
      },
    }
    this.#holds.push(hold)
    this.#unreleased++
    return hold
  }

  run<T>(begin: (done: (value: T) => void, fail: (error: unknown) => void) => void, options?: RunOptions): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = <V>(pass: (value: V) => void) => {
        return (value: V) => {
          if (!this.#waiters.delete(waiter)) return
          this.#continuationsPending = true
          pass(value)
        }
      }
      const waiter: Waiter = {
        name: options?.name ?? 'the end of a wait',
        patient: options?.patience === 'background',
        fail: settle(reject),
      }
      this.#waiters.add(waiter)
      begin(settle(resolve), waiter.fail)
      if (!this.#running) void this.#loop()
    })
  }

  pending(): { holds: string[]; timers: string[] } {
    return { holds: this.#holds.map(hold => hold.name), timers: this.#timers.names() }
  }

  async #loop(): Promise<void> {
    this.#running = true
    this.#continuationsPending = true
    try {
      for (;;) {
        if (this.#continuationsPending) {
          this.#continuationsPending = false
          await macrotask()
          continue
        }
        if (this.#waiters.size === 0) return
        const next = this.#timers.peek()
        if (next && next.due <= this.now) this.#timers.fire()
        else if (this.#holds.length > 0) await this.#deliver()
        else if (next && this.#mayPass()) this.#timers.fire()
        else if (await this.#nothingMoves()) this.#giveUp()
      }
    } catch (error) {
      for (const waiter of [...this.#waiters]) waiter.fail(error)
    } finally {
      this.#running = false
    }
  }

  /** Waits for everything in flight and hands it over in the order it was begun. */
  async #deliver(): Promise<void> {
    if (this.#unreleased > 0) {
      await new Promise<void>(wake => {
        this.#wake = wake
      })
      this.#wake = undefined
      this.#continuationsPending = true // somebody may have begun something meanwhile
      return
    }
    const finished = this.#holds
    this.#holds = []
    const errors: unknown[] = []
    for (const { name, released, cost } of finished) {
      if (cost > 0) this.after(cost, name, released as () => void)
      else {
        // One that fails does not keep the others from what they wait for.
        try {
          ;(released as () => void)()
        } catch (error) {
          errors.push(error)
        }
      }
    }
    this.#continuationsPending = true
    if (errors.length > 0) throw errors[0]
  }

  #mayPass(): boolean {
    if (!this.#timers.onlyBackground) return true
    for (const waiter of this.#waiters) if (waiter.patient) return true
    return false
  }

  /** Whether even a last turn for promises begins nothing new. */
  async #nothingMoves(): Promise<boolean> {
    const { length } = this.#holds
    const next = this.#timers.peek()
    await macrotask()
    return this.#holds.length === length && this.#timers.peek() === next
  }

  #giveUp(): void {
    for (const waiter of [...this.#waiters]) {
      waiter.fail(new StuckError(`nothing that could still happen would bring about: ${waiter.name}`))
    }
  }
}

/** Lets all promise continuations run, and what they begin. */
const macrotask = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
