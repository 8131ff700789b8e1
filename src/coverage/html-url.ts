import { allOutcomes, type OutcomeCoverage, type ScenarioCoverage, type UrlCoverage } from './coverage.js'
import { documentHtml } from './html-document.js'
import { leftOut, meter, number, safe, safeStart, scenarioNames, table } from './html-parts.js'
import type { Use } from './uses.js'

const mostDocuments = 60
const longestPath = 200
const mostTold = 12

export const urlName = ({ method, path }: Pick<UrlCoverage, 'method' | 'path'>): string =>
  `<span class="method">${safe(method)}</span> <span class="path">${safeStart(path, longestPath)}</span>`

/** Everything about one URL, folded unless something is missing. `room` is how many characters of documents may be shown. */
export function urlHtml(
  url: UrlCoverage,
  id: string,
  scenarios: ReadonlyMap<string, ScenarioCoverage>,
  room: { left: number },
): string {
  const { share, uses, documents, origin } = url
  const full = share.covered === share.total
  const told = uses.every(({ times }) => times > 0)
  const purposes = uses.map(({ purpose }) => safe(purpose)).join(', ')
  const shown = documents.slice(0, mostDocuments).map(document => {
    const fits = document.source.length <= room.left
    if (fits) room.left -= document.source.length
    const place = { id: `${id}d${document.number}`, url: `${url.method} ${url.path.slice(0, longestPath)}` }
    return documentHtml(document, { ...place, shown: fits, scenarios })
  })
  return `<details class="url${full ? ' full' : ''}" id="${id}"${full ? '' : ' open=""'}>
<summary><h3>${urlName(url)}</h3> <span class="purposes">${purposes}</span> ${meter(share)}</summary>
<div class="inside">
<p class="faint origin">${safe(origin.slice(0, longestPath))}</p>
<div${told ? ' class="full"' : ''}>${table(
    `Requests of ${safe(url.path.slice(0, longestPath))}`,
    ['For', 'Requested', 'Told', 'Named by', 'Scenarios'],
    uses.map(use => useRow(use, scenarios)),
  )}
${answers(url)}</div>
${shown.join('\n')}
${leftOut(documents, mostDocuments, 'documents')}
</div></details>`
}

function useRow(
  { purpose, times, by, events, mentions }: Use,
  scenarios: ReadonlyMap<string, ScenarioCoverage>,
): string {
  const told = events
    .slice(0, mostTold)
    .map(({ event, times }) => `<span class="told"><code>${safe(event)}</code> ${number(times)}×</span>`)
  const named = [...new Set(mentions.map(({ words }) => words))].slice(0, 6).map(words => `<code>${safe(words)}</code>`)
  return `<tr class="${times > 0 ? 'full' : 'never'}"><th scope="row">${safe(purpose)}</th>\
<td class="count">${times > 0 ? `${number(times)}×` : 'never'}</td><td>${told.join(' ')}</td><td>${named.join(', ')}</td>\
<td>${scenarioNames(by, scenarios)}</td></tr>`
}

/** `Answers: 200 3×, 404 2×`. */
const answers = ({ statuses }: UrlCoverage): string =>
  statuses.length === 0
    ? ''
    : `<p class="answers">Answers: ${statuses
        .slice(0, 30)
        .map(({ status, times }) => `<code>${safe(status)}</code> ${number(times)}×`)
        .join(', ')}</p>`

/** How the attempts of each URL ended that was not always answered as it should be. */
export function outcomesHtml(urls: readonly UrlCoverage[], most: number): string {
  const tried = urls.filter(({ outcomes }) => outcomes.length > 0)
  if (tried.length === 0) return ''
  const failed = tried.filter(({ outcomes }) => outcomes.some(({ outcome }) => outcome !== 'ok'))
  const rows = [...new Set(failed.slice(0, most).map(({ origin }) => origin))].flatMap(origin => [
    `<tr class="group"><th colspan="${allOutcomes.length + 1}" scope="rowgroup">${safeStart(origin, longestPath)}</th></tr>`,
    ...failed
      .slice(0, most)
      .filter(url => url.origin === origin)
      .map(url => {
        const cells = allOutcomes.map(name => outcomeCell(url.outcomes.find(({ outcome }) => outcome === name)))
        return `<tr><th scope="row">${urlName(url)}</th>${cells.join('')}</tr>`
      }),
  ])
  const others = tried.length - failed.length
  const fine = others === 1 ? 'One URL was' : `${number(others)} URLs were`
  return `<section aria-labelledby="outcomes"><h2 id="outcomes">Retry outcomes</h2>
<p class="lead">How attempts ended, whether a fault was injected (<span class="mark">⚡</span>), and whether they were tried again \
(<span class="mark">↻</span>). They do not count above: nobody lets every URL fail in every way.</p>
${rows.length > 0 ? table('How the attempts of each URL ended', ['URL', ...allOutcomes], rows, 'outcomes') : ''}
${others > 0 ? `<p class="faint">${fine} answered at every attempt.</p>` : ''}
${leftOut(failed, most, 'URLs')}</section>`
}

function outcomeCell(outcome: OutcomeCoverage | undefined): string {
  if (!outcome) return '<td class="faint" aria-label="none">·</td>'
  const injected = Object.entries(outcome.injected)
  const faults = injected.map(([fault, times]) => `${fault} ${times}×`).join(', ')
  const mark =
    injected.length > 0
      ? ` <span class="mark" title="injected: ${safe(faults.slice(0, 200))}">⚡<span class="hidden"> injected: ${safe(faults.slice(0, 200))}</span></span>`
      : ''
  const again =
    outcome.retried > 0
      ? ` <span class="mark" title="tried again ${outcome.retried}×">↻${number(outcome.retried)}<span class="hidden"> tried again</span></span>`
      : ''
  return `<td class="${outcome.outcome === 'ok' ? 'ran' : 'failed'}">${number(outcome.times)}×${mark}${again}</td>`
}
