import { describe, expect, it } from 'vitest'
import { createExchange, OperationError } from '../../src/index.js'

const empty = {}
const work = () => {}

/** What no caller in TypeScript gives, and one in JavaScript may. */
const odd = [undefined, null, 5, -1, Number.NaN, '', 'x', true, empty, [], [5], [null], work]

/** What an engine says, and what says nothing. */
const raw =
  /Cannot (read|convert|destructure)|is not (a function|iterable|a constructor|an object|defined)|\[object|Invalid (URL|time|a)/

const origin = 'http://app.test'
const answerUrl = `${origin}/a`
const forever = '<Response><Speak loop="0">On and on, for extra time</Speak></Response>'
const meeting = '<Response><Conference>Room</Conference></Response>'
type Act = (given: never) => unknown

/** An exchange with a call that is answered, and a conference with one member. */
const scene = async () => {
  const exchange = createExchange()
  exchange.mount(origin, ({ url }) => new Response(url.endsWith('/room') ? meeting : forever))
  exchange.phone('+14155550111', { answers: 0 })
  const caller = exchange.call({ answerUrl })
  const member = exchange.call({ answerUrl: `${origin}/room` })
  await caller.waits(100)
  await member.waits(100)
  const room = exchange.room('Room')
  if (!room) throw new Error('nobody is in the room')
  return { exchange, caller, room, api: caller.call.api }
}
type Scene = Awaited<ReturnType<typeof scene>>

const methods: Record<string, (scene: Scene) => Act> = {
  createExchange: () => given => createExchange(given),
  'exchange.call':
    ({ exchange }) =>
    given =>
      exchange.call(given),
  'exchange.dialOut':
    ({ exchange }) =>
    given =>
      exchange.dialOut(given),
  'exchange.farEnd':
    ({ exchange }) =>
    given =>
      exchange.farEnd(given),
  'exchange.forget':
    ({ exchange }) =>
    given =>
      exchange.forget(given),
  'exchange.mount':
    ({ exchange }) =>
    given =>
      exchange.mount(given, () => new Response('')),
  'exchange.mount of':
    ({ exchange }) =>
    given =>
      exchange.mount('http://other.test', given),
  'exchange.inject':
    ({ exchange }) =>
    given =>
      exchange.inject(given),
  'exchange.phone':
    ({ exchange }) =>
    given =>
      exchange.phone(given, 'busy'),
  'exchange.phone that':
    ({ exchange }) =>
    given =>
      exchange.phone('+14155550112', given),
  'exchange.room':
    ({ exchange }) =>
    given =>
      exchange.room(given),
  'exchange.recording':
    ({ exchange }) =>
    given =>
      exchange.recording(given),
  'exchange.observe':
    ({ exchange }) =>
    given =>
      exchange.observe(given),
  'exchange.listen':
    ({ exchange }) =>
    given =>
      exchange.listen(given),
  'caller.hears':
    ({ caller }) =>
    given =>
      caller.hears(given),
  'caller.presses':
    ({ caller }) =>
    given =>
      caller.presses(given),
  'caller.says':
    ({ caller }) =>
    given =>
      caller.says(given),
  'caller.waits':
    ({ caller }) =>
    given =>
      caller.waits(given),
  'api.transfer':
    ({ api }) =>
    given =>
      api.transfer(given),
  'api.play':
    ({ api }) =>
    given =>
      api.play(given),
  'api.speak':
    ({ api }) =>
    given =>
      api.speak(given),
  'api.sendDigits':
    ({ api }) =>
    given =>
      api.sendDigits(given),
  'api.record':
    ({ api }) =>
    given =>
      api.record(given),
  'api.stopRecording':
    ({ api }) =>
    given =>
      api.stopRecording(given),
  'room.mute':
    ({ room }) =>
    given =>
      room.mute(given),
  'room.unmute':
    ({ room }) =>
    given =>
      room.unmute(given),
  'room.deaf':
    ({ room }) =>
    given =>
      room.deaf(given),
  'room.undeaf':
    ({ room }) =>
    given =>
      room.undeaf(given),
  'room.kick':
    ({ room }) =>
    given =>
      room.kick(given),
  'room.hangUp':
    ({ room }) =>
    given =>
      room.hangUp(given),
  'room.play':
    ({ room }) =>
    given =>
      room.play(given),
  'room.speak':
    ({ room }) =>
    given =>
      room.speak(given),
  'room.record':
    ({ room }) =>
    given =>
      room.record(given),
}

/** What is right, or right enough: nothing is thrown. */
const right: Record<string, readonly unknown[]> = {
  createExchange: [undefined, empty],
  'exchange.mount of': [work],
  'exchange.phone that': [empty],
  'exchange.room': ['x', ''],
  'exchange.recording': ['x', ''],
  'exchange.listen': [work],
  'exchange.observe': [work],
  'caller.hears': ['', 'x'],
  'caller.presses': [5],
  'caller.says': ['x'],
  'caller.waits': [5],
  'api.record': [undefined, empty],
  'api.stopRecording': [undefined],
  'room.record': [undefined, empty],
}

/** What each of these takes, and what else must be given beside it. */
const options: Record<string, { names: readonly string[]; beside?: object; nested?: Record<string, string[]> }> = {
  createExchange: {
    names: `seed clock speed epoch account fidelity charactersPerSecond profanities timeLimit webhooks regions
      recordings phones faults`.split(/\s+/),
    nested: {
      account: 'authId authToken mainAuthToken parentAuthId timezone billRate countryCode routeType'.split(' '),
      fidelity: 'unknownElements relativeUrls maxDocuments fallbackOnInvalidXml roomSize'.split(' '),
      webhooks: 'userAgent headers signV1 signWithoutPort'.split(' '),
      regions: 'hosts latency media'.split(' '),
      recordings: 'port origin folder'.split(' '),
    },
  },
  'exchange.call': {
    names: `answerUrl answerMethod fallbackUrl fallbackMethod hangupUrl hangupMethod from to callerName forwardedFrom
      sipHeaders mediaRegion`.split(/\s+/),
    beside: { answerUrl },
  },
  'exchange.dialOut': {
    names: `answerUrl answerMethod fallbackUrl hangupUrl from callerName sipHeaders mediaRegion to ringUrl ringMethod
      sendDigits sendOnPreanswer timeLimit hangupOnRing ringTimeout machineDetection machineDetectionTime
      machineDetectionUrl machineDetectionMethod machineDetectionMaximumWords`.split(/\s+/),
    beside: { answerUrl, to: '+14155550111' },
  },
  'exchange.inject': {
    names: 'fault url purpose method call attempts times probability'.split(' '),
    beside: { fault: 'stall' },
  },
  'exchange.phone that': {
    names: 'answers busy rejects early voicemail hears presses says does hangsUp asksFor'.split(' '),
    beside: { answers: '4s' },
  },
  'caller.says': { names: ['text', 'confidence'], beside: { text: 'Yes' } },
  'api.transfer': {
    names: 'legs alegUrl alegMethod blegUrl blegMethod'.split(' '),
    beside: { alegUrl: answerUrl },
  },
  'api.play': { names: 'urls length legs loop mix'.split(' '), beside: { urls: `${origin}/a.mp3` } },
  'api.speak': { names: 'text voice language legs loop mix'.split(' '), beside: { text: 'Hi' } },
  'api.sendDigits': { names: ['digits', 'leg'], beside: { digits: '1' } },
  'api.record': {
    names: `timeLimit fileFormat recordChannelType transcriptionType transcriptionUrl transcriptionMethod callbackUrl
      callbackMethod`.split(/\s+/),
  },
  'room.play': { names: ['url', 'members'], beside: { url: `${origin}/a.mp3` } },
  'room.speak': { names: 'text voice language members'.split(' '), beside: { text: 'Hi' } },
  'room.record': { names: 'fileFormat transcriptionType transcriptionUrl callbackUrl callbackMethod'.split(' ') },
}

const thrownBy = async (act: () => unknown): Promise<Error | undefined> => {
  try {
    await act()
  } catch (error) {
    return error as Error
  }
  return undefined
}

const refuses = (error: Error | undefined): void => {
  expect(error?.message).not.toMatch(raw)
  expect(['TypeError', 'RangeError', 'OperationError', 'FaultMistake']).toContain(error?.name)
  expect([TypeError, RangeError, OperationError].some(kind => error instanceof kind)).toBe(true)
}

const print = (given: unknown) => (typeof given === 'function' ? 'a function' : (JSON.stringify(given) ?? 'undefined'))

describe('a refusal says what is allowed, and the nearest right thing', () => {
  it.each<[string, unknown, string]>([
    ['api.transfer', undefined, 'transfer needs an object with its options: legs, alegUrl, alegMethod'],
    ['api.speak', 'hi', 'speak takes an object with its options, not "hi"; it has text, voice, language'],
    ['api.transfer', { legs: 'cleg' }, 'legs is "cleg"; allowed are aleg, bleg, both; did you mean aleg?'],
    ['createExchange', { recordings: 'out' }, 'recordings takes an object with its options, not "out"; it has port'],
    ['exchange.call', { answerUrl, from: 5 }, 'from is 5; allowed is a number (+14155550100) or a SIP address'],
    ['room.mute', 8001, '8001 is no member; allowed is the id of a member as a text, a list of ids, or "all"'],
    ['room.mute', 8001, 'did you mean "8001"?'],
    ['room.speak', { text: 'Hi', legs: 'bleg' }, 'speak has no option "legs"; it has text, voice, language, members'],
    ['room.speak', { text: 'Hi', loop: true }, 'speak has no option "loop"'],
    ['room.speak', { text: 'Hi', mix: false }, 'speak has no option "mix"'],
    ['caller.waits', -1, '-1 is not a time; allowed are milliseconds, 0 or more, or 4s, 250ms, 2m'],
    ['caller.says', 5, 'cannot say 5; allowed is a text, or { text, confidence }'],
  ])('%s(%j): %s', async (name, given, message) => {
    const error = await thrownBy(async () => methods[name]?.(await scene())(given as never))
    expect(error?.message).toContain(message)
  })

  it('exchange.farEnd of a caller: its call was meant', () => {
    const exchange = createExchange()
    const caller = exchange.call({ answerUrl })
    expect(() => exchange.farEnd(caller as never)).toThrow('did you mean caller.call?')
  })
})

describe('what no method can take is refused in a sentence of ours, never with an engine message', () => {
  it.each(Object.entries(methods))('%s', async (name, method) => {
    const wrong = odd.filter(given => !right[name]?.includes(given))
    for (const given of wrong) {
      const error = await thrownBy(async () => method(await scene())(given as never))
      expect(error, `${name}(${print(given)})`).toBeDefined()
      refuses(error)
    }
    for (const given of right[name] ?? []) {
      const error = await thrownBy(async () => method(await scene())(given as never))
      expect(error, `${name}(${print(given)})`).toBeUndefined()
    }
  })

  const cases = Object.entries(options).flatMap(([method, { names, beside, nested = {} }]) => [
    ...names.map(option => [method, option, (given: unknown) => ({ ...beside, [option]: given })] as const),
    ...Object.entries(nested).flatMap(([outer, inner]) =>
      inner.map(
        option => [method, `${outer}.${option}`, (given: unknown) => ({ [outer]: { [option]: given } })] as const,
      ),
    ),
  ])

  it.each(cases)('%s, option %s', async (name, option, optionsWith) => {
    for (const given of odd) {
      const error = await thrownBy(async () => methods[name]?.(await scene())(optionsWith(given) as never))
      if (error) {
        expect(error.message, `${name}, ${option} ${print(given)}`).not.toMatch(raw)
        refuses(error)
      } else {
        const accepts = given === undefined || typeof given !== 'function'
        expect(accepts, `${name} takes ${option} ${print(given)}`).toBe(true)
      }
    }
  })
})
