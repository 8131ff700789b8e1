import { describe, expect, it } from 'vitest'
import { hangupCause, invalidXml, unreachable } from '../../src/call/hangup-causes.js'
import { registry } from '../../src/elements/index.js'
import { createDocumentCache } from '../../src/exchange/document-cache.js'
import {
  findExceptions,
  findOccasions,
  nearestOccasion,
  type Occasion,
  occasions,
} from '../../src/webhook/occasions.js'
import type { ElementShape } from '../../src/xml/element-shape.js'

/** "Callback retries apply to this list of URLs associated with Plivo's Voice applications on the console, API requests, and XML elements". */
const applicable = `
Voice applications on console: Primary Answer URL, Fallback Answer URL, Hangup URL
Make a call: answer_url, ring_url, hangup_url, fallback_url, machine_detection_url
Transfer a call: aleg_url, bleg_url
Record a call: transcription_url, callback_url
Record a conference: transcription_url, callback_url
Dial: action, confirmSound, dialMusic, callbackUrl
Conference: action, callbackUrl, waitSound
GetInput: action, interimSpeechResultsCallback
GetDigits: action
Record: action, transcriptionUrl, callbackUrl
Redirect:`

/** "Callback retry parameters don't apply to any of these audio URLs". */
const inapplicable = ['Play audio on a call', 'Play audio to a conference member', 'PreAnswer XML', 'Play XML']

/** What Plivo requests, and the page lists nowhere. */
const unlisted = `
GetDigits: invalidDigitsSound
Message: callbackUrl
Conference: enterSound, exitSound, transcriptionUrl
MultiPartyCall: statusCallbackUrl, onExitActionUrl, waitMusicUrl, agentHoldMusicUrl, customerHoldMusicUrl, enterSound, \
exitSound, startRecordingAudio, stopRecordingAudio, recordingCallbackUrl, transcriptionUrl
Stream: statusCallbackUrl
Application: message_url`

/** "Dial: action, confirmSound" as "Dial action" and "Dial confirmSound". */
const namesIn = (list: string): string[] =>
  list
    .trim()
    .split('\n')
    .flatMap(line => {
      const [of = '', urls = ''] = line.split(':').map(part => part.trim())
      if (of === 'Voice applications on console') return urls.split(', ')
      return urls.split(', ').map(url => `${of} ${url}`.trim())
    })

const called = (name: string): Occasion => {
  const [found] = findOccasions(name)
  if (!found) throw new Error(`no occasion is called ${name}`)
  return found
}

describe('"Applicable URLs"', () => {
  it.each(namesIn(applicable))('%s is configured by its fragment', name => {
    expect(called(name)).toMatchObject({
      name,
      applicable: true,
      provenance: 'documented',
      source: expect.stringContaining('#applicable-urls'),
      method: 'POST',
      signed: true,
    })
  })

  it('and no other', () => {
    const rows = occasions.filter(one => one.applicable === true)
    expect(rows.map(({ name }) => name)).toEqual(namesIn(applicable))
  })
})

describe('"Inapplicable URLs": "Connection timeout: 2 seconds, read timeout: 120 seconds, retry count: 1, retry policy: all"', () => {
  it.each(inapplicable)('%s has the fixed values of audio', name => {
    expect(called(name)).toMatchObject({
      applicable: 'audio',
      provenance: 'documented',
      source: expect.stringContaining('#inapplicable-urls'),
      method: 'GET',
      signed: false,
    })
  })

  it('and no other', () => {
    const rows = occasions.filter(one => one.applicable !== true && one.provenance === 'documented')
    expect(rows).toEqual(inapplicable.map(called))
  })
})

describe('D68: a URL that the page lists nowhere counts as one that takes none', () => {
  it.each(namesIn(unlisted))('%s', name => {
    const { applicable: is, provenance, rule, signed } = called(name)
    expect([provenance, rule]).toEqual(['decided', 'D68'])
    expect(is).toBe(name === 'GetDigits invalidDigitsSound' ? 'audio' : false)
    expect(signed).toBe(is !== 'audio')
  })

  it('and no other', () => {
    const rows = occasions.filter(one => one.provenance === 'decided')
    expect(rows.map(({ name }) => name).sort()).toEqual(namesIn(unlisted).sort())
  })
})

it('no two rows have the same name', () => {
  expect(new Set(occasions.map(({ name }) => name)).size).toBe(occasions.length)
})

describe('the rows are what the elements say of themselves', () => {
  const simulated = [...registry.values()].filter(({ kind }) => kind !== 'unsupported')
  const defined = simulated.flatMap(({ name, attributes, body }: ElementShape) => [
    ...Object.entries(attributes).map(([url, kind]) => ({ name: `${name} ${url}`, is: kind.callbackConfig })),
    { name, is: body?.callbackConfig },
  ])

  it.each(defined.filter(({ is }) => is !== undefined))('$name: $is', ({ name, is }) => {
    expect(occasions.find(one => one.name === name)?.applicable).toBe(is)
  })

  it.each(occasions.filter(({ where, of }) => where === 'XML' && simulated.some(({ name }) => name === of)))(
    '$name exists',
    ({ of, url, applicable: is }) => {
      const element: ElementShape | undefined = registry.get(of)
      // PreAnswer has no URL of its own: it is the Play in it.
      const kind = url === '' ? element?.body : (element?.attributes[url] ?? registry.get(url)?.body)
      expect(kind?.callbackConfig).toBe(is)
    },
  )
})

describe('a fragment on a URL that takes none is a problem with its place', () => {
  const defaults = 'ct=2000 rt=40000 tt=55000 rc=1 rp=ct,rt er=nearest (defaults)'
  const audio = 'ct=2000 rt=120000 tt=244000 rc=1 rp=all er=nearest (fixed for audio)'

  it.each([
    ['Play', '<Play>http://h/a.mp3#rc=5</Play>', { line: 2, column: 9 }, audio],
    ['PreAnswer', '<PreAnswer><Play>http://h/a.mp3#rc=5</Play></PreAnswer>', { line: 2, column: 20 }, audio],
    [
      'GetDigits invalidDigitsSound',
      '<GetDigits invalidDigitsSound="http://h/a.wav#rc=5"><Speak>Hi</Speak></GetDigits>',
      { line: 2, column: 14 },
      audio,
    ],
    [
      'Message callbackUrl',
      '<Message src="1" dst="2" callbackUrl="http://h/m#rc=5">Hi</Message>',
      { line: 2, column: 28 },
      defaults,
    ],
    [
      'Conference enterSound',
      '<Conference enterSound="http://h/e#rc=5">daily</Conference>',
      { line: 2, column: 15 },
      defaults,
    ],
    [
      'Conference exitSound',
      '<Conference exitSound="http://h/e#rc=5">daily</Conference>',
      { line: 2, column: 15 },
      defaults,
    ],
    [
      'Conference transcriptionUrl',
      '<Conference transcriptionUrl="http://h/t#rc=5">daily</Conference>',
      { line: 2, column: 15 },
      defaults,
    ],
  ])('%s', (_, element, place, values) => {
    const { problems } = createDocumentCache().load(Buffer.from(`<Response>\n  ${element}\n</Response>`))
    const [found] = problems.filter(({ code }) => code === 'fragment-not-applicable')
    expect(found).toMatchObject({ place, severity: 'risky', rule: 'D68' })
    expect(found?.message).toContain(`#rc=5 is ignored, ${values} apply.`)
  })

  it('every such URL of an element that exists stands above', () => {
    const rows = occasions.filter(({ where, of, applicable: is }) => {
      return where === 'XML' && is !== true && registry.get(of)?.kind !== 'unsupported'
    })
    const names = ['PreAnswer Play', 'Play', 'GetDigits invalidDigitsSound', 'Message callbackUrl']
    names.push('Conference enterSound', 'Conference exitSound', 'Conference transcriptionUrl')
    expect(rows.map(({ name }) => name)).toEqual(names)
  })
})

describe('what follows', () => {
  it.each([
    ['answer', 'answer', 'fallback, else hangup 7011', 'fallback, else hangup 8011'],
    ['fallback', 'fallback', 'hangup 7011', 'hangup 8011'],
    ['action', 'action', 'hangup 7012', 'hangup 8012'],
    ['redirect', 'redirect', 'hangup 7014', 'hangup 8014'],
  ] as const)('%s: the codes that calls end with', (name, origin, failed, broken) => {
    const { aftermath } = called(name)
    expect(aftermath).toMatchObject({ failed, broken, reads: 'a document' })
    const ends = [unreachable(origin), invalidXml(origin)].map(hangupCause)
    expect(aftermath.codes).toEqual(ends.map(({ code, name }) => ({ code, name })))
  })

  it('transfer: "7013 Error Reaching Transfer URL", "8013 Invalid Transfer XML"', () => {
    for (const name of ['aleg_url', 'bleg_url']) {
      expect(called(name).aftermath.codes).toEqual([
        { code: 7013, name: 'Error Reaching Transfer URL' },
        { code: 8013, name: 'Invalid Transfer XML' },
      ])
    }
  })

  it('callbacks: only the status matters, and nothing follows', () => {
    for (const name of ['hangup', 'ring_url', 'callbackUrl', 'transcription_url', 'interimSpeechResultsCallback']) {
      expect(called(name).aftermath).toMatchObject({ reads: 'the status only', failed: 'nothing', broken: 'nothing' })
    }
  })

  it('audio that cannot be had takes no time (D44), sounds that cannot are not played', () => {
    expect(called('play').aftermath).toMatchObject({ failed: 'nothing is played', rule: 'D44' })
    expect(called('confirmSound').aftermath).toMatchObject({
      failed: 'nothing is played',
      reads: 'a document of sounds',
    })
  })
})

describe('what people type', () => {
  it.each([
    ['answer', 'Primary Answer URL'],
    ['Answer_URL', 'Primary Answer URL'],
    ['make a call answer_url', 'Make a call answer_url'],
    ['fallback_answer_url', 'Fallback Answer URL'],
    ['hangup', 'Hangup URL'],
    ['machine_detection', 'Make a call machine_detection_url'],
    ['GetDigits action', 'GetDigits action'],
    ['Dial.action', 'Dial action'],
    ['getinput-interimspeechresultscallback', 'GetInput interimSpeechResultsCallback'],
    ['redirect', 'Redirect'],
    ['play', 'Play'],
    ['preanswer', 'PreAnswer Play'],
    ['Message callbackUrl', 'Message callbackUrl'],
    ['message_url', 'Application message_url'],
    ['aleg', 'Transfer a call aleg_url'],
  ])('%s is %s', (text, name) => {
    expect(called(text).name).toBe(name)
  })

  it('a name that several share finds all with the same consequences', () => {
    const names = (text: string) => findOccasions(text).map(({ name }) => name)
    expect(names('action')).toEqual([
      'Dial action',
      'Conference action',
      'GetInput action',
      'GetDigits action',
      'Record action',
    ])
    expect(names('callbackUrl')).not.toContain('Message callbackUrl')
    expect(findExceptions('callbackUrl').map(({ name }) => name)).toEqual(['Message callbackUrl'])
    expect(findExceptions('action')).toEqual([])
    expect(findExceptions('nothing at all')).toEqual([])
    expect(names('answer_url')).toEqual(['Primary Answer URL', 'Make a call answer_url'])
  })

  it.each([
    ['acton', 'action'],
    ['GetDigit action', 'GetDigits action'],
    ['Dail.action', 'Dial action'],
    ['redirct', 'Redirect'],
    ['dial', 'Dial action'],
    ['zzzzzzz', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ])('"%s" is none; nearest: %s', (text, near) => {
    expect(findOccasions(text)).toEqual([])
    expect(nearestOccasion(text)).toBe(near)
  })
})
