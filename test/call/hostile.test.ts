import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'

const place = (body: string, seed = 1) => {
  const exchange = createExchange({ seed })
  exchange.mount(
    'http://app.test',
    () => new Response(`<Response>${body}</Response>`, { headers: { 'content-type': 'text/xml' } }),
  )
  return { exchange, caller: exchange.call({ answerUrl: 'http://app.test/answer' }) }
}

describe('bad input is data: never a crash, a hang, or a lost trace', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    '#%s=1 is an unknown key of a fragment',
    async key => {
      const { caller } = place(`<Wait/><Redirect>http://app.test/x#${key}=1</Redirect>`)
      await caller.waits('500ms')
      expect(caller.call.trace.of('problem.found').map(({ code }) => code)).toEqual(['fragment-unknown-key'])
      await caller.hangsUp()
    },
  )

  it('a prompt that is repeated two thousand million times is told a hundred times, and then as one', async () => {
    const { caller } = place('<Speak loop="2147483647">x</Speak>')
    const { hangup } = await caller.callEnds()
    expect(hangup.code).toBe(6000)
    expect(caller.call.trace.of('prompt.started')).toHaveLength(101)
  })

  it('so are 150 passes, and they take as long as they take', async () => {
    const { caller, exchange } = place('<Speak loop="150">x</Speak>')
    await caller.callEnds()
    expect(exchange.clock.now).toBe(150 * 500)
  })

  it('100 KB of elements that take no time are over at once', async () => {
    const { caller } = place('<Hangup schedule="9"/>'.repeat(4000))
    expect((await caller.callEnds()).hangup.code).toBe(4000)
  })

  it('who hangs up when told of an element keeps it from running', async () => {
    const { caller } = place('<Message src="14155550100" dst="14155550101">Hi</Message>')
    caller.call.trace.listen(event => void (event.type === 'element.started' && caller.call.hangUp()))
    const { messages } = await caller.callEnds()
    expect(messages).toEqual([])
    expect(caller.call.trace.of('call.ended')).toHaveLength(1)
  })

  it('a prompt does not begin after the end', async () => {
    const { caller, exchange } = place('<PreAnswer><Speak>Hello</Speak></PreAnswer>')
    caller.call.trace.listen(event => void (event.type === 'element.started' && caller.call.hangUp()))
    await caller.callEnds()
    expect(caller.call.trace.of('prompt.started')).toEqual([])
    expect(exchange.clock.pending()).toEqual({ holds: [], timers: [] })
  })

  it.each([undefined, 5, null])('nobody hears %s', async what => {
    const { caller } = place('<Wait/>')
    await expect(caller.hears(what as never)).rejects.toThrow('allowed is a text or a regular expression')
  })
})

describe('options that make no sense are refused', () => {
  it.each([
    [{ charactersPerSecond: 0 }, 'charactersPerSecond is 0'],
    [{ fidelity: { maxDocuments: Number.NaN } }, 'maxDocuments is NaN'],
    [{ epoch: Number.NaN }, 'epoch is no instant'],
    [{ account: { authToken: 42 } }, 'account.authToken must be a string'],
    [{ account: { billRate: 'abc' } }, 'billRate is "abc"'],
  ])('%j', (options, message) => {
    expect(() => createExchange(options as never)).toThrow(message)
  })
})
