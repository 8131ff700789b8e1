import { describe, expect, test } from 'vitest'
import { failures, mistakes, play, readOne, sentences } from '../play.js'

const routes = {
  '/answer':
    '<Record action="http://app.test/saved" maxLength="20" finishOnKey="#" fileFormat="wav"/><Speak>Saved</Speak>',
  '/saved': '<Speak>Goodbye</Speak>',
}
const caller = '[{ waits: 1s }, { says: Please call me back }, { presses: "#" }]'

const instead = async (expectation: string, others: Record<string, string> = routes) =>
  failures(await play(`caller: ${caller}\nexpect:\n  - ${expectation}\n`, others)).join('\n')

describe('"recordings": count, format, channels, length, transcript, url', () => {
  test.each([
    'recorded',
    'recorded: true',
    'recorded: {}',
    'recorded: { format: wav, channels: mono, at_least: 1s, at_most: 10s, transcript: /call me/, url: /\\.wav$/ }',
    'recorded: { transcript: CALL ME }',
    'recorded\n    # alone',
    'recorded: {}\n    times: 1',
    'recorded: { format: wav }\n    times: { at_most: 2 }',
    'not_recorded: { format: mp3 }',
    'not_recorded: { conference: town-hall }',
    'not_recorded: { at_least: 1m }',
  ])('holds: %j', async expectation => expect(await instead(expectation)).toBe(''))

  test.each([
    ['recorded: { format: mp3 }', 'a recording is made, of format "mp3"\n1 recording was made, otherwise:\n  '],
    ['recorded: { format: mp3 }', '    format: expected mp3, was wav'],
    ['recorded: { channels: stereo }', 'channels: expected stereo, was mono'],
    ['recorded: { at_least: 1m }', 'length: expected at least 1m, was '],
    ['recorded: { transcript: goodbye }', 'transcript: expected "goodbye", was "Please call me back"'],
    ['recorded: { url: /mp3/ }', 'url: expected /mp3/, was "https://'],
    ['recorded: { conference: x }', 'conference: expected x, was none'],
    ['recorded: {}\n    times: 2', 'a recording is made 2 times\nso many were: 1\n  '],
    ['not_recorded', 'no recording is made\none was: '],
    ['not_recorded', ' of mono wav, "Please call me back": '],
  ])('does not hold: %j', async (expectation, sentence) => expect(await instead(expectation)).toContain(sentence))

  test('where nothing was recorded, that is said', async () => {
    const none = { '/answer': '<Speak>Hello</Speak><Wait length="20"/>' }
    expect(await instead('recorded', none)).toBe('a recording is made\nnothing was recorded')
    expect(await instead('not_recorded', none)).toBe('')
  })

  test('in the background it is stereo', async () => {
    const both = {
      '/answer': '<Record recordSession="true" redirect="false" action="http://app.test/saved"/><Wait length="9"/>',
    }
    expect(await instead('recorded: { channels: stereo, format: mp3 }', both)).toBe('')
  })

  test('it is a sentence', () => {
    const text = 'expect: [{ recorded: { at_least: 3s, transcript: /x/, format: wav }, times: 1 }, not_recorded]'
    expect(sentences(readOne(text).expect)).toEqual([
      'a recording is made once, of at least 3s, format "wav", transcript /x/',
      'no recording is made',
    ])
  })
})

describe('"messages sent"', () => {
  const sends = {
    '/answer': [
      '<Message src="14155550199" dst="14155550100" type="sms">Your link: http://x.test</Message>',
      '<Message src="14155550199" dst="14155550123" type="sms">Called</Message><Speak>Bye</Speak>',
    ].join(''),
  }
  const told = async (expectation: string) => failures(await play(`expect:\n  - ${expectation}\n`, sends)).join('\n')

  test.each([
    'message',
    'message: { to: "+14155550100", from: "+14155550199", text: /link/ }\n    times: 1',
    'message: {}\n    times: 2',
    'not_message: { to: "14155550777" }',
    'not_message: { text: sorry }',
  ])('holds: %j', async expectation => expect(await told(expectation)).toBe(''))

  test.each([
    [
      'message: {}\n    times: 3',
      'a message is sent 3 times\nit was sent 2 times\nthese were sent:\n  to 14155550100: ',
    ],
    ['message: { from: "1" }', 'a message is sent from 1\nthese were sent:'],
    ['not_message', 'no message is sent\none was: to 14155550100: "Your link: http://x.test"\none was: to 14155550123'],
  ])('does not hold: %j', async (expectation, sentence) => expect(await told(expectation)).toContain(sentence))
})

describe('every mistake has its place, what is allowed, and the nearest key', () => {
  test.each([
    ['recorded: { formt: mp3 }', 'unknown key "formt"; did you mean "format"?'],
    ['recorded: { format: mp4 }', 'unknown format "mp4"; did you mean "mp3"? Allowed: mp3, wav'],
    ['recorded: { at_least: 9s, at_most: 5s }', 'at_least is more than at_most'],
    ['recorded: 1', 'recorded must be a record of keys and values, not "1"'],
    ['recorded: { channels: two }', 'unknown channels "two". Allowed: mono, stereo'],
    ['recorde', 'menu.yaml:3:5  unknown expectation "recorde"; did you mean "recorded"?'],
    ['requested', '"requested" does not stand alone. Allowed: requested: /menu'],
    ['not_recorded: {}\n    times: 1', 'unknown key "times". Allowed: not_recorded, caller'],
    ['message: { too: "1" }', 'unknown key "too"; did you mean "to"?'],
    ['messages: {}', 'unknown expectation "messages"; did you mean "message"?'],
  ])('%j', (expectation, sentence) => expect(mistakes(expectation).join('\n')).toContain(sentence))
})
