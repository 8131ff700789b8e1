import type { Params } from '../form.js'
import { textV2, textV3 } from '../signature.js'
import { type Hypothesis, signaturesAsSent } from './hypothesis.js'
import { baseOf, queryOf, type Reading, type SignatureHeader } from './reading.js'

/** What a signer of one's own makes otherwise than Plivo and its SDKs; the request itself is as it was signed. */
interface Mistake {
  readonly sentence: string
  readonly text: (reading: Reading, nonce: string) => string | undefined
}

type Entry = readonly [key: string, value: string | readonly string[]]

const bytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const unsorted = (): number => 0

/** Every key and value, by an order of one's own. */
const joined = (params: Params, order: (a: string, b: string) => number, between = '', after = ''): string =>
  Object.entries(params)
    .toSorted(([a]: Entry, [b]: Entry) => order(a, b))
    .flatMap(([key, value]) => [value].flat().map(one => key + between + one))
    .join(after)

const signedQuery = (reading: Reading): string => queryOf(reading).signedQuery

/** A POST with its query put together anew. */
const withQuery = (reading: Reading, query: string, nonce: string): string => {
  const url = { query: queryOf(reading).query, signedQuery: query }
  return textV3(reading.method === 'GET' ? 'GET' : 'POST', baseOf(reading), url, nonce, reading.params)
}

const inOrder = (order: (a: string, b: string) => number) => (reading: Reading, nonce: string) => {
  const query = signedQuery(reading)
  return `${baseOf(reading)}?${query}${query && '.'}${joined(reading.params, order)}.${nonce}`
}

const letters = (a: string, b: string): number => bytes(a.toLowerCase(), b.toLowerCase())
const natural = new Intl.Collator('en', { numeric: true }).compare

const order: readonly Mistake[] = [
  { sentence: 'The parameters were signed in the order in which they came.', text: inOrder(unsorted) },
  { sentence: 'The parameters were sorted without regard to case.', text: inOrder(letters) },
  { sentence: 'The parameters were sorted as a dictionary sorts them.', text: inOrder(natural) },
  {
    sentence: 'The query was signed in the order in which it came, and not decoded.',
    text: (reading, nonce) => withQuery(reading, reading.search.slice(1), nonce),
  },
  {
    sentence: 'The query was signed in the order in which it came.',
    text: (reading, nonce) => {
      const pairs = [...queryOf(reading).query].flatMap(([key, values]) => values.map(value => `${key}=${value}`))
      return withQuery(reading, pairs.join('&'), nonce)
    },
  },
]

const spelling: readonly Mistake[] = [
  {
    sentence: 'The query was signed without decoding it (as the PHP SDK does).',
    text: (reading, nonce) => withQuery(reading, reading.search.slice(1).split('&').sort(bytes).join('&'), nonce),
  },
  {
    sentence: 'A dot was signed before the parameters though the URL has no query.',
    text: (reading, nonce) => `${baseOf(reading)}.${joined(reading.params, bytes)}.${nonce}`,
  },
  {
    sentence: 'A question mark and a dot were signed before the parameters though the URL has no query.',
    text: (reading, nonce) => `${baseOf(reading)}?${signedQuery(reading)}.${joined(reading.params, bytes)}.${nonce}`,
  },
  {
    sentence: 'The parameters were signed directly behind the URL, without ? and dot.',
    text: (reading, nonce) => `${baseOf(reading)}${reading.search}${joined(reading.params, bytes)}.${nonce}`,
  },
  {
    sentence: 'The parameters were signed as a query (k=v&k=v).',
    text: (reading, nonce) => `${baseOf(reading)}?${joined(reading.params, bytes, '=', '&')}.${nonce}`,
  },
  {
    sentence: 'The query was left out of what was signed.',
    text: (reading, nonce) => withQuery({ ...reading, search: '' }, '', nonce),
  },
  {
    sentence: 'The parameters were left out of what was signed.',
    text: (reading, nonce) => withQuery({ ...reading, params: {} }, signedQuery(reading), nonce),
  },
  {
    sentence: 'The nonce was signed without a dot before it.',
    text: (reading, nonce) => withQuery(reading, signedQuery(reading), nonce).slice(0, -nonce.length - 1) + nonce,
  },
  {
    sentence: 'The URL was signed as it is, without the parameters.',
    text: (reading, nonce) => `${baseOf(reading)}${reading.search}.${nonce}`,
  },
]

const composing = (mistakes: readonly Mistake[]) =>
  function* changes(reading: Reading) {
    for (const { sentence, text } of mistakes) {
      const compose = (right: Reading, { version, nonce }: SignatureHeader) =>
        version === 'V3' && nonce !== undefined && /^(GET|POST)$/.test(right.method) ? text(right, nonce) : undefined
      yield { reading: { ...reading, compose }, sentence }
    }
  }

const advice =
  'The request is whole: correct what signs it. Plivo signs scheme://host/path?, the decoded, sorted query, a dot if there was a query, every key and value sorted by key in ASCII order, a dot, the nonce.'

export const sortedOtherwise: Hypothesis = {
  code: 'text-order',
  advice,
  ...signaturesAsSent,
  changes: composing(order),
}

export const composedOtherwise: Hypothesis = {
  code: 'text-form',
  advice,
  ...signaturesAsSent,
  changes: composing(spelling),
}

export const fragment: Hypothesis = {
  code: 'fragment',
  advice:
    'V1 signs the URL with the fragment that configures the callback, V2 and V3 without it. An application never sees a fragment: prefer V3.',
  ...signaturesAsSent,
  *changes(reading) {
    if (!reading.fragment) return
    const kept = (right: Reading, { version, nonce = '' }: SignatureHeader) =>
      version === 'V2' ? textV2(baseOf(right) + right.fragment, nonce) : keptInV3(right, nonce)
    yield { reading: { ...reading, fragment: '' }, sentence: 'The signature is of the URL without its fragment.' }
    yield { reading: { ...reading, compose: kept }, sentence: 'The signature is of the URL with its fragment.' }
  },
}

/** The fragment stays where a URL has it: behind the query, or behind the path. */
function keptInV3(reading: Reading, nonce: string): string {
  const { search, fragment: kept, params } = reading
  const query = search.length > 1 ? `?${signedQuery(reading)}` : ''
  const posted = reading.method === 'GET' ? '' : joined(params, bytes)
  return `${baseOf(reading)}${query}${kept}${posted && (query ? '.' : '?')}${posted}.${nonce}`
}
