import { encodeForm, type Params } from '../form.js'
import { type Hypothesis, queryIsSigned } from './hypothesis.js'
import { isPlivoName } from './parameter-names.js'
import { decoded, encoded } from './percent.js'
import { queryOf, type Reading, urlOf } from './reading.js'

export const queryTwice: Hypothesis = {
  code: 'query-twice',
  advice:
    'The URL has its query already: of a GET pass no parameters ({} in the Node SDK), of a POST only those of the body (Express: req.body).',
  ...queryIsSigned,
  *changes(reading) {
    const query = queryOf(reading).query
    const rest = Object.entries(reading.params).filter(([key, value]) => !sameValues(query.get(key), value))
    if (rest.length === Object.keys(reading.params).length) return
    const sentence = 'The query of the URL was counted again as parameters.'
    yield { reading: { ...reading, params: Object.fromEntries(rest) }, sentence }
  },
}

const sameValues = (one: readonly string[] | undefined, other: string | readonly string[]): boolean =>
  one !== undefined && JSON.stringify([...one].sort()) === JSON.stringify([other].flat().sort())

export const queryDropped: Hypothesis = {
  code: 'query-dropped',
  advice:
    'Verify the URL with its query: Plivo calls the URL that it was given, and signs the query apart from the form.',
  ...queryIsSigned,
  *changes(reading) {
    const foreign = Object.keys(reading.params).filter(key => !isPlivoName(key))
    // Names that are not Plivo's come from the application's own URL; which of them do is tried out.
    for (const moved of [foreign, ...foreign.map(key => [key])]) {
      if (moved.length === 0) continue
      const right = { ...reading, search: longerQuery(reading, moved), params: without(reading.params, moved) }
      yield {
        reading: right,
        sentence: `The URL that Plivo called has a query: ${urlOf(right)}; it was verified as form.`,
      }
    }
  },
}

function longerQuery({ search, params }: Reading, keys: readonly string[]): string {
  const moved = encodeForm(Object.fromEntries(keys.map(key => [key, params[key] ?? ''])))
  return `${search || '?'}${search.length > 1 ? '&' : ''}${moved}`
}

export function without(params: Params, keys: readonly string[]): Params {
  const gone = new Set(keys)
  return Object.fromEntries(Object.entries(params).filter(([key]) => !gone.has(key)))
}

export const queryAdded: Hypothesis = {
  code: 'query-added',
  advice: 'Verify the query as Plivo called it, without what a proxy or the application itself adds.',
  ...queryIsSigned,
  *changes(reading) {
    if (reading.search.length <= 1) return
    for (const search of shorterQueries(reading.search)) {
      if (search === reading.search) continue
      const right = { ...reading, search }
      yield { reading: right, sentence: `The signature is of the query ${search || '(none)'}, not ${reading.search}.` }
    }
  },
}

/** No query, then one without each of its pairs. */
function* shorterQueries(search: string): Iterable<string> {
  yield ''
  const pairs = search.slice(1).split('&').filter(Boolean)
  for (let gone = 0; pairs.length > 1 && gone < pairs.length; gone++) yield `?${pairs.toSpliced(gone, 1).join('&')}`
}

export const queryEncoding: Hypothesis = {
  code: 'query-encoding',
  advice: 'Verify the query as it stands in the request line; a URL put together anew must encode it again (+ as %2B).',
  ...queryIsSigned,
  *changes(reading) {
    const { search } = reading
    const values = (change: (text: string) => string) => search.replace(/(?<=[=&?])[^=&]+/g, change)
    const forms = [
      search.replaceAll('+', '%2B'),
      values(encoded),
      values(text => decoded(text.replaceAll('+', ' '))).replaceAll('#', '%23'),
      values(decoded).replaceAll('#', '%23'),
      search.replaceAll('%20', '%2B'),
      search.replaceAll('&amp;', '&'),
    ]
    for (const right of new Set(forms)) {
      if (right === search) continue
      const sentence = `The signature is of the query ${right}, not ${search}: it was decoded or encoded on the way.`
      yield { reading: { ...reading, search: right }, sentence }
    }
  },
}
