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
${missingHtml(coverage, ids)}
<section aria-labelledby="urls"><h2 id="urls">Application URLs</h2>
${originsOf(urls.slice(0, mostUrls))
  .map(([origin, own]) => overview(origin, own, ids))
  .join('\n')}
${leftOut(urls, mostUrls, 'URLs')}</section>
<section aria-labelledby="details" class="details"><h2 id="details">URL by URL</h2>
${urls
  .slice(0, mostUrls)
  .map((url, index) => urlHtml(url, `u${index + 1}`, names, room))
  .join('\n')}</section>
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

const originsOf = (urls: readonly UrlCoverage[]): [string, UrlCoverage[]][] => {
  const origins = new Map<string, UrlCoverage[]>()
  for (const url of urls) origins.set(url.origin, [...(origins.get(url.origin) ?? []), url])
  return [...origins]
}

function overview(origin: string, urls: readonly UrlCoverage[], ids: ReadonlyMap<string, string>): string {
  const rows = urls.map(url => {
    const { share, categories, uses, key } = url
    const requested = uses.reduce((sum, { times }) => sum + times, 0)
    const full = share.covered === share.total
    return `<tr${full ? ' class="full"' : ''}><th scope="row"><a href="#${ids.get(key)}">${urlName(url)}</a></th>\
<td>${uses.map(({ purpose }) => safe(purpose)).join(', ')}</td><td>${meter(share)}</td>\
<td class="count">${ratio(categories.elements)}</td><td class="count">${ratio(categories.branches)}</td>\
<td class="count">${requested > 0 ? `${number(requested)}×` : '<span class="badge poor">never</span>'}</td></tr>`
  })
  const heads = ['URL', 'For', 'Exercised', 'Elements', 'Branches', 'Requested']
  const full = urls.every(({ share }) => share.covered === share.total)
  return `<div${full ? ' class="full"' : ''}>${table(safeStart(origin, 200), heads, rows, 'overview')}</div>`
}

function missingHtml({ missing, urls }: Coverage, ids: ReadonlyMap<string, string>): string {
  const told = missing.filter(({ inside }) => !inside)
  const title = `<h2 id="missing">Not exercised <span class="badge">${number(missing.length)}</span></h2>`
  if (told.length === 0) {
    return `<section aria-labelledby="missing">${title}<p class="all">Everything that counts was exercised.</p></section>`
  }
  const shown = told.slice(0, mostMissing)
  const groups = urls.flatMap(url => {
    const own = shown.filter(({ url: key }) => key === url.key)
    if (own.length === 0) return []
    const head = `<tr class="group"><th colspan="4" scope="rowgroup"><a href="#${ids.get(url.key) ?? 'details'}">${urlName(url)}</a> <span class="faint">${safeStart(url.origin, 100)}</span></th></tr>`
    return [head, ...own.map(one => missingRow(one, url, ids))]
  })
  const inside = missing.length - told.length
  const note = inside > 0 ? `<p class="faint">and ${number(inside)} inside of elements that never ran</p>` : ''
  const heads = ['Place', 'What', 'Why, or where it is named', 'A step that would do it']
  return `<section aria-labelledby="missing">${title}
${table('What no scenario has exercised', heads, groups, 'missing')}${note}${leftOut(told, mostMissing, 'things')}</section>`
}

function missingRow(missing: Missing, url: UrlCoverage, ids: ReadonlyMap<string, string>): string {
  const { place = '', what, because = '', hint, document, element } = missing
  const id = ids.get(url.key)
  const which = url.documents.find(({ hash }) => hash === document)?.number
  const several =
    which !== undefined && url.documents.length > 1 ? `<span class="faint">document ${which},</span> ` : ''
  const anchor = id && which !== undefined && element !== undefined ? elementId(`${id}d${which}`, element) : id
  const where = place === '' ? '' : anchor ? `<a href="#${anchor}">${place}</a>` : place
  return `<tr><td class="place">${several}${where}</td><td>${safeStart(what, 200)}</td><td class="why">${safeStart(because, 300)}</td>\
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
