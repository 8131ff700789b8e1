import { describe, expect, it } from 'vitest'
import { createExchange, type Interceptor, type ObservedAttempt } from '../../src/index.js'

const answerUrl = 'http://app.test/answer#rc=1'
const speak = (text: string) => `<Response><Speak>${text}</Speak></Response>`

/** Plays one call, and tells what the application was asked. */
async function played(interceptors: readonly Interceptor[], faults = {}) {
  const exchange = createExchange({ interceptors, ...faults })
  const asked: string[] = []
  const attempts: ObservedAttempt[] = []
  exchange.mount('http://app.test', async ({ url, method }) => {
    asked.push(`${method} ${new URL(url).pathname}`)
    return new Response(speak('From the application'), { headers: { 'content-type': 'text/xml' } })
  })
  exchange.observe(attempt => attempts.push(attempt))
  const caller = exchange.call({ answerUrl, hangupUrl: 'http://app.test/hangup' })
  const { hangup } = await caller.callEnds()
  await exchange.close()
  return { asked, attempts, hangup, events: caller.call.trace }
}

describe('interceptors stand between the exchange and the application', () => {
  it('"may look at an attempt, change it, or answer it": in order, the first one outermost', async () => {
    const order: string[] = []
    const noting =
      (name: string): Interceptor =>
      async (request, webhook, next) => {
        order.push(`${name} asks for ${webhook.id} ${webhook.purpose}`)
        const result = await next(request)
        order.push(`${name} has ${result.status}`)
        return { ...result, body: Buffer.from(speak(name)) }
      }
    const { events, asked } = await played([noting('outer'), noting('inner')])
    expect(order.slice(0, 4)).toEqual([
      'outer asks for w1 answer',
      'inner asks for w1 answer',
      'inner has 200',
      'outer has 200',
    ])
    expect(events.of('prompt.finished').map(({ text }) => text)).toEqual(['outer'])
    expect(asked).toEqual(['POST /answer', 'POST /hangup'])
  })

  it('"Injected faults are nearer to the call": what they keep from the application does not come here', async () => {
    const seen: number[] = []
    const { attempts } = await played(
      [
        (request, _webhook, next) => {
          seen.push(request.attempt)
          return next(request)
        },
      ],
      { faults: [{ url: '/answer', attempts: [1], fault: 'stall' }] },
    )
    expect(seen).toEqual([2, 1])
    expect(attempts.map(({ result }) => result.fault)).toEqual(['stall', undefined, undefined])
  })

  it('"What it throws is the end of the attempt (invalid)"', async () => {
    const { events, hangup } = await played([() => Promise.reject(new Error('the tape is torn'))])
    expect(events.of('webhook.attempted')[0]).toMatchObject({ outcome: 'invalid' })
    expect(events.of('webhook.attempted')[0]?.reason).toContain('the tape is torn')
    expect(hangup.code).toBe(7011)
  })
})

it('exchange.observe: "what was sent and what came back, byte by byte, and how long that really took"', async () => {
  const { attempts } = await played([])
  const [answer] = attempts
  expect(answer?.webhook).toMatchObject({ id: 'w1', purpose: 'answer', url: answerUrl })
  expect(answer?.request.headers['X-Plivo-Signature-V3']).toMatch(/\S/)
  expect(Buffer.from(answer?.result.body ?? []).toString()).toContain('From the application')
  expect(answer?.ms).toBeGreaterThan(0)
})
