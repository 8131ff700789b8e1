import { expect, it } from 'vitest'
import type { EventType, TraceEvent } from '../../src/index.js'
import { Trace } from '../../src/trace/trace.js'
import { rules, violations } from './invariants.js'
import { type Played, play } from './play.js'
import type { World } from './world.js'

const world: World = {
  seed: 1,
  timeLimit: 60,
  app: {
    answer: '/answer',
    hangup: '/hangup',
    routes: {
      '/answer': [
        {
          document: `<Response>
  <GetDigits action="{{base}}/answer" redirect="false" timeout="1"><Speak>Hi</Speak></GetDigits>
  <Record callbackUrl="{{base}}/callback" timeout="1"/>
  <Dial callbackUrl="{{base}}/callback"><Number>+14155550111</Number><Number>+14155550112</Number></Dial>
  <Conference callbackUrl="{{base}}/callback">red</Conference>
</Response>`,
        },
      ],
      '/callback': [{ status: 200 }],
      '/hangup': [{ status: 200 }],
    },
  },
  callers: [
    { name: 'ann', starts: 0, does: [{ verb: 'says', text: 'Hello' }] },
    {
      name: 'ben',
      starts: 1000,
      does: [{ verb: 'waits', ms: 12_000 }, { verb: 'says', text: 'Hi' }, { verb: 'hangs up' }],
    },
  ],
  phones: { '+14155550111': [{ answers: 2000, hangsUp: 2000 }] },
  faults: [{ fault: 'stall', purpose: 'Dial callback', times: 1 }],
}

type Forge = (events: TraceEvent[]) => TraceEvent[]

const isHangup = (event: TraceEvent) => event.type === 'webhook.sent' && event.purpose === 'hangup'
const where = (type: EventType, one: TraceEvent) => one.type === type
const without =
  (type: EventType): Forge =>
  events =>
    events.filter(event => !where(type, event))
const twice =
  (type: EventType): Forge =>
  events =>
    events.flatMap(event => (where(type, event) ? [event, event] : [event]))
const changed =
  (type: EventType, change: object): Forge =>
  events =>
    events.map(event => (where(type, event) ? ({ ...event, ...change } as TraceEvent) : event))
const late =
  (type: EventType): Forge =>
  events => [...without(type)(events), ...events.filter(event => where(type, event))]
const early =
  (type: EventType): Forge =>
  events => [...events.filter(event => where(type, event)), ...without(type)(events)]

const bridgedToAll: Forge = events => {
  const legs = events.flatMap(event => (event.type === 'leg.dialed' ? [event.leg] : []))
  return events.flatMap((event): TraceEvent[] =>
    event.type === 'leg.bridged' ? legs.map(leg => ({ ...event, leg })) : [event],
  )
}

const sameNonce = { method: 'POST', path: '/answer', params: new URLSearchParams(), nonce: '1' }

/** What a defect would do to a trace, and the rule that finds it. */
const forgeries: readonly (readonly [rule: RegExp, forge: Forge, more?: Partial<Played>])[] = [
  [/^every call ends/, without('call.ended')],
  [/^the hangup URL of every call/, events => events.filter(event => !isHangup(event))],
  [/^a call is answered once at most/, changed('call.ended', { duration: 1 })],
  [/^no call lasts longer/, changed('call.ended', { at: 60_001 })],
  [/^the hangup URL is told/, changed('call.ended', { source: 'Callee' })],
  [/^every request says how the call is/, late('call.answered')],
  [/^the elements of a document run/, twice('element.started')],
  [/^after the end of a call/, early('call.ended')],
  [
    /^after the request of the hangup URL/,
    events => events.toSorted((a, b) => Number(isHangup(b)) - Number(isHangup(a))),
  ],
  [/^a recording never lasts longer/, changed('recording.finished', { ms: 1 })],
  [/^what is told of a recording/, changed('recording.started', { at: 1 })],
  [/^the recordings of the trace/, without('recording.finished')],
  [/^no timers or holds/, events => events, { left: { holds: [], timers: ['the time limit'] } }],
  [/^every leg that was dialled/, without('leg.ended')],
  [/^a leg is dialled, rings/, late('leg.rang')],
  [/^a leg that goes on by itself/, changed('leg.ended', { type: 'leg.transferred' })],
  [/^the record of a leg/, changed('leg.ended', { status: 'busy' })],
  [/^a call is bridged to one/, bridgedToAll],
  [/^a leg rings while a Dial runs/, without('element.started')],
  [/^every element.started/, without('element.finished')],
  [/^every prompt.started/, twice('prompt.started')],
  [/^every speech.started/, without('speech.started')],
  [/^what is heard lasts/, changed('prompt.finished', { ms: 1 })],
  [/^every recording.started/, without('recording.started')],
  [/^every webhook.sent/, without('webhook.delivered')],
  [/^a webhook is tried no more often/, changed('webhook.sent', { policy: 'rc=0' })],
  [/^webhooks of one URL and cause/, twice('webhook.sent')],
  [/^every attempt is signed anew/, events => events, { requests: [sameNonce, sameNonce] }],
  [/^the application gets every attempt/, twice('webhook.attempted')],
  [/^enter and exit pair up/, without('room.left')],
  [/^a room's members/, changed('room.entered', { members: 5 })],
  [
    /^whoever is told that a member entered/,
    events => events.filter(event => !('params' in event) || event.params.ConferenceAction !== 'exit'),
  ],
  [/^a conference has one UUID/, without('room.ended')],
  [/^nobody hears anybody in a room/, without('room.started')],
  [/^every member enters and leaves once/, twice('room.entered')],
  [/^the trace's `at`/, events => events.toReversed()],
  [/^the trace of a call/, changed('call.ended', { call: '' })],
  [
    /^nothing in the simulator breaks/,
    changed('call.ended', { type: 'problem.found', code: 'internal-error', message: 'a defect' }),
  ],
  [/^a document is loaded or rejected/, early('document.loaded')],
]

it('the world of these tests breaks no rule', async () => {
  expect(violations(await play(world))).toEqual([])
})

it.each(forgeries.map(([rule, forge, more = {}]) => ({ rule, forge, more })))(
  'a forged trace is found by the rule $rule',
  async ({ rule, forge, more }) => {
    const played = await play(world)
    const events = forge([...played.events])
    const calls = played.calls.map(call => {
      const trace = new Trace()
      for (const event of events) if (event.call === call.record?.uuid) trace.append(event)
      return { ...call, trace }
    })
    expect(violations({ ...played, events, calls, ...more })).toContainEqual(expect.stringMatching(rule))
  },
)

it('every rule has its forgery', () => {
  const unproved = rules.filter(({ says }) => !forgeries.some(([rule]) => rule.test(says)))
  expect(unproved).toEqual([])
})
