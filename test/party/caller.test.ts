import { describe, expect, it } from 'vitest'
import { createExchange, StepError } from '../../src/index.js'

const answerUrl = 'http://app.test/answer'

const call = (body: string) => {
  const exchange = createExchange()
  const answer = () => new Response(`<Response>${body}</Response>`, { headers: { 'content-type': 'text/xml' } })
  exchange.mount('http://app.test', answer)
  return { caller: exchange.call({ answerUrl }), clock: exchange.clock }
}

describe('hears waits until a matching prompt has been heard to its end', () => {
  it('a text is contained, without regard to case; a regular expression is tested', async () => {
    const { caller, clock } = call('<Speak>Press one for sales</Speak><Speak>Press two for support</Speak>')
    expect(await caller.hears('ONE FOR')).toBe('Press one for sales')
    expect(clock.now).toBe(1357)
    expect(await caller.hears(/^press two/i)).toBe('Press two for support')
  })

  it('prompts are matched once, in order: what was skipped is not heard again', async () => {
    const { caller } = call('<Speak>first</Speak><Speak>second</Speak>')
    await caller.hears('second')
    await expect(caller.hears('first')).rejects.toThrow(StepError)
  })

  it('one that is repeated has been heard at the end of its first pass', async () => {
    const { caller, clock } = call('<Speak loop="0">Hold the line</Speak>')
    await caller.hears('hold')
    expect(clock.now).toBe(929)
  })

  it('audio is matched by its URL', async () => {
    const { caller } = call('<Speak>x</Speak><Play>http://127.0.0.1:1/a.wav</Play>')
    await expect(caller.hears('a.wav')).rejects.toThrow('heard instead: "x"')
  })

  it('a prompt that was cut short was not heard: it is named, with the reason', async () => {
    const { caller } = call('<GetDigits numDigits="1"><Speak>Press one for sales</Speak></GetDigits><Speak>Bye</Speak>')
    await caller.presses('1')
    await expect(caller.hears('for sales')).rejects.toThrow(
      /hears "for sales"; "Press one for sales" was cut short \(.+\); heard instead: "Bye"; the call ended/,
    )
  })

  it('fails at once when it can no longer happen, and says what the call did instead', async () => {
    const { caller } = call('<Speak>Goodbye</Speak>')
    await expect(caller.hears('welcome')).rejects.toThrow(
      'the caller never came to this step: hears "welcome"; heard instead: "Goodbye"; the call ended with 4010 End Of XML Instructions (Plivo): no element is left in the document',
    )
  })

  it('what was heard again and again is said once', async () => {
    const { caller } = call('<Speak>Hold</Speak><Speak loop="3">Music</Speak>')
    await expect(caller.hears('welcome')).rejects.toThrow('heard instead: "Hold", "Music" (3 times); the call')
  })

  it('fails at once when the call repeats something without end', async () => {
    const { caller, clock } = call('<Speak loop="0">Music</Speak>')
    await expect(caller.hears('welcome')).rejects.toThrow('repeats "Music" in <Speak> 1:11 until somebody hangs up')
    expect(clock.now).toBeLessThan(2000)
  })
})

describe('presses', () => {
  it('keys follow each other every 200 ms', async () => {
    const { caller } = call('<GetDigits numDigits="3"><Wait length="9"/></GetDigits>')
    await caller.waits('1s')
    await caller.presses('123')
    const pressed = caller.call.trace.of('digit.pressed').map(({ at, digit }) => [at, digit])
    expect(pressed).toEqual([
      [1000, '1'],
      [1200, '2'],
      [1400, '3'],
    ])
  })

  it.each(['A', '', '1w'])('"%s" is refused: allowed are the keys 0-9, * and #', async keys => {
    const { caller } = call('<Wait/>')
    await expect(caller.presses(keys)).rejects.toThrow('allowed are the keys 0-9, * and #')
  })

  it('after the end there is nothing to press', async () => {
    const { caller } = call('')
    await caller.callEnds()
    await expect(caller.presses('1')).rejects.toThrow('never came to this step: presses 1; the call ended with 4010')
  })
})

describe('says, waits, hangs up', () => {
  it('saying takes as long as it takes: 14 characters a second, at least 0.5 s (D45)', async () => {
    const { caller, clock } = call('<Wait length="60"/>')
    await caller.says('my balance, please, now')
    expect(clock.now).toBe(1643)
    await caller.says('yes')
    expect(clock.now).toBe(2143)
  })

  it('nothing, or a confidence beyond 0 to 1, is refused', async () => {
    const { caller } = call('<Wait/>')
    await expect(caller.says(' ')).rejects.toThrow('cannot say nothing')
    await expect(caller.says({ text: 'x', confidence: 2 })).rejects.toThrow('confidence is 2; allowed is 0 to 1')
  })

  it('waiting ends early when the call does', async () => {
    const { caller, clock } = call('<Wait length="2"/>')
    await caller.waits('10s')
    expect(clock.now).toBe(2000)
  })

  it('a time needs its unit', async () => {
    const { caller } = call('<Wait/>')
    await expect(caller.waits('5')).rejects.toThrow('"5" is not a time; allowed is a number with its unit')
  })

  it('hanging up ends the call with 4000 by the caller; a second time changes nothing', async () => {
    const { caller } = call('<Wait length="60"/>')
    await caller.waits(500)
    await caller.hangsUp()
    await caller.hangsUp()
    expect((await caller.callEnds()).hangup).toMatchObject({ code: 4000, name: 'Normal Hangup', source: 'Caller' })
  })

  it('a ten-minute silent call costs no real time', async () => {
    const { caller, clock } = call('<Speak>x</Speak><Wait length="600"/>')
    await caller.callEnds()
    expect(clock.now).toBe(600_500)
  })
})

it('what a caller and a phone have heard so far can be read: prompts to their end, what the other says and presses', async () => {
  const exchange = createExchange({ charactersPerSecond: 10 })
  const agent = exchange.phone('+14155550111', { answers: 1000, says: 'Agent speaking', presses: '7' })
  exchange.mount('http://app.test', () => {
    const document = '<Response><Speak>Welcome</Speak><Dial><Number>+14155550111</Number></Dial></Response>'
    return new Response(document, { headers: { 'content-type': 'text/xml' } })
  })
  const caller = exchange.call({ answerUrl: 'http://app.test/' })
  await caller.hears('agent')
  await caller.says('Hello')
  await caller.presses('1')
  await caller.waits(100)
  expect(caller.heard).toEqual(['Welcome', '7', 'Agent speaking'])
  expect(agent.heard).toEqual(['Hello', '1'])
})
