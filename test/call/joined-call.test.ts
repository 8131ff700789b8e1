import { expect, it } from 'vitest'
import { Call } from '../../src/call/call.js'
import { createCallMachine } from '../../src/call/call-machine.js'
import type { CallPorts } from '../../src/call/ports.js'
import { VirtualClock } from '../../src/clock/virtual-clock.js'
import { registry } from '../../src/elements/index.js'
import { createDocumentCache } from '../../src/exchange/document-cache.js'
import { accountOf } from '../../src/exchange/options.js'
import { Callee, type CalleeLine } from '../../src/party/callee.js'
import { Caller } from '../../src/party/caller.js'
import { PhoneBook } from '../../src/party/phone-book.js'
import { Recorder } from '../../src/trace/trace.js'
import type { Webhook } from '../../src/webhook/webhook.js'

/** A call without an exchange: every webhook is answered with the same document. */
const portsOf = (clock: VirtualClock, document: string, sent: Webhook[]): CallPorts => ({
  clock,
  recorder: new Recorder(() => clock.now),
  machine: createCallMachine(registry.values()),
  webhooks: {
    send(webhook, done) {
      sent.push(webhook)
      const headers = { 'content-type': 'text/xml' }
      clock.after(0, 'an answer', () =>
        done({ ok: true, status: 200, headers, body: Buffer.from(document), attempts: [], judgement: '' }),
      )
    },
    close() {},
  },
  documents: createDocumentCache(),
  recordings: { urlOf: () => '', begin() {}, add() {} },
  phones: new PhoneBook(),
  account: accountOf(),
  newId: () => 'another',
  micros: () => 0,
  epoch: 0,
  charactersPerSecond: 10,
  profanities: [],
  timeLimit: 60_000,
  rules: { maxDocuments: 100, fallbackOnInvalidXml: true, relativeUrls: 'reject' },
  place: () => expect.unreachable('no leg leaves this call'),
})

it('a leg that was answered goes on as a call with its id and its callee, and runs the document it is transferred to', async () => {
  const clock = new VirtualClock()
  const sent: Webhook[] = []
  const gone: string[] = []
  const line: CalleeLine = {
    press: key => gone.push(key),
    speak: () => gone.push('speech'),
    beep: () => gone.push('beep'),
    hangUp: because => gone.push(because),
  }
  const steps = [{ verb: 'hears', pattern: 'press' } as const, { verb: 'presses', keys: '7' } as const]
  const callee = new Callee(line, steps, clock, 10)
  callee.begin()
  const ports = portsOf(clock, '<Response><GetDigits numDigits="1"><Speak>Press</Speak></GetDigits></Response>', sent)
  const url = { url: 'http://app.test/never', method: 'POST' } as const
  const missed: string[] = []
  const call = new Call(
    { direction: 'outbound', from: '+14155550199', to: '+14155550111' },
    { answer: url, hangup: url },
    ports,
    {
      join: {
        uuid: 'leg-1',
        startedAt: 0,
        answeredAt: 0,
        callee,
        missed: step => missed.push(step),
        saying: undefined,
        goesOn: { url: 'http://app.test/bleg', method: 'POST' },
      },
    },
  )
  call.begin()
  const record = await new Caller(call, clock, 10).callEnds()

  expect(call.trace.of('call.answered')).toEqual([])
  expect(call.trace.of('digit.pressed')).toMatchObject([{ at: 500, digit: '7', heardBy: 'GetDigits' }])
  expect(sent.map(({ call, purpose }) => [call, purpose])).toEqual([
    ['leg-1', 'transfer'],
    ['leg-1', 'hangup'],
  ])
  expect(record).toMatchObject({ uuid: 'leg-1', status: 'completed', answeredAt: 0, hangup: { code: 4010 } })
  expect([gone, missed]).toEqual([[], []])
  expect(clock.pending()).toEqual({ holds: [], timers: [] })
})
