import { requestUrl } from '../../src/webhook/request-url.js'
import type { WireRequest } from '../../src/webhook/transport.js'

/** A POST of `a=1`, as the engine would give it to a transport. */
export function wireRequest(url: string, settings: Partial<WireRequest>): WireRequest {
  const target = requestUrl(url)
  if (!target) throw new TypeError(`not a URL: ${url}`)
  const usual = { headers: {}, body: 'a=1', attempt: 1, ct: 500, rt: 120, tt: 5_000, limit: 2 ** 20 }
  return { url, origin: target.origin, path: target.path + target.search, method: 'POST', ...usual, ...settings }
}
