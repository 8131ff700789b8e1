import type { Facts, Mention, UseFacts } from './facts.js'
import { type Times, timesOf } from './share.js'

/** What a URL is requested for. */
export interface Use extends Times {
  /** In the words of the trace: `answer`, `GetDigits action`. */
  readonly purpose: string
  /** Whether its answer is a document, or only says that it was told. */
  readonly kind: 'document' | 'callback'
  /** What it was told: `DialAction=answer`. */
  readonly events: readonly ({ readonly event: string } & Times)[]
  readonly mentions: readonly MentionPlace[]
}

/** Where a URL is named: in a document, or by a scenario. */
export interface MentionPlace {
  /** `<Dial> 4:3 callbackUrl`, `hangup_url`. */
  readonly words: string
  /** The key of the URL that answered the document, and its hash; or of the scenario. */
  readonly url?: string
  readonly document?: string
  readonly element?: number
  readonly scenario?: string
}

const isCallback = /\bcallback\b|\btranscription\b|interim results$|^(?:hangup|ring|machine detection)$/

/** By URL. A URL with another method than it was named with is the same use of it: some methods are not up to the document. */
export function usesOf(facts: Facts): ReadonlyMap<string, readonly Use[]> {
  const requested = new Map<string, UseFacts>()
  const addressOf = (key: string, purpose: string) => `${key.replace(/^\S+ /, '')}\0${purpose}`
  const all = Object.entries(facts.urls).flatMap(([key, { uses }]) =>
    Object.entries(uses).map(([purpose, use]) => ({ key, purpose, use: { ...use, mentions: { ...use.mentions } } })),
  )
  for (const { key, purpose, use } of all) {
    if (Object.keys(use.requested).length > 0) requested.set(addressOf(key, purpose), use)
  }
  const found = new Map<string, Use[]>()
  for (const { key, purpose, use } of all) {
    const other = requested.get(addressOf(key, purpose))
    if (other && Object.keys(use.requested).length === 0) Object.assign(other.mentions, use.mentions)
  }
  for (const { key, purpose, use } of all) {
    if (requested.has(addressOf(key, purpose)) && Object.keys(use.requested).length === 0) continue
    const uses = found.get(key) ?? []
    uses.push({
      purpose,
      kind: isCallback.test(purpose) ? 'callback' : 'document',
      ...timesOf(use.requested),
      events: Object.keys(use.events)
        .sort()
        .map(event => ({ event, ...timesOf(use.events[event]) })),
      mentions: Object.keys(use.mentions)
        .sort()
        .map(mention => placeOf(use.mentions[mention] as Mention, facts)),
    })
    found.set(key, uses)
  }
  for (const uses of found.values()) uses.sort((a, b) => (a.purpose < b.purpose ? -1 : 1))
  return found
}

function placeOf(mention: Mention, { urls }: Facts): MentionPlace {
  if ('scenario' in mention) return { words: mention.option, scenario: mention.scenario }
  const { url, document, element, attribute } = mention
  const written = urls[url]?.documents[document]?.elements[element]
  const where = written ? `<${written.name}> ${written.line}:${written.column}` : 'an element'
  return { words: attribute ? `${where} ${attribute}` : where, url, document, element }
}
