import { nearest } from '../trace/nearest.js'
import { delayed } from './delayed.js'
import { describeFault, type Fault, isWireFault } from './fault.js'
import { faultResult } from './fault-result.js'
import { type FaultRule, type ReadRule, readRule } from './fault-rule.js'
import { shownUrl } from './request-url.js'
import type { Transport, WebhookTransport, WireRequest, WireResult } from './transport.js'
import type { Webhook } from './webhook.js'
import { closedBeforeAnyByte } from './wire-result.js'

export interface FaultParts {
  /** Carries what no fault keeps from the application. */
  readonly wire: WebhookTransport
  /** A number from 0 to 1, less than 1; asked only where a rule has a probability. */
  readonly chance: () => number
  /** Which call it is: 1 is the first that was placed. */
  readonly numberOf: (call: string) => number
}

/** A rule that no webhook has met so far, and why. */
export interface UnmetFault {
  readonly rule: FaultRule
  /** The rule in one line, as `--fault` reads it. */
  readonly words: string
  readonly because: string
}

export interface FaultTransport extends WebhookTransport {
  /** Adds a rule after those there are; returns what takes it back. Throws a TypeError if it is none. */
  inject(rule: FaultRule): () => void
  /** The rules that no webhook has met. */
  unmet(): UnmetFault[]
}

/** A rule in use. */
interface Use {
  readonly given: FaultRule
  readonly rule: ReadRule
  struck: number
  /** Whether a webhook has met all of its conditions, whatever chance then said. */
  met: boolean
  /** How far the request came that came nearest, and what was otherwise with it. */
  near: { readonly conditions: number; readonly because: string }
}

/** Stands between the engine and the wire, and lets go wrong what the rules say. */
export function createFaultTransport({ wire, chance, numberOf }: FaultParts): FaultTransport {
  const uses: Use[] = []
  const seen = new Set<string>()

  /** The first rule that matches; the others hear what came to them, so that they can say why they were not met. */
  const choose = (request: WireRequest, webhook: Webhook): Use | undefined => {
    const call = numberOf(webhook.call)
    if (seen.size < mostSeen) seen.add(shownUrl(webhook.url))
    let chosen: Use | undefined
    for (const use of uses) {
      const { conditions, times, probability } = use.rule
      const failing = conditions.findIndex(({ holds }) => !holds(request, webhook, call))
      if (failing >= 0 || chosen) {
        const conditionsMet = failing < 0 ? conditions.length : failing
        const otherwise = conditions[conditionsMet]?.otherwise(request, webhook, call) ?? 'met the rule before it'
        if (conditionsMet >= use.near.conditions) {
          use.near = { conditions: conditionsMet, because: `${shownUrl(webhook.url)} ${otherwise}` }
        }
        continue
      }
      use.met = true
      if (use.struck < times && (probability === 1 || chance() < probability)) chosen = use
    }
    return chosen
  }

  const send: WebhookTransport = (request, webhook) => {
    const use = uses.length === 0 ? undefined : choose(request, webhook)
    if (!use) return wire(request, webhook)
    use.struck++
    const { fault } = use.rule
    return strike(fault, request, onward => wire(onward, webhook)).then(result => ({
      ...result,
      fault: describeFault(fault),
    }))
  }

  const inject = (given: FaultRule) => {
    const use: Use = { given, rule: readRule(given), struck: 0, met: false, near: { conditions: -1, because: '' } }
    uses.push(use)
    return () => {
      const index = uses.indexOf(use)
      if (index >= 0) uses.splice(index, 1)
    }
  }

  const unmet = () =>
    uses
      .filter(({ met }) => !met)
      .map(({ given, rule, near }) => ({ rule: given, words: rule.words, because: whyUnmet(given, near, seen) }))

  return Object.assign(send, { inject, unmet })
}

/** URLs that are remembered to say which there were. */
const mostSeen = 100

function whyUnmet({ url }: FaultRule, near: Use['near'], seen: ReadonlySet<string>): string {
  if (near.conditions < 0) return 'nothing was requested'
  if (near.conditions > 0 || url === undefined) return near.because
  const paths = [...new Set([...seen].map(one => new URL(one).pathname))]
  const meant = typeof url === 'string' ? (nearest(url, paths) ?? nearest(url, seen)) : undefined
  const which = typeof url === 'string' ? `has ${JSON.stringify(url)} in it` : `matches ${url}`
  const others = meant === undefined ? `; requested were ${paths.slice(0, 5).join(', ')}` : `; did you mean ${meant}?`
  return `no URL that was requested ${which}${others}`
}

/** Does to one attempt what the fault says. */
async function strike(fault: Fault, request: WireRequest, wire: Transport): Promise<WireResult> {
  if (isWireFault(fault)) return faultResult(fault, request)
  const [result] = await Promise.all([wire(request), fault.kind === 'duplicate' && handedOver(wire, request)])
  // What never got an answer has none that could be late, cut or lost.
  if (result.outcome === 'ct' || result.outcome === 'rt') return result
  switch (fault.kind) {
    case 'slow':
      return delayed(result, { wait: fault.amount }, request)
    case 'bad-xml':
      return withBody(result, cutInTheMiddle(result.body))
    case 'lost-answer':
      return { ...closedBeforeAnyByte(), ...(result.measured && { measured: result.measured }) }
    default:
      return result
  }
}

/** The same request again, at the same time: waited for until the application may have seen it, whatever comes of it. */
const handedOver = (wire: Transport, request: WireRequest): Promise<void> =>
  new Promise(sent => {
    const over = () => sent()
    wire({ ...request, sent }).then(over, over)
  })

const withBody = (result: WireResult, body: Uint8Array): WireResult => ({ ...result, body, bytes: body.length })

/** The first half, and never a whole document: its last tag, too, is left open. */
function cutInTheMiddle(body: Uint8Array): Uint8Array {
  let end = body.length >> 1
  while (end > 0 && endOfTag.has(body[end - 1] as number)) end--
  return body.subarray(0, end)
}

const endOfTag = new Set(Buffer.from('> \t\r\n'))
