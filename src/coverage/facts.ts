/** So often, by the key of the scenario in which it was. */
export type Hits = Record<string, number>

/** What one scenario has exercised, or several: plain JSON, which can be joined in any order. */
export interface Facts {
  /** By their keys: `file: name`. */
  readonly scenarios: Record<string, { readonly name: string; readonly file: string }>
  /** By their keys: `POST http://localhost:*\/menu`. */
  readonly urls: Record<string, UrlFacts>
}

export interface UrlFacts {
  readonly method: string
  readonly origin: string
  readonly path: string
  /** By purpose: `answer`, `GetDigits action`. */
  readonly uses: Record<string, UseFacts>
  readonly statuses: Record<string, Hits>
  /** Of attempts, by outcome. */
  readonly outcomes: Record<string, OutcomeFacts>
  /** What it has answered, by hash. */
  readonly documents: Record<string, DocumentFacts>
}

export interface UseFacts {
  readonly requested: Hits
  /** What it was told: `DialAction=answer`. */
  readonly events: Record<string, Hits>
  /** Where it is named, each by a key of its own. */
  readonly mentions: Record<string, Mention>
}

/** An attribute, or the content, of an element; or what a scenario says of its call. */
export type Mention =
  | { readonly url: string; readonly document: string; readonly element: number; readonly attribute?: string }
  | { readonly scenario: string; readonly option: string }

export interface OutcomeFacts {
  readonly times: Hits
  /** Of these, by the fault that was injected. */
  readonly injected: Record<string, number>
  /** How many of these were tried again. */
  readonly retried: Hits
}

export interface DocumentFacts {
  /** As one of its variants is written. */
  readonly source: string
  readonly elements: readonly WrittenElement[]
  /** Why it is no document that runs. */
  readonly rejected?: string
  readonly loaded: Hits
  /** What ran, by the number of the element. */
  readonly runs: Record<string, RunFacts>
}

/** An element as it is written. */
export interface WrittenElement {
  readonly name: string
  readonly line: number
  readonly column: number
  /** The number of the one it stands in. */
  readonly parent?: number
  /** What it says, plays, or names; the first words. */
  readonly says?: string
  /** The ways in which its input may go. */
  readonly branches?: readonly Branch[]
}

/** `key 1`, `digits`, `speech`, `no input`, `invalid`, `hangup`; and what the prompt says of a key. */
export interface Branch {
  readonly branch: string
  readonly what?: string
}

export interface RunFacts {
  readonly ran: Hits
  readonly branches: Record<string, Hits>
  /** Why it did not run, by `number of the element that ran last, and what became of that`. */
  readonly unrun: Record<string, number>
}

export const noFacts = (): Facts => ({ scenarios: {}, urls: {} })
export const noUrlFacts = (shape: Pick<UrlFacts, 'method' | 'origin' | 'path'>): UrlFacts => ({
  ...shape,
  uses: {},
  statuses: {},
  outcomes: {},
  documents: {},
})
export const noUse = (): UseFacts => ({ requested: {}, events: {}, mentions: {} })
export const noOutcome = (): OutcomeFacts => ({ times: {}, injected: {}, retried: {} })
export const noRun = (): RunFacts => ({ ran: {}, branches: {}, unrun: {} })

/** What is there under a key, made if there is nothing. */
export function under<T>(record: Record<string, T>, key: string, make: () => T): T {
  const known = Object.hasOwn(record, key) ? record[key] : undefined
  if (known !== undefined) return known
  const made = make()
  // Not by assignment: `__proto__` is a key as any other.
  Object.defineProperty(record, key, { value: made, enumerable: true, writable: true, configurable: true })
  return made
}

export function count(hits: Hits, key: string, times = 1): void {
  const before = under(hits, key, () => 0)
  hits[key] = before + times
}

export const totalOf = (hits: Hits): number => Object.values(hits).reduce((sum, times) => sum + times, 0)

/** All of them together: neighbours first, so that much is not copied again for every scenario. */
export function joinAll(all: readonly Facts[]): Facts {
  let left = all
  while (left.length > 1) {
    left = left.flatMap((one, index) => {
      if (index % 2 === 1) return []
      const other = left[index + 1]
      return other ? [joinFacts(one, other)] : [one]
    })
  }
  return left[0] ?? noFacts()
}

/** Both together. It does not matter in which order, nor in which steps, facts are joined. */
export const joinFacts = (one: Facts, other: Facts): Facts => ({
  scenarios: joined(one.scenarios, other.scenarios, a => a),
  urls: joined(one.urls, other.urls, joinUrls),
})

const joinUrls = (one: UrlFacts, other: UrlFacts): UrlFacts => ({
  method: one.method,
  origin: one.origin,
  path: one.path,
  uses: joined(one.uses, other.uses, (a, b) => ({
    requested: sum(a.requested, b.requested),
    events: joined(a.events, b.events, sum),
    mentions: joined(a.mentions, b.mentions, mention => mention),
  })),
  statuses: joined(one.statuses, other.statuses, sum),
  outcomes: joined(one.outcomes, other.outcomes, (a, b) => ({
    times: sum(a.times, b.times),
    injected: sum(a.injected, b.injected),
    retried: sum(a.retried, b.retried),
  })),
  documents: joined(one.documents, other.documents, joinDocuments),
})

/** Of variants of a document, the one whose text comes first stands for all. */
function joinDocuments(one: DocumentFacts, other: DocumentFacts): DocumentFacts {
  const { source, elements, rejected } = isFirst(one, other) ? one : other
  return {
    source,
    elements,
    ...(rejected !== undefined && { rejected }),
    loaded: sum(one.loaded, other.loaded),
    runs: joined(one.runs, other.runs, (a, b) => ({
      ran: sum(a.ran, b.ran),
      branches: joined(a.branches, b.branches, sum),
      unrun: sum(a.unrun, b.unrun),
    })),
  }
}

/** What is read of the same text is the same; of a text that is not shown it may differ. */
const isFirst = (one: DocumentFacts, other: DocumentFacts): boolean => {
  if (one.source !== other.source || one.source !== '') return one.source <= other.source
  const read = ({ elements, rejected = '' }: DocumentFacts) => JSON.stringify([elements, rejected])
  return read(one) <= read(other)
}

const sum = (one: Hits, other: Hits): Hits => joined(one, other, (a, b) => a + b)

function joined<T>(one: Record<string, T>, other: Record<string, T>, join: (a: T, b: T) => T): Record<string, T> {
  const all = new Map(Object.entries(one))
  for (const [key, value] of Object.entries(other)) {
    const known = all.get(key)
    all.set(key, known === undefined ? value : join(known, value))
  }
  return Object.fromEntries(all)
}
