import type { MethodValue } from '../xml/element-shape.js'
import { isUrl, type PlacedElement } from './read-document.js'

/** A URL that an element names. */
export interface MentionedUrl {
  /** The number of the element. */
  readonly number: number
  /** Absent if it is the element's content. */
  readonly attribute?: string
  /** What it is requested for, in the words of the trace. */
  readonly purpose: string
  readonly method: string
  readonly href: string
}

/** The URLs of an application that a document names; files that are played are none. */
export const mentionedUrls = (elements: readonly PlacedElement[]): MentionedUrl[] =>
  elements.flatMap(({ step: { element, attributes, body } }, number) => {
    const given = [...Object.entries(attributes), ...(isUrl(body) ? [['', body] as const] : [])]
    return given.flatMap(([name, value]) => {
      if (!isUrl(value) || value.configurable === 'audio') return []
      const method = methodOf(name, attributes)
      if (method === undefined) return []
      const purpose = purposeOf(element.name, name)
      return [{ number, ...(name && { attribute: name }), purpose, method, href: value.href }]
    })
  })

/** `GetDigits action`, `Dial callback`, `Record transcription`, `Conference waitSound`, `Redirect`. */
function purposeOf(element: string, attribute: string): string {
  if (attribute === '') return element
  if (/^interim/.test(attribute)) return `${element} interim results`
  return `${element} ${attribute.replace(/Url$/, '')}`
}

/** As another attribute says; undefined if that is no method. Documents of sounds and transcripts are always posted. */
function methodOf(attribute: string, attributes: Readonly<Record<string, unknown>>): string | undefined {
  const name = attribute === 'action' || attribute === '' ? 'method' : `${attribute.replace(/Url$/, '')}Method`
  const value = attributes[name] as MethodValue | undefined
  return value === undefined ? 'POST' : value.method
}
