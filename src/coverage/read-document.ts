import { createHash } from 'node:crypto'
import type { Element, TypedStep } from '../elements/element.js'
import { registry } from '../elements/index.js'
import { printable } from '../trace/printable.js'
import { shownSource } from '../trace/shown-source.js'
import { shownUrl } from '../webhook/request-url.js'
import { DocumentCache } from '../xml/cache.js'
import { isTag, type Tag } from '../xml/document.js'
import type { Step, UrlValue } from '../xml/element-shape.js'
import type { WrittenElement } from './facts.js'
import { branchesOf } from './input-branches.js'
import { urlKey, urlShape, withoutIds } from './url-shape.js'

/** A document as coverage knows it. */
export interface ReadDocument {
  /** The same for documents that differ in ids, numbers and ports only. */
  readonly hash: string
  readonly source: string
  readonly rejected?: string
  readonly elements: readonly PlacedElement[]
}

/** An element, what it is, and where it stands in the document that was answered. */
export interface PlacedElement {
  readonly written: WrittenElement
  readonly step: Step
  /** The numbers of those that stand in it. */
  readonly children: readonly number[]
  /** What is heard of it, as the trace tells it. */
  readonly sounds: readonly { readonly sound: string; readonly text: string }[]
}

/** What is kept of a body that is no document. */
const mostRejected = 20_000
const mostSaid = 60

const cache = new DocumentCache(registry)

/** Reads what an application answered. `hide` takes secrets out of texts, and keeps their length. */
export function readDocument(body: Uint8Array, hide: (text: string) => string): ReadDocument {
  const { steps, document, rejected } = cache.load(body)
  const text = Buffer.from(body)
    .toString('utf8')
    .replace(/^\ufeff/, '')
  if (rejected || !document) {
    const source = hide(shownSource(withoutPasswords(text.slice(0, mostRejected))))
    const reason = hide(rejected?.message ?? 'it is no document')
    return { hash: hashOf(['rejected', plain(source)]), source, rejected: reason, elements: [] }
  }
  const elements: PlacedElement[] = []
  const place = (step: Step, siblings: readonly Step[], parent?: number): number => {
    const number = elements.length
    const { tag, element } = step
    const says = hide(wordsOf(step))
    const branches = branchesOf(step, siblings, facts.charactersPerSecond)?.map(branch => ({
      ...branch,
      ...(branch.what && { what: hide(branch.what) }),
    }))
    const children: number[] = []
    const sounds = soundsOf(step)
    elements.push({
      written: {
        name: element.name,
        ...tag.place,
        ...(parent !== undefined && { parent }),
        ...(says && { says: shortened(says) }),
        ...(branches && { branches }),
      },
      step,
      children,
      sounds,
    })
    for (const child of step.children) children.push(place(child, step.children, number))
    return number
  }
  for (const step of steps) place(step, steps)
  const signature = elements.map(({ written: { name, parent, branches }, step }) => [
    name,
    parent ?? -1,
    attributesOf(step),
    plain(contentOf(step)),
    branches?.map(({ branch }) => branch) ?? [],
  ])
  return { hash: hashOf(signature), source: hide(shownSource(withoutPasswords(text))), elements }
}

export const isUrl = (value: unknown): value is UrlValue & { readonly href: string } =>
  typeof value === 'object' && value !== null && 'href' in value && 'configurable' in value

/** The element's own facts do not matter to what its prompts are. */
const facts = { charactersPerSecond: 14 }

function soundsOf(step: Step): PlacedElement['sounds'] {
  const element = step.element as Element
  if (element.kind !== 'sounds') return []
  return element.sounds(step as unknown as TypedStep<never, never>, facts as never).items.map(item => {
    if (item.sound === 'speech') return { sound: item.sound, text: item.text }
    return { sound: item.sound, text: item.sound === 'audio' ? shownUrl(item.url) : '' }
  })
}

const wordsOf = (step: Step): string => {
  const [heard] = soundsOf(step)
  return heard?.text || contentOf(step).replace(/\s+/g, ' ').trim()
}

/** The text in a tag, also in tags that are no elements (SSML). */
const contentOf = ({ body, tag, children }: Step): string => {
  if (isUrl(body)) return shapeOf(body)
  const own = new Set(children.map(child => child.tag))
  const texts = (one: Tag): string =>
    one.children.map(child => (isTag(child) ? (own.has(child) ? '' : texts(child)) : child.text)).join('')
  return texts(tag)
}

const shapeOf = ({ href, given }: UrlValue): string => {
  const shape = urlShape('', shownUrl(href ?? given))
  return shape ? urlKey(shape).trim() : plain(given)
}

const attributesOf = ({ tag, attributes }: Step): string[][] =>
  tag.attributes
    .map(({ name, value }) => {
      const read = attributes[name]
      if (isUrl(read)) return [name, shapeOf(read)]
      // Short numbers are settings.
      return [name, isPassword.test(name) ? '' : /\d{5}|[0-9a-f]{8}/i.test(value) ? plain(value) : value]
    })
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))

const plain = (text: string): string => withoutIds(text).replace(/\d+/g, '0').replace(/\s+/g, ' ').trim()

const isPassword = /password/i
const withoutPasswords = (source: string): string =>
  source.replace(
    /(password[\w:-]{0,80}\s*=\s*)("[^"]*"|'[^']*')/gi,
    (_, name: string, value: string) => name + value.replace(/[^"'\r\n]/g, '•'),
  )

const hashOf = (signature: unknown): string =>
  createHash('sha256').update(JSON.stringify(signature)).digest('hex').slice(0, 16)

const shortened = (text: string): string => {
  const chars = [...printable(text)]
  return chars.length <= mostSaid ? chars.join('') : `${chars.slice(0, mostSaid).join('')}…`
}
