import type { BranchCoverage, DocumentCoverage, ElementCoverage, UrlCoverage } from './coverage.js'
import { branchHint, useHint } from './hint.js'
import { branchNames } from './input-branches.js'
import type { Use } from './uses.js'

/** Something that counts and was never exercised. */
export interface Missing {
  readonly kind: 'url' | 'callback' | 'element' | 'branch'
  /** The key of its URL; of an element and a branch, of the one that answered the document. */
  readonly url: string
  readonly document?: string
  readonly element?: number
  /** `4:3` in the document. */
  readonly place?: string
  /** `key 2, to ask about an order`. */
  readonly what: string
  /** Why, as far as the traces know; or where it is named. */
  readonly because?: string
  /** What in a scenario would exercise it. */
  readonly hint?: string
  /** It stands in an element that has never run: to exercise that comes first. */
  readonly inside?: true
}

export const missingOf = (urls: readonly UrlCoverage[]): Missing[] => {
  const byKey = new Map(urls.map(url => [url.key, url]))
  return urls.flatMap(url => [
    ...url.uses.filter(({ times }) => times === 0).map(use => missingUse(use, url, byKey)),
    ...url.documents.flatMap(document => missingIn(document, url.key)),
  ])
}

function missingUse(use: Use, { key }: UrlCoverage, urls: ReadonlyMap<string, UrlCoverage>): Missing {
  const [mention] = use.mentions
  const home = mention?.url === undefined ? undefined : urls.get(mention.url)
  const document = home?.documents.find(({ hash }) => hash === mention?.document)
  const element = mention?.element === undefined ? undefined : document?.elements[mention.element]
  const others = use.mentions.length > 1 ? `, and ${use.mentions.length - 1} more` : ''
  const where = home ? ` of ${home.path}` : mention?.scenario === undefined ? '' : ` of ${mention.scenario}`
  const hint = useHint(use.purpose, element)
  return {
    kind: use.kind === 'callback' ? 'callback' : 'url',
    url: key,
    what: `${use.purpose}: never requested`,
    ...(mention && { because: `named by ${mention.words}${where}${others}` }),
    ...(hint && { hint }),
  }
}

const missingIn = ({ hash, elements }: DocumentCoverage, url: string): Missing[] =>
  elements.flatMap((element, number) => {
    const parent = element.parent === undefined ? undefined : elements[element.parent]
    const place = { url, document: hash, element: number, place: `${element.line}:${element.column}` }
    const never = element.times === 0 ? [neverRan(element, number, elements, parent)] : []
    const branches = element.branches
      .filter(({ times }) => times === 0)
      .map(branch => missingBranch(branch, element))
      .map(branch => (element.times === 0 ? { ...branch, inside: true as const } : branch))
    return [...never, ...branches].map(missing => ({ ...place, ...missing }))
  })

type Found = Pick<Missing, 'kind' | 'what' | 'because' | 'hint' | 'inside'>

function neverRan(
  { name, says, because }: ElementCoverage,
  number: number,
  elements: readonly ElementCoverage[],
  parent: ElementCoverage | undefined,
): Found {
  const [reason] = because
  const input = inputBefore(number, elements)
  const silent = input?.branches.find(({ branch, times }) => times === 0 && branch === branchNames.none)
  const hint = silent && input && branchHint(silent, input)
  return {
    kind: 'element',
    what: `<${name}>${says ? ` "${says}"` : ''}`,
    ...(reason && { because: reason }),
    ...(hint && { hint }),
    ...(parent?.times === 0 && { inside: true as const }),
  }
}

/** The input whose silence leads there: what follows an input runs when there is none. */
function inputBefore(number: number, elements: readonly ElementCoverage[]): ElementCoverage | undefined {
  for (let before = number - 1; before >= 0; before--) {
    const other = elements[before]
    if (other?.parent !== elements[number]?.parent) continue
    if (other?.branches.length) return other
    if (other?.times) return undefined
  }
  return undefined
}

function missingBranch(branch: BranchCoverage, element: ElementCoverage): Found {
  const { what } = branch
  return {
    kind: 'branch',
    what: `<${element.name}> ${branch.branch}${what ? `, ${what}` : ''}`,
    hint: branchHint(branch, element),
  }
}
