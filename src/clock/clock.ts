/**
 * The only source of time in offhook.
 *
 * Two clocks share this interface: {@link VirtualClock} jumps from timer to timer, {@link RealClock} waits.
 * Both keep one total order: timers fire by (due, order of creation), and while a timer fires `now` is the
 * instant it was due at, so that a chain of delays adds up exactly.
 */
export interface Clock {
  /** Milliseconds since the exchange came into being. */
  readonly now: number

  /**
   * Runs `work` once, `delay` ms from now (never earlier, `0` or less: at this instant, after what is due already).
   * `name` tells a person what is waited for ("GetDigits timeout"). A `background` timer only ends what would
   * otherwise never end (a call's time limit); when nothing but background timers is left, nothing new can happen.
   */
  after(delay: number, name: string, work: () => void, options?: { background?: boolean }): Timer

  /** Forgets a timer; one that fired, or `undefined`, is ignored. */
  cancel(timer: Timer | undefined): void

  /** Declares work in flight (a webhook) that forbids time to move until it is released, exactly once. */
  hold(name: string): Hold

  /**
   * Lets time run until `begin`'s `done` is called, and freezes it again. Several may run side by side.
   * Rejects with {@link StuckError} when nothing that could still happen would end the wait
   * (`patience: 'background'` lets background timers fire too), or with the clock's own error (a loop).
   */
  run<T>(begin: (done: (value: T) => void, fail: (error: unknown) => void) => void, options?: RunOptions): Promise<T>

  /** What is in flight and what is waited for, for error messages and leftovers checks. */
  pending(): { holds: string[]; timers: string[] }
}

export interface RunOptions {
  readonly name: string
  readonly patience?: 'foreground' | 'background'
}

export interface Timer {
  readonly due: number
  readonly name: string
}

export interface Hold {
  readonly name: string
  /**
   * The work is done: `deliver` runs when the clock hands it over, in the order in which holds were taken,
   * `cost` ms of call time later (what a timeout took by its own setting; ignored by a real clock, where it has passed).
   */
  release(deliver: () => void, cost?: number): void
}

/** Nothing that could still happen would end a wait. */
export class StuckError extends Error {
  override name = 'StuckError'
}

/** Time cannot go on: a timer that re-arms itself without time passing, or a hold that was released twice. */
export class ClockError extends Error {
  override name = 'ClockError'
}
