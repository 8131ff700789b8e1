import type { EventOf, TraceEvent } from '../trace/events.js'
import type { CallPlan } from './call-plan.js'

/** What to do when something failed, at most one line for each reason; nothing when nothing did. */
export function advise(events: readonly TraceEvent[], { sample, phone, scenario }: CallPlan): string[] {
  const of = <T extends TraceEvent['type']>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type)
  const urls = new Map(of('webhook.sent').map(({ webhook, url }) => [webhook, url]))
  const reasons = new Map(of('webhook.attempted').map(({ webhook, reason }) => [webhook, reason]))
  // Who lets a request fail on purpose needs no advice on it.
  const meant = new Set(of('webhook.attempted').flatMap(({ webhook, fault }) => (fault === undefined ? [] : webhook)))
  const lines = of('webhook.failed').flatMap(({ webhook, outcome, status }) => {
    if (meant.has(webhook)) return []
    const url = urls.get(webhook)
    const about = url === undefined ? undefined : adviceOn(outcome, url, reasons.get(webhook) ?? '', status ?? 0)
    return about === undefined ? [] : [about]
  })
  if (of('document.rejected').length > 0) lines.push(...onDocuments(of('problem.found'), sample?.folder))
  const heardNothing =
    !phone && scenario.callers.every(({ does }) => does.length === 0) && of('input.missed').length > 0
  if (heardNothing) lines.push('The application asked for input, and the caller has none: add --script "presses 1".')
  return [...new Set(lines)]
}

/** Problems of a whole body: what is allowed then tells what it looks like instead. */
const bodies: ReadonlySet<string> = new Set(['not-well-formed', 'doctype-refused'])

/** What offhook cannot do is no mistake of the document. */
function onDocuments(problems: readonly EventOf<'problem.found'>[], sample: string | undefined): string[] {
  const breaking = problems.filter(({ severity }) => severity === 'breaks')
  const unsupported = breaking.filter(({ code }) => code === 'unsupported-element')
  const lines = unsupported.map(({ message }) => {
    const [element] = /<[^>]+>/.exec(message) ?? ['this element']
    return `Plivo knows ${element}, but offhook does not simulate it yet: try the document without it.`
  })
  if (unsupported.length > 0 && unsupported.length === breaking.length) return lines
  const noDocument = breaking.find(({ code, allowed }) => bodies.has(code) && allowed !== undefined)
  if (noDocument) return [...lines, `Answer ${noDocument.allowed}`]
  const command = sample === undefined ? '"offhook check -" reads one from a pipe and' : `"offhook check ${sample}"`
  return [...lines, `Correct the document; ${command} shows where it breaks.`]
}

/** The first whose outcome is that, and whose reason matches. */
const adviceOn = (outcome: string, url: string, reason: string, status: number): string | undefined =>
  advice.find(([outcomes, why]) => outcomes === outcome && why.test(reason))?.[2](url, status)

const advice: readonly (readonly [outcome: string, reason: RegExp, say: (url: string, status: number) => string])[] = [
  [
    'ct',
    /certificate/,
    url => `${originOf(url)} has a certificate that is not trusted: on your own machine, call it by http://.`,
  ],
  [
    'ct',
    /TLS/,
    url => `Wrong scheme? ${originOf(url)} does not speak TLS; try ${originOf(url).replace(/^https/, 'http')}.`,
  ],
  [
    'ct',
    /no such host|DNS/,
    url => `Is the host's name right? There is no ${hostOf(url)}; your own machine is localhost.`,
  ],
  [
    'ct',
    /closed while connecting/,
    url => `${originOf(url)} closes connections as soon as they are made: is that your application?`,
  ],
  [
    'ct',
    /unreachable|no answer from|no connection/,
    url => `${hostOf(url)} cannot be reached: is that the right host?`,
  ],
  ['ct', /(?:)/, url => `Is your application running? Nothing accepts a connection at ${originOf(url)}.`],
  [
    'rt',
    /closed|reset/,
    url => `${url}: your application closed the connection without an answer; look for a crash in its log.`,
  ],
  [
    'rt',
    /(?:)/,
    url => `${url} accepts a connection, but no answer came in time: make it faster, or give it more (#rt=…, in ms).`,
  ],
  ['partial', /(?:)/, url => `${url} began to answer and stopped: look into your application's log.`],
  [
    'invalid',
    /not HTTP/,
    url => `${originOf(url)} answers something that is no HTTP: is the port right, or is it https?`,
  ],
  ['3xx', /(?:)/, url => `${url} answers with an HTTP redirect, which Plivo does not follow: give the final URL.`],
  ['4xx', /(?:)/, (url, status) => `${url} answers ${status}: ${meaning[status] ?? 'is that the right URL?'}`],
  ['5xx', /(?:)/, (url, status) => `${url} answers ${status}: look into your application's log.`],
]

const meaning: Readonly<Record<number, string>> = {
  401: 'it wants credentials; if it checks signatures, --auth-token must be the token that it checks with.',
  403: 'it refuses; if it checks signatures, --auth-token must be the token that it checks with.',
  404: 'is the path right?',
  405: 'it takes another method; try --method GET.',
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url)
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url)
