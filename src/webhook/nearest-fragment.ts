import { nearest } from '../trace/nearest.js'
import {
  defaultPolicy,
  describeRetryClasses,
  type EdgeRegion,
  edgeRegions,
  type PolicyKey,
  policyRanges,
  type RetryClass,
  retryClasses,
} from './policy.js'

const keys: readonly PolicyKey[] = ['ct', 'rt', 'tt', 'rc', 'rp', 'er']

/** A part of a fragment that is longer is no typing mistake. */
const longest = 200

/**
 * What a part of a fragment was probably meant to say, as it would be written: `rt:3000` and `rt%3D3000` are `rt=3000`,
 * `ct=500,rt=3000` and `ct=500;rt=3s` are `ct=500&rt=3000`. Every value of it can be used. Undefined if there is no telling.
 */
export function nearestPairs(text: string): string | undefined {
  if (text.length > longest) return undefined
  const meant = new Map<PolicyKey, string>()
  for (const pair of text.split(/[;,#&\s]+(?=[\w.-]+\s*[=:])/)) {
    const [, written = '', value = ''] = /^([\w.-]+)\s*[=:]\s*(.+)$/s.exec(pair) ?? []
    const key = nearestKey(written)
    if (key === undefined) return undefined
    if (!meant.has(key)) meant.set(key, nearestValue(key, value))
  }
  return [...meant].map(([key, value]) => `${key}=${value}`).join('&')
}

/** The value of a key that was probably meant; one that can be used, always. */
export function nearestValue(key: PolicyKey, value: string): string {
  if (key === 'rp') return nearestRetryClasses(value)
  return key === 'er' ? nearestRegion(value) : `${nearestNumber(key, value)}`
}

/** What people call the keys; `amp;` is left when `&amp;` was escaped twice. */
export function nearestKey(written: string): PolicyKey | undefined {
  const word = written
    .toLowerCase()
    .replace(/^(amp;|plivo_)+/, '')
    .replace(/[-_. ]/g, '')
  if (/conn/.test(word)) return 'ct'
  if (/total/.test(word)) return 'tt'
  if (/policy/.test(word)) return 'rp'
  if (/retr|count|attempt/.test(word)) return 'rc'
  if (/region|edge/.test(word)) return 'er'
  if (/read|time/.test(word)) return 'rt'
  return nearest(word, keys) as PolicyKey | undefined
}

/** `503` is `5xx`, `ct rt` is `ct,rt`, and what nobody knows is the default. */
export function nearestRetryClasses(value: string): string {
  const words = value.length > longest ? [] : value.split(/[\s,;|+/]+/)
  const meant = new Set(words.flatMap(nearestRetryClass))
  return describeRetryClasses({ ...defaultPolicy, rp: meant.size > 0 ? meant : defaultPolicy.rp })
}

function nearestRetryClass(word: string): readonly RetryClass[] {
  if (/^4\d\d$/.test(word)) return ['4xx']
  if (/^5\d\d$/.test(word)) return ['5xx']
  const near = nearest(word, [...retryClasses, 'all'])
  return near === 'all' ? retryClasses : retryClasses.filter(one => one === near)
}

/** The names that others have for where these regions are, the more particular before the more general. */
const regionNames: readonly (readonly [RegExp, EdgeRegion])[] = [
  [/^eu|german|central/, 'frankfurt'],
  [/south-?east|north-?east|^asia/, 'singapore'],
  [/^ap-?south|india/, 'mumbai'],
  [/west|calif|^sf/, 'n_california'],
  [/^us|east|virgin/, 'n_virginia'],
]

const nearestRegion = (value: string): string =>
  nearest(value, edgeRegions) ??
  regionNames.find(([name]) => name.test(value.toLowerCase().replaceAll('_', '-')))?.[1] ??
  defaultPolicy.er

/** Seconds are the usual mistake, where they would be allowed: `rt=3` and `rt=3s` most likely mean 3000. */
function nearestNumber(key: 'ct' | 'rt' | 'tt' | 'rc', value: string): number {
  const [least, most] = policyRanges[key]
  const number = Number.parseFloat(value)
  if (Number.isNaN(number)) return defaultPolicy[key]
  const seconds = key !== 'rc' && (/\ds$/i.test(value) || (number >= 1 && number * 1000 <= most && number < least))
  return Math.min(most, Math.max(least, Math.round(seconds ? number * 1000 : number)))
}
