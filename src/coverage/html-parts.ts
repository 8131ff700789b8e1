import { escapeXml } from '../trace/escaped-xml.js'
import { printable } from '../trace/printable.js'
import type { ScenarioCoverage } from './coverage.js'
import type { Share } from './share.js'

/** Text of a call, an application or a file, safe to stand in a page: nothing in it is markup, or turns its direction. */
export const safe = (text: string): string => escapeXml(printable(text))

/** A text that may be endless, in at most so many characters. */
export const safeStart = (text: string, most: number): string => {
  if (text.length <= most) return safe(text)
  return `${safe(text.slice(0, most))}<span class="cut">… ${number(text.length - most)} more characters</span>`
}

/** `12,345` */
export const number = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/** How well it is: a word for the class, by which colours go. */
export const gradeOf = ({ percent }: Share): string => (percent >= 90 ? 'good' : percent >= 60 ? 'fair' : 'poor')

/** A bar, and what it says for those who do not see it. */
export const meter = (share: Share): string =>
  `<span class="meter ${gradeOf(share)}"><span class="track" aria-hidden="true"><span style="width:${share.percent}%"></span></span>\
<span class="percent">${share.percent} %</span></span>`

export const ratio = ({ covered, total }: Share): string =>
  total === 0 ? '<span class="faint">–</span>' : `${number(covered)}<span class="faint">/${number(total)}</span>`

const mostNames = 4

/** Names of scenarios, a few of them. */
export const scenarioNames = (keys: readonly string[], scenarios: ReadonlyMap<string, ScenarioCoverage>): string => {
  if (keys.length === 0) return '<span class="faint">none</span>'
  const names = keys.slice(0, mostNames).map(key => {
    const { name = key, file = '' } = scenarios.get(key) ?? {}
    return `<span class="scenario" title="${safe(file.slice(0, 300))}">${safeStart(name, 120)}</span>`
  })
  const more = keys.length - names.length
  return names.join(' ') + (more > 0 ? ` <span class="faint">and ${number(more)} more</span>` : '')
}

/** A table with a caption; on narrow screens it scrolls by itself, and the keyboard reaches it. */
export function table(caption: string, heads: readonly string[], rows: readonly string[], kind = ''): string {
  const columns = heads.map(head => `<th scope="col">${head}</th>`).join('')
  return `<div class="scroll" tabindex="0" role="region" aria-label="${caption.replace(/<[^>]*>/g, '')}">
<table${kind && ` class="${kind}"`}><caption>${caption}</caption>
<thead><tr>${columns}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`
}

/** What is left out of a list that is too long. */
export const leftOut = (all: readonly unknown[], most: number, what: string): string =>
  all.length > most
    ? `<p class="faint">and ${number(all.length - most)} more ${what}, which the JSON report has</p>`
    : ''
