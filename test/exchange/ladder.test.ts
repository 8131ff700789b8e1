import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../src/exchange/exchange.js'
import { createTextRenderer } from '../../src/trace/text.js'
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

describe('"One API call on a room": it is told to each member, and drawn once', () => {
  async function spokenTo(): Promise<Exchange> {
    const { exchange, joins } = meeting()
    const [anna, ben] = [joins(), joins(), joins()]
    await anna?.waits(100)
    exchange.room('daily')?.speak({ text: 'Welcome' })
    exchange.room('daily')?.speak({ text: 'Welcome' })
    exchange.room('daily')?.mute('8002')
    await ben?.waits(100)
    exchange.room('daily')?.end()
    await anna?.callEnds()
    return exchange
  }

  it('in every form, with how many members it is about', async () => {
    const { trace } = await spokenTo()
    expect(trace.of('operation.requested')).toHaveLength(3 + 3 + 1 + 3)
    for (const form of [trace.ladder({ width: 200 }), trace.mermaid(), trace.svg()]) {
      expect(
        form.match(/API: speak "Welcome" \(3 members\)|API: speak &quot;Welcome&quot; \(3 members\)/g),
      ).toHaveLength(2)
      expect(form.match(/API: mute(?! \()/g)).toHaveLength(1)
      expect(form.match(/API: end \(3 members\)|API: #101;nd \(3 members\)/g)).toHaveLength(1)
    }
    expect(trace.mermaid()).toContain('Note right of room: 0:00.100 API: speak')
    // The drawing has the events of all three.
    expect(trace.svg().match(/&quot;operation&quot;: &quot;speak&quot;/g)).toHaveLength(6)
    const lines = trace
      .text()
      .split('\n')
      .filter(line => line.includes(' API  '))
    expect(lines.map(line => line.slice(12).trim())).toEqual([
      'API        speak "Welcome"  (conference daily, 3 members)',
      'API        speak "Welcome"  (conference daily, 3 members)',
      expect.stringMatching(/^[0-9a-f]{8} {2}API {8}mute {2}\(conference daily\)$/),
      'API        end  (conference daily, 3 members)',
    ])
  })

  it('as it happens, too; and a trace of one call tells its own', async () => {
    const { trace, calls } = await spokenTo()
    const live = createTextRenderer()
    const lines = trace.events.map(event => live.line(event)).filter(line => line?.includes(' API  '))
    expect(lines).toHaveLength(4)
    expect(calls[2]?.trace.text()).toContain('API        speak "Welcome"  (conference daily)')
  })
})
