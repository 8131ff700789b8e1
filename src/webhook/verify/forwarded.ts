import { type Change, type Hypothesis, type Known, urlIsSigned } from './hypothesis.js'
import { type Reading, type UrlPart, urlOf } from './reading.js'

/** A proxy called the application otherwise than Plivo called the proxy, and says so. */
export const forwarded: Hypothesis = {
  code: 'proxy',
  urlChange: 'what a proxy says',
  advice:
    'Verify the URL that Plivo called, made of the headers of your own proxy (Express: trust proxy; or a configured public URL).',
  ...urlIsSigned,
  *changes(reading, known) {
    const parts = said(reading, known)
    // Everything that the headers say, then each alone: they are not always all true.
    if (parts.length > 1) yield told(reading, parts)
    for (const part of parts) yield told(reading, [part])
  },
}

/** What one header says about the URL. */
interface Said {
  readonly header: string
  readonly change: Partial<Reading>
}

function told(reading: Reading, parts: readonly Said[]): Change {
  const right = parts.reduce((merged, { change }) => withPort(merged, change), reading)
  const headers = [...new Set(parts.map(({ header }) => header))].join(', ')
  const says = headers.includes(',') ? 'say' : 'says'
  return { reading: right, sentence: `Plivo called ${urlOf(right)}, as ${headers} ${says}, not ${urlOf(reading)}.` }
}

/** A port alone is given as `:8443`; it belongs to whatever host there is. */
function withPort(reading: Reading, { authority, ...change }: Partial<Reading>): Reading {
  if (authority === undefined) return { ...reading, ...change }
  const host = authority.startsWith(':') ? reading.authority.replace(/:\d+$/, '') + authority : authority
  return { ...reading, ...change, authority: host }
}

function said(reading: Reading, { headers }: Known): Said[] {
  const { scheme, path } = reading
  const found: Said[] = []
  const first = (name: string) => headers.get(name.toLowerCase())?.split(',')[0]?.trim() ?? ''
  const say = (header: string, change: Partial<Reading> | undefined) => change && found.push({ header, change })
  const element = first('Forwarded')
  const field = (name: string) => new RegExp(`(?:^|;)\\s*${name}="?([^";]+)`, 'i').exec(element)?.[1] ?? ''

  for (const header of ['X-Forwarded-Proto', 'X-Forwarded-Protocol', 'X-Forwarded-Scheme', 'X-Url-Scheme', 'X-Scheme'])
    say(header, schemeOf(first(header)))
  say('Forwarded', schemeOf(field('proto')))
  for (const header of ['X-Forwarded-Ssl', 'Front-End-Https'])
    if (first(header) === 'on') say(header, schemeOf('https'))
  say('Cf-Visitor', schemeOf(/"scheme":"(https?)"/.exec(headers.get('cf-visitor') ?? '')?.[1] ?? ''))

  for (const header of ['X-Forwarded-Host', 'X-Original-Host', 'X-Host']) say(header, hostOf(first(header)))
  say('Forwarded', hostOf(field('host')))
  const port = first('X-Forwarded-Port')
  const usual = (found[0]?.change.scheme ?? scheme.toLowerCase()) === 'https' ? '443' : '80'
  // A proxy on the scheme's own port adds nothing to the URL.
  if (/^\d+$/.test(port) && port !== usual) say('X-Forwarded-Port', { authority: `:${port}` })

  for (const header of [
    'X-Original-Uri',
    'X-Original-Url',
    'X-Forwarded-Uri',
    'X-Rewrite-Url',
    'X-Envoy-Original-Path',
  ])
    say(header, targetOf(first(header)))
  for (const header of ['X-Forwarded-Prefix', 'X-Script-Name']) {
    const prefix = first(header).replace(/\/$/, '')
    if (prefix.startsWith('/')) say(header, { path: prefix + path })
  }
  return found.filter(({ change }) =>
    Object.entries(change).some(([part, right]) => reading[part as UrlPart] !== right),
  )
}

const schemeOf = (text: string) => (/^https?$/i.test(text) ? { scheme: text.toLowerCase() } : undefined)
const hostOf = (text: string) => (/^[^\s/@?#]+$/.test(text) ? { authority: text } : undefined)

/** Path and query of a request target, which may be a whole URL; nothing if it has no path. */
export function targetOf(text: string): Partial<Reading> | undefined {
  const [, path = '', search = ''] = /^(?:https?:\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?/i.exec(text) ?? []
  return path.startsWith('/') ? { path, search } : undefined
}
