import { type Category, type Coverage, categoryNames, type ScenarioCoverage, type UrlCoverage } from './coverage.js'
import { elementId } from './html-document.js'
import { gradeOf, leftOut, meter, number, ratio, safe, safeStart, table } from './html-parts.js'
import { style } from './html-style.js'
import { outcomesHtml, urlHtml, urlName } from './html-url.js'
import type { Missing } from './missing.js'
import type { Share } from './share.js'

/** So many characters of documents are shown in one page, and so much of each list. */
const mostText = 2_000_000
const mostUrls = 400
const mostMissing = 800
const mostScenarios = 1_000

/** A page that needs nothing else: no other file, no script, no network; light or dark as the reader's system is. */
export function coverageHtml(coverage: Coverage): string {
  const { urls, scenarios, total } = coverage
  const names = new Map(scenarios.map(scenario => [scenario.key, scenario]))
  const ids = new Map(urls.slice(0, mostUrls).map(({ key }, index) => [key, `u${index + 1}`]))
  const room = { left: mostText }
  const details = urls.slice(0, mostUrls).map((url, index) => urlHtml(url, `u${index + 1}`, names, room))
  const anchors = new Set(details.flatMap(html => [...html.matchAll(/ id="(u[^"]*)"/g)].map(([, id]) => id as string)))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>Coverage ${total.percent} % – offhook</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
${head(coverage)}
<input type="checkbox" id="only" class="hidden"/><label for="only" class="filter">only what is missing</label>
<main id="content">
${missingHtml(coverage, ids, anchors)}
<section aria-labelledby="urls"><h2 id="urls">Application URLs</h2>
${overview(urls.slice(0, mostUrls), ids)}
${leftOut(urls, mostUrls, 'URLs')}</section>
<section aria-labelledby="details" class="details"><h2 id="details">URL by URL</h2>
${details.join('\n')}</section>
${outcomesHtml(urls, mostUrls)}
${scenariosHtml(scenarios)}
</main>
<footer><p>Made by <code>offhook test --coverage</code>. Elements, branches of input, URLs and callbacks count; outcomes of attempts do not.</p></footer>
</body>
</html>
`
}

function head({ total, categories, scenarios, urls }: Coverage): string {
  const tiles = (Object.keys(categoryNames) as Category[]).map(name => tile(categoryNames[name], categories[name]))
  return `<header class="top">
<div class="title"><p class="brand">offhook</p><h1>Coverage</h1>
<p class="lead">${counted(scenarios.length, 'scenario')}, ${counted(urls.length, 'URL')}</p></div>
<div class="figures">${ring(total)}<dl class="tiles">${tiles.join('')}</dl></div>
</header>`
}

const counted = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? '' : 's'}`

const tile = (name: string, share: Share): string =>
  `<div class="tile"><dt>${name[0]?.toUpperCase()}${name.slice(1)}</dt><dd>${meter(share)}<span class="of">${number(share.covered)} of ${number(share.total)}</span></dd></div>`

/** The whole as a ring; its circumference is 100. */
const ring = (share: Share): string =>
  `<div class="ring ${gradeOf(share)}"><svg viewBox="0 0 36 36" width="132" height="132" aria-hidden="true" focusable="false">
<circle class="track" cx="18" cy="18" r="15.915"/><circle class="arc" cx="18" cy="18" r="15.915" stroke-dasharray="${share.percent} 100" transform="rotate(-90 18 18)"/></svg>
<p><strong>${share.percent}<small> %</small></strong><span>${number(share.covered)} of ${number(share.total)}</span></p></div>`

/** A table of all URLs, those of one application under its origin. */
function overview(urls: readonly UrlCoverage[], ids: ReadonlyMap<string, string>): string {
  const isFull = ({ share }: UrlCoverage) => share.covered === share.total
  const rows = [...new Set(urls.map(({ origin }) => origin))].flatMap(origin => {
    const own = urls.filter(url => url.origin === origin)
    const full = own.every(isFull) ? ' full' : ''
    const head = `<tr class="group${full}"><th colspan="6" scope="rowgroup">${safeStart(origin, 200)}</th></tr>`
    return [head, ...own.map(url => overviewRow(url, isFull(url), ids))]
  })
  const heads = ['URL', 'For', 'Exercised', 'Elements', 'Branches', 'Requested']
  return table('What of each URL was exercised', heads, rows, 'overview')
}

function overviewRow(
  { key, method, path, share, categories, uses }: UrlCoverage,
  full: boolean,
  ids: ReadonlyMap<string, string>,
): string {
  const requested = uses.reduce((sum, { times }) => sum + times, 0)
  return `<tr${full ? ' class="full"' : ''}><th scope="row"><a href="#${ids.get(key)}">${urlName({ method, path })}</a></th>\
<td>${uses.map(({ purpose }) => safe(purpose)).join(', ')}</td><td>${meter(share)}</td>\
<td class="count">${ratio(categories.elements)}</td><td class="count">${ratio(categories.branches)}</td>\
<td class="count">${requested > 0 ? `${number(requested)}×` : '<span class="badge poor">never</span>'}</td></tr>`
}

function missingHtml(
  { missing, urls }: Coverage,
  ids: ReadonlyMap<string, string>,
  anchors: ReadonlySet<string>,
): string {
  const told = missing.filter(({ inside }) => !inside)
  const title = `<h2 id="missing">Not exercised <span class="badge">${number(missing.length)}</span></h2>`
  if (told.length === 0) {
    return `<section aria-labelledby="missing">${title}<p class="all">Everything that counts was exercised.</p></section>`
  }
  const shown = told.slice(0, mostMissing)
  const groups = urls.flatMap(url => {
    const own = shown.filter(({ url: key }) => key === url.key)
    if (own.length === 0) return []
    const head = `<tr class="group"><th colspan="3" scope="rowgroup"><a href="#${ids.get(url.key) ?? 'details'}">${urlName(url)}</a> <span class="faint">${safeStart(url.origin, 100)}</span></th></tr>`
    return [head, ...own.map(one => missingRow(one, url, ids.get(url.key), anchors))]
  })
  const inside = missing.length - told.length
  const note = inside > 0 ? `<p class="faint">and ${number(inside)} inside of elements that never ran</p>` : ''
  const heads = ['Place', 'What', 'A step that would do it']
  return `<section aria-labelledby="missing">${title}
${table('What no scenario has exercised', heads, groups, 'missing')}${note}${leftOut(told, mostMissing, 'things')}</section>`
}

function missingRow(missing: Missing, url: UrlCoverage, id: string | undefined, anchors: ReadonlySet<string>): string {
  const { place = '', what, because = '', hint, document, element } = missing
  const which = url.documents.find(({ hash }) => hash === document)?.number
  const several =
    which !== undefined && url.documents.length > 1 ? `<span class="faint">document ${which},</span> ` : ''
  // Not every row of a long document is shown.
  const anchor = [elementId(`${id}d${which}`, element ?? -1), `${id}d${which}`, id].find(one => anchors.has(one ?? ''))
  const where = place === '' ? '' : anchor ? `<a href="#${anchor}">${place}</a>` : place
  return `<tr><td class="place">${several}${where}</td><td>${safeStart(what, 200)}${because === '' ? '' : `<span class="why">${safeStart(because, 300)}</span>`}</td>\
<td>${hint === undefined ? '' : `<code class="hint">${safe(hint)}</code>`}</td></tr>`
}

function scenariosHtml(scenarios: readonly ScenarioCoverage[]): string {
  if (scenarios.length === 0) return ''
  const rows = scenarios.slice(0, mostScenarios).map(({ name, file, exercised, alone }) => {
    return `<tr><th scope="row">${safeStart(name, 200)}</th><td><code>${safeStart(file, 200)}</code></td>\
<td class="count">${number(exercised)}</td><td class="count">${alone > 0 ? number(alone) : '<span class="faint">–</span>'}</td></tr>`
  })
  return `<section aria-labelledby="scenarios"><h2 id="scenarios">Scenarios</h2>
${table('What each scenario exercised', ['Scenario', 'File', 'Exercised', 'Only here'], rows)}
${leftOut(scenarios, mostScenarios, 'scenarios')}</section>`
}
