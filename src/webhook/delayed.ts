import { cutAfter, type Phases, together, totalOf } from './phases.js'
import type { WireRequest, WireResult } from './transport.js'
import { incomplete, noByte, noConnection } from './wire-result.js'

/**
 * How an attempt ends that takes some made-up time more, as on a long way or with a slow application. A phase that
 * then lasts longer than its timeout, or all of it longer than tt, ends as it would have ended on a socket.
 */
export function delayed(result: WireResult, by: Phases, request: WireRequest): WireResult {
  const { connect = 0, tls = 0, wait = 0 } = by
  if (connect + tls + wait === 0) return result
  const { ct, rt, tt } = request
  const lived = livedOf(result, request)
  if ((lived.connect ?? 0) + connect > Math.min(ct, tt)) return timedOut(result, noConnection(request), lived)
  if (result.outcome === 'ct') return unconnectedAfter(connect, result)
  if ((lived.connect ?? 0) + (lived.tls ?? 0) + connect + tls > Math.min(ct, tt)) {
    return timedOut(result, unconnectedAfter(connect, noConnection(request, 'tls')), lived)
  }

  const way = { connect, tls }
  const left = { ...request, tt: tt - connect - tls }
  const silent = result.outcome === 'rt' && result.nominal.wait !== undefined
  if (silent || (lived.wait ?? 0) + wait > Math.min(rt, left.tt)) {
    const { nominal, ...end } = noByte(left)
    return timedOut(result, { ...end, nominal: together(nominal, way) }, lived)
  }
  const late = longer(result, by)
  if (totalOf(livedOf(late, request)) <= tt) return late
  return timedOut(late, { ...incomplete(left), nominal: cutAfter(late.nominal, tt) }, lived)
}

/** What of it has passed already, as the clock counts that. */
const livedOf = ({ measured, nominal }: WireResult, request: WireRequest): Phases =>
  (request.measured && measured) || nominal

/** Timeouts include the way already; a refusal comes back over it. Of a failed handshake, TCP's share is counted. */
function unconnectedAfter(connect: number, result: WireResult): WireResult {
  const { connect: hung, tls } = result.nominal
  if (hung !== undefined) return result
  if (tls === undefined) return longer(result, { connect })
  const nominal = { connect, tls: tls - connect }
  return { ...result, nominal, owed: totalOf(result.owed) > 0 ? nominal : {} }
}

/** It ends by a timeout instead: what of that has not been lived through is owed. Of an answer nothing is left. */
function timedOut(result: WireResult, end: WireResult, lived: Phases): WireResult {
  const kept = end.outcome === 'partial' ? { ...result, outcome: end.outcome } : end
  const { reason, nominal, cutByTotal } = end
  const made = { ...kept, reason, nominal, cutByTotal, ...(result.fault !== undefined && { fault: result.fault }) }
  if (!result.measured) return { ...made, owed: nominal }
  const owed = Math.max(0, totalOf(nominal) - totalOf(lived))
  return { ...made, measured: nominal, owed: owed > 0 ? { wait: owed } : {} }
}

const longer = (result: WireResult, by: Phases): WireResult => ({
  ...result,
  nominal: together(result.nominal, by),
  owed: together(result.owed, by),
  ...(result.measured && { measured: together(result.measured, by) }),
})
