import type { IncomingMessage, RequestListener } from 'node:http'
import { destination, type ProxyRules, refuseStranger } from './admission.js'
import { isEnded, markRequest } from './came-by-proxy.js'
import { plain } from './dial.js'
import { forward } from './forward.js'
import { isPlivoHost } from './plivo-hosts.js'
import { type Refusal, refuseRequest } from './refusal.js'
import { readTarget, type Target } from './target.js'

export interface AbsoluteFormOptions extends ProxyRules {
  /** Told what was refused, in a line that is safe to print. */
  readonly log?: (line: string) => void
}

/** What a request to a proxy names (RFC 9112, 3.2.2). */
export interface AbsoluteUrl extends Target {
  readonly scheme: 'http' | 'https'
  /** As it was written, but for the default port, which may be left out: what Host says. */
  readonly authority: string
  /** With the query; starts with a slash. */
  readonly path: string
}

/**
 * Answers requests that name a whole URL, `POST https://api.plivo.com/v1/… HTTP/1.1`, as some clients send them to a proxy:
 * those to Plivo's API and to offhook itself as `listener` answers them; any other is passed on, or refused.
 */
export function absoluteForm(listener: RequestListener, options: AbsoluteFormOptions): RequestListener {
  return (request, response) => {
    const { url = '' } = request
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return listener(request, response)
    const refuse = (refusal: Refusal) => {
      options.log?.(`proxy: ${refusal.text}`)
      refuseRequest(request, response, refusal)
    }
    const absolute = readAbsolute(url)
    if (typeof absolute === 'string') return refuse({ status: 400, text: absolute })
    const where = route(request, absolute, options)
    if (typeof where !== 'string') return refuse(where)
    if (where === 'other') return forward(request, response, absolute, refuse)
    delete request.headers['proxy-authorization']
    request.headers.host = absolute.authority
    request.url = absolute.path
    if (where === 'plivo') markRequest(request)
    listener(request, response)
  }
}

const written = /^(https?):\/\/([^/?#\\]*)([^#]*)$/i

function readAbsolute(url: string): AbsoluteUrl | string {
  const [, scheme = '', authority = '', rest = ''] = written.exec(url) ?? []
  if (scheme === '') return 'a request to a proxy names a URL that starts with http:// or https://, without a fragment.'
  if (authority.includes('@')) return 'credentials go into the header Authorization, not into the URL of a request.'
  const secure = scheme.toLowerCase() === 'https'
  const target = readTarget(authority, secure ? 443 : 80)
  if (typeof target === 'string') return target
  return { ...target, scheme: secure ? 'https' : 'http', authority, path: rest.startsWith('/') ? rest : `/${rest}` }
}

function route(request: IncomingMessage, target: AbsoluteUrl, rules: ProxyRules): 'plivo' | 'self' | 'other' | Refusal {
  if (isEnded(request.socket)) {
    if (isPlivoHost(target.host)) return 'plivo'
    return { status: 421, text: "this connection is to Plivo's API, and to no other host." }
  }
  if (isSelf(request, target)) return 'self'
  return refuseStranger(request, rules) ?? destination(target, target.scheme === 'https' ? 443 : 80, rules)
}

/** By its address, or as localhost: any other name may have been given to it by a stranger. */
function isSelf({ socket }: IncomingMessage, { scheme, host, port }: AbsoluteUrl): boolean {
  if (scheme !== 'http' || port !== socket.localPort) return false
  return host === plain(socket.localAddress) || host === 'localhost'
}
