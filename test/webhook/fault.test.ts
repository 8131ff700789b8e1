import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createExchange, type FaultRule, TransportFault } from '../../src/index.js'
import {
  describeFault,
  type FaultAmount,
  type FaultKind,
  faultKinds,
  faultNames,
  isWireFault,
  readFault,
} from '../../src/webhook/fault.js'
import { faultResult } from '../../src/webhook/fault-result.js'
import { outcomeRows } from './outcomes.js'
import { wireRequest } from './wire-request.js'

const kinds: Readonly<Record<string, FaultKind>> = faultKinds

describe('the catalogue of faults', () => {
  it('is the table of docs/scenarios.md, in both directions', () => {
    const page = readFileSync(new URL('../../docs/scenarios.md', import.meta.url), 'utf8')
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.*?) \| (.*?) \| (.*?) \|$/gm)].map(row => row.slice(1))
    const catalogue = faultNames.map(name => {
      const { meaning, leadsTo, amount } = kinds[name] as FaultKind
      return [name, meaning, amount ? inWords(amount) : '', leadsTo]
    })
    expect(rows).toEqual(catalogue)
  })

  const inWords = ({ unit, min, max, usual }: FaultAmount) =>
    unit === 'ms' ? `${min}ms to ${max / 1000}s; ${usual / 1000}s` : `${unit}, ${min} to ${max}; ${usual}`

  it('every fault of the network is also proven on a real socket', () => {
    const proven = outcomeRows.flatMap(({ fault }) => (fault === undefined ? [] : readFault(fault).kind))
    const elsewhere = ['unreachable', 'empty'] // outcomes-of-lost-packets.test.ts; as status=200
    const wire = faultNames.filter(name => isWireFault(readFault(name)) && !elsewhere.includes(name))
    expect(new Set(proven)).toEqual(new Set(wire))
  })

  it.each(faultNames)('%s leads to its class', name => {
    const fault = readFault(name)
    if (!isWireFault(fault)) return
    const { outcome } = faultResult(fault, wireRequest('https://h/', {}))
    expect(kinds[name]?.leadsTo).toContain(outcome)
  })
})

describe('a fault as a person writes it', () => {
  it.each([
    ['stall', 'stall'],
    ['status', 'status=503'],
    ['status=404', 'status=404'],
    [{ status: 404 }, 'status=404'],
    [{ stall_after: 12 }, 'stall-after=12'],
    [{ 'stall-after': 0 }, 'stall-after=0'],
    ['slow=1m30s', 'slow=90s'],
    [{ slow: '3s' }, 'slow=3s'],
    [{ slow: 3000 }, 'slow=3s'],
    ['short-body', 'short-body=20'],
  ])('%j is %s', (written, words) => {
    expect(describeFault(readFault(written))).toBe(words)
    expect(readFault(words)).toEqual(readFault(written))
  })

  it.each([
    ['stal', 'there is no fault "stal"; did you mean stall?; allowed: refuse, unreachable'],
    ['', 'there is no fault ""; allowed:'],
    ['constructor', 'there is no fault "constructor"'],
    [{ stallAfter: 3 }, 'there is no fault "stallAfter"; did you mean stall-after?'],
    ['stall=3', 'the fault stall takes no amount; did you mean stall?'],
    ['slow=3', 'slow is 3; did you mean 3ms?; allowed: a time from 1ms to 600s'],
    ['slow=11m', 'slow is 11m; allowed: a time from 1ms to 600s'],
    [{ status: 199 }, 'status is 199; allowed: a status, 200 to 599'],
    [{ status: 503.5 }, 'status is 503.5'],
    [{ status: Number.NaN }, 'status is NaN'],
    [{ 'short-body': -1 }, 'short-body is -1; allowed: bytes, 0 to 1000000'],
    [{ status: 503, stall: 1 }, 'a fault is one name, or one name with its amount'],
    [{}, 'a fault is one name'],
    [undefined, 'a fault is one name'],
    [null, 'a fault is one name'],
    [7, 'a fault is one name'],
  ])('%j is refused: %s', (written, sentence) => {
    expect(() => readFault(written)).toThrow(TypeError)
    expect(() => readFault(written)).toThrow(sentence)
  })
})

describe('exchange.inject and createExchange({ faults })', () => {
  const answerUrl = 'http://app.test/answer#rt=1000'
  const documents = () => new Response('<Response><Speak>Hello</Speak></Response>')

  it('lets a webhook go wrong in call time, and the trace says that it was injected', async () => {
    const exchange = createExchange({ faults: [{ url: '/answer', attempts: [1], fault: 'stall' }] })
    exchange.mount('http://app.test', documents)
    const caller = exchange.call({ answerUrl })
    await caller.callEnds()
    const attempts = caller.call.trace.of('webhook.attempted')
    expect(attempts.map(({ outcome, fault, cost }) => ({ outcome, fault, cost }))).toEqual([
      { outcome: 'rt', fault: 'stall', cost: 1_000 },
      { outcome: 'ok', fault: undefined, cost: 0 },
    ])
    expect(caller.call.trace.text()).toMatch(/attempt 1: no byte within rt = 1000 ms {2}\(took 1 s, injected: stall,/)
    expect(exchange.unmetFaults()).toEqual([])
  })

  it('ids, nonces and whatever else is drawn stay the same when faults come and go', async () => {
    const uuids = async (faults: FaultRule[]) => {
      const exchange = createExchange({ faults })
      exchange.mount('http://app.test', documents)
      const calls = []
      for (let i = 0; i < 3; i++) {
        const caller = exchange.call({ answerUrl })
        await caller.callEnds()
        calls.push(caller.call.uuid)
      }
      return calls
    }
    expect(await uuids([{ fault: 'duplicate', probability: 0.5 }])).toEqual(await uuids([]))
  })

  it('a real clock waits for what was made up', async () => {
    const exchange = createExchange({ clock: 'real', speed: 100, faults: [{ attempts: [1], fault: 'stall' }] })
    exchange.mount('http://app.test', documents)
    const caller = exchange.call({ answerUrl })
    await caller.callEnds()
    expect(caller.call.trace.of('webhook.attempted')[0]?.at).toBeGreaterThanOrEqual(1_000)
    await exchange.close()
  })

  it('call: 2 is the second call that was placed', async () => {
    const exchange = createExchange({ faults: [{ call: 2, fault: 'refuse' }] })
    exchange.mount('http://app.test', documents)
    const causes = []
    for (let i = 0; i < 3; i++) causes.push((await exchange.call({ answerUrl }).callEnds()).hangup.code)
    expect(causes).toEqual([4010, 7011, 4010])
  })

  it('a rule that is taken back strikes no more, and is not missed', async () => {
    const exchange = createExchange()
    exchange.mount('http://app.test', documents)
    const remove = exchange.inject({ fault: 'refuse' })
    expect((await exchange.call({ answerUrl }).callEnds()).hangup.code).toBe(7011)
    remove()
    remove()
    expect((await exchange.call({ answerUrl }).callEnds()).hangup.code).toBe(4010)
    exchange.inject({ fault: 'refuse' })()
    expect(exchange.unmetFaults()).toEqual([])
  })

  it('lost-answer: the application has handled it, and sees the same callback twice', async () => {
    const exchange = createExchange({ faults: [{ purpose: 'hangup', attempts: [1], fault: 'lost-answer' }] })
    const seen: string[] = []
    exchange.mount('http://app.test', (request: Request) => {
      seen.push(new URL(request.url).pathname)
      return documents()
    })
    await exchange.call({ answerUrl, hangupUrl: 'http://app.test/bye' }).callEnds()
    await exchange.close()
    expect(seen).toEqual(['/answer', '/bye', '/bye'])
  })

  it('a document that is cut in the middle leads to the fallback, as any broken one', async () => {
    const exchange = createExchange({ faults: [{ url: '/answer', fault: 'bad-xml' }] })
    exchange.mount('http://app.test', documents)
    const caller = exchange.call({ answerUrl, fallbackUrl: 'http://app.test/sorry' })
    await caller.callEnds()
    expect(caller.call.trace.of('webhook.sent').map(({ purpose }) => purpose)).toEqual(['answer', 'fallback'])
    expect(caller.call.trace.of('problem.found')[0]).toMatchObject({ code: 'not-well-formed' })
  })

  it('mistakes throw a TypeError that says what is allowed', () => {
    expect(() => createExchange({ faults: [{ fault: 'stal' as 'stall' }] })).toThrow('did you mean stall?')
    expect(() => createExchange({ faults: { fault: 'stall' } as never })).toThrow('faults must be a list of rules')
    expect(() => createExchange().inject({ fault: 'stall', urll: '/' } as never)).toThrow('did you mean url?')
  })

  it('a mounted application may still throw its own faults', async () => {
    const exchange = createExchange()
    exchange.mount('http://app.test', () => {
      throw new TransportFault({ 'stall-after': 12 })
    })
    const caller = exchange.call({ answerUrl })
    await caller.callEnds()
    expect(caller.call.trace.of('webhook.attempted')).toMatchObject([
      { reason: 'stalled after 12 bytes (rt = 1000 ms)' },
    ])
  })
})
