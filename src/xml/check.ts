import { nearest, sameLetters } from '../trace/nearest.js'
import { type Attribute, isTag, type Place, type Tag, type Text } from './document.js'
import type { ElementShape, Reading, Step, UrlValue } from './element-shape.js'
import { foreignElements, sdkSpellings } from './foreign.js'
import { excerpt, insteadOf, oneFrom } from './kinds/row.js'
import { type Problem, type ProblemCode, problem } from './problem.js'

export interface Checked {
  /** Ready to run; empty when the document is rejected. */
  readonly steps: readonly Step[]
  /** In document order, the rejecting ones among them. */
  readonly problems: readonly Problem[]
  /** The first problem that makes Plivo reject the document before anything runs. */
  readonly rejected?: Problem
}

export interface CheckOptions {
  /** What becomes of a document with an unknown element or an undocumented nesting (D1, D5): `reject` by default. */
  readonly unknownElements?: 'reject' | 'ignore'
  /** What becomes of a document with an element that is not simulated: without a call nothing is wrong with it. */
  readonly notSimulated?: 'reject' | 'note'
  /** What is wrong with a URL's fragment, by whether the URL takes callback configuration. */
  readonly checkUrl?: (href: string, configurable: boolean | 'audio') => readonly Problem[]
  /** What is wrong with elements that follow one another. */
  readonly checkSiblings?: (steps: readonly Step[]) => readonly Problem[]
}

/** Turns a document into steps, and finds all that is wrong with it. Runs nothing. */
export const checkDocument = (
  root: Tag,
  registry: ReadonlyMap<string, ElementShape>,
  {
    unknownElements = 'reject',
    notSimulated = 'reject',
    checkUrl = () => [],
    checkSiblings = () => [],
  }: CheckOptions = {},
): Checked => {
  const problems: Problem[] = []
  let rejected: Problem | undefined

  const homesOf = (name: string) =>
    [...registry.values()].filter(({ children }) => Object.hasOwn(children, name)).map(shape => shape.name)

  const response: Parent = {
    name: 'Response',
    children: Object.fromEntries(
      [...registry.values()].filter(({ topLevel }) => topLevel !== false).map(({ name }) => [name, 'documented']),
    ),
  }

  const reject = (found: Problem) => {
    problems.push(found)
    rejected ??= found
  }

  /** D1 and D5 reject the document, unless it was chosen to go on without the element. */
  const consequence = unknownElements === 'reject' ? rejects : 'it is ignored'
  const drop = (found: Problem) => {
    if (unknownElements === 'reject') reject(found)
    else problems.push({ ...found, severity: 'risky' })
  }

  const steps = (tags: readonly Tag[], parent: Parent): Step[] => tags.flatMap(tag => step(tag, parent) ?? [])

  const step = (tag: Tag, parent: Parent): Step | undefined => {
    const shape = registry.get(tag.name)
    if (!shape) return void drop(unknownElement(tag, [...namesIn(parent), ...registry.keys()], consequence))
    const allowedBy = Object.hasOwn(parent.children, tag.name) ? parent.children[tag.name] : undefined
    if (!allowedBy) return void drop(undocumentedNesting(tag, parent, homesOf(tag.name), consequence))
    if (allowedBy === 'SDK') problems.push(sdkNesting(tag, parent))
    if (shape.unsupported !== undefined) {
      const found = unsupportedElement(tag, shape.unsupported, shape.docs)
      if (notSimulated === 'reject') return void reject(found)
      const message = `${found.message}. A call rejects the document here, not at Plivo; what the element says is not checked.`
      return void problems.push({ ...found, severity: 'note', message })
    }
    return read(tag, shape)
  }

  const read = (tag: Tag, shape: ElementShape): Step => {
    const take = <T>({ value, problems: found = [] }: Reading<T>, fallback: T, place: Place): T => {
      problems.push(...found)
      if (isUsableUrl(value)) {
        problems.push(...checkUrl(value.href, value.configurable).map(one => ({ ...one, place })))
      }
      return value ?? fallback
    }
    const attributes: Record<string, unknown> = {}
    for (const [name, kind] of Object.entries(shape.attributes)) {
      const given = tag.attributes.find(attribute => attribute.name === name)
      attributes[name] = given ? take(kind.read(given), kind.fallback, given.place) : kind.fallback
      if (!given && kind.required) problems.push(missingAttribute(tag, name, kind))
    }
    for (const attribute of tag.attributes) {
      if (!Object.hasOwn(shape.attributes, attribute.name)) problems.push(unknownAttribute(attribute, shape))
    }
    const body = shape.body && take(shape.body.read(tag, attributes), undefined, contentPlace(tag))
    if (!shape.body) problems.push(...strayText(tag, 'text-ignored', `<${tag.name}> reads no text`))
    const tags = tag.children.filter(isTag)
    const children = steps(
      shape.body?.mixed ? tags.filter(({ name }) => Object.hasOwn(shape.children, name)) : tags,
      shape,
    )
    const done: Step = { element: shape, attributes, body, children, tag }
    problems.push(...checkSiblings(children))
    for (const found of shape.check?.(done) ?? []) {
      if (rejecting.has(found.code)) reject(found)
      else problems.push(found)
    }
    return done
  }

  if (root.name !== response.name) {
    reject(wrongRoot(root))
    return { steps: [], problems, rejected }
  }
  for (const { name, place } of root.attributes) {
    problems.push(problem('response-attribute', `<Response> has no attributes: ${name} is ignored.`, { place }))
  }
  problems.push(...strayText(root, 'text-in-response', '<Response> reads no text'))
  const checked = steps(root.children.filter(isTag), response)
  problems.push(...checkSiblings(checked))
  return rejected ? { steps: [], problems, rejected } : { steps: checked, problems }
}

/** What an element finds wrong with itself that makes Plivo reject the whole document. */
const rejecting: ReadonlySet<ProblemCode> = new Set(['unsupported-element', 'target-empty', 'conference-unnamed'])

const isUsableUrl = (value: unknown): value is UrlValue & { readonly href: string } =>
  typeof value === 'object' && value !== null && 'href' in value && 'configurable' in value

const contentPlace = ({ children, place }: Tag): Place =>
  children.find(child => !isTag(child) && child.text.trim() !== '')?.place ?? place

type Parent = Pick<ElementShape, 'name' | 'children'>

const namesIn = ({ children }: Parent): readonly string[] => Object.keys(children)

const wrongRoot = ({ name, place }: Tag): Problem => {
  const details = { place, allowed: 'Response', nearest: '<Response>' }
  if (sameLetters(name, 'Response')) {
    const message = `The root element is <${name}>: names are case-sensitive, so the document is rejected.`
    return problem('root-not-response', message, details)
  }
  const html = sameLetters(name, 'html') ? ' This is a web page, perhaps an error page.' : ''
  const message = `The root element is <${excerpt(name)}>, not <Response>: the document is rejected.${html}`
  return problem('root-not-response', message, details)
}

const rejects = 'the document is rejected before anything runs'

const unknownElement = ({ name, place }: Tag, candidates: readonly string[], consequence: string): Problem => {
  const foreign = foreignElements.get(name)
  if (foreign) {
    const message = `<${name}> is an element of ${foreign.dialect}, not of Plivo: ${consequence}; ${foreign.instead}.`
    return problem('foreign-element', message, { place, ...(foreign.nearest && { nearest: `<${foreign.nearest}>` }) })
  }
  const near = nearest(name, candidates)
  const hint = near && (sameLetters(name, near) ? `. Names are exact: write <${near}>` : `. Did you mean <${near}>?`)
  const message = `Plivo has no element <${excerpt(name)}>: ${consequence}${hint ?? ''}${hint?.endsWith('?') ? '' : '.'}`
  return problem('unknown-element', message, { place, ...(near && { nearest: `<${near}>` }) })
}

const unsupportedElement = ({ place }: Tag, sentence: string, docs: string): Problem =>
  problem('unsupported-element', sentence, { place, rule: docs })

const undocumentedNesting = (
  { name, place }: Tag,
  parent: Parent,
  homes: readonly string[],
  consequence: string,
): Problem => {
  const allowed = namesIn(parent).join(', ') || 'no elements'
  const hint = homes.length ? ` It may stand in ${oneFrom(homes.map(home => `<${home}>`))}.` : ''
  const message = `<${name}> may not stand in <${parent.name}>: ${consequence}.${hint}`
  return problem('nesting-undocumented', message, { place, allowed })
}

const sdkNesting = ({ name, place }: Tag, parent: Parent): Problem =>
  problem('nesting-sdk-only', `<${name}> in <${parent.name}> is executed, but only the SDKs allow it, not the docs.`, {
    place,
  })

const missingAttribute = (
  tag: Tag,
  name: string,
  { allowed, default: fallback }: { allowed: string; default: string },
) => {
  const message = `<${tag.name}> requires ${name}, which is missing: ${insteadOf(name, fallback)}.`
  return problem('attribute-missing', message, { place: tag.place, allowed })
}

const unknownAttribute = ({ name, place }: Attribute, shape: ElementShape): Problem => {
  const spelling = sdkSpellings.get(name)
  if (spelling && Object.hasOwn(shape.attributes, spelling.meant)) {
    const message = `${name} is what the ${spelling.sdk} SDK writes: Plivo's attribute is ${spelling.meant}, so it is ignored.`
    return problem('sdk-spelling', message, { place, nearest: spelling.meant })
  }
  const names = Object.keys(shape.attributes)
  const near = nearest(name, names)
  const hint = near && (sameLetters(name, near) ? ` Names are exact: write ${near}.` : ` Did you mean ${near}?`)
  const message = `<${shape.name}> has no attribute ${excerpt(name)}: it is ignored.${hint ?? ''}`
  return problem('unknown-attribute', message, {
    place,
    ...(names.length && { allowed: names.join(', ') }),
    ...(near && { nearest: near }),
  })
}

const strayText = (tag: Tag, code: 'text-in-response' | 'text-ignored', because: string): Problem[] =>
  tag.children
    .filter((child): child is Text => !isTag(child) && child.text.trim() !== '')
    .map(({ text, place }) => problem(code, `${because}: "${excerpt(text.trim())}" is ignored.`, { place }))
