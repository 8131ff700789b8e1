import type { BranchCoverage, DocumentCoverage, ElementCoverage, ScenarioCoverage } from './coverage.js'
import { leftOut, meter, number, safe, safeStart, scenarioNames, table } from './html-parts.js'
import { type SourceRow, sourceRows } from './source-rows.js'

export interface DocumentPlace {
  /** The anchor of the document: `u1d2`. */
  readonly id: string
  /** How its URL is called. */
  readonly url: string
  /** Whether its text is shown: pages do not grow without end. */
  readonly shown: boolean
  readonly scenarios: ReadonlyMap<string, ScenarioCoverage>
}

const longestRow = 2_000
const mostElements = 400

export const elementId = (document: string, element: number): string => `${document}e${element}`

/** A document, row by row, with how often each element ran; and which scenario ran what. */
export function documentHtml(document: DocumentCoverage, { id, url, shown, scenarios }: DocumentPlace): string {
  const { number: which, times, by, share, elements, rejected } = document
  const full = rejected === undefined && share.covered === share.total
  const title = `Document ${which}`
  return `<article class="document${full ? ' full' : ''}" id="${id}" aria-labelledby="${id}t">
<header><h4 id="${id}t">${title}</h4> ${rejected === undefined ? meter(share) : '<span class="badge poor">rejected</span>'}
<p class="faint">answered ${number(times)}×, in ${scenarioNames(by, scenarios)}</p></header>
${rejected === undefined ? '' : `<p class="rejected">${safeStart(rejected, 500)}</p>`}
${shown ? source(document, id, `${url}, ${title.toLowerCase()}`) : '<p class="faint">Its text is left out here, because the page would be too large.</p>'}
${elements.length > 0 ? whoRan(elements, `${url}, ${title.toLowerCase()}`, scenarios) : ''}
</article>`
}

function source({ source, elements, rejected }: DocumentCoverage, id: string, name: string): string {
  if (source === '') return '<p class="faint">Its text is not shown: it has credentials in it.</p>'
  const { rows, leftOut: more } = sourceRows(source, elements)
  let last: string | undefined
  const written = rows.map(row => {
    const [reason] = elements[row.element ?? -1]?.because ?? []
    // What is the same for the elements that follow is said once.
    const told = reason === last ? undefined : reason
    if (row.element !== undefined) last = reason
    return rowHtml(row, elements, id, { rejected: rejected !== undefined, reason: told })
  })
  const end = more > 0 ? `<p class="faint">… ${number(more)} more lines</p>` : ''
  return `<div class="scroll" tabindex="0" role="region" aria-label="${safe(name)}">
<table class="source"><caption>${safe(name)}</caption>
<thead><tr><th scope="col">Place</th><th scope="col">Ran</th><th scope="col">Text</th></tr></thead>
<tbody>
${written.join('\n')}
</tbody></table></div>${end}`
}

function rowHtml(
  { place, text, element, within }: SourceRow,
  elements: readonly ElementCoverage[],
  id: string,
  { rejected, reason }: { readonly rejected: boolean; readonly reason: string | undefined },
): string {
  const one = elements[element ?? within ?? -1]
  const state = rejected || !one ? '' : one.times > 0 ? 'ran' : 'never'
  const begins = element === undefined ? undefined : elements[element]
  const ran = begins ? (begins.times > 0 ? `${number(begins.times)}×` : 'never') : ''
  const anchor = element === undefined ? '' : ` id="${elementId(id, element)}"`
  const row = `<tr${anchor} class="line ${state}"><td class="place">${place}</td><td class="ran">${ran}</td>\
<td class="code"><code>${safeStart(text.replaceAll('\t', '  '), longestRow)}</code></td></tr>`
  if (!begins) return row
  const indent = Math.min(16, text.length - text.trimStart().length + 2)
  return row + reasonHtml(reason, indent) + branches(begins, indent)
}

/** Under an element: why it never ran. */
const reasonHtml = (reason: string | undefined, indent: number): string =>
  reason === undefined ? '' : aside(`<span class="why">never reached: ${safeStart(reason, 300)}</span>`, indent)

/** Under an input: the ways in which it went, and did not. */
function branches(element: ElementCoverage, indent: number): string {
  if (element.branches.length === 0) return ''
  const chips = element.branches.slice(0, 40).map(branchChip).join('')
  return aside(`<ul class="chips" aria-label="Branches of input">${chips}</ul>`, indent)
}

const branchChip = ({ branch, what, times }: BranchCoverage): string => {
  const key = /^key (.)$/.exec(branch)?.[1]
  const name = key === undefined ? safe(branch) : `<kbd>${safe(key)}</kbd>`
  const words = what === undefined ? '' : ` <span class="what">${safeStart(what, 80)}</span>`
  const state = times > 0 ? 'ran' : 'never'
  return `<li class="${state}">${name}${words} <b>${times > 0 ? `${number(times)}×` : 'never'}</b></li>`
}

const aside = (html: string, indent: number): string =>
  `\n<tr class="aside"><td></td><td></td><td style="padding-left:${indent + 1}ch">${html}</td></tr>`

/** Which scenario ran what, folded. */
function whoRan(
  elements: readonly ElementCoverage[],
  name: string,
  scenarios: ReadonlyMap<string, ScenarioCoverage>,
): string {
  const rows = elements.slice(0, mostElements).flatMap(element => {
    const { name: tag, line, column, times, by } = element
    const place = `${line}:${column}`
    return [
      whoRow(place, `<code>&lt;${safe(tag)}&gt;</code>`, times, by, scenarios),
      ...element.branches.map(({ branch, times, by }) =>
        whoRow(place, `<span class="inner">${safe(branch)}</span>`, times, by, scenarios),
      ),
    ]
  })
  return `<details class="who"><summary>Which scenario ran what</summary>
${table(`${safe(name)}: which scenario ran what`, ['Place', 'What', 'Times', 'Scenarios'], rows)}
${leftOut(elements, mostElements, 'elements')}</details>`
}

const whoRow = (
  place: string,
  what: string,
  times: number,
  by: readonly string[],
  scenarios: ReadonlyMap<string, ScenarioCoverage>,
): string =>
  `<tr class="${times > 0 ? 'full' : 'never'}"><td class="place">${place}</td><td>${what}</td>\
<td class="count">${times > 0 ? `${number(times)}×` : 'never'}</td><td>${scenarioNames(by, scenarios)}</td></tr>`
