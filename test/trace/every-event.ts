import type { EventType, Happening, TraceEvent } from '../../src/trace/events.js'

type Example<T extends EventType> = Omit<Extract<Happening, { type: T }>, 'type'>

/** One of each: an event type without an example is a type error here. */
const examples: { [T in EventType]: Example<T> } = {
  'call.arrived': { from: '+14155550100', to: '+14155550199', direction: 'inbound' },
  'call.answered': { by: 'Speak' },
  'call.ended': {
    cause: 4000,
    name: 'Normal Hangup',
    source: 'Caller',
    status: 'completed',
    duration: 12,
    billDuration: 60,
    because: 'the caller hung up',
  },
  'document.loaded': { origin: 'answer', url: 'http://menu.sample/answer', elements: ['Speak'], bytes: 48 },
  'document.rejected': { origin: 'answer', url: 'http://menu.sample/answer', cause: 8011, reason: 'not well-formed' },
  'element.started': { element: 'Speak', line: 2, column: 3 },
  'element.finished': {
    element: 'Speak',
    because: 'all was said',
    skipped: ['<Hangup> 3:3'],
    line: 2,
    column: 3,
  },
  'prompt.started': { sound: 'speech', text: 'Hello', ms: 500, pass: 1, voice: 'WOMAN', language: 'en-US' },
  'prompt.finished': { sound: 'speech', text: 'Hello', ms: 300, pass: 2, heard: false, because: 'the caller hung up' },
  'digit.pressed': { digit: '1', heardBy: 'GetDigits' },
  'digit.dropped': { digits: '12', because: 'the document was replaced' },
  'speech.started': { heardBy: 'GetInput' },
  'speech.heard': { text: 'my balance', ms: 800, heardBy: 'GetInput' },
  'tone.heard': { tone: 'beep', heardBy: 'Wait' },
  'input.collected': { element: 'GetDigits', input: 'digits', value: '1234', because: 'numDigits reached' },
  'input.missed': { element: 'GetDigits', because: 'no key within 5 s', attempt: 1, of: 2 },
  'tones.sent': { digits: 'ww12#', ms: 1600 },
  'webhook.sent': {
    webhook: 'w1',
    purpose: 'answer',
    method: 'POST',
    url: 'http://menu.sample/answer',
    params: { Digits: '1234', From: '14155550100' },
    policy: 'rc=1',
  },
  'webhook.attempted': { webhook: 'w1', attempt: 1, outcome: 'ct', reason: 'connection refused', cost: 0 },
  'webhook.delivered': { webhook: 'w1', purpose: 'answer', status: 200, bytes: 48, judgement: '200 at attempt 2.' },
  'webhook.failed': { webhook: 'w1', purpose: 'answer', outcome: 'ct', judgement: 'ct: 1 of 1 retries used.' },
  'hangup.scheduled': { ms: 65_000 },
  'recording.started': { recording: 'r1', format: 'mp3' },
  'recording.finished': { recording: 'r1', ms: 4000, because: 'silence', url: 'http://media.sample/r1.mp3' },
  'message.sent': { message: 'm1', from: '14155550199', to: '14155550100', text: 'Hello' },
  'message.reported': { message: 'm1', status: 'delivered' },
  'problem.found': {
    code: 'unknown-attribute',
    severity: 'risky',
    message: 'there is no such attribute',
    url: 'http://menu.sample/answer',
    provenance: 'decided',
    rule: 'D2',
    allowed: 'voice, language, loop',
    nearest: 'loop',
    line: 2,
    column: 10,
  },
  'step.missed': { step: 'presses 12', because: 'the call ended' },
}

export const everyEvent = Object.entries(examples).map(
  ([type, example], index) => ({ seq: index + 1, at: index * 10, call: 'c1', type, ...example }) as TraceEvent,
)
