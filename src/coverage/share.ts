import type { Hits } from './facts.js'

/** How much of something was exercised. */
export interface Share {
  readonly covered: number
  readonly total: number
  /** Whole, rounded down: 100 only if nothing is missing; 100 of nothing. */
  readonly percent: number
}

/** So often, and by which scenarios: their keys, in order. */
export interface Times {
  readonly times: number
  readonly by: readonly string[]
}

/** What shares come to together. */
export function shareOf(...shares: readonly Pick<Share, 'covered' | 'total'>[]): Share {
  const covered = shares.reduce((sum, share) => sum + share.covered, 0)
  const total = shares.reduce((sum, share) => sum + share.total, 0)
  return { covered, total, percent: total === 0 ? 100 : Math.floor((covered / total) * 100) }
}

export const shareOfAll = (all: readonly Times[]): Share =>
  shareOf({ covered: all.filter(({ times }) => times > 0).length, total: all.length })

export const timesOf = (hits: Hits = {}): Times => {
  const by = Object.keys(hits).sort()
  return { times: by.reduce((sum, key) => sum + (hits[key] ?? 0), 0), by }
}
