import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answering, authId, authToken, base, serving } from '../served.js'

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, '', '12#', '__proto__', 'x'.repeat(100_000), [], {}, [[]]),
)
const form = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc
    .array(fc.constantFrom('keys=1', 'text=hi', 'confidence=2', 'a[b]=c', '__proto__=1', '%', '=', '&&'))
    .map(parts => parts.join('&')),
)
const engineWords = /Cannot (read|convert)|is not a function|not iterable|\.js:|node:/

describe('whatever is sent to the party of a call', () => {
  it.each(['press', 'say', 'hangup', 'answer'])('POST …/%s is no 500', { timeout: 60_000 }, async deed => {
    const { origin, post, happens } = await serving('', { app: answering('<Wait length="6000"/>') })
    const waits = happens('element.started')
    const made = { from: '14155550100', to: '14155550199', answer_url: 'http://app.test/a' }
    const { call_uuid: uuid } = (await post('/offhook/calls', made)).body
    await waits
    const fields = fc.record({ keys: value, text: value, confidence: value, other: value }, { requiredKeys: [] })
    const body = fc.oneof(
      fields.map(one => ['application/json', JSON.stringify(one)] as const),
      fc.json().map(one => ['application/json', one] as const),
      fc.string().map(one => ['application/json', one] as const),
      form.map(one => ['application/x-www-form-urlencoded', one] as const),
    )
    await fc.assert(
      fc.asyncProperty(body, async ([type, sent]) => {
        const answer = await fetch(`${origin}/offhook/calls/${uuid}/${deed}`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: sent,
        })
        const text = await answer.text()
        expect(answer.status, `${text} for ${sent}`).toBeLessThan(500)
        expect(text).not.toMatch(engineWords)
      }),
      { numRuns: 100 },
    )
  })
})

describe('whatever is asked in a query', () => {
  const authorization = `Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`
  const names = [
    'limit',
    'offset',
    'status',
    'subaccount',
    'end_time__gte',
    'bill_duration',
    'from_number',
    'call_uuid',
    'live',
    'format',
    '__proto__',
    'constructor',
  ]
  const query = fc.array(
    fc.tuple(
      fc.constantFrom(...names),
      fc
        .oneof(
          fc.string({ maxLength: 15 }),
          fc.constantFrom('-1', '1e9', 'NaN', '0', '99999999999999999999', 'live', '2024-01-01'),
        )
        .map(encodeURIComponent),
    ),
    { maxLength: 5 },
  )

  it.each([
    `${base}Call/`,
    `${base}Recording/`,
    `${base}Conference/`,
    `${base}Application/`,
    `${base}Number/`,
    `${base}Endpoint/`,
    `${base}PhoneNumber/`,
    `${base}Subaccount/`,
    '/offhook/calls',
    '/offhook/calls/x/trace',
  ])('GET %s is no 500', { timeout: 60_000 }, async path => {
    const { origin } = await serving()
    await fc.assert(
      fc.asyncProperty(query, async pairs => {
        const asked = pairs.map(([name, given]) => `${name}=${given}`).join('&')
        const answer = await fetch(`${origin}${path}?${asked}`, { headers: { authorization } })
        const text = await answer.text()
        expect(answer.status, `${text} for ${asked}`).toBeLessThan(500)
        expect(text).not.toMatch(engineWords)
      }),
      { numRuns: 100 },
    )
  })
})
