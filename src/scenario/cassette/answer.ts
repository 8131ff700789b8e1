import { hideUrlCredentials } from '../../trace/credentials.js'
import type { WireRequest, WireResult } from '../../webhook/transport.js'
import { answered, unusable } from '../../webhook/wire-result.js'
import type { Disguise } from '../saved-disguise.js'
import type { CassetteAnswer } from './entry.js'
import type { CallIds } from './ids.js'
import { textIn } from './tape-text.js'

/** Headers of an answer that a call goes by; others, cookies among them, are not kept. */
const kept = ['content-type', 'location'] as const

/** What came of an attempt, with placeholders for ids, and nothing that is secret. */
export function storedAnswer(result: WireResult, call: string, ids: CallIds, disguise: Disguise): CassetteAnswer {
  const { outcome, status, reason, body, nominal, cutByTotal } = result
  const plain = (text: string) => disguise.text(ids.hide(text, call))
  const text = textIn(body)
  const isAnswer = /^(ok|[345]xx)$/.test(outcome)
  return {
    outcome,
    ...(status !== undefined && { status }),
    ...(!isAnswer && { reason: plain(reason) }),
    headers: Object.fromEntries(
      kept.flatMap(name => (result.headers[name] === undefined ? [] : [[name, plain(result.headers[name])]])),
    ),
    body: text === undefined ? body : Buffer.from(plain(text)),
    ...(Object.values(nominal).some(ms => ms > 0) && { costs: nominal }),
    ...(cutByTotal && { cutByTotal: true }),
  }
}

/** A stored answer as an attempt of a running call gets it: with the ids of that call, and in the call time that it took. */
export function replayedAnswer(answer: CassetteAnswer, request: WireRequest, call: string, ids: CallIds): WireResult {
  const { outcome, status, reason = outcome, costs = {}, cutByTotal = false } = answer
  const live = (text: string) => ids.show(text, call)
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, live(value)]))
  const text = textIn(answer.body)
  const body = text === undefined ? answer.body : Buffer.from(live(text))
  const time = { nominal: costs, owed: costs, cutByTotal }
  if (/^(ok|[345]xx)$/.test(outcome) && status !== undefined)
    return { ...answered(request, status, headers, body), ...time }
  return { ...unusable(live(reason)), outcome, headers, ...(status !== undefined && { status }), ...time }
}

/** How an attempt ended, in a few words. */
export const describeOutcome = ({ outcome, status, reason }: CassetteAnswer): string =>
  hideUrlCredentials(reason ?? (status === undefined ? outcome : `answered ${status}`))
