// The preload of `node --import offhook/register app.js`: what the application asks Plivo's API, it asks offhook instead.
// It runs in other people's programs, so it imports next to nothing, and touches nothing else.
import { errorMonitor } from 'node:events'
import http, { type ClientRequest } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { isPlivoHost } from './plivo-hosts.js'

const offhook = readAddress(process.env.OFFHOOK_URL ?? 'http://127.0.0.1:8100')
const original = { http: { ...http }, https: { ...https }, fetch: globalThis.fetch }
const client = offhook.protocol === 'https:' ? original.https : original.http

type Given = readonly unknown[]
type Ask = (...given: Given) => ClientRequest
type Options = https.RequestOptions & { readonly href?: string }

for (const scheme of ['http', 'https'] as const) {
  const module = { http, https }[scheme]
  for (const name of ['request', 'get'] as const) {
    const before = original[scheme][name] as Ask
    const patched = (...given: Given): ClientRequest => {
      const options = optionsOf(given)
      if (!isPlivo(`${scheme}:`, options)) return before(...given)
      const answered = given.filter(one => typeof one === 'function')
      return explained((client[name] as Ask)(redirected(options), ...answered))
    }
    module[name] = patched as typeof http.get
  }
}
syncBuiltinESMExports()

globalThis.fetch = async (input, init) => {
  const written = input instanceof Request ? input.url : String(input)
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (!url || !isPlivo(url.protocol, url)) return original.fetch(input, init)
  const target = new URL(url.pathname + url.search, offhook)
  // A Request is taken apart, for its URL cannot be changed; what init says comes first, as always.
  const request = input instanceof Request ? new Request(input, init) : undefined
  const { method, body, headers, redirect, signal } = request ?? {}
  const own = request && { method, headers, redirect, signal, ...(body && { body, duplex: 'half' as const }) }
  try {
    return await original.fetch(target, { ...init, ...own, dispatcher: undefined })
  } catch (error) {
    const { cause } = error as Error
    if (isRefused(cause)) explain(cause)
    throw error
  }
}

/** What http.request is given, as options: a URL, or options, or both (the options come first). */
function optionsOf([first, second]: Given): Options {
  const url = typeof first === 'string' && URL.canParse(first) ? new URL(first) : first
  if (!(url instanceof URL)) return isRecord(first) ? first : {}
  const { protocol, hostname, port, pathname, search, username, password } = url
  const auth = username || password ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : undefined
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    path: pathname + search,
    ...(port && { port }),
    ...(auth && { auth }),
    ...(isRecord(second) ? second : {}),
  }
}

function isPlivo(scheme: string, { protocol, hostname, host, port }: Options): boolean {
  const secure = (protocol ?? scheme) === 'https:'
  return isPlivoHost(hostname ?? host ?? '') && Number(port || (secure ? 443 : 80)) === (secure ? 443 : 80)
}

/** The same request to another place; whatever says how to get to the old one is left out, its proxy and TLS too. */
function redirected(options: Options): https.RequestOptions {
  const { method, path, headers, auth, timeout, signal, maxHeaderSize, insecureHTTPParser, joinDuplicateHeaders } =
    options
  return {
    protocol: offhook.protocol,
    hostname: offhook.hostname.replace(/^\[|\]$/g, ''),
    port: offhook.port,
    path,
    method,
    auth,
    timeout,
    signal,
    maxHeaderSize,
    insecureHTTPParser,
    joinDuplicateHeaders,
    headers: withHost(headers, options.hostname ?? options.host ?? ''),
  }
}

/** Offhook sees whom the application has asked. */
function withHost(headers: https.RequestOptions['headers'] | Given, host: string): http.OutgoingHttpHeaders | string[] {
  if (Array.isArray(headers)) {
    const flat = headers.flat() as string[]
    const named = flat.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
    return named ? flat : ['Host', host, ...flat]
  }
  const given = (headers ?? {}) as http.OutgoingHttpHeaders
  return Object.keys(given).some(name => name.toLowerCase() === 'host') ? given : { ...given, Host: host }
}

/** Listens without being a listener: an error that the application does not handle still ends it. */
const explained = (request: ClientRequest): ClientRequest =>
  request.on(errorMonitor, (error: NodeJS.ErrnoException) => {
    if (isRefused(error)) explain(error)
  })

const isRefused = (error: unknown): error is NodeJS.ErrnoException =>
  isRecord(error) && 'code' in error && error.code === 'ECONNREFUSED'

function explain(error: Error): void {
  const before = error.message
  error.message = `offhook does not answer at ${offhook.origin}, where this program's requests to Plivo go: start it with \
"offhook serve", or say where it is with OFFHOOK_URL (${before || 'ECONNREFUSED'})`
  // The stack was written with the message of then.
  error.stack = error.stack?.replace(before, () => error.message)
}

function readAddress(written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new Error(
    'OFFHOOK_URL is no http or https URL; allowed is where "offhook serve" listens: http://127.0.0.1:8100',
  )
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null
}
