import { operations } from '../dist/server/rest/operations.js'
import { cell, code, made, table } from './markdown.js'

/** What a parameter may be, in a few words. */
const allowed = ({ type, enum: words, minimum, maximum, examples }) => {
  if (examples?.length > 1) return examples.map(code).join(', ')
  if (words)
    return words
      .filter(word => word !== '')
      .map(code)
      .join(', ')
  if (type === 'boolean') return '`true`, `false`'
  if (type === 'integer' && maximum !== undefined) return `${minimum} to ${maximum}`
  if (type === 'integer') return `${minimum} or more`
  return { number: 'a number', string: 'a text', array: 'a list' }[type] ?? ''
}

const rows = (schema, place) =>
  Object.entries(schema?.properties ?? {}).map(([name, one]) => [
    code(name),
    place,
    cell(allowed(one)),
    schema.required?.includes(name) ? 'required' : one.default === undefined ? '' : code(one.default),
    cell(one.description ?? ''),
  ])

const operation = ({ method, path, summary, query, body, status }) => {
  const written = path.replace(/:([a-z_]+)/g, '{$1}')
  const parameters = [...rows(query, 'query'), ...rows(body, 'body')]
  const columns = ['parameter', 'in', 'allowed', 'default', 'meaning']
  return [
    `### ${method} ${written || 'the account itself'}\n`,
    `${cell(summary)}. Success is ${status}.\n`,
    ...(parameters.length > 0 ? [`${table(columns, parameters)}\n`] : []),
  ].join('\n')
}

/** The page of the REST API. */
export const rest = () => {
  const there = operations.filter(({ status }) => status !== 501)
  const groups = [...new Set(there.map(({ group }) => group))]
  const absent = [...new Set(operations.filter(({ status }) => status === 501).map(({ path }) => path))]
  return `# The REST API

${made} These are the operations of Plivo’s API that \`offhook serve\` has, below \`/v1/Account/{auth_id}/\`, with the parameters
that change something. Bodies are JSON or forms; a parameter that is not known is ignored; the slash at the end may be left out. The same, as an
OpenAPI document, is at \`/offhook/openapi.json\`. Every answer has an \`api_id\`, every refusal is \`{ "api_id", "error" }\` with a
sentence that names the parameter, what is allowed, and the nearest right thing: 400 wrong or missing, 401 not you, 404 not there, 405 another
method, 429 too often, 501 not simulated.

${groups
  .map(
    group =>
      `## ${group}\n\n${there
        .filter(one => one.group === group)
        .map(operation)
        .join('\n')}`,
  )
  .join('\n')}
## Not simulated

501, with a sentence that says what is there instead: ${absent.map(path => code(path.replace(/:([a-z_]+)/g, '{$1}').replace('*', '…'))).join(', ')}.
`
}
