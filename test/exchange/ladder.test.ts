import { expect, it } from 'vitest'
import { callback, meeting } from '../elements/conference-call.js'
import { document } from '../elements/play-call.js'

it('exchange.trace: "one lane per leg, the room and the application", of all calls, within 100 columns', async () => {
  const { exchange, joins } = meeting({ '/music': document('<Speak>Please hold the line</Speak>') })
  const alice = joins('startConferenceOnEnter="false" waitSound="http://app.test/music"')
  await alice.waits(3000)
  const bob = joins(`endConferenceOnExit="true" hangupOnStar="true" enterSound="beep:1" ${callback}`)
  await bob.waits(1000)
  await bob.says('Hello')
  await alice.hears('hello')
  exchange.room('daily')?.mute('8001')
  await alice.says('Can you hear me')
  await bob.presses('*')
  await bob.callEnds()
  await alice.callEnds()

  const { trace } = exchange
  const seqs = trace.events.map(({ seq }) => seq)
  expect(seqs).toEqual([...seqs].sort((one, other) => one - other))
  const ladder = trace.ladder()
  expect(Math.max(...ladder.split('\n').map(line => line.length))).toBeLessThanOrEqual(100)
  // What happens to the room is told to both, and drawn once.
  expect(trace.of('room.started')).toHaveLength(2)
  expect(ladder.match(/starts: member 8002 starts it/g)).toHaveLength(1)
  await expect(ladder).toMatchFileSnapshot('meeting.ladder.txt')
  await expect(trace.mermaid()).toMatchFileSnapshot('meeting.ladder.mmd')
  await expect(trace.svg()).toMatchFileSnapshot('meeting.ladder.svg')
})
