import { expectationKind } from '../expectation-kind.js'
import { flag } from '../plain-shapes.js'
import { eitherOf, listOf, mapped, record, type Shape, shaped } from '../shape.js'
import {
  describeRequest,
  differences,
  indented,
  isRequest,
  isUrl,
  linesOf,
  type Requested,
  type RequestPattern,
  requestKeys,
  requestsOf,
  subject,
} from './request.js'

const inDetail = mapped(
  record({ requested: { ...subject, needed: true }, ...requestKeys }),
  ({ requested: url, ...conditions }): RequestPattern | undefined =>
    url === undefined ? undefined : { url, ...conditions },
)

/** `/menu`, or `{ requested: /menu, with: { Digits: "1" } }`. */
const item: Shape<RequestPattern> = shaped(eitherOf(subject.shape.schema, inDetail.schema), (field, scope) => {
  if (field.kind === 'record') return inDetail.read(field, scope)
  const url = subject.shape.read(field, scope)
  return url === undefined ? undefined : { url }
})

const some = listOf(item)

const inOrder: Shape<{ readonly requests: readonly RequestPattern[] }> = shaped(
  { ...some.schema, minItems: 1 },
  (field, scope) => {
    const requests = some.read(field, scope)
    if (requests?.length === 0 && field.items()?.length === 0) return field.mistake(`${field.name} names no request`)
    return requests && { requests }
  },
)

export const requestedInOrder = expectationKind({
  meaning: 'these were requested one after another; others may have come between',
  written: 'requested_in_order: [/answer, { requested: /menu, with: { Digits: "1" } }, /hangup]',
  subject: inOrder,
  beside: { exactly: { meaning: 'and nothing else was', shape: flag } },
  describe: ({ requests, exactly }) =>
    `requested is ${requests.map(describeRequest).join(', then ')}${exactly ? ', and nothing else' : ''}`,
  check: ({ requests: expected, exactly = false }, happened) => {
    const requests = requestsOf(happened)
    if (requests.length === 0) return ['nothing was requested']
    const { came, missing } = follow(expected, requests)
    if (!missing && !(exactly && came.includes(false))) return undefined
    const line = linesOf(requests, new Set(expected.flatMap(one => Object.keys(one.with ?? {}))))
    const lines = requests.map((one, index) => {
      if (came[index]) return `✓ ${line(one)}`
      return exactly ? `✗ ${line(one)}, which is not expected` : `  ${line(one)}`
    })
    if (missing) lines.splice(came.lastIndexOf(true) + 1, 0, ...whyMissing(missing, requests, came))
    return ['this is the order in which they came:', ...lines.map(indented)]
  },
})

/** Which requests are those that are expected, in their order, and the first that did not come any more. */
function follow(expected: readonly RequestPattern[], requests: readonly Requested[]) {
  let next = 0
  const came = requests.map(request => {
    const wanted = expected[next]
    const isNext = wanted !== undefined && isRequest(wanted, request)
    if (isNext) next++
    return isNext
  })
  return { came, missing: expected[next] }
}

function whyMissing(missing: RequestPattern, requests: readonly Requested[], came: readonly boolean[]): string[] {
  const last = came.lastIndexOf(true)
  const before = requests.findIndex(request => isRequest(missing, request))
  const otherwise = requests.slice(last + 1).find(({ sent }) => isUrl(missing.url, sent.url))
  const where = last < 0 ? 'did not come' : 'did not come after that'
  return [
    `✗ ${describeRequest(missing)} ${where}${before >= 0 ? `; it came before, as number ${before + 1}` : ''}`,
    ...(otherwise ? differences(missing, otherwise).map(text => `    ${text}`) : []),
  ]
}
