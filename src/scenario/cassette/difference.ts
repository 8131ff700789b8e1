import { differenceOf } from '../text-difference.js'
import { type CassetteEntry, describeRequest, type KeptRequest, type KeptResult } from './entry.js'
import { differing } from './shelf.js'

/** What is otherwise than when the cassette was recorded. */
export interface CassetteDifference {
  readonly kind: 'params' | 'status' | 'outcome' | 'header' | 'document' | 'order' | 'added' | 'omitted'
  /** The request that it is about: `POST /menu (GetDigits action) Digits="1"`. */
  readonly request: string
  /** Line by line what it is. */
  readonly lines: readonly string[]
}

/** How an attempt that is in the cassette differs today. */
export function differencesOf(stored: CassetteEntry, request: KeptRequest, result: KeptResult): CassetteDifference[] {
  const about = describeRequest(request)
  const params = differing(stored.request, request).map(name =>
    changed(name, stored.request.params[name], request.params[name]),
  )
  const found = (kind: CassetteDifference['kind'], lines: readonly string[] | undefined): CassetteDifference[] =>
    lines && lines.length > 0 ? [{ kind, request: about, lines }] : []
  const old = stored.result
  const headers = ['content-type', 'location'].flatMap(name =>
    old.headers?.[name] === result.headers?.[name] ? [] : [changed(name, old.headers?.[name], result.headers?.[name])],
  )
  return [
    ...found('params', params),
    ...found('status', old.status === result.status ? [] : [changed('status', old.status, result.status)]),
    ...found('outcome', old.outcome === result.outcome ? [] : [outcomeChange(old, result)]),
    ...found('header', old.status === result.status ? headers : []),
    ...found('document', bodyChange(old.body, result.body)),
  ]
}

const changed = (name: string, before: unknown, now: unknown): string =>
  `${name} was ${before === undefined ? 'not there' : JSON.stringify(before)}, and is ${now === undefined ? 'not there' : JSON.stringify(now)}`

const endOf = ({ outcome, reason, status }: KeptResult): string =>
  outcome === undefined ? `answered ${status}` : `${outcome}, ${reason}`

const outcomeChange = (old: KeptResult, now: KeptResult): string =>
  `it ended otherwise: ${endOf(old)}; now ${endOf(now)}`

function bodyChange(old: KeptResult['body'] = '', now: KeptResult['body'] = ''): string[] | undefined {
  if (typeof old === 'string' && typeof now === 'string') {
    if (old === now) return undefined
    return differenceOf(old, now) ?? ['it differs in blanks at the ends of lines only']
  }
  const [before, after] = [Buffer.from(old), Buffer.from(now)]
  return before.equals(after) ? undefined : [`${before.length} bytes were answered, and now ${after.length} others`]
}

/** Requests that came in another order than they did, call by call. */
export function orderOf(
  places: readonly { readonly place: number; readonly request: string; readonly call: string }[],
): CassetteDifference[] {
  const furthest = new Map<string, (typeof places)[number]>()
  return places.flatMap((one): CassetteDifference[] => {
    const before = furthest.get(one.call)
    if (!before || one.place > before.place) furthest.set(one.call, one)
    if (!before || one.place > before.place) return []
    return [
      { kind: 'order', request: one.request, lines: [`it came before ${before.request}, and now comes after it`] },
    ]
  })
}
