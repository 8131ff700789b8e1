import { describe, expect, it } from 'vitest'
import { OperationError } from '../../src/index.js'
import { alice, bob, dial, ended } from '../elements/dial-call.js'
import { document, playCall } from '../elements/play-call.js'

const legOf = (
  caller: { call: { trace: { of(type: 'leg.dialed'): { leg: string; to: string }[] } } },
  number: string,
) => caller.call.trace.of('leg.dialed').find(({ to }) => to === number)?.leg ?? ''

describe('hanging up a leg by the API', () => {
  it('"Hang up one: DELETE Call/{uuid}/": whom the caller talks to ends with 4000, and the caller goes on', async () => {
    const played = await dial('', { [alice]: { answers: '1s' } }, async caller => {
      await caller.waits('3s')
      caller.call.api.hangUpLeg(legOf(caller, alice))
    })
    expect(ended(played)).toEqual(['0-3000 +14155550111 4000 completed'])
    expect(played.trace.of('leg.ended')[0]?.source).toBe('API Request')
    expect(played.heard.map(text => text.replace(/^\S+ /, ''))).toContain('Hello')
  })

  it('"1000 Canceled: ended by API while initiated/ringing": the others ring on', async () => {
    const played = await dial('', { [alice]: 'no-answer', [bob]: { answers: '4s', hangsUp: '1s' } }, async caller => {
      await caller.waits('1s')
      caller.call.api.hangUpLeg(legOf(caller, alice))
    })
    expect(ended(played)).toEqual(['0-1000 +14155550111 1000 cancel', '0-5000 +14155550112 4000 completed'])
  })

  it('a leg that is over, and an id of none, are told', async () => {
    let thrown: unknown
    await playCall({ '/answer': document('<Wait length="2"/>') }, async caller => {
      try {
        caller.call.api.hangUpLeg('nobody')
      } catch (error) {
        thrown = error
      }
    })
    expect(thrown).toBeInstanceOf(OperationError)
    expect((thrown as Error).message).toBe('the call has no leg "nobody" that is not over')
  })
})
