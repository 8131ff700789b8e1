import type { EventOf } from '../trace/events.js'
import { count, type DocumentFacts, noRun, type RunFacts, under } from './facts.js'
import { branchNames, branchTaken } from './input-branches.js'
import type { PlacedElement, ReadDocument } from './read-document.js'

/** A call in one document: counts what runs of it. */
export class Visit {
  readonly #elements: readonly PlacedElement[]
  readonly #facts: DocumentFacts
  readonly #scenario: string
  readonly #numbers: ReadonlyMap<string, number>
  readonly #ran = new Set<number>()
  /** The element that runs now, and the child of it whose prompt began last. */
  #open: number | undefined
  #lastChild = -1
  /** What finished last, and what became of it. */
  #last: { readonly number: number; readonly because: string } | undefined

  constructor({ elements }: ReadDocument, facts: DocumentFacts, scenario: string) {
    this.#elements = elements
    this.#facts = facts
    this.#scenario = scenario
    this.#numbers = new Map(elements.map(({ written: { line, column } }, number) => [`${line}:${column}`, number]))
  }

  started({ line, column }: EventOf<'element.started'>): void {
    const number = this.#numbers.get(`${line}:${column}`)
    this.#open = number
    this.#lastChild = -1
    if (number !== undefined) this.#run(number)
  }

  /** Whether the prompt is one of the element that runs now. */
  heard({ sound, text, pass }: EventOf<'prompt.started'>): boolean {
    const open = this.#open === undefined ? undefined : this.#elements[this.#open]
    if (!open) return false
    if (open.sounds.length > 0) return true
    const child = nextOf(open.children, this.#lastChild, number => this.#sounds(number, sound, text))
    if (child === undefined) return false
    this.#lastChild = child
    if (pass === 1) this.#run(open.children[child] as number)
    return true
  }

  /** A document of sounds runs nothing by itself: whatever of it is heard has run. */
  heardAlone({ sound, text, pass }: EventOf<'prompt.started'>): boolean {
    const all = [...this.#elements.keys()]
    const number = nextOf(all, this.#lastChild, one => this.#sounds(one, sound, text))
    if (number === undefined) return false
    this.#lastChild = number
    if (pass === 1) this.#run(number)
    return true
  }

  dialed({ position }: EventOf<'leg.dialed'>): void {
    const number = this.#openElement?.children[position - 1]
    if (number !== undefined) this.#run(number)
  }

  collected({ input, value }: EventOf<'input.collected'>): void {
    const { branches } = this.#openElement?.written ?? {}
    if (branches) this.#branch(branchTaken(branches, input, value))
  }

  /** Without input the document goes on when the last attempt is over. */
  missed({ because, attempt, of }: EventOf<'input.missed'>): void {
    if (/validDigits/.test(because)) this.#branch(branchNames.invalid)
    else if (attempt >= of) this.#branch(branchNames.none)
  }

  finished({ because, skipped = [] }: EventOf<'element.finished'>, hungUp: boolean): void {
    const number = this.#open
    this.#open = undefined
    if (number === undefined) return
    this.#last = { number, because }
    if (hungUp) this.#branch(branchNames.hangup, number)
    for (const name of skipped) {
      const place = / (\d+:\d+)$/.exec(name)?.[1] ?? ''
      const later = this.#numbers.get(place)
      if (later !== undefined) this.#unrun(later)
    }
    for (const child of this.#elements[number]?.children ?? []) if (!this.#ran.has(child)) this.#unrun(child)
  }

  /** The document is left: whatever stands after the last element did not run because of that. */
  left(): void {
    const last = this.#last
    if (!last) return
    for (const [number, { written }] of this.#elements.entries()) {
      if (number <= last.number || this.#ran.has(number)) continue
      const { parent } = written
      // What stands in one that did not run either has no reason of its own.
      if (parent === undefined || this.#ran.has(parent)) this.#unrun(number)
    }
    this.#last = undefined
  }

  get #openElement(): PlacedElement | undefined {
    return this.#open === undefined ? undefined : this.#elements[this.#open]
  }

  #sounds(number: number, sound: string, text: string): boolean {
    return this.#elements[number]?.sounds.some(one => one.sound === sound && one.text === text) ?? false
  }

  #runOf(number: number): RunFacts {
    return under(this.#facts.runs, String(number), noRun)
  }

  #run(number: number): void {
    this.#ran.add(number)
    count(this.#runOf(number).ran, this.#scenario)
  }

  #branch(branch: string, number = this.#open): void {
    const known = number !== undefined && this.#elements[number]?.written.branches?.some(one => one.branch === branch)
    if (!known) return
    count(
      under(this.#runOf(number).branches, branch, () => ({})),
      this.#scenario,
    )
  }

  #unrun(number: number): void {
    const last = this.#last
    if (!last || this.#ran.has(number)) return
    const { unrun } = this.#runOf(number)
    const reason = `${last.number} ${last.because}`
    if (!Object.hasOwn(unrun, reason)) unrun[reason] = 1
  }
}

/** The place in a list of the next that is wanted after `last`, or from the beginning again. */
function nextOf(list: readonly number[], last: number, wanted: (number: number) => boolean): number | undefined {
  const after = list.findIndex((number, index) => index > last && wanted(number))
  if (after >= 0) return after
  const again = list.findIndex(wanted)
  return again < 0 ? undefined : again
}
