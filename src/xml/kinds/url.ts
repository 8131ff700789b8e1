import { hideUrlCredentials } from '../../trace/credentials.js'
import { nearest } from '../../trace/nearest.js'
import type { AttributeKind, MethodValue, UrlValue } from '../element-shape.js'
import { problem } from '../problem.js'
import { excerpt, notAllowed, oneFrom, type Row, row, written } from './row.js'

export interface UrlRow extends Row {
  /** Whether its fragment configures the webhook; audio has a fixed policy of its own. */
  readonly callbackConfig: boolean | 'audio'
  /**
   * What a URL that cannot be used leads to: the call ends with 7022 (the default of an attribute called `action`),
   * or it is never requested and the call goes on (the default of all others).
   */
  readonly whenInvalid?: 'hang up' | 'skip'
  /** `http` and `https` unless said otherwise. */
  readonly schemes?: readonly string[]
}

/** An absolute URL. What is given is kept, also when it cannot be used; an empty one counts as not given. */
export const url = (target: UrlRow): AttributeKind<UrlValue | undefined> => {
  const { schemes = ['http', 'https'], callbackConfig } = target
  const allowed = absolute(schemes)
  return row<UrlValue | undefined>(target, {
    allowed,
    fallback: undefined,
    callbackConfig,
    read: attribute => {
      const { name, place } = attribute
      const given = attribute.value.trim()
      if (given === '') {
        const message = `${name} is empty: it counts as not given.`
        return { problems: [problem('attribute-empty', message, { place, allowed })] }
      }
      const value = urlValue(given, callbackConfig, schemes)
      if (value.href !== undefined) return { value }
      const hangsUp = (target.whenInvalid ?? (name === 'action' ? 'hang up' : 'skip')) === 'hang up'
      const consequence = hangsUp
        ? 'the call ends with 7022 (Invalid Action URL) when it is used, unless redirect is false'
        : 'it is never requested'
      const message = `${written({ name, value: hideUrlCredentials(attribute.value) })} ${fault(given, schemes)}: ${consequence}.`
      const near = nearestUrl(given, schemes)
      const nearest = near === undefined ? {} : { nearest: `${name}="${near}"` }
      const severity = hangsUp ? 'breaks' : 'risky'
      return { value, problems: [problem('url-invalid', message, { place, allowed, severity, ...nearest })] }
    },
  })
}

/** An absolute URL or one of several words (dialMusic="real", enterSound="beep:1"). */
export function urlOr<const W extends string>(
  words: readonly W[],
  target: UrlRow & { readonly default: NoInfer<W> },
): AttributeKind<UrlValue | W>
export function urlOr<const W extends string>(
  words: readonly W[],
  target: UrlRow,
): AttributeKind<UrlValue | W | undefined>
export function urlOr<const W extends string>(
  words: readonly W[],
  target: UrlRow & { readonly default?: W },
): AttributeKind<UrlValue | W | undefined> {
  const kind = url(target)
  const allowed = `${kind.allowed}, or ${oneFrom(words.map(word => word || 'empty'))}`
  return {
    ...kind,
    allowed,
    fallback: target.default,
    default: target.default === '' ? 'empty' : (target.default ?? 'none'),
    read: attribute => {
      const word = words.find(candidate => candidate === attribute.value)
      if (word !== undefined) return { value: word }
      const reading = kind.read(attribute)
      return {
        ...reading,
        ...(reading.problems && { problems: reading.problems.map(found => ({ ...found, allowed })) }),
      }
    },
  }
}

/** Why a text is no URL that can be requested, as the middle of a sentence. */
export const fault = (given: string, schemes: readonly string[]): string => {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1]
  if (scheme && !schemes.includes(scheme.toLowerCase())) return `is no ${oneFrom(schemes)} URL`
  if (scheme) return 'is not a valid URL'
  return `is not absolute: a URL must start with ${oneFrom(schemes.map(name => `${name}://`))}`
}

/**
 * The URL that was probably meant by one without a scheme or with a misspelt one: `example.com/menu`, `//localhost:3000`,
 * `http:/example.com`, `htps://example.com`. Nothing for a path: only the document's own URL would tell.
 */
export const nearestUrl = (given: string, schemes: readonly string[]): string | undefined => {
  const [, scheme, rest = ''] =
    /^(?:([a-z]{3,6}):\/{0,3}(?!\d+(?:\/|$))|\/\/)?((?:localhost|\d+(?:\.\d+){3}|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?::\d+)?(?:[/?#].*)?)$/i.exec(
      given,
    ) ?? []
  // A file is no host.
  if (rest === '' || /^[\w-]+\.(?:xml|php|html?|aspx?|jsp|mp3|wav|json)(?:[?#]|$)/i.test(rest)) return undefined
  const near = scheme === undefined ? (isLocal.test(rest) ? 'http' : 'https') : nearest(scheme, schemes)
  const url = `${near}://${rest}`
  return near !== undefined && schemes.includes(near) && URL.canParse(url) ? url : undefined
}

const isLocal = /^(?:localhost|127\.|10\.|192\.168\.)/i

export const absolute = (schemes: readonly string[]): string => `an absolute ${oneFrom(schemes)} URL`

/** The URL is kept to the letter: it is what is signed and sent. */
export const urlValue = (
  given: string,
  configurable: UrlValue['configurable'],
  schemes: readonly string[] = ['http', 'https'],
): UrlValue => {
  // URL alone is too lenient: it also takes http:x and http:/x.
  const scheme = /^([a-z]+):\/\//i.exec(given)?.[1]?.toLowerCase()
  const usable = scheme && schemes.includes(scheme) && URL.canParse(given)
  return usable ? { given, href: given, configurable } : { given, configurable }
}

export interface MethodRow extends Row {
  readonly default: 'GET' | 'POST'
  /**
   * The code a wrong method ends the call with: 7032 in an attribute called `method`, 7034 in Redirect's.
   * Methods of notifications have none: the default applies.
   */
  readonly code?: 7032 | 7034
}

/** An HTTP method. One that Plivo does not know is kept as given, because it ends the call with a code of its own. */
export const httpMethod = (method: MethodRow): AttributeKind<MethodValue> => {
  const allowed = 'GET or POST'
  const fallback: MethodValue = { given: method.default, method: method.default }
  return row(method, {
    allowed,
    fallback,
    default: method.default,
    read: attribute => {
      const { name, value: given, place } = attribute
      if (given === 'GET' || given === 'POST') return { value: { given, method: given } }
      const upper = given.trim().toUpperCase()
      const nearest = upper === 'GET' || upper === 'POST' ? { nearest: `${name}="${upper}"` } : {}
      const code = method.code ?? (name === 'method' ? 7032 : undefined)
      if (!code) return notAllowed(attribute, { allowed, default: method.default }, nearest)
      const title = code === 7034 ? 'Invalid Method For Redirect URL' : 'Invalid Method For Action URL'
      const message = `${name}="${excerpt(given)}" is neither GET nor POST: the call ends with ${code} (${title}) when it is used${code === 7032 ? ', unless redirect is false' : ''}.`
      return { value: { given }, problems: [problem('method-invalid', message, { place, allowed, ...nearest })] }
    },
  })
}
