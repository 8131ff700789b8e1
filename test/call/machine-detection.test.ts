import { describe, expect, it } from 'vitest'
import type { DialOutOptions, PhonePlan } from '../../src/index.js'
import { document, origin } from '../elements/play-call.js'
import { callAlice, endOf } from './made-call.js'

const routes = { '/answer': document('<Wait length="20"/>') }

/** Alice picks up after 1 s and says something; ten characters take a second. */
const detect = (phone: PhonePlan, options: Partial<DialOutOptions> = {}) =>
  callAlice({ answers: '1s', ...phone }, { machineDetection: 'true', ...options }, undefined, routes)

const verdict = async (...args: Parameters<typeof detect>) => {
  const [found] = (await detect(...args)).trace.of('detection.finished')
  return found && `${found.at} ${found.machine ? 'machine' : 'person'}: ${found.because}`
}

describe('a machine, or a person (D91)', () => {
  it.each([
    ['more than "maximum_words" (3)', { says: 'One two three four' }, {}, '2350 machine: more than 3 words were said'],
    [
      'a greeting longer than "initial_greeting" (1500 ms)',
      { says: 'Congratulations, goodbye' },
      {},
      '2500 machine: the greeting is longer than 1500 ms',
    ],
    [
      'more than "maximum_speech_length" in all',
      { does: [{ says: 'Aaaaaaaa' }, { waits: 300 }, { says: 'Bbbbbbbbbb' }] },
      { machineDetectionMaximumSpeechLength: 1000 },
      '2300 machine: more than 1000 ms of speech were heard',
    ],
    ['nothing within "initial_silence" (4500 ms)', {}, {}, '5500 machine: nobody said anything for 4500 ms'],
    ['a beep', { does: [{ waits: 700 }, 'beeps'] }, {}, '1700 machine: a beep was heard'],
    [
      'something short, then silence',
      { says: 'Hello' },
      {},
      '2500 person: something short was said, then nothing for 1 s',
    ],
    ['a key', { presses: '1' }, {}, '1000 person: a key was pressed'],
    [
      'nothing that speaks for a machine within "machine_detection_time"',
      {},
      { machineDetectionTime: 2000 },
      '3000 person: nothing spoke for a machine within 2000 ms',
    ],
    [
      'more words are allowed',
      { says: 'One two three four' },
      { machineDetectionMaximumWords: 10 },
      /^2500 machine: the greeting/,
    ],
  ] as [string, PhonePlan, Partial<DialOutOptions>, string | RegExp][])('%s', async (_, phone, options, found) => {
    expect(await verdict(phone, options)).toMatch(found)
  })

  it('a voicemail is a machine', async () => {
    expect(await verdict({ voicemail: '' })).toBe('2500 machine: the greeting is longer than 1500 ms')
  })

  it('nothing is left when the call ends before there is a result', async () => {
    const played = await detect({ does: [{ waits: 500 }, 'hangs up'] })
    expect(played.trace.of('detection.finished')).toEqual([])
    expect(endOf(played)).toBe('1500 4000 Normal Hangup, Callee: completed')
    expect(played.requests.map(({ path }) => path)).toEqual(['/ring', '/hangup'])
  })
})

describe('without a machine_detection_url the answer URL waits', () => {
  it('"answer_url gets Machine=true|false"', async () => {
    const person = (await detect({ says: 'Hello' })).request('/answer')
    expect([person.at, person.params.Machine, person.params.Event]).toEqual([2500, 'false', 'StartApp'])
    const machine = (await detect({ voicemail: '' }, { machineDetection: true })).request('/answer')
    expect([machine.at, machine.params.Machine]).toEqual([2500, 'true'])
  })

  it('"hangup: call ends, code 9100 Machine Detected"; the answer URL is never asked', async () => {
    const played = await detect({ voicemail: '' }, { machineDetection: 'hangup' })
    expect(endOf(played)).toBe('2500 9100 Machine Detected, Plivo: completed')
    expect(played.requests.map(({ path }) => path)).toEqual(['/ring', '/hangup'])
  })

  it('a transfer meanwhile is the document; the answer URL is not asked any more', async () => {
    const played = await callAlice(
      { answers: '1s', says: 'Hello' },
      { machineDetection: 'true' },
      async party => {
        await party.waits(1500)
        party.call.api.transfer({ alegUrl: `${origin}/next` })
      },
      { ...routes, '/next': document('<Wait length="3"/>') },
    )
    expect(played.requests.map(({ path }) => path)).toEqual(['/ring', '/next', '/hangup'])
  })
})

describe('with a machine_detection_url the flow starts at once', () => {
  const url = { machineDetectionUrl: `${origin}/machine` }

  it('"Parameters: From, To, Machine=true, CallUUID, RequestUUID, ALegUUID, ALegRequestUUID, IfMachine, Direction, Event, CallStatus"', async () => {
    const { request, trace } = await detect({ voicemail: '' }, url)
    expect(request('/answer').at).toBe(1000)
    expect(request('/answer').params.Machine).toBeUndefined()
    const { call } = trace.events[0] ?? {}
    expect(request('/machine').params).toEqual({
      ALegRequestUUID: call,
      ALegUUID: call,
      CallStatus: 'in-progress',
      CallUUID: call,
      Direction: 'outbound',
      Event: 'MachineDetection',
      From: '14155550199',
      IfMachine: 'continue',
      Machine: 'true',
      RequestUUID: call,
      To: '14155550111',
    })
  })

  it('"sent only when a machine is found"', async () => {
    const { requests } = await detect({ says: 'Hello' }, url)
    expect(requests.map(({ path }) => path)).toEqual(['/ring', '/answer', '/hangup'])
  })

  it('"IfMachine=hangup": it is told, and the call ends with 9100', async () => {
    const played = await detect({ voicemail: '' }, { ...url, machineDetection: 'hangup' })
    expect(played.request('/machine').params).toMatchObject({ IfMachine: 'hangup', CallStatus: 'in-progress' })
    expect(endOf(played)).toBe('2500 9100 Machine Detected, Plivo: completed')
  })
})
