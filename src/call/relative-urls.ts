import { hasCredentials, hideUrlCredentials } from '../trace/credentials.js'
import { isTag, type Place, type Tag } from '../xml/document.js'
import type { Step, UrlValue } from '../xml/element-shape.js'
import { type Problem, problem } from '../xml/problem.js'

/**
 * The absolute URL that a relative one was probably meant to be, seen from the document it stands in, whose credentials
 * are nothing to be passed on (D78).
 */
export const meantUrl = (given: string, documentUrl: string): string | undefined => {
  if (given === '' || !URL.canParse(given, documentUrl)) return undefined
  // Nobody means a path by http:user:password@host, although the URL standard does.
  if (hasCredentials(given) && !/^[/\\]/.test(given)) return undefined
  const base = new URL(documentUrl)
  base.username = base.password = ''
  const { href, protocol } = new URL(given, base)
  return protocol === 'http:' || protocol === 'https:' ? href : undefined
}

/**
 * The same steps with their relative URLs made absolute (D7, fidelity.relativeUrls: 'resolve'); `made` is told of each,
 * for only now its fragment can be read.
 */
export const resolveUrls = (
  steps: readonly Step[],
  documentUrl: string,
  made: (url: UrlValue & { readonly href: string }) => void,
): Step[] => {
  const resolved = (value: unknown): unknown => {
    if (!isUrl(value) || value.href !== undefined) return value
    const href = meantUrl(value.given, documentUrl)
    if (href === undefined) return value
    made({ ...value, href })
    return { ...value, href }
  }
  return steps.map(step => ({
    ...step,
    attributes: Object.fromEntries(Object.entries(step.attributes).map(([name, value]) => [name, resolved(value)])),
    body: resolved(step.body),
    children: resolveUrls(step.children, documentUrl, made),
  }))
}

/** Adds to a problem of a relative URL what was probably meant, or says that it is requested instead. */
export const explainRelativeUrl = (
  found: Problem,
  document: Tag | undefined,
  documentUrl: string,
  relativeUrls: 'reject' | 'resolve',
): Problem => {
  if (found.code !== 'url-invalid' || !found.place || !document) return found
  const { name, given } = writtenAt(found.place, document) ?? { given: '' }
  const meant = meantUrl(given, documentUrl)
  if (meant === undefined) return found
  if (relativeUrls === 'reject') {
    return problem(found.code, found.message, { ...found, nearest: name ? `${name}="${meant}"` : meant })
  }
  const message = `${hideUrlCredentials(given)} is relative: ${meant} is requested, because relative URLs are to be resolved.`
  return problem('url-invalid', message, { place: found.place, severity: 'note', provenance: 'decided', rule: 'D7' })
}

const isUrl = (value: unknown): value is UrlValue =>
  typeof value === 'object' && value !== null && 'given' in value && 'configurable' in value

/** Where a URL is written, as an attribute or as text: the first place, if there are several. */
export const placeOf = (given: string, { attributes, children }: Tag): Place | undefined => {
  const attribute = attributes.find(({ value }) => value.trim() === given)
  if (attribute) return attribute.place
  for (const child of children) {
    const found = isTag(child) ? placeOf(given, child) : child.text.trim() === given ? child.place : undefined
    if (found) return found
  }
  return undefined
}

/** The attribute or text that begins at a place. */
const writtenAt = (place: Place, tag: Tag): { name?: string; given: string } | undefined => {
  const here = (one: { place: Place }) => one.place.line === place.line && one.place.column === place.column
  const attribute = tag.attributes.find(here)
  if (attribute) return { name: attribute.name, given: attribute.value.trim() }
  for (const child of tag.children) {
    const found = isTag(child) ? writtenAt(place, child) : here(child) ? { given: child.text.trim() } : undefined
    if (found) return found
  }
  return undefined
}
