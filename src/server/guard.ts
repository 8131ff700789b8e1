import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request is refused before anybody looks at it. */
export interface Refusal {
  readonly status: number
  readonly message: string
}

/** Names by which this machine calls itself. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/** Whether an address can be reached from this machine only. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host)

/** What a guard lets in. */
export interface GuardOptions {
  /** Whether whoever asks must be on this machine: the name by which he asks is looked at, then. */
  readonly local: boolean
  /** Hosts that requests may be for besides this machine: Plivo's, by way of the proxy. */
  readonly isKnownHost: (host: string) => boolean
  /** Whether web pages may show what is asked for, as they do with recordings: they cannot read it. */
  readonly embeddable?: boolean
}

const nameOf = (host: string): string => host.replace(/:\d+$/, '')

/** Where a request was sent to: what it says itself, and whether it was meant for Plivo, whatever it says. */
export interface Asked {
  readonly host: string
  readonly byProxy: boolean
}

/** Refuses to be asked at Plivo's hosts for a route that only offhook has (D115). */
export const refuseAstray = (
  { host, byProxy }: Asked,
  route: string,
  { isKnownHost }: GuardOptions,
): Refusal | undefined =>
  (byProxy || isKnownHost(nameOf(host))) && route.startsWith('/offhook')
    ? { status: 404, message: 'there is no such thing at Plivo: ask offhook itself, at its own address' }
    : undefined

/**
 * Refuses what a web page in somebody's browser might send: a request for a name that is not this machine's (DNS rebinding),
 * and one that comes from another site.
 */
export const refuseForeign = (
  { headers, headersDistinct }: Pick<IncomingMessage, 'headers' | 'headersDistinct'>,
  { local, isKnownHost, embeddable = false }: GuardOptions,
): Refusal | undefined => {
  const { host = '', origin, 'sec-fetch-site': site } = headers
  if ((headersDistinct.host?.length ?? 0) > 1)
    return { status: 400, message: 'a request has one Host header, not several' }
  const name = nameOf(host)
  if (local && !loopback.test(name) && !isKnownHost(name)) {
    return {
      status: 403,
      message: `requests for the host ${JSON.stringify(host)} are refused: allowed are 127.0.0.1, localhost and [::1]`,
    }
  }
  if (embeddable) return undefined
  const foreign = origin !== undefined && !isOwn(origin, host)
  if (foreign || site === 'cross-site' || site === 'same-site') {
    return { status: 403, message: 'requests from web pages of other sites are refused' }
  }
  return undefined
}

const isOwn = (origin: string, host: string): boolean => origin === `http://${host}` || origin === `https://${host}`

/** Whether a header `Authorization: Bearer …` has the token; takes the same time whatever it has. */
export const hasToken = (header: string | undefined, token: string): boolean => {
  const given = /^bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
