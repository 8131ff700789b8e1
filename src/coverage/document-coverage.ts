import type { DocumentCoverage, ElementCoverage } from './coverage.js'
import { type DocumentFacts, noRun, type UrlFacts, type WrittenElement } from './facts.js'
import { shareOfAll, timesOf } from './share.js'

const mostReasons = 3

/** The documents that a URL has answered, the most frequent first. */
export const documentsOf = ({ documents }: UrlFacts): DocumentCoverage[] =>
  Object.entries(documents)
    .map(([hash, document]) => ({ hash, document, ...timesOf(document.loaded) }))
    .sort((a, b) => b.times - a.times || (a.hash < b.hash ? -1 : 1))
    .map(({ hash, document, times, by }, index) => {
      const elements = document.elements.map((written, number) => elementOf(written, number, document))
      const { source, rejected } = document
      return {
        hash,
        number: index + 1,
        times,
        by,
        source,
        ...(rejected !== undefined && { rejected }),
        share: shareOfAll([...elements, ...elements.flatMap(({ branches }) => branches)]),
        elements,
      }
    })

function elementOf(written: WrittenElement, number: number, { elements, runs }: DocumentFacts): ElementCoverage {
  const { ran, branches, unrun } = runs[number] ?? noRun()
  const times = timesOf(ran)
  const { branches: known = [], ...rest } = written
  return {
    ...rest,
    ...times,
    because: times.times > 0 ? [] : reasonsOf(unrun, elements),
    branches: known.map(branch => ({ ...branch, ...timesOf(branches[branch.branch]) })),
  }
}

/** `<GetDigits> 3:3: numDigits was reached`, the most frequent first. */
const reasonsOf = (unrun: Readonly<Record<string, number>>, elements: readonly WrittenElement[]): string[] =>
  Object.entries(unrun)
    .sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1))
    .slice(0, mostReasons)
    .map(([reason]) => {
      const [number = ''] = reason.split(' ', 1)
      const { name = 'an element', line = 0, column = 0 } = elements[Number(number)] ?? {}
      return `<${name}> ${line}:${column}: ${reason.slice(number.length + 1)}`
    })
