import { readDuration } from '../clock/duration.js'
import { inWords, recordGiven } from '../trace/given.js'
import { nearest } from '../trace/nearest.js'
import type { Phases } from './phases.js'
import { type EdgeRegion, edgeRegions } from './policy.js'

/** A place that webhooks leave from. */
export type Region = Exclude<EdgeRegion, 'nearest' | 'local'>

export const regions = edgeRegions.filter((one): one is Region => one !== 'nearest' && one !== 'local')

/** What one machine cannot know: where applications are, and how far that is. Everything is optional. */
export interface RegionOptions {
  /** The nearest region of a host, by its name without port; `*.example.in` stands for every host below, `*` for all others. */
  readonly hosts?: Readonly<Record<string, Region>>
  /** Call time for one round trip between a region and the application, in ms or like `90ms`; 0 unless given. */
  readonly latency?: Readonly<Partial<Record<Region, number | string>>>
  /** Where the media of calls is hosted, unless a call says otherwise. */
  readonly media?: Region
}

/** Resolves `er`: "nearest" by the map of hosts, "local" by the call's media region. */
export interface Atlas {
  /** A region, or the strategy itself where nothing says which region it comes to. */
  regionOf(er: EdgeRegion, host: string, media: Region | undefined): EdgeRegion
  /**
   * What the way costs an attempt: one round trip for TCP, one more for TLS (1.3), one for the request. Every attempt
   * counts as a connection of its own, for how many the vendor keeps is its secret (D76).
   */
  wayOf(region: EdgeRegion, secure: boolean): Phases
}

/** Throws a RangeError or TypeError that names the place, what is allowed and the nearest right thing. */
export function createAtlas({ hosts = {}, latency = {}, media }: RegionOptions = {}): Atlas {
  for (const [host, region] of Object.entries(recordGiven(hosts, 'regions.hosts'))) {
    if (!/^(\*|(\*\.)?[^*/:\s]+)$/.test(host)) {
      throw new TypeError(`"${host}" in regions.hosts is no host; allowed are a name without port, *.name and *`)
    }
    regionNamed(region, `regions.hosts["${host}"]`)
  }
  for (const [region, ms] of Object.entries(recordGiven(latency, 'regions.latency'))) {
    regionNamed(region, 'regions.latency')
    if (!(inMs(ms) >= 0 && inMs(ms) <= 60_000)) {
      throw new RangeError(
        `regions.latency.${region} is ${inWords(ms)}; allowed are milliseconds from 0 to 60000, or 90ms`,
      )
    }
  }
  if (media !== undefined) regionNamed(media, 'regions.media')
  const byHost = new Map(Object.entries(hosts).map(([host, region]) => [host.toLowerCase(), region]))

  const nearestOf = (host: string): Region | undefined => {
    if (byHost.size === 0) return undefined
    const exact = byHost.get(host)
    if (exact) return exact
    const labels = host.split('.')
    for (let i = 1; i < labels.length; i++) {
      const below = byHost.get(`*.${labels.slice(i).join('.')}`)
      if (below) return below
    }
    return byHost.get('*')
  }

  return {
    regionOf: (er, host, own = media) => {
      if (er === 'local') return own ?? er
      return er === 'nearest' ? (nearestOf(host.toLowerCase()) ?? er) : er
    },
    wayOf: (region, secure) => {
      const ms = inMs(latency[region as Region] ?? 0)
      return ms === 0 ? {} : { connect: ms, ...(secure && { tls: ms }), wait: ms }
    },
  }
}

const inMs = (time: number | string): number => (typeof time === 'number' ? time : (readDuration(time) ?? Number.NaN))

/** The region of that name; else a TypeError that says where it was written. */
export function regionNamed(name: unknown, where: string): Region {
  const found = regions.find(one => one === name)
  if (found) return found
  const near = typeof name === 'string' ? nearest(name, regions) : undefined
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  throw new TypeError(`${where} has no region ${inWords(name)}; allowed are ${regions.join(', ')}${hint}`)
}
