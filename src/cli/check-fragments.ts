import type { FileMistake } from '../scenario/mistake.js'
import { readPolicy } from '../webhook/fragment.js'
import { nearestKey } from '../webhook/nearest-fragment.js'
import { findOccasions, type Occasion } from '../webhook/occasions.js'
import { placesIn } from '../xml/document.js'
import { type Problem, problem } from '../xml/problem.js'
import { type ConfiguredUrl, configuredUrls } from './configured-urls.js'
import { type Found, fixFragment, plain } from './fix.js'

/** What is wrong with the callback configurations in a file of settings, or why it cannot be read. */
export function checkSettings(text: string, name: string): readonly Found[] | FileMistake {
  const urls = configuredUrls(text, name)
  if (!Array.isArray(urls)) return urls as FileMistake
  const placeOf = placesIn(text)
  return (urls as readonly ConfiguredUrl[]).flatMap(configured => {
    const { key, url, span, commented } = configured
    const occasion = occasionOf(key)
    if (!isConfiguration(url, occasion)) return []
    const place = placeOf(span.start)
    const fix = fixFragment(text, span, plain)
    const found = readPolicy(url, occasion?.applicable ?? true).problems.map(one => {
      const fixable = fix !== undefined && one.code.startsWith('fragment-')
      return { problem: named(one, key, occasion), ...(fixable && { fix }) }
    })
    const all = commented ? [comment(configured), ...found] : found
    return all.map(one => ({ ...one, span, problem: { ...one.problem, place } }))
  })
}

/**
 * What a URL is for, by the name of its setting: `hangup_url`, `menuAction`, `PLIVO_FALLBACK_URL`. The end of a name says it,
 * what is before only which one it is.
 */
function occasionOf(key: string): Occasion | undefined {
  const words = key.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).filter(Boolean)
  for (const [index] of words.entries()) {
    const [found] = findOccasions(words.slice(index).join(' '))
    if (found) return found
  }
  return undefined
}

/** Pages have fragments, too: `#top`, `#/route?id=1`, `#t=30`; so has a redirect_url of OAuth: `#state=…`. */
function isConfiguration(url: string, occasion: Occasion | undefined): boolean {
  const fragment = url.slice(url.indexOf('#') + 1)
  const keys = [...fragment.matchAll(/(?:^|[&;,])\s*([\w.-]+)\s*(?:[=:]|%3d)/gi)].map(([, key = '']) =>
    key.toLowerCase(),
  )
  return keys.some(key => known.test(key) || (occasion !== undefined && nearestKey(key) !== undefined))
}

const known = /^(ct|rt|tt|rc|rp|er|plivo_timeout|plivo_retries)$/

/** Where the name of the setting decided, it is said. */
const named = (found: Problem, key: string, occasion: Occasion | undefined): Problem =>
  found.code !== 'fragment-not-applicable' || !occasion
    ? found
    : { ...found, message: `${found.message} By its name, ${key} is for: ${occasion.name}.` }

function comment({ key, url, span }: ConfiguredUrl): Found {
  const message = `Most readers of .env files take #${url.slice(url.indexOf('#') + 1)} for a comment: ${key} has no fragment then.`
  const quote = (offset: number) => ({ start: offset, end: offset, text: '"' })
  return {
    problem: problem('fragment-comment', message, { allowed: 'a value in quotes' }),
    fix: { safe: false, edits: [quote(span.start), quote(span.end)] },
  }
}
