import { cell, code, table } from './markdown.js'

/** What may stand after a key, in a few words. */
const written = ({ type, enum: words, pattern = '', examples, minimum = 0 }) => {
  if (words) return words.map(code).join(', ')
  if (type === 'boolean') return '`true`, `false`'
  if (type === 'integer') return `a whole number, ${minimum} or more`
  if (type === 'number') return 'a number more than 0'
  if (Array.isArray(type)) return 'a decimal'
  if (type === 'object') return 'a record'
  if (examples) return `a time: ${code(examples[1])}`
  if (pattern.includes('[tT]')) return 'an absolute URL'
  return 'text'
}

const rows = ({ properties, required = [] }) =>
  Object.entries(properties).map(([key, schema]) => [
    code(key) + (required.includes(key) ? ' (needed)' : ''),
    cell(written(schema)),
    cell(schema.description),
  ])

/** The keys of `offhook.yaml`, section by section. */
export const configurationTables = ({ properties, definitions }) => {
  const { account, applications, numbers, endpoints, limits, fidelity, regions } = definitions
  const isSection = ({ allOf, type }) => allOf !== undefined || type === 'array'
  const plain = Object.entries(properties).filter(([, schema]) => !isSection(schema))
  const sections = Object.entries(properties).filter(([, schema]) => isSection(schema))
  const tables = {
    'One account: `account`': account,
    'A subaccount, by its auth id': account.properties.subaccounts.additionalProperties,
    'An application, by its name': applications.additionalProperties,
    'A number': numbers.additionalProperties,
    'An endpoint, by its username': endpoints.additionalProperties,
    '`limits`': limits,
    '`fidelity`': fidelity,
    '`regions`': regions,
    'Besides, at the top of the file': { properties: Object.fromEntries(plain) },
  }
  return [
    table(
      ['section', 'is'],
      sections.map(([key, { description }]) => [code(key), cell(description)]),
    ),
    ...Object.entries(tables).map(
      ([title, schema]) => `### ${title}\n\n${table(['key', 'allowed', 'meaning'], rows(schema))}`,
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}
