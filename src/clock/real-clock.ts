import { type Clock, ClockError, type Hold, type RunOptions, type Timer } from './clock.js'
import { TimerQueue } from './timer-queue.js'

/** The longest delay setTimeout takes; one ms more and it fires at once. */
const longestTimeout = 2 ** 31 - 1

/**
 * Wall time, for live use, `speed` times as fast. Work in flight does not stop it: a webhook takes as long as it takes.
 * Timers fire in the same total order as on the virtual clock, and see the instant they were due at.
 */
export class RealClock implements Clock {
  readonly #timers = new TimerQueue()
  readonly #speed: number
  readonly #began = performance.now()
  readonly #holds = new Set<string>()
  readonly #failures = new Set<(error: unknown) => void>()
  #timeout: ReturnType<typeof setTimeout> | undefined
  #armedFor = Number.POSITIVE_INFINITY
  #firing = false

  /** @param speed call time per wall time: 1 is real time, 4 four times as fast; more than 0. */
  constructor(speed = 1) {
    if (!(speed > 0)) throw new RangeError(`a clock's speed must be more than 0, not ${speed}`)
    this.#speed = speed
  }

  get now(): number {
    if (!this.#firing) this.#timers.now = Math.max(this.#timers.now, Math.floor(this.#wall()))
    return this.#timers.now
  }

  after(delay: number, name: string, work: () => void, options?: { background?: boolean }): Timer {
    const timer = this.#timers.add(this.now + Math.max(0, delay), name, options?.background ?? false, work)
    if (timer.due < this.#armedFor && !this.#firing) this.#arm()
    return timer
  }

  cancel(timer: Timer | undefined): void {
    this.#timers.cancel(timer)
    if (!this.#firing) this.#arm()
  }

  hold(name: string): Hold {
    const label = `${name} (since ${this.now} ms)`
    let released = false
    this.#holds.add(label)
    return {
      name,
      release: deliver => {
        if (released) throw new ClockError(`the hold "${name}" was released twice`)
        released = true
        this.#holds.delete(label)
        deliver()
      },
    }
  }

  run<T>(begin: (done: (value: T) => void, fail: (error: unknown) => void) => void, _options?: RunOptions): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const fail = (error: unknown) => {
        this.#failures.delete(fail)
        reject(error)
      }
      this.#failures.add(fail)
      begin(value => {
        this.#failures.delete(fail)
        resolve(value)
      }, fail)
    })
  }

  pending(): { holds: string[]; timers: string[] } {
    return { holds: [...this.#holds], timers: this.#timers.names() }
  }

  #wall(): number {
    return (performance.now() - this.#began) * this.#speed
  }

  #arm(): void {
    clearTimeout(this.#timeout)
    const next = this.#timers.peek()
    this.#armedFor = next?.due ?? Number.POSITIVE_INFINITY
    if (!next) return
    const delay = Math.ceil((next.due - this.#wall()) / this.#speed)
    this.#timeout = setTimeout(() => this.#fireDue(), Math.min(longestTimeout, Math.max(0, delay)))
  }

  #fireDue(): void {
    this.#firing = true
    try {
      const wall = this.#wall()
      for (let next = this.#timers.peek(); next && next.due <= wall; next = this.#timers.peek()) this.#timers.fire()
    } catch (error) {
      for (const fail of [...this.#failures]) fail(error)
    } finally {
      this.#firing = false
      this.#arm()
    }
  }
}

/** The wall's time in epoch ms, as the start of an exchange that runs in real time. */
export const wallTime = (): number => Date.now()

/** Starts to measure real time; what it returns says how many ms have passed since. */
export const stopwatch = (): (() => number) => {
  const began = performance.now()
  return () => performance.now() - began
}
