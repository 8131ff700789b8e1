import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { delayed } from '../../src/webhook/delayed.js'
import { totalOf } from '../../src/webhook/phases.js'
import { edgeRegions } from '../../src/webhook/policy.js'
import { createAtlas, type Region, regions } from '../../src/webhook/regions.js'
import type { WireRequest } from '../../src/webhook/transport.js'
import { answered, unconnected } from '../../src/webhook/wire-result.js'
import { document, playCall } from '../elements/play-call.js'

describe('"nearest → selects the region geographically closest to the location of the URL": by a map of hosts', () => {
  const { regionOf } = createAtlas({
    hosts: { 'api.example.com': 'n_virginia', '*.example.com': 'n_california', '*.in': 'mumbai', '*': 'frankfurt' },
  })

  it.each([
    ['api.example.com', 'n_virginia'],
    ['API.Example.com', 'n_virginia'],
    ['www.example.com', 'n_california'],
    ['a.b.example.com', 'n_california'],
    ['example.com', 'frankfurt'],
    ['ivr.shop.in', 'mumbai'],
    ['127.0.0.1', 'frankfurt'],
  ])('%s: %s', (host, region) => expect(regionOf('nearest', host, undefined)).toBe(region))

  it('nothing says where an unmapped host is: it stays "nearest" (D76)', () => {
    expect(createAtlas().regionOf('nearest', 'localhost', 'mumbai')).toBe('nearest')
  })
})

describe('"local → selects the same region as the media server where the call media is hosted"', () => {
  it('the call’s own, else the one of all calls, else nothing says so (D76)', () => {
    const { regionOf } = createAtlas({ media: 'singapore' })
    expect(regionOf('local', 'h', 'mumbai')).toBe('mumbai')
    expect(regionOf('local', 'h', undefined)).toBe('singapore')
    expect(createAtlas().regionOf('local', 'h', undefined)).toBe('local')
  })
})

it.each(regions)('"Specific region: %s" is that region, whatever is known', region => {
  expect(createAtlas({ hosts: { '*': 'mumbai' }, media: 'mumbai' }).regionOf(region, 'h', 'mumbai')).toBe(region)
})

describe('how far a region is', () => {
  const { wayOf } = createAtlas({ latency: { frankfurt: 90 } })

  it('one round trip for TCP, one for TLS, one for the request (D76)', () => {
    expect(wayOf('frankfurt', false)).toEqual({ connect: 90, wait: 90 })
    expect(wayOf('frankfurt', true)).toEqual({ connect: 90, tls: 90, wait: 90 })
    expect(wayOf('mumbai', true)).toEqual({})
    expect(wayOf('nearest', true)).toEqual({})
  })

  const limits = (change: Partial<WireRequest> = {}) => ({ ct: 2_000, rt: 3_000, tt: 10_000, ...change }) as WireRequest
  const ok = answered({ limit: 100 } as WireRequest, 200, {}, Buffer.from('<Response/>'))

  it('times may be written with their unit', () => {
    expect(createAtlas({ latency: { mumbai: '90ms' } }).wayOf('mumbai', false)).toEqual({ connect: 90, wait: 90 })
  })

  it('an answer comes later by that much', () => {
    const late = delayed(ok, { connect: 90, wait: 90 }, limits())
    expect(late).toMatchObject({ outcome: 'ok', nominal: { connect: 90, wait: 90 }, owed: { connect: 90, wait: 90 } })
  })

  it.each([
    [{ connect: 2_001, wait: 2_001 }, {}, 'ct', 'no connection within ct = 2000 ms', { connect: 2_000 }],
    [{ connect: 1_500, tls: 1_500 }, {}, 'ct', 'no TLS handshake within ct = 2000 ms', { connect: 1_500, tls: 500 }],
    [{ connect: 10, wait: 3_001 }, {}, 'rt', 'no byte within rt = 3000 ms', { connect: 10, wait: 3_000 }],
    [{ connect: 600, wait: 600 }, { tt: 1_000 }, 'rt', 'no byte before tt ran out', { connect: 600, wait: 400 }],
    [{ connect: 600 }, { tt: 500 }, 'ct', 'no connection before tt ran out', { connect: 500 }],
  ])('%j with %j is %s: %s', (way, change, outcome, reason, nominal) => {
    expect(delayed(ok, way, limits(change))).toMatchObject({ outcome, reason, nominal })
  })

  it('a refusal takes the way there and back, too', () => {
    const refused = delayed(unconnected('connection refused'), { connect: 90, tls: 90, wait: 90 }, limits())
    expect(refused).toMatchObject({ outcome: 'ct', reason: 'connection refused', nominal: { connect: 90 } })
    expect(refused.nominal).toEqual({ connect: 90 })
  })

  it('whatever the way, an attempt lasts no longer than tt, and no phase longer than its timeout', () => {
    const ms = fc.integer({ min: 0, max: 12_000 })
    fc.assert(
      fc.property(fc.record({ connect: ms, tls: ms, wait: ms }), ms, (way, tt) => {
        const { nominal, owed } = delayed(ok, way, limits({ tt }))
        expect(totalOf(nominal)).toBeLessThanOrEqual(tt)
        expect((nominal.connect ?? 0) + (nominal.tls ?? 0)).toBeLessThanOrEqual(2_000)
        expect(nominal.wait ?? 0).toBeLessThanOrEqual(3_000)
        expect(owed).toEqual(nominal)
      }),
    )
  })
})

describe('"the edge region where webhooks get initiated from" is on each attempt of a call', () => {
  const routes = {
    '/answer': document('<Redirect>http://app.test/next#er=local&amp;rt=500&amp;tt=10000</Redirect>'),
    '/next': document('<Redirect>http://app.test/last#er=singapore</Redirect>'),
    '/last': document('<Hangup/>'),
  }
  const settings = {
    regions: { hosts: { 'app.test': 'n_virginia' }, latency: { mumbai: 200, singapore: 70 } },
    call: { mediaRegion: 'mumbai' },
  } as const

  it('and its latency is call time', async () => {
    const { trace } = await playCall(routes, undefined, settings)
    expect(trace.of('webhook.attempted').map(({ at, region, phases }) => ({ at, region, phases }))).toEqual([
      { at: 0, region: 'n_virginia', phases: undefined },
      { at: 400, region: 'mumbai', phases: { connect: 200, wait: 200 } },
      { at: 540, region: 'singapore', phases: { connect: 70, wait: 70 } },
      { at: 540, region: 'n_virginia', phases: undefined },
    ])
    expect(trace.text()).toContain('(Redirect, from mumbai)')
    expect(trace.text().replaceAll('\u00a0', ' ')).toContain('ok: · connect 200 ms ░ wait 200 ms')
  })
})

describe('bad input is told with what is allowed and the nearest', () => {
  it.each([
    [{ hosts: { h: 'frankfrt' } }, 'regions.hosts["h"] has no region "frankfrt"; allowed are n_california'],
    [{ hosts: { h: 'frankfrt' } }, 'did you mean frankfurt?'],
    [{ hosts: { 'http://h': 'mumbai' } }, '"http://h" in regions.hosts is no host'],
    [{ hosts: { 'h:80': 'mumbai' } }, '"h:80" in regions.hosts is no host'],
    [{ latency: { mumbay: 5 } }, 'regions.latency has no region "mumbay"'],
    [{ latency: { mumbai: -1 } }, 'regions.latency.mumbai is -1; allowed are milliseconds from 0 to 60000'],
    [{ media: 'nearest' }, 'regions.media has no region "nearest"'],
  ])('%j', (options, message) => {
    expect(() => createAtlas(options as { media?: Region })).toThrow(message)
  })

  it('every region of the page is there', () => {
    expect(regions).toEqual(edgeRegions.slice(2))
  })
})
