import { ClockError, type Timer } from './clock.js'

/** A timer that waits in a queue. */
export interface QueuedTimer extends Timer {
  readonly order: number
  readonly background: boolean
  /** Cleared when the timer fires or is cancelled, so that nothing keeps what it would have done alive. */
  work: (() => void) | undefined
}

/** Firings at one instant after which time is said to stand still. A load run of 10,000 calls needs about 100,000. */
const loopLimit = 2_000_000

/**
 * Timers in their total order: by (due, creation). A binary heap; cancelled timers are dropped when they surface,
 * or swept when they are most of the heap.
 */
export class TimerQueue {
  /** The instant reached: the due time of the timer that fires, or of the last one that did. */
  now = 0
  #heap: QueuedTimer[] = []
  #order = 0
  #cancelled = 0
  #foreground = 0
  #firedAtThisInstant = 0
  #lastNames: string[] = []

  add(due: number, name: string, background: boolean, work: () => void): QueuedTimer {
    const timer: QueuedTimer = { due, name, background, order: ++this.#order, work }
    if (!background) this.#foreground++
    this.#heap.push(timer)
    this.#rise(this.#heap.length - 1)
    return timer
  }

  cancel(timer: Timer | undefined): void {
    const queued = timer as QueuedTimer | undefined
    if (!queued?.work) return
    queued.work = undefined
    if (!queued.background) this.#foreground--
    if (++this.#cancelled > 64 && this.#cancelled > this.#heap.length / 2) this.#sweep()
  }

  /** The next timer to fire, or none. */
  peek(): QueuedTimer | undefined {
    while (this.#heap.length > 0) {
      const first = this.#heap[0] as QueuedTimer
      if (first.work) return first
      this.#pop()
      this.#cancelled--
    }
    return undefined
  }

  /** Whether only background timers are left, or none. */
  get onlyBackground(): boolean {
    return this.#foreground === 0
  }

  /** Moves to the instant of the next timer and fires it. */
  fire(): void {
    const timer = this.peek()
    if (!timer) return
    this.#pop()
    if (timer.due > this.now) {
      this.now = timer.due
      this.#firedAtThisInstant = 0
    }
    this.#watchForLoop(timer)
    const work = timer.work as () => void
    timer.work = undefined
    if (!timer.background) this.#foreground--
    work()
  }

  names(): string[] {
    return this.#heap
      .filter(timer => timer.work)
      .sort(before)
      .map(timer => `${timer.name} (due at ${timer.due} ms)`)
  }

  #watchForLoop(timer: QueuedTimer): void {
    if (++this.#firedAtThisInstant < loopLimit - 16) return
    this.#lastNames.push(timer.name)
    if (this.#firedAtThisInstant < loopLimit) return
    const culprits = [...new Set(this.#lastNames)].join('", "')
    throw new ClockError(
      `time stands still at ${this.now} ms: "${culprits}" fires again and again without time passing`,
    )
  }

  #sweep(): void {
    const live = this.#heap.filter(timer => timer.work).sort(before)
    this.#heap = live // sorted, therefore a heap
    this.#cancelled = 0
  }

  #rise(from: number): void {
    const heap = this.#heap
    const timer = heap[from] as QueuedTimer
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as QueuedTimer
      if (before(above, timer) < 0) break
      heap[index] = above
      index = parent
    }
    heap[index] = timer
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as QueuedTimer
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as QueuedTimer, heap[child] as QueuedTimer) < 0) child++
      if (before(last, heap[child] as QueuedTimer) < 0) break
      heap[index] = heap[child] as QueuedTimer
      index = child
    }
    heap[index] = last
  }
}

const before = (a: QueuedTimer, b: QueuedTimer): number => a.due - b.due || a.order - b.order
