import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/server/rest/operations.js'
import { answering, authId, authToken, base, type Served, serving } from '../served.js'
import { exchanged, statuses } from './raw-client.js'

const yaml = `
applications: { main: { answer_url: "http://app.test/answer" } }
numbers: { "+14155550199": main }
phones: { default: { answers: 1s } }
`
const authorization = `Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`

/** A server with a call that goes on in a room, so that paths lead somewhere. */
const busy = async (): Promise<Served & { readonly uuid: string }> => {
  const served = await serving(yaml, { app: answering('<Conference>Sales</Conference><Wait length="6000"/>') })
  const entered = served.happens('room.entered')
  const { body } = await served.post('Call/', {
    from: '14155550199',
    to: '14155550111',
    answer_url: 'http://app.test/a',
    time_limit: 86_400,
  })
  await entered
  return { ...served, uuid: body.request_uuid }
}

const seconds = (count: number) => ({ timeout: count * 1000 })

describe('whatever is sent', () => {
  it('bytes that are anything are answered by 4xx, if at all', seconds(60), async () => {
    const { origin, get } = await serving()
    const line = fc.constantFrom(
      'GET / HTTP/1.1\r\n',
      'POST /offhook/calls HTTP/1.1\r\n',
      'Host: 127.0.0.1\r\n',
      'Content-Length: 3\r\n',
      'Transfer-Encoding: chunked\r\n',
      '\r\n',
      'CONNECT x:443 HTTP/1.1\r\n',
    )
    const bytes = fc
      .array(fc.oneof(line, fc.string({ unit: 'binary', maxLength: 20 })))
      .map(parts => Buffer.from(parts.join(''), 'latin1'))
    await fc.assert(
      fc.asyncProperty(bytes, async sent => {
        for (const status of statuses(await exchanged(origin, sent))) expect(status).toBeGreaterThanOrEqual(400)
      }),
      { numRuns: 150 },
    )
    expect((await get('Call/')).status).toBe(200)
  })

  it('paths that are anything are no 5xx', seconds(60), async () => {
    const { origin, uuid } = await busy()
    const piece = fc.oneof(
      fc.constantFrom(
        'Call',
        'Conference',
        'Recording',
        'Application',
        'Number',
        'Endpoint',
        'Sales',
        uuid,
        'Member',
        'all',
        'Kick',
        'Play',
        'Record',
        '..',
        '%2f',
        '%',
        '%zz',
        '',
        'trace',
        'calls',
        'events',
      ),
      fc.string({ maxLength: 12 }).map(text => encodeURIComponent(text)),
    )
    const path = fc
      .tuple(fc.constantFrom(base, '/offhook/', '/v1/', '/'), fc.array(piece, { maxLength: 5 }))
      .map(([start, rest]) => start + rest.join('/'))
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'PATCH')
    await fc.assert(
      fc.asyncProperty(method, path, async (verb, target) => {
        if (/\/offhook\/+events|trace/.test(target)) return
        const request = `${verb} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`
        for (const status of statuses(await exchanged(origin, request))) {
          if (status !== 501) expect(status).toBeLessThan(500)
        }
      }),
      { numRuns: 300 },
    )
  })

  const written = operations.filter(({ method, body }) => method === 'POST' && body)
  const value = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), { maxKeys: 2 }),
    fc.constantFrom(
      'http://app.test/x',
      'http://app.test/x#ct=1&rt=x',
      'http://[',
      '//',
      'javascript:1',
      'all',
      'GET',
      'sip:a@b',
      '+14155550111',
      '14155550111<14155550112',
      '<',
      'true',
    ),
  )

  it.each(written.map(one => [one.path, one] as const))(
    'POST %s: bodies that are anything are no 500',
    seconds(60),
    async (path, { body }) => {
      const { origin, uuid } = await busy()
      const names = Object.keys(body?.properties ?? {})
      const given = fc.oneof(
        fc.dictionary(fc.constantFrom(...names, 'other'), value),
        fc.record(Object.fromEntries(names.map(name => [name, value]))),
        fc.anything(),
      )
      const target =
        base +
        path
          .replace(/:call_uuid/, uuid)
          .replace(/:conference_name/, 'Sales')
          .replace(/:member_id/, 'all')
          .replace(/:[a-z_]+/g, '1')
      await fc.assert(
        fc.asyncProperty(given, async sent => {
          const answer = await fetch(origin + target, {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify(sent) ?? '',
          })
          const text = await answer.text()
          expect(
            answer.status === 501 || answer.status < 500,
            `${answer.status} ${text} for ${JSON.stringify(sent)}`,
          ).toBe(true)
          expect(text).not.toMatch(/Cannot read|is not a function|undefined \(reading|not iterable/)
        }),
        { numRuns: 60 },
      )
    },
  )

  it('POST /offhook/calls: bodies that are anything are no 500', seconds(60), async () => {
    const { origin } = await busy()
    const step = fc.oneof(
      value,
      fc.dictionary(fc.constantFrom('hears', 'presses', 'says', 'waits', 'api', 'hangs up', 'beeps'), value, {
        maxKeys: 2,
      }),
    )
    const given = fc.oneof(
      fc.anything(),
      fc.record(
        {
          from: value,
          to: value,
          answer_url: value,
          caller_name: value,
          sip_headers: value,
          does: fc.oneof(value, fc.array(step, { maxLength: 3 })),
        },
        { requiredKeys: [] },
      ),
      fc.record({
        from: fc.constant('+14155550100'),
        to: fc.constant('+14155550199'),
        does: fc.array(step, { maxLength: 3 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(given, async sent => {
        const answer = await fetch(`${origin}/offhook/calls`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(sent) ?? '',
        })
        const text = await answer.text()
        expect(answer.status, `${text} for ${JSON.stringify(sent)}`).toBeLessThan(500)
        expect(text).not.toMatch(/Cannot read|is not a function|undefined \(reading|not iterable/)
      }),
      { numRuns: 200 },
    )
  })
})
