import { hasCredentials } from '../trace/credentials.js'
import { excerpt } from '../xml/kinds/row.js'
import { type Problem, problem } from '../xml/problem.js'
import { nearestKey, nearestPairs, nearestRetryClasses, nearestValue } from './nearest-fragment.js'
import {
  audioPolicy,
  defaultPolicy,
  describePolicy,
  describeRetryClasses,
  type EdgeRegion,
  edgeRegions,
  type Policy,
  type PolicyKey,
  policyRanges,
  type RetryClass,
  retryClasses,
} from './policy.js'
import { rememberRecent } from './recent.js'
import { shownUrl } from './request-url.js'

/** Whether a URL can be configured by its fragment: yes, no, or not because audio has its own fixed policy. */
export type Applicable = true | false | 'audio'

export interface PolicyReading {
  /** As it goes on the wire, without its fragment. */
  readonly url: string
  readonly policy: Policy
  readonly problems: readonly Problem[]
}

/**
 * Reads the callback configuration in a URL's fragment: `#key=value&key=value`, percent-encoding decoded, keys in lower
 * case. What cannot be used counts as not given, with a problem that says what applies instead (D60, D61, D68).
 * A wrong fragment never fails a call; nothing is thrown, and of many problems only the first ten are told.
 */
export function readPolicy(url: string, applicable: Applicable): PolicyReading {
  const reading = readConfiguration(url, applicable)
  return hasCredentials(withoutFragment(url))
    ? { ...reading, problems: [credentialsIgnored(url), ...reading.problems] }
    : reading
}

function readConfiguration(url: string, applicable: Applicable): PolicyReading {
  if (!url.includes('#')) return { url, policy: unconfigured(applicable), problems: [] }
  if (applicable === true) return configured(url)
  return applicable ? audio(url) : plain(url)
}

/** "No credentials in the URL": Basic authentication is not supported for callbacks (D78). */
const credentialsIgnored = (url: string): Problem =>
  problem(
    'url-credentials',
    `The credentials in ${shownUrl(url)} are not sent: callbacks know no Basic authentication.`,
    {
      allowed: 'a URL without user and password; check the signature instead',
    },
  )

const configured = rememberRecent(1024, url => readFragment(url))
const plain = rememberRecent(256, url => inapplicable(url, false))
const audio = rememberRecent(256, url => inapplicable(url, 'audio'))

const unconfigured = (applicable: Applicable): Policy => (applicable === 'audio' ? audioPolicy : defaultPolicy)

const withoutFragment = (url: string): string => (url.includes('#') ? url.slice(0, url.indexOf('#')) : url)
const fragmentOf = (url: string): string => url.slice(url.indexOf('#') + 1)

function inapplicable(url: string, applicable: false | 'audio'): PolicyReading {
  const policy = unconfigured(applicable)
  const kind = applicable === 'audio' ? 'Audio URLs take' : 'This URL takes'
  const sentence = `${kind} no callback configuration: #${excerpt(fragmentOf(url))} is ignored, ${describePolicy(policy)} apply.`
  const problems = fragmentOf(url) === '' ? [] : [problem('fragment-not-applicable', sentence)]
  return { url: withoutFragment(url), policy, problems }
}

function readFragment(url: string): PolicyReading {
  const problems: Problem[] = []
  const values = new Map<PolicyKey, string[]>()
  for (const pair of fragmentOf(url) === '' ? [] : fragmentOf(url).split('&')) {
    const read = readPair(pair)
    if ('code' in read) problems.push(read)
    else if (!values.get(read.key)?.push(read.value)) values.set(read.key, [read.value])
  }
  const policy: { -readonly [Key in keyof Policy]: Policy[Key] } = { ...defaultPolicy }
  const given = new Set<PolicyKey>()
  for (const [key, [value = '', ...others]] of values) {
    if (others.length > 0) problems.push(duplicate(key, [value, ...others]))
    else if (readValue(policy, key, value, problems)) given.add(key)
  }
  policy.given = given
  return {
    url: withoutFragment(url),
    policy: given.size === 0 ? defaultPolicy : Object.freeze(policy),
    problems: theFirst(problems),
  }
}

/** Nobody reads more of one URL, and every problem is an event of every call that uses it. */
const mostProblems = 10

const theFirst = (problems: readonly Problem[]): readonly Problem[] => {
  const more = problems.length - mostProblems
  if (more <= 0) return problems
  const sentence = `The fragment has ${more} more problem${more === 1 ? '' : 's'} like these.`
  return [...problems.slice(0, mostProblems), problem('fragment-more-problems', sentence)]
}

function readPair(pair: string): { key: PolicyKey; value: string } | Problem {
  const equals = pair.indexOf('=')
  const key = decoded(equals < 0 ? pair : pair.slice(0, equals))
  const value = equals < 0 ? '' : decoded(pair.slice(equals + 1))
  if (key === undefined || value === undefined) return malformed(pair, 'has a broken percent-encoding')
  if (Object.hasOwn(pageMistakes, key)) return pageMistake(key as keyof typeof pageMistakes, value)
  if (pair === '') return malformed(pair, 'is empty: there is an & too many')
  if (key === '') return malformed(pair, 'has no key')
  if (!isKey(key)) return unknownKey(key, value)
  if (value === '') return malformed(pair, 'has no value', `${key}=${defaultOf(key)}`)
  return { key, value }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Puts a valid value into `policy` and returns true; else it adds the problem. */
function readValue(
  policy: { -readonly [Key in keyof Policy]: Policy[Key] },
  key: PolicyKey,
  value: string,
  problems: Problem[],
): boolean {
  if (key === 'rp') {
    const rp = readRetryClasses(value, problems)
    if (rp.size === 0) return false
    policy.rp = rp
  } else if (key === 'er') {
    if (!edgeRegions.includes(value as EdgeRegion)) {
      problems.push(unknownRegion(value))
      return false
    }
    policy.er = value as EdgeRegion
  } else {
    const [least, most] = policyRanges[key]
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= least && number <= most)) {
      problems.push(outOfRange(key, value))
      return false
    }
    policy[key] = number
  }
  return true
}

function readRetryClasses(value: string, problems: Problem[]): ReadonlySet<RetryClass> {
  const words = value.split(',')
  const known = new Set(
    words.flatMap(word => (word === 'all' ? retryClasses : retryClasses.filter(one => one === word))),
  )
  const left = known.size > 0 ? `rp=${describeRetryClasses({ ...defaultPolicy, rp: known })}` : defaultText('rp')
  let pairs: string | undefined
  for (const word of words) {
    if (word === 'all' || retryClasses.includes(word as RetryClass)) continue
    const none = word === 'none' ? ' (for no retries write rc=0)' : ''
    const sentence = `rp has no policy "${excerpt(word)}"${none}, it is dropped: ${left} applies.`
    // Made once, and only for what is told: a value may have a hundred thousand such words.
    if (/[=:]/.test(word) && problems.length < mostProblems) pairs ??= nearestPairs(`rp=${value}`)
    const near =
      word === 'none' ? 'rc=0' : ((/[=:]/.test(word) ? pairs : undefined) ?? `rp=${nearestRetryClasses(word)}`)
    problems.push(problem('fragment-unknown-policy', sentence, { allowed: allowed.rp, nearest: near }))
  }
  return known
}

const isKey = (key: string): key is PolicyKey => Object.hasOwn(allowed, key)

const allowed: Readonly<Record<PolicyKey, string>> = {
  ct: 'a whole number of milliseconds from 100 to 10000',
  rt: 'a whole number of milliseconds from 100 to 40000',
  tt: 'a whole number of milliseconds from 100 to 55000',
  rc: 'a whole number from 0 to 5',
  rp: 'a comma-separated list of 4xx, 5xx, ct, rt, or all',
  er: edgeRegions.join(', '),
}

const defaultOf = (key: PolicyKey): string | number =>
  key === 'rp' ? describeRetryClasses(defaultPolicy) : defaultPolicy[key]
const defaultText = (key: PolicyKey): string => `${key}=${defaultOf(key)} (the default)`

const malformed = (pair: string, why: string, nearest?: string): Problem =>
  problem('fragment-malformed', `"${excerpt(pair)}" in the fragment ${why}, and counts as not given.`, {
    allowed: 'key=value pairs, joined by &',
    ...(nearest !== undefined && { nearest }),
  })

function unknownKey(key: string, value: string): Problem {
  const meant = nearestPairs(value === '' ? key : `${key}=${value}`)
  const near = nearestKey(/^[^=:]*/.exec(key)?.[0] ?? key)
  const applies = near === undefined ? 'it is ignored.' : `it is ignored: ${defaultText(near)} applies unless given.`
  return problem('fragment-unknown-key', `There is no key "${excerpt(key)}" in callback configurations, ${applies}`, {
    allowed: Object.keys(allowed).join(', '),
    ...(near !== undefined && { nearest: meant ?? (value === '' ? near : `${near}=${nearestValue(near, value)}`) }),
  })
}

/** The keys of the example in the page's TL;DR, which its tables do not know, and the keys that do what they say. */
const pageMistakes = { plivo_timeout: 'rt', plivo_retries: 'rc' } as const

function pageMistake(key: keyof typeof pageMistakes, value: string): Problem {
  const work = key === 'plivo_retries' ? 'rc sets the retries' : 'ct, rt and tt set the timeouts, rc the retries'
  const sentence = `"${key}" stands in an example of the vendor's page but is not a key, and is ignored: ${work}.`
  const near = pageMistakes[key]
  return problem('fragment-page-mistake', sentence, {
    allowed: Object.keys(allowed).join(', '),
    nearest: `${near}=${nearestValue(near, value)}`,
  })
}

function isValid(key: PolicyKey, value: string): boolean {
  const problems: Problem[] = []
  return readValue({ ...defaultPolicy }, key, value, problems) && problems.length === 0
}

const duplicate = (key: PolicyKey, values: readonly string[]): Problem =>
  problem(
    'fragment-duplicate-key',
    `${key} is given ${values.length} times (${excerpt(values.slice(0, 20).join(', '))}) and counts as not given: ${defaultText(key)} applies.`,
    {
      allowed: 'each key once',
      nearest: `${key}=${values.find(value => isValid(key, value)) ?? nearestValue(key, values[0] ?? '')}`,
    },
  )

function outOfRange(key: 'ct' | 'rt' | 'tt' | 'rc', value: string): Problem {
  const sentence = `${key}=${excerpt(value)} is not ${allowed[key]} and counts as not given: ${defaultText(key)} applies.`
  return problem('fragment-out-of-range', sentence, {
    allowed: allowed[key],
    nearest: nearestPairs(`${key}=${value}`) ?? `${key}=${nearestValue(key, value)}`,
  })
}

function unknownRegion(value: string): Problem {
  const sentence = `er=${excerpt(value)} is no region and no way to choose one, and counts as not given: ${defaultText('er')} applies.`
  return problem('fragment-unknown-region', sentence, {
    allowed: allowed.er,
    nearest: nearestPairs(`er=${value}`) ?? `er=${nearestValue('er', value)}`,
  })
}
