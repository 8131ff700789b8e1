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
  const patience = Math.min(ct, tt)
  if (connect > patience) return noConnection(request)
  if (result.outcome === 'ct') return unconnectedAfter(connect, result)
  if (connect + tls > patience) return unconnectedAfter(connect, noConnection(request, 'tls'))

  const left = { ...request, tt: tt - connect - tls }
  const way = { connect, tls }
  if (result.outcome === 'rt' && result.nominal.wait !== undefined) return longer(timedOut(result, noByte(left)), way)
  if ((result.nominal.wait ?? 0) + wait > Math.min(rt, left.tt)) return longer(noByte(left), way)
  const late = longer(result, by)
  if (totalOf(late.nominal) <= tt) return late
  return timedOut(late, { ...incomplete(left), nominal: cutAfter(late.nominal, tt) })
}

/** Timeouts include the way already; a refusal comes back over it. Of a failed handshake, TCP's share is counted. */
function unconnectedAfter(connect: number, result: WireResult): WireResult {
  const { connect: hung, tls } = result.nominal
  if (hung !== undefined) return result
  if (tls === undefined) return longer(result, { connect })
  const nominal = { connect, tls: tls - connect }
  return { ...result, nominal, owed: totalOf(result.owed) > 0 ? nominal : {} }
}

/** The same answer, or what there was of it, with another timeout's words and time. */
const timedOut = (result: WireResult, { reason, nominal, cutByTotal }: WireResult): WireResult => ({
  ...result,
  reason,
  nominal,
  cutByTotal,
})

const longer = (result: WireResult, by: Phases): WireResult => ({
  ...result,
  nominal: together(result.nominal, by),
  owed: together(result.owed, by),
  ...(result.measured && { measured: together(result.measured, by) }),
})
