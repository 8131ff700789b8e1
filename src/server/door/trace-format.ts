import { inWords } from '../../trace/given.js'
import { jsonLine } from '../../trace/json-line.js'
import { nearest } from '../../trace/nearest.js'
import { shown } from '../../trace/secret.js'
import type { Trace } from '../../trace/trace.js'
import { Refusal } from './refusal.js'

/** How a trace can be had: the media types that ask for it, and how it is written. */
const formats = {
  jsonl: { types: ['application/x-ndjson', 'application/json', 'application/jsonl'], write: jsonLines },
  sse: { types: ['text/event-stream'], write: undefined },
  text: { types: ['text/plain'], write: (trace: Trace) => trace.text() },
  ladder: { types: [], write: (trace: Trace) => trace.ladder() },
  svg: { types: ['image/svg+xml'], write: (trace: Trace) => trace.svg() },
} as const satisfies Record<string, { types: readonly string[]; write: ((trace: Trace) => string) | undefined }>

export type TraceFormat = keyof typeof formats

export const traceFormats = Object.keys(formats) as TraceFormat[]

/** The one that is named, or the first that is accepted. Throws a Refusal for a name that is none. */
export const formatAsked = (named: string | undefined, accept: string | undefined): TraceFormat => {
  const found = traceFormats.find(name => name === named)
  if (found) return found
  if (named !== undefined) {
    const near = nearest(named, traceFormats)
    const meant = near === undefined ? '' : `; did you mean ${near}?`
    throw new Refusal(400, `format is ${inWords(named)}; allowed are ${traceFormats.join(', ')}${meant}`)
  }
  const types = acceptedTypes(accept)
  const asked = types.flatMap(
    type => traceFormats.find(name => (formats[name].types as readonly string[]).includes(type)) ?? [],
  )
  return asked[0] ?? 'jsonl'
}

/** A trace as it was asked for, and its media type. */
export const writeTrace = (trace: Trace, format: Exclude<TraceFormat, 'sse'>): { type: string; text: string } => ({
  type: `${formats[format].types[0] ?? 'text/plain'}; charset=utf-8`,
  text: formats[format].write(trace),
})

function jsonLines({ events }: Trace): string {
  return events.map(event => jsonLine(shown(event))).join('')
}

/** `Accept`, in the order of its q. */
const acceptedTypes = (accept = ''): string[] =>
  accept
    .split(',')
    .map(one => {
      const [type = '', ...parameters] = one.split(';').map(part => part.trim().toLowerCase())
      const q = parameters.find(part => part.startsWith('q='))?.slice(2)
      return { type, q: q === undefined ? 1 : Number(q) }
    })
    .filter(({ q }) => q > 0)
    .toSorted((one, other) => other.q - one.q)
    .map(({ type }) => type)
