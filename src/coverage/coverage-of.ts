import type { ScenarioCall } from '../scenario/run.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import { shownUrl } from '../webhook/request-url.js'
import {
  count,
  type DocumentFacts,
  type Facts,
  noFacts,
  noOutcome,
  noUrlFacts,
  noUse,
  type UrlFacts,
  under,
} from './facts.js'
import { mentionedUrls } from './mentioned-urls.js'
import type { NamedUrl } from './named-urls.js'
import { type ReadDocument, readDocument } from './read-document.js'
import { type SecretValues, secretValues } from './secret-values.js'
import { type UrlShape, urlKey, urlShape } from './url-shape.js'
import { Visit } from './visit.js'

export interface Exercised {
  /** Its name. */
  readonly scenario: string
  readonly file: string
  readonly calls: readonly Pick<ScenarioCall, 'name' | 'trace' | 'attempts'>[]
  /** The URLs that its calls were given, requested or not. */
  readonly named?: readonly NamedUrl[]
}

/** Parameters of requests that say what is told, and of whom nothing. */
const tellingParams = ['Event', 'DialAction', 'ConferenceAction', 'CallStatus', 'DialStatus', 'Status'] as const
const longestValue = 40

/** Documents of one scenario that are told apart; applications that answer ever new ones have no more. */
const mostDocuments = 500

/** What one scenario has exercised. Never throws for what is in its traces. */
export function coverageOf({ scenario, file, calls, named = [] }: Exercised): Facts {
  const facts = noFacts()
  const key = `${file}: ${scenario}`
  under(facts.scenarios, key, () => ({ name: scenario, file }))
  const secrets = secretValues(calls.map(({ trace }) => trace))
  for (const { purpose, method, url, option } of named) {
    const shape = shapeOf(method, url, secrets)
    if (shape) useOf(facts, shape, purpose).mentions[`scenario ${option} ${key}`] = { scenario: key, option }
  }
  for (const call of calls) exercise(call, facts, key, secrets)
  return facts
}

function shapeOf(method: string, url: string, { hide }: SecretValues): UrlShape | undefined {
  const shape = urlShape(method, shownUrl(url))
  return shape && { ...shape, path: hide(shape.path) }
}

const urlOf = (facts: Facts, shape: UrlShape): UrlFacts => under(facts.urls, urlKey(shape), () => noUrlFacts(shape))

const useOf = (facts: Facts, shape: UrlShape, purpose: string) => under(urlOf(facts, shape).uses, purpose, noUse)

/** One call, event by event. */
function exercise({ trace, attempts }: Exercised['calls'][number], facts: Facts, key: string, secrets: SecretValues) {
  const bodies = new Map(attempts.map(({ webhook, result }) => [webhook.id, result.body]))
  const hungUp = /^(?:Caller|Callee)$/.test(trace.of('call.ended')[0]?.source ?? '')
  const shapes = new Map<string, UrlShape>()
  let delivered = ''
  let visit: Visit | undefined
  let sounds: Visit[] = []

  const documentOf = (): [ReadDocument, DocumentFacts] | undefined => {
    const shape = shapes.get(delivered)
    const body = bodies.get(delivered)
    if (!shape || !body) return undefined
    const read = readDocument(body, secrets.hide)
    const url = urlOf(facts, shape)
    const { hash, source, elements, rejected } = read
    if (!Object.hasOwn(url.documents, hash) && Object.keys(url.documents).length >= mostDocuments) return undefined
    const written = elements.map(element => element.written)
    const document = under(url.documents, hash, () => ({
      source,
      elements: written,
      ...(rejected !== undefined && { rejected }),
      loaded: {},
      runs: {},
    }))
    count(document.loaded, key)
    for (const { number, attribute, purpose, method, href } of mentionedUrls(elements)) {
      const mentioned = shapeOf(method, href, secrets)
      if (!mentioned) continue
      const { mentions } = useOf(facts, mentioned, purpose)
      const place = { url: urlKey(shape), document: hash, element: number, ...(attribute && { attribute }) }
      mentions[`${place.url} ${hash} ${number} ${attribute ?? ''}`] = place
    }
    return [read, document]
  }

  const take = (event: TraceEvent): void => {
    switch (event.type) {
      case 'webhook.sent': {
        const shape = isAudio(event) ? undefined : shapeOf(event.method, event.url, secrets)
        if (!shape) return
        shapes.set(event.webhook, shape)
        const use = useOf(facts, shape, event.purpose)
        count(use.requested, key)
        for (const told of tellingOf(event))
          count(
            under(use.events, secrets.hide(told), () => ({})),
            key,
          )
        return
      }
      case 'webhook.attempted':
        return attempted(event)
      case 'webhook.delivered':
        delivered = event.webhook
        return
      case 'document.loaded': {
        const found = documentOf()
        const next = found && new Visit(found[0], found[1], key)
        if (!courses.has(event.origin)) sounds = next ? [next, ...sounds].slice(0, 20) : sounds
        else {
          visit?.left()
          visit = next
        }
        return
      }
      case 'document.rejected':
        return void documentOf()
      case 'element.started':
        return visit?.started(event)
      case 'prompt.started':
        if (event.by === undefined && !(event.leg === undefined && visit?.heard(event)))
          sounds.some(one => one.heardAlone(event))
        return
      case 'leg.dialed':
        return visit?.dialed(event)
      case 'input.collected':
        return visit?.collected(event)
      case 'input.missed':
        return visit?.missed(event)
      case 'element.finished':
        return visit?.finished(event, hungUp && event.because === 'the call ended')
    }
  }

  const attempted = ({ webhook, outcome, status, fault, judgement }: EventOf<'webhook.attempted'>): void => {
    const shape = shapes.get(webhook)
    if (!shape) return
    const { statuses, outcomes } = urlOf(facts, shape)
    if (status !== undefined)
      count(
        under(statuses, String(status), () => ({})),
        key,
      )
    const one = under(outcomes, outcome, noOutcome)
    count(one.times, key)
    if (fault !== undefined) count(one.injected, fault)
    if (judgement !== undefined) count(one.retried, key)
  }

  for (const event of trace.events) take(event)
  visit?.left()
}

/** Where documents come from whose elements run; those of sounds are named after their attribute. */
const courses: ReadonlySet<string> = new Set(['answer', 'fallback', 'action', 'redirect', 'transfer'])

/** Files are no application. */
const isAudio = ({ purpose }: EventOf<'webhook.sent'>): boolean => purpose === 'audio'

const tellingOf = ({ params, secret = [] }: EventOf<'webhook.sent'>): string[] =>
  tellingParams.flatMap(name => {
    const value = Object.hasOwn(params, name) && !secret.includes(name) ? params[name] : undefined
    return value ? [`${name}=${value.slice(0, longestValue)}`] : []
  })
