import { expectationKind, of } from '../expectation-kind.js'
import { type Shape, shaped } from '../shape.js'
import { linesOf, requestsOf } from './request.js'

const nothing: Shape<object> = shaped<object>({ type: 'null' }, field => field.mistake(`"${field.name}" stands alone`))

/** A call goes on when a callback fails, and mostly nobody notices. What a fault was injected into fails on purpose. */
export const noFailedRequests = expectationKind({
  meaning: 'every request was answered with success in the end, but for those that a fault was injected into',
  written: 'no_failed_requests',
  subject: nothing,
  alone: {},
  beside: {},
  describe: () => 'every request is answered with success',
  check: (_, happened) => {
    const requests = requestsOf(happened)
    const line = linesOf(requests)
    const injected = of(happened.events, 'webhook.attempted').filter(({ fault }) => fault !== undefined)
    const failed = of(happened.events, 'webhook.failed').filter(
      ({ call, webhook }) => !injected.some(one => one.call === call && one.webhook === webhook),
    )
    const told = failed.flatMap(({ call, webhook, judgement }) => {
      const request = requests.find(({ sent }) => sent.call === call && sent.webhook === webhook)
      return request ? [`${line(request)} failed: ${judgement}`] : []
    })
    return told.length > 0 ? told : undefined
  },
})
