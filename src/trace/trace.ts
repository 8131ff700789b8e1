import type { EventOf, EventType, Happening, TraceEvent } from './events.js'
import { type DiagramOptions, ladderOf } from './ladder/figure.js'
import { ladderMermaid } from './ladder/mermaid.js'
import { ladderSvg } from './ladder/svg.js'
import { type LadderTextOptions, ladderText } from './ladder/text.js'
import { checkOptions, renderings } from './rendering-options.js'
import { shown } from './secret.js'
import { renderText, type TextOptions } from './text.js'

export type { DiagramOptions } from './ladder/figure.js'

export interface LadderOptions extends DiagramOptions, LadderTextOptions {}

/** What happened to one call, in order. Append-only. */
export class Trace {
  readonly events: TraceEvent[] = []
  #listeners: Set<(event: TraceEvent) => void> | undefined

  /** A trace of events that have happened elsewhere. */
  static from(events: readonly TraceEvent[]): Trace {
    const trace = new Trace()
    trace.events.push(...events)
    return trace
  }

  append(event: TraceEvent): void {
    this.events.push(event)
    if (this.#listeners) for (const listener of this.#listeners) tell(listener, event)
  }

  /** Calls `listener` for every event to come, until the returned function is called. */
  listen(listener: (event: TraceEvent) => void): () => void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => this.#listeners?.delete(listener)
  }

  /** The events of one type. */
  of<T extends EventType>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type)
  }

  /** For people: one line per event, times relative to the call's arrival. */
  text(options: TextOptions = {}): string {
    checkOptions(options, renderings.text, 'text')
    return renderText(this.events, options)
  }

  /** For people: who said what to whom, as a sequence diagram in characters. */
  ladder(options: LadderOptions = {}): string {
    checkOptions(options, renderings.ladder, 'ladder')
    return ladderText(ladderOf(this.events, options), options)
  }

  /** The ladder as a Mermaid `sequenceDiagram`. */
  mermaid(options: DiagramOptions = {}): string {
    checkOptions(options, renderings.mermaid, 'mermaid')
    return ladderMermaid(ladderOf(this.events, options))
  }

  /** The ladder as an SVG that needs no other file; each of its marks has the whole event as a tooltip. */
  svg(options: DiagramOptions = {}): string {
    checkOptions(options, renderings.svg, 'svg')
    return ladderSvg(ladderOf(this.events, options))
  }

  /** For programs: one JSON object per line. */
  jsonLines(): string {
    return this.events.map(event => `${JSON.stringify(shown(event))}\n`).join('')
  }
}

/** Stamps what happens with its instant and a running number, and passes it on. */
export class Recorder {
  #seq = 0
  readonly #now: () => number
  readonly #listeners = new Set<(event: TraceEvent) => void>()

  constructor(now: () => number) {
    this.#now = now
  }

  record(call: string, trace: Trace, happening: Happening, leg?: string): TraceEvent {
    const lane = leg === undefined ? undefined : { leg }
    const event = { seq: ++this.#seq, at: this.#now(), call, ...lane, ...happening } as TraceEvent
    trace.append(event)
    for (const listener of this.#listeners) tell(listener, event)
    return event
  }

  /** Calls `listener` for every event of every call, until the returned function is called. */
  listen(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** What a listener throws is its own affair: it becomes an uncaught exception, and the call goes on. */
const tell = (listener: (event: TraceEvent) => void, event: TraceEvent): void => {
  try {
    listener(event)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
