import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { EventType, TraceEvent } from '../../src/trace/events.js'
import { redact } from '../../src/trace/redact.js'
import { Trace } from '../../src/trace/trace.js'
import { meeting } from '../elements/conference-call.js'
import { everyEvent } from './every-event.js'

/** Every redacted rendering of a trace, `--json` included. */
const allForms = (trace: Trace): string[] => [
  trace.text({ redact: true, params: true }),
  trace.ladder({ redact: true }),
  trace.mermaid({ redact: true }),
  trace.svg({ redact: true }),
  trace.events.map(event => JSON.stringify(redact(event))).join('\n'),
]

const none = (): object[] => []
const because = (keys: string): object[] => [{ because: `it pressed ${keys}, not ${keys}` }]

/** Where keys are in an event of each type: a type without a row is a type error here. */
const pressing: { readonly [T in EventType]: (keys: string) => object[] } = {
  'call.arrived': keys => [{ phone: `it presses ${keys}` }],
  'call.rang': none,
  'call.answered': none,
  'detection.finished': because,
  'call.ended': because,
  'document.loaded': keys => [{ url: `http://a.sample/?Digits=${encodeURI(keys)}` }],
  'document.rejected': keys => [{ url: `http://a.sample/?Digits=${encodeURI(keys)}` }],
  'element.started': none,
  'element.finished': because,
  'prompt.started': keys => [{ sound: 'tones', text: keys }],
  'prompt.finished': keys => [{ sound: 'tones', text: keys }, ...because(keys)],
  'digit.pressed': keys => [{ digit: keys }, { digit: keys, heardBy: undefined }, { digit: keys, across: true }],
  'digit.dropped': keys => [{ digits: keys }],
  'speech.started': none,
  'speech.heard': none,
  'tone.heard': none,
  'input.collected': keys => [{ input: 'digits', value: keys }],
  'input.missed': keys => [{ because: `"${keys}" does not match` }, ...because(keys)],
  'tones.sent': keys => [{ digits: keys }],
  'webhook.sent': keys => [
    { params: { Digits: keys, DialDigitsMatch: keys, ConferenceDigitsMatch: keys } },
    { method: 'GET', url: `http://a.sample/?a=b&Digits=${encodeURI(keys)}` },
  ],
  'webhook.attempted': none,
  'webhook.delivered': none,
  'webhook.failed': none,
  'leg.dialed': keys => [{ phone: `it presses ${keys}` }],
  'leg.rang': none,
  'leg.answered': none,
  'leg.confirmed': because,
  'leg.bridged': none,
  'leg.ended': because,
  'room.entered': none,
  'room.started': because,
  'room.heard': keys => [{ sound: 'key', text: keys }],
  'room.unheard': keys => [{ sound: 'key', text: keys }],
  'room.changed': none,
  'room.left': because,
  'room.ended': because,
  'room.refused': because,
  'leg.transferred': none,
  'operation.requested': keys => [{ operation: 'sendDigits', digits: keys }],
  'hangup.scheduled': none,
  'recording.started': none,
  'recording.armed': because,
  'recording.missed': because,
  'recording.finished': because,
  'message.sent': none,
  'message.reported': none,
  'problem.found': keys => [{ message: `finishOnKey "${keys}" was the first key` }],
  'step.missed': keys => [{ step: `presses ${keys}`, ...because(keys)[0] }],
}

describe('"Hides phone numbers (but for their last two digits) and keys"', () => {
  // No rendering has a * of its own.
  test.prop([fc.stringMatching(/^[0-9]{3}\*[0-9]$/)], { numRuns: 10 })(
    'a key that is in an event of any type is in no form of it',
    keys => {
      for (const example of everyEvent) {
        for (const change of pressing[example.type](keys)) {
          for (const form of allForms(Trace.from([{ ...example, ...change } as TraceEvent])))
            expect(form, example.type).not.toContain('*')
        }
      }
    },
  )

  it('a key that a conference relays is a dot for each of its members', async () => {
    const { exchange, joins } = meeting({})
    const anna = joins('relayDTMF="true"')
    const ben = joins('relayDTMF="true"')
    await anna.waits(100)
    await anna.presses('*')
    await ben.waits(1000)
    ben.call.hangUp()
    anna.call.hangUp()
    expect(exchange.trace.of('room.heard').map(({ text }) => text)).toEqual(['*'])
    for (const form of allForms(exchange.trace)) {
      expect(form).not.toContain('*')
      expect(form).toContain('•')
    }
  })

  it('keys that are words of a prompt stay: nobody has pressed them', () => {
    const [prompt] = everyEvent.filter(({ type }) => type === 'prompt.started')
    const asked = Trace.from([{ ...prompt, text: 'Press 1 for sales' } as TraceEvent])
    expect(asked.ladder({ redact: true })).toContain('Press 1 for sales')
  })
})
