import { documentsOf } from './document-coverage.js'
import { type Facts, joinAll, type UrlFacts } from './facts.js'
import { type Missing, missingOf } from './missing.js'
import { type Share, shareOf, shareOfAll, type Times, timesOf } from './share.js'
import { type Use, usesOf } from './uses.js'

/** What a suite has exercised, and what not: plain JSON. */
export interface Coverage {
  /** Counts up when a field changes its meaning. */
  readonly version: 1
  readonly total: Share
  readonly categories: Readonly<Record<Category, Share>>
  readonly scenarios: readonly ScenarioCoverage[]
  readonly urls: readonly UrlCoverage[]
  readonly missing: readonly Missing[]
}

/** What counts. */
export type Category = 'urls' | 'callbacks' | 'elements' | 'branches'

export const categoryNames: Readonly<Record<Category, string>> = {
  urls: 'URLs',
  callbacks: 'callbacks',
  elements: 'elements',
  branches: 'branches of input',
}

export interface ScenarioCoverage {
  /** What `by` refers to: `file: name`. */
  readonly key: string
  readonly name: string
  readonly file: string
  /** How many things that count it has exercised, and how many of those no other has. */
  readonly exercised: number
  readonly alone: number
}

export interface UrlCoverage {
  /** `POST http://localhost:*\/menu`. */
  readonly key: string
  readonly method: string
  readonly origin: string
  readonly path: string
  readonly share: Share
  readonly categories: Readonly<Record<Category, Share>>
  /** What it is for, and whether it was requested for that. */
  readonly uses: readonly Use[]
  readonly statuses: readonly ({ readonly status: string } & Times)[]
  readonly outcomes: readonly OutcomeCoverage[]
  readonly documents: readonly DocumentCoverage[]
}

export interface OutcomeCoverage extends Times {
  readonly outcome: string
  /** How many of these were injected, by fault. */
  readonly injected: Readonly<Record<string, number>>
  /** How many were tried again. */
  readonly retried: number
}

/** A document that a URL has answered. */
export interface DocumentCoverage extends Times {
  readonly hash: string
  /** Counts from 1 in its URL, the most frequent first. */
  readonly number: number
  readonly source: string
  /** Why it does not run. */
  readonly rejected?: string
  readonly share: Share
  readonly elements: readonly ElementCoverage[]
}

export interface ElementCoverage extends Times {
  readonly name: string
  readonly line: number
  readonly column: number
  /** The number of the one it stands in. */
  readonly parent?: number
  readonly says?: string
  /** Why it has never run, as far as the traces know. */
  readonly because: readonly string[]
  readonly branches: readonly BranchCoverage[]
}

export interface BranchCoverage extends Times {
  readonly branch: string
  /** What the prompt says of it. */
  readonly what?: string
}

/** What several scenarios have exercised together, in whatever order. */
export function mergeFacts(all: readonly Facts[]): Coverage {
  const facts = joinAll(all)
  const uses = usesOf(facts)
  const urls = Object.entries(facts.urls)
    .flatMap(([key, url]) => {
      const own = uses.get(key)
      return own ? [urlOf(key, url, own)] : []
    })
    .sort((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1))
  const categories = addedUp(urls.map(url => url.categories))
  const coverage = { version: 1, total: shareOf(...Object.values(categories)), categories, urls } as const
  return { ...coverage, scenarios: scenariosOf(facts, urls), missing: missingOf(urls) }
}

/** What is one application stands together. */
const addressOf = ({ origin, path, method }: UrlCoverage): string => `${origin}\0${path}\0${method}`

function urlOf(key: string, url: UrlFacts, uses: readonly Use[]): UrlCoverage {
  const { method, origin, path } = url
  const documents = documentsOf(url)
  const elements = documents.flatMap(document => document.elements)
  const categories = {
    urls: shareOfAll(uses.filter(({ kind }) => kind === 'document')),
    callbacks: shareOfAll(uses.filter(({ kind }) => kind === 'callback')),
    elements: shareOfAll(elements),
    branches: shareOfAll(elements.flatMap(({ branches }) => branches)),
  }
  const share = shareOf(...Object.values(categories))
  const statuses = Object.entries(url.statuses).map(([status, hits]) => ({ status, ...timesOf(hits) }))
  const outcomes = Object.entries(url.outcomes).map(([outcome, { times, injected, retried }]) => ({
    outcome,
    ...timesOf(times),
    injected: sorted(injected),
    retried: timesOf(retried).times,
  }))
  return {
    key,
    method,
    origin,
    path,
    share,
    categories,
    uses,
    statuses: statuses.sort((a, b) => (a.status < b.status ? -1 : 1)),
    outcomes: outcomes.sort((a, b) => orderOf(a.outcome) - orderOf(b.outcome)),
    documents,
  }
}

/** Every outcome that an attempt can have, in the order in which they are told. */
export const allOutcomes = ['ok', '4xx', '5xx', '3xx', 'ct', 'rt', 'partial', 'invalid'] as const

const orderOf = (outcome: string): number => (allOutcomes as readonly string[]).indexOf(outcome)

function scenariosOf(facts: Facts, urls: readonly UrlCoverage[]): ScenarioCoverage[] {
  const exercised = new Map<string, number>()
  const alone = new Map<string, number>()
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const { by } of urls.flatMap(countedOf)) {
    for (const key of by) add(exercised, key)
    if (by.length === 1) add(alone, by[0] as string)
  }
  return Object.entries(facts.scenarios)
    .map(([key, { name, file }]) => {
      return { key, name, file, exercised: exercised.get(key) ?? 0, alone: alone.get(key) ?? 0 }
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Everything of a URL that counts. */
export const countedOf = ({ uses, documents }: UrlCoverage): Times[] => {
  const elements = documents.flatMap(document => document.elements)
  return [...uses, ...elements, ...elements.flatMap(({ branches }) => branches)]
}

const addedUp = (all: readonly Readonly<Record<Category, Share>>[]): Record<Category, Share> => ({
  urls: shareOf(...all.map(({ urls }) => urls)),
  callbacks: shareOf(...all.map(({ callbacks }) => callbacks)),
  elements: shareOf(...all.map(({ elements }) => elements)),
  branches: shareOf(...all.map(({ branches }) => branches)),
})

const sorted = (record: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
