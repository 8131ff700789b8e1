import fc from 'fast-check'
import { Response } from 'plivo'
import { plainVoices, pollyVoices } from '../../src/audio/voices.js'

/** What an element of the `plivo` package says of itself, and how it is added to another. */
export interface Built {
  readonly element: string
  readonly nestables: readonly string[]
  readonly valid_attributes: readonly string[]
  toXML(): string
  [add: `add${string}`]: (...given: unknown[]) => Built
}

export const newResponse = (): Built => new (Response as unknown as new () => Built)()

/** An element with its attributes, its text and what stands in it, before the package has built it. */
export interface Plan {
  readonly name: string
  readonly text: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly children: readonly Plan[]
}

type Values = Readonly<Record<string, fc.Arbitrary<unknown>>>

const boolean = fc.boolean()
const method = fc.constantFrom('GET', 'POST')
const path = fc.constantFrom('', '/menu', '/a/b?x=1&y=2', '/übersicht', '/a%20b', '?q=a b')
const fragment = fc.constantFrom('', '', '#rt=3000', '#ct=500&rt=3000&rp=ct,rt,5xx', '#rc=0', '#er=frankfurt')
const url = fc
  .tuple(fc.constantFrom('http', 'https'), fc.constantFrom('app.test', '127.0.0.1:3000', 'a-b.example.com'), path)
  .map(([scheme, host, rest]) => `${scheme}://${host}${rest}`)
const callback = fc.tuple(url, fragment).map(([address, configuration]) => address + configuration)
const whole = (min: number, max: number) => fc.integer({ min, max })
const keys = fc.constantFrom('1', '123', '0,99,#', '*', '1,2,3')
const key = fc.constantFrom(...'0123456789*#')
const tones = fc.constantFrom('1', '2410', 'wwww2410', 'W1w#', '*')
const number = fc.constantFrom('14155550111', '+14155550111', '+49 30 901820', '(415) 555-0111')
const headers = fc.constantFrom('head1=val1', 'head1=val1,head2=val2', 'A=1%20')
const name = fc.constantFrom('Anna', 'Support & Sales', 'Zoë')

/** Any text that XML can carry. */
export const text = fc.oneof(
  fc.constantFrom(
    'Hello',
    'a < b & c > d',
    '"Press 1", she said',
    "it's",
    'हिन्दी',
    '日本',
    '👋',
    ']]>',
    '&amp;',
    '<w>word</w>',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter(words => words.trim() !== '' && isXml(words)),
)

const isXml = (words: string): boolean => !/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(words)

const target: Values = { sendDigits: tones, sendOnPreanswer: boolean, callerId: number, callerName: name }
const transcription = fc.constantFrom('auto', 'hybrid', 'manual')

/** What each attribute may be, by Plivo's pages and the package's own words. */
export const values: Readonly<Record<string, Values>> = {
  Speak: { loop: whole(0, 5) },
  Play: { loop: whole(0, 5) },
  DTMF: { async: boolean, digits: tones },
  GetDigits: {
    action: callback,
    method,
    timeout: whole(1, 60),
    digitTimeout: whole(1, 10),
    finishOnKey: fc.oneof(key, fc.constantFrom('', 'none')),
    numDigits: whole(1, 99),
    retries: whole(1, 5),
    invalidDigitsSound: url,
    validDigits: fc.constantFrom('1234567890*#', '12', '*'),
    playBeep: boolean,
    redirect: boolean,
    log: boolean,
  },
  GetInput: {
    action: callback,
    method,
    inputType: fc.constantFrom('dtmf', 'speech', 'dtmf speech'),
    executionTimeout: whole(5, 60),
    digitEndTimeout: fc.oneof(whole(2, 10), fc.constant('auto')),
    speechEndTimeout: fc.oneof(whole(2, 10), fc.constant('auto')),
    finishOnKey: fc.oneof(key, fc.constantFrom('', 'none')),
    numDigits: whole(1, 32),
    speechModel: fc.constantFrom('default', 'command_and_search', 'phone_call'),
    hints: fc.constantFrom('sales', 'sales, support, billing', 'größe'),
    language: fc.constantFrom('en-US', 'hi-IN', 'ar-SA'),
    interimSpeechResultsCallback: callback,
    interimSpeechResultsCallbackMethod: method,
    log: boolean,
    redirect: boolean,
    profanityFilter: boolean,
  },
  Record: {
    action: callback,
    method,
    timeout: whole(1, 120),
    finishOnKey: fc.constantFrom('#', '1234567890*#', 'none'),
    maxLength: whole(1, 3600),
    playBeep: boolean,
    recordSession: boolean,
    startOnDialAnswer: boolean,
    redirect: boolean,
    fileFormat: fc.constantFrom('mp3', 'wav'),
    callbackUrl: callback,
    callbackMethod: method,
    transcriptionType: transcription,
    transcriptionUrl: callback,
    transcriptionMethod: method,
    recordChannelType: fc.constantFrom('mono', 'stereo'),
  },
  Dial: {
    action: callback,
    method,
    timeout: whole(1, 120),
    hangupOnStar: boolean,
    timeLimit: whole(1, 14_400),
    callerId: number,
    callerName: name,
    confirmSound: callback,
    dialMusic: fc.oneof(callback, fc.constant('real')),
    confirmKey: key,
    redirect: boolean,
    callbackUrl: callback,
    callbackMethod: method,
    digitsMatch: keys,
    digitsMatchBLeg: keys,
    sipHeaders: headers,
    confirmTimeout: whole(1, 120),
  },
  Number: { ...target, sendDigitsMode: fc.constant('rfc2833') },
  User: { ...target, sipHeaders: headers },
  Redirect: { method },
  Hangup: { schedule: whole(1, 3600), reason: fc.constantFrom('rejected', 'busy') },
  Wait: {
    length: whole(1, 120),
    silence: boolean,
    minSilence: whole(1, 900),
    min_silence: whole(1, 900),
    beep: fc.oneof(boolean, fc.constant('duration=300,threshold=256')),
  },
  PreAnswer: {},
  Conference: {
    muted: boolean,
    beep: boolean,
    startConferenceOnEnter: boolean,
    endConferenceOnExit: boolean,
    waitSound: callback,
    enterSound: fc.oneof(url, fc.constantFrom('beep:1', 'beep:2', '')),
    exitSound: fc.oneof(url, fc.constantFrom('beep:1', 'beep:2', '')),
    timeLimit: whole(0, 86_400),
    hangupOnStar: boolean,
    maxMembers: whole(1, 20),
    record: boolean,
    recordWhenAlone: boolean,
    recordFileFormat: fc.constantFrom('mp3', 'wav'),
    action: callback,
    method,
    redirect: boolean,
    digitsMatch: keys,
    callbackUrl: callback,
    callbackMethod: method,
    stayAlone: boolean,
    floorEvent: boolean,
    transcriptionType: transcription,
    transcriptionUrl: url,
    transcriptionMethod: method,
    relayDTMF: boolean,
  },
  Message: {
    src: number,
    dst: fc.constantFrom('14155550111', '14155550111<14155550112'),
    type: fc.constant('sms'),
    callbackUrl: url,
    callbackMethod: method,
  },
  MultiPartyCall: {
    ...Object.fromEntries(
      [
        'waitMusic',
        'agentHoldMusic',
        'customerHoldMusic',
        'recordingCallback',
        'statusCallback',
        'onExitAction',
      ].flatMap(of => [
        [`${of}Url`, fc.constant('https://app.test/mpc')],
        [`${of}Method`, method],
      ]),
    ),
    ...Object.fromEntries(
      ['enterSound', 'exitSound', 'startRecordingAudio', 'stopRecordingAudio'].flatMap(of => [
        [of, fc.constant('https://app.test/sound.mp3')],
        [`${of}Method`, method],
      ]),
    ),
    ...Object.fromEntries(
      [
        'record',
        'stayAlone',
        'coachMode',
        'mute',
        'hold',
        'startMpcOnEnter',
        'endMpcOnExit',
        'relayDTMFInputs',
        'recordParticipantTrack',
      ].map(of => [of, boolean]),
    ),
    role: fc.constantFrom('Agent', 'supervisor', 'customer'),
    maxDuration: whole(300, 28_800),
    maxParticipants: whole(2, 10),
    recordMinMemberCount: whole(1, 2),
    recordFileFormat: fc.constantFrom('mp3', 'wav'),
    statusCallbackEvents: fc.constantFrom('mpc-state-changes', 'mpc-state-changes,participant-state-changes'),
  },
  Stream: {
    bidirectional: boolean,
    audioTrack: fc.constantFrom('inbound', 'outbound', 'both'),
    streamTimeout: whole(1, 86_400),
    statusCallbackUrl: url,
    statusCallbackMethod: method,
    contentType: fc.constantFrom('audio/x-l16;rate=8000', 'audio/x-mulaw;rate=8000'),
    extraHeaders: fc.constant('a=1,b=2'),
    keepCallAlive: boolean,
  },
  break: { strength: fc.constantFrom('none', 'x-weak', 'x-strong'), time: fc.constantFrom('300ms', '2s', '0.5s') },
  emphasis: { level: fc.constantFrom('strong', 'moderate', 'reduced') },
  lang: { 'xml:lang': fc.constantFrom('fr-FR', 'hi-IN') },
  p: {},
  phoneme: { alphabet: fc.constantFrom('ipa', 'x-sampa'), ph: fc.constantFrom('pɪˈkɑːn', 'pI"kA:n'.replace('"', '%')) },
  prosody: {
    volume: fc.constantFrom('default', 'loud', '+6dB', '-20dB'),
    rate: fc.constantFrom('x-slow', 'fast', '90%'),
    pitch: fc.constantFrom('x-low', 'high', '+10%'),
  },
  s: {},
  'say-as': {
    'interpret-as': fc.constantFrom('characters', 'spell-out', 'cardinal', 'date', 'telephone'),
    format: fc.constantFrom('mdy', 'yyyymmdd'),
  },
  sub: { alias: fc.constantFrom('World Wide Web Consortium', "it's") },
  w: { role: fc.constantFrom('amazon:VB', 'amazon:VBD', 'amazon:NN') },
}

/** What an element must have, by the vendor's pages. */
const required: Readonly<Record<string, readonly string[]>> = {
  GetInput: ['action', 'inputType'],
  Message: ['src', 'dst'],
  MultiPartyCall: ['role'],
  lang: ['xml:lang'],
  phoneme: ['ph'],
  'say-as': ['interpret-as'],
  sub: ['alias'],
  w: ['role'],
}

const bodies: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Speak: text,
  Play: url,
  DTMF: tones,
  Number: number,
  User: fc.constantFrom('sip:anna@phone.plivo.com', 'sip:test@sip.plivo.com', 'sip:a.b@app.test:5061'),
  Redirect: callback,
  Conference: text,
  Message: text,
  MultiPartyCall: text,
  Stream: fc.constantFrom('wss://app.test/stream', 'ws://127.0.0.1:3000/stream'),
  ...Object.fromEntries(
    ['emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'].map(tag => [tag, text]),
  ),
}

/** A voice and a language that it speaks. */
const spoken = (table: Readonly<Record<string, readonly string[]>>, prefix: string) =>
  fc.constantFrom(
    ...Object.entries(table).flatMap(([language, voices]) =>
      voices.map(voice => ({ voice: prefix + voice, language })),
    ),
  )
const plain = fc.oneof(spoken(plainVoices, ''), fc.constant({}))
const polly = spoken(pollyVoices, 'Polly.')

/** How many elements stand in one another, at most. */
const deepest = 3

/** Any element that the package lets stand in another, with anything that may stand in it. */
export function planOf(name: string, nestablesOf: (name: string) => readonly string[], depth = 0): fc.Arbitrary<Plan> {
  const nested = depth < deepest ? nestablesOf(name) : []
  const children =
    nested.length === 0
      ? fc.constant([])
      : fc.array(
          fc.constantFrom(...nested).chain(inner => planOf(inner, nestablesOf, depth + 1)),
          { minLength: name === 'Dial' ? 1 : 0, maxLength: 4 },
        )
  const attributes = fc.record(values[name] ?? {}, { requiredKeys: [...(required[name] ?? [])] })
  return fc
    .record({ name: fc.constant(name), text: bodies[name] ?? fc.constant(undefined), attributes, children })
    .chain(plan => {
      if (name !== 'Speak') return fc.constant(plan as Plan)
      return (plan.children.length > 0 ? polly : fc.oneof(plain, polly)).map(
        voice => ({ ...plan, attributes: { ...plan.attributes, ...voice } }) as Plan,
      )
    })
}

/** The method that adds an element: `addSayAs` for `say-as`. */
const adds = (name: string): `add${string}` =>
  `add${name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`

/** Adds a planned element, and all that stands in it. */
export function build(parent: Built, { name, text: body, attributes, children }: Plan): Built {
  const add = parent[adds(name)]
  if (!add) throw new Error(`the package cannot add ${name}`)
  const given = [...(body === undefined ? [] : [body]), ...(name === 'p' || name === 's' ? [] : [{ ...attributes }])]
  const built = add.call(parent, ...given)
  for (const child of children) build(built, child)
  return built
}
