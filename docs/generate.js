// Writes the reference pages from the definitions themselves: `npm run docs`, or `npm run docs:check` to compare only.
import { readFile, writeFile } from 'node:fs/promises'
import { registry } from '../dist/elements/index.js'
import { expectationTables } from '../dist/scenario/expectation.js'
import { appSchema, scenarioSchema } from '../dist/scenario/schema.js'
import { serveConfigSchema } from '../dist/server/config/serve-config-schema.js'
import { catalogue } from '../dist/xml/catalogue.js'
import { configurationTables } from './configuration-tables.js'
import { decisions } from './decisions.js'
import { cell, code, made, table } from './markdown.js'
import { rest } from './rest-page.js'
import { webhooks } from './webhooks-page.js'

const configurable = kind =>
  kind.callbackConfig === undefined
    ? ''
    : kind.callbackConfig === 'audio'
      ? 'fixed audio policy'
      : kind.callbackConfig
        ? 'yes'
        : 'no'

const behaviour = {
  decides: 'takes no time',
  sounds: 'takes as long as it sounds',
  converses: 'runs until it has what it waits for',
}
const answering = { yes: 'answers the call', early: 'opens early media', no: 'does not answer the call' }

const element = ({ name, docs, attributes, body, children, kind, answers, unsupported }) => {
  const heading = `## ${name}\n\n`
  if (kind === 'unsupported')
    return `${heading}Not simulated: a document that uses it is rejected. ${cell(unsupported)}. [Plivo’s page](${docs})\n`
  const what =
    kind === 'names'
      ? 'It names somebody to the element it stands in'
      : `It ${answering[answers]} and ${behaviour[kind]}`
  const rows = Object.entries(attributes).map(([attribute, row]) => [
    code(attribute),
    cell(row.allowed),
    cell(row.default),
    cell(row.meaning),
    row.provenance,
    configurable(row),
  ])
  if (body)
    rows.unshift(['*content*', cell(body.allowed), 'required', cell(body.meaning), body.provenance, configurable(body)])
  const nested = Object.entries(children).map(
    ([child, provenance]) => `${child}${provenance === 'documented' ? '' : ` (${provenance})`}`,
  )
  return [
    `${heading}${what}. [Plivo’s page](${docs})\n`,
    rows.length > 0
      ? `${table(['attribute', 'allowed', 'default', 'meaning', 'known from', 'callback configuration'], rows)}\n`
      : 'It has no attributes.\n',
    ...(nested.length > 0 ? [`Inside it may stand: ${nested.join(', ')}.\n`] : []),
  ].join('\n')
}

const elements = () =>
  `# Elements

${made} *Known from* says how a rule is known: from Plivo’s documentation, from its SDKs, observed in real traffic,
inferred from those, or decided by offhook where nothing says it ([decisions](decisions.md)).

${[...registry.values()].map(element).join('\n')}`

const problems = () =>
  `# Problems

${made} A problem is something in a document, a URL or an answer that will not do what was probably meant. \`breaks\`: the
call fails there. \`risky\`: something else happens than is written. \`note\`: worth knowing.

${table(
  ['code', 'severity', 'what it is', 'known from', 'rule'],
  Object.entries(catalogue).map(([name, { severity, title, provenance, rule }]) => [
    code(name),
    severity,
    cell(title),
    provenance,
    rule.startsWith('http') ? `[page](${rule})` : cell(rule),
  ]),
)}
`

const decided = () =>
  `# Decisions

Where Plivo’s pages are silent or contradict each other, offhook does what stands here. ${made} Ids are cited by problems,
traces and the code.

${decisions
  .map(
    ({ title, rows }) =>
      `## ${title}\n\n${table(
        ['id', 'point', 'what offhook does', 'option'],
        rows.map(([id, point, does, option = '']) => [id, cell(point), cell(does), option && code(option)]),
      )}\n`,
  )
  .join('\n')}`

const json = value => `${JSON.stringify(value, undefined, 2)}\n`

/** A page that people write, but for the part between two marks. */
const withPart = async (name, mark, part) => {
  const page = await readFile(new URL(name, import.meta.url), 'utf8')
  const [before, , after] = page.split(
    new RegExp(`(?<=<!-- ${mark}[^>]*-->\\n\\n)([^]*?)(?=\\n<!-- end of ${mark} -->)`),
  )
  if (after === undefined) throw new Error(`${name} has no place for ${mark}`)
  return `${before}${part}${after}`
}

const expectations = () => {
  const { kinds, keys } = expectationTables()
  const kindsTable = table(
    ['expectation', 'is true when'],
    kinds.map(({ written, meaning }) => [code(cell(written)), cell(meaning)]),
  )
  const keysTable = table(
    ['key', 'of', 'is'],
    keys.map(({ key, meaning, of }) => [code(key), of.map(code).join(', '), cell(meaning)]),
  )
  return `${kindsTable}\n\nBeside it, or in it where it is a record, may stand:\n\n${keysTable}\n`
}

const pages = {
  'elements.md': elements(),
  'problems.md': problems(),
  'decisions.md': decided(),
  'webhooks.md': await webhooks(),
  'rest-api.md': rest(),
  'scenarios.md': await withPart('scenarios.md', 'expectations', expectations()),
  'configuration.md': await withPart('configuration.md', 'keys', configurationTables(serveConfigSchema())),
  'scenario.schema.json': json(scenarioSchema()),
  'app.schema.json': json(appSchema()),
  'offhook.schema.json': json(serveConfigSchema()),
}

const stale = []
for (const [name, text] of Object.entries(pages)) {
  const file = new URL(name, import.meta.url)
  const present = await readFile(file, 'utf8').catch(() => '')
  if (present === text) continue
  if (process.argv.includes('--check')) stale.push(name)
  else await writeFile(file, text)
}
if (stale.length > 0) {
  console.error(`docs are stale: ${stale.join(', ')}; run npm run docs`)
  process.exit(1)
}
