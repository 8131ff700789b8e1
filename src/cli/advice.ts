import type { EventOf, TraceEvent } from '../trace/events.js'
import type { CallPlan } from './call-plan.js'

/** What to do when something failed, at most one line for each reason; nothing when nothing did. */
export function advise(events: readonly TraceEvent[], { sample, phone, scenario }: CallPlan): string[] {
  const of = <T extends TraceEvent['type']>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type)
  const urls = new Map(of('webhook.sent').map(({ webhook, url }) => [webhook, url]))
  const lines = of('webhook.failed').flatMap(({ webhook, outcome, status }) => {
    const url = urls.get(webhook)
    const about = url && outcomes[outcome]
    return about ? [about(url, status ?? 0)] : []
  })
  if (of('document.rejected').length > 0) {
    lines.push(
      sample
        ? `Correct the document; "offhook check ${sample.folder}" shows where it breaks.`
        : 'Correct the document; "offhook check -" reads one from a pipe and shows where it breaks.',
    )
  }
  const heardNothing =
    !phone && scenario.callers.every(({ does }) => does.length === 0) && of('input.missed').length > 0
  if (heardNothing) lines.push('The application asked for input, and the caller has none: add --script "presses 1".')
  return [...new Set(lines)]
}

const outcomes: Readonly<Record<string, (url: string, status: number) => string>> = {
  ct: url => `Is your application running? Nothing accepts a connection at ${originOf(url)}.`,
  rt: url => `${url} accepts a connection, but no answer came in time: make it faster, or give it more (#rt=…, in ms).`,
  partial: url => `${url} began to answer and stopped: look into your application's log.`,
  '3xx': url => `${url} answers with an HTTP redirect, which Plivo does not follow: give the final URL.`,
  '4xx': (url, status) => `${url} answers ${status}: ${meaning[status] ?? 'is that the right URL?'}`,
  '5xx': (url, status) => `${url} answers ${status}: look into your application's log.`,
}

const meaning: Readonly<Record<number, string>> = {
  401: 'it wants credentials; if it checks signatures, --auth-token must be the token that it checks with.',
  403: 'it refuses; if it checks signatures, --auth-token must be the token that it checks with.',
  404: 'is the path right?',
  405: 'it takes another method; try --method GET.',
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url)
