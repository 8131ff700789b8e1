import { AssertionError } from 'node:assert'
import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'
import * as assert from '../../src/testing/assert.js'
import { callTo, origin, salesApp, soldTo } from './sales-app.js'

const apps = { [origin]: salesApp }

function thrown(work: () => void): AssertionError {
  try {
    work()
  } catch (error) {
    return error as AssertionError
  }
  throw new Error('nothing was thrown')
}

describe('plain functions', () => {
  it('hold, and so do their opposites, by the same rules as the matchers', async () => {
    await assert.withExchange({ apps }, async exchange => {
      const caller = await soldTo(exchange)
      assert.assertHeard(caller, 'press 1')
      assert.assertNotHeard(caller, /goodbye/)
      assert.assertRequested(caller, '/menu', { Digits: '1' })
      assert.assertNotRequested(exchange, '/meno')
      assert.assertEnded(caller, 4010)
      assert.assertNotEnded(caller, { source: 'Caller' })
      assert.assertRequestedInOrder(caller, ['/answer', '/menu'])
      assert.assertLasted(caller, { atLeast: '5s' })
      assert.assertBilled(caller, '60s')
      assert.assertAnsweredWithin(caller, '10s')
      assert.assertNoProblems(caller)
      assert.assertDialed(caller, '+14155550111', { status: 'completed' })
      assert.assertNotDialed(caller, '+14155550122')
      assert.assertNotMet(exchange, 'daily')
      assert.assertMessage(caller, { text: 'ticket' })
      assert.assertNoMessage(caller, { to: '+14155550177' })
      assert.assertRecorded(caller, { atLeast: '2s' })
      assert.assertNotRecorded(caller, { format: 'wav' })
      assert.assertTrace(caller, assert.traceSnapshot(caller))
    })
  })

  it('"throw AssertionError with expected and actual", whose stack begins in the test', async () => {
    await assert.withExchange({ apps }, async exchange => {
      const caller = await soldTo(exchange)
      const error = thrown(() => assert.assertRequested(caller, '/menu', { Digits: '2' }))
      expect(error).toBeInstanceOf(AssertionError)
      expect(error).toMatchObject({ actual: { Digits: '1' }, expected: { Digits: '2' }, operator: 'assertRequested' })
      expect(error.message).toContain('Digits: expected "2", was "1"')
      expect(error.stack?.split('\n').find(line => /^ {4}at /.test(line))).toContain('assert.test.ts')
      const heard = thrown(() => assert.assertNotHeard(caller, 'press 1'))
      expect(heard.message).toContain('it was: "Press 1 for sales"')
    })
  })

  it('a trace that differs is shown where it does, and whole to runners', async () => {
    await assert.withExchange({ apps }, async exchange => {
      const caller = await soldTo(exchange)
      const text = assert.traceSnapshot(caller)
      const error = thrown(() => assert.assertTrace(caller, text.replace('Digits=1', 'Digits=2')))
      expect(error.message).toMatch(/^the trace is not what was expected\n {2}it differs from line 12 on/)
      expect(error).toMatchObject({ actual: text })
      expect(() => assert.assertTrace(caller, undefined as never)).toThrow(TypeError)
    })
  })
})

describe('withExchange', () => {
  it('gives what the test returns, and closes the exchange', async () => {
    const exchange = await assert.withExchange({ seed: 3, apps }, async exchange => {
      await (await soldTo(exchange)).callEnds()
      return exchange
    })
    expect(() => callTo(exchange)).toThrow('the exchange is closed')
  })

  it('"fails on leftovers": faults, phones, calls and requests, each of which may be allowed', async () => {
    const leave = (leftovers?: boolean | assert.LeftoverOptions) =>
      assert.withExchange({ apps, ...(leftovers !== undefined && { leftovers }) }, async exchange => {
        exchange.inject({ url: '/never', fault: 'stall' })
        exchange.phone('+14155550122', 'busy')
        exchange.phone('+14155550111', { answers: '1s', hears: 'whisper' })
        const caller = callTo(exchange)
        await caller.hears('press')
        await caller.presses('1')
        await caller.waits('4s')
        await caller.hangsUp()
        await callTo(exchange, '/answer', '+14155550101').hears('press')
      })
    const error = await leave().catch(error => error)
    expect(error).toBeInstanceOf(assert.LeftoverError)
    expect(error.message).toMatchInlineSnapshot(`
      "the test left something behind:
        the fault stall url=/never never struck: no URL that was requested has "/never" in it; requested were /answer, /menu, /hangup
        the phone +14155550122 was never dialled: only these were dialled: 14155550111
        the phone +14155550111 never came to this step: hears whisper: heard nothing; the leg ended: the call ended
        the call from +14155550101 goes on: it is in <GetDigits> 1:11
      to see a call and its requests to their end: await caller.callEnds(), after await caller.hangsUp() if it would go on
      to allow it: leftovers: false, or one of its parts, such as { calls: false }"
    `)
    expect(error.stack).toBe(`LeftoverError: ${error.message}`)
    await leave(false)
    await leave({ faults: false, phones: false, calls: false, requests: false })
    await expect(leave({ phones: false, calls: false, requests: false })).rejects.toThrow(/never struck/)
    await expect(leave({ fauls: false } as never)).rejects.toThrow('did you mean faults?')
    await expect(leave({ calls: 'no' } as never)).rejects.toThrow('leftovers.calls is "no"; allowed are true and false')
  })

  it('a request in flight of a call that is over is one, too', async () => {
    const leave = (leftovers: boolean | assert.LeftoverOptions) =>
      assert.withExchange({ apps, leftovers }, async exchange => {
        const caller = callTo(exchange)
        await caller.hears('press')
        await caller.hangsUp()
      })
    const message = 'a request of the call from +14155550100 is in flight: POST http://app.test/hangup (hangup)'
    await expect(leave({ requests: true })).rejects.toThrow(message)
    await leave({ requests: false })
    const goesOn = assert.withExchange({ apps }, async exchange => void callTo(exchange))
    await expect(goesOn).rejects.toThrow(/goes on/)
    await expect(goesOn).rejects.not.toThrow(/in flight/)
  })

  it('"leftovers must not hide the test\'s own failure"', async () => {
    const work = assert.withExchange({ apps }, async exchange => {
      callTo(exchange)
      throw new Error('its own')
    })
    await expect(work).rejects.toThrow(/^its own$/)
  })

  it('leftovers can be asked for by hand', async () => {
    const exchange = createExchange({ phones: { '+14155550122': 'busy' } })
    expect(assert.leftoversOf(exchange)).toEqual(['the phone +14155550122 was never dialled: nothing was dialled'])
    expect(assert.leftoversOf(exchange, { phones: false })).toEqual([])
    await exchange.close()
  })
})
