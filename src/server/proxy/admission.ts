import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isPlivoHost } from './plivo-hosts.js'
import type { Refusal } from './refusal.js'
import { type Target, writeTarget } from './target.js'

/** Who may use the proxy, and for what. */
export interface ProxyRules {
  /** What happens to requests to hosts that are not Plivo's: the flag `--proxy`. */
  readonly others: 'tunnel' | 'refuse'
  /** The password that the application's proxy variables need to have, whatever the user. */
  readonly token?: string
}

/** Why this request may not use the proxy, if it may not. */
export function refuseStranger({ headers }: IncomingMessage, { token }: ProxyRules): Refusal | undefined {
  if (token === undefined || isPassword(headers['proxy-authorization'], token)) return undefined
  const text = `this proxy wants the token that "offhook serve" was started with, as the password of HTTPS_PROXY: \
http://offhook:TOKEN@host:port. "offhook exec --token TOKEN" sets it.`
  return { status: 407, text }
}

/**
 * Who gets a request: offhook itself in place of Plivo, the host it names, or nobody. A request to Plivo's hosts never
 * leaves this machine.
 */
export function destination(target: Target, port: number, { others }: ProxyRules): 'plivo' | 'other' | Refusal {
  if (isPlivoHost(target.host)) {
    if (target.port === port) return 'plivo'
    return { status: 403, text: `Plivo's API is at port ${port} of ${target.host}, not at ${target.port}.` }
  }
  if (others === 'tunnel') return 'other'
  const text = `${writeTarget(target)} is no host of Plivo's API, and "offhook serve" was started with --proxy refuse. \
With --proxy tunnel, it passes such connections on untouched; NO_PROXY names hosts that are asked directly.`
  return { status: 403, text }
}

/** Takes the same time whatever is wrong with it. Some clients leave the `%` escapes of the URL in it that it came in. */
function isPassword(header: string | undefined, token: string): boolean {
  const [, encoded = ''] = /^basic +([a-z0-9+/=_-]+) *$/i.exec(header ?? '') ?? []
  const credentials = Buffer.from(encoded, 'base64').toString('utf8')
  const given = digest(credentials.slice(credentials.indexOf(':') + 1))
  const [plain, escaped] = [token, encodeURIComponent(token)].map(one => timingSafeEqual(given, digest(one)))
  return Boolean(plain) || Boolean(escaped)
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
