import { type Problem, problem } from '../xml/problem.js'

const xmlTypes = /^(?:text|application)\/xml\b/i

/** What is wrong with how a document is served (D8). */
export function contentTypeProblem(headers: Readonly<Record<string, string>>): Problem | undefined {
  const { 'content-type': type = '' } = headers
  if (xmlTypes.test(type)) return undefined
  const message = type
    ? `the document came as ${type}: Plivo asks for text/xml or application/xml`
    : 'the document came without a Content-Type: Plivo asks for text/xml or application/xml'
  return problem('content-type', message, { allowed: 'text/xml, application/xml' })
}
