import type { Judged } from './events.js'
import type { Span } from './layout.js'
import { faint } from './row.js'

/** Why a webhook ended as it did: what reads like the opposite, and where the rule stands. */
export const reasons = ({ contradiction, rule, provenance, source }: Judged): Span[][] => [
  ...(contradiction === undefined ? [] : [[faint(contradiction)]]),
  [faint(`${rule}: ${provenance}, ${source}`)],
]

/** A partial answer has a status, too, but that is not the point. */
export const codeOf = (outcome: string, status: number | undefined): string =>
  outcome === 'partial' || outcome === 'invalid' || status === undefined ? outcome : `${status}`

/** Where a request left from: a region, or the way to choose one where nothing says which that is. */
export const regional = (region: string): string => `from ${UNRESOLVED[region] ?? region}`
const UNRESOLVED: Readonly<Record<string, string>> = { nearest: 'the nearest region', local: 'the region of the media' }

export const injected = (fault?: string): string => (fault === undefined ? '' : `injected: ${fault}`)
