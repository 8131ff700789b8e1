import { describe, expect, test } from 'vitest'
import { failures, mistakes, play, readOne, sentences } from '../play.js'

const answer = { '/answer': '<Speak>Hello</Speak><Wait length="30"/>' }

const instead = async (expectation: string, caller = '[{ waits: 12300ms }, hangs up]', routes = answer) =>
  failures(await play(`caller: ${caller}\nexpect:\n  - ${expectation}\n`, routes)).join('\n')

describe('"duration": call time from the arrival to the end', () => {
  test.each([
    'lasted: 12s',
    'lasted: 12300ms',
    'lasted: { at_least: 5s, at_most: 30s }',
    'lasted: { at_least: 12300ms }',
    'lasted: { at_most: 12300ms }',
    'lasted: 12s\n    since: answer',
    'lasted: 12s\n    since: arrival',
    'billed: 60s',
    'billed: 1m',
    'billed: { at_most: 1m }',
  ])('holds: %j', async expectation => expect(await instead(expectation)).toBe(''))

  test.each([
    ['lasted: 11s', 'the call lasts 11s\nit lasted 12s300ms, 12s300ms of it answered: the caller hung up'],
    ['lasted: 13s', 'the call lasts 13s\nit lasted'],
    ['lasted: 12301ms', 'the call lasts 12s301ms\nit lasted'],
    ['lasted: { at_least: 13s }', 'the call lasts at least 13s\nit lasted'],
    ['lasted: { at_most: 12s }', 'the call lasts at most 12s\nit lasted'],
    ['billed: 2m', '2m are billed\n60 s are: of 13 s from the answer to the end'],
  ])('does not hold: %j', async (expectation, sentence) => expect(await instead(expectation)).toContain(sentence))

  test('a call that was never answered has no length since then, and costs nothing', async () => {
    const routes = { '/answer': '<Hangup reason="rejected"/>' }
    expect(await instead('lasted: 1s\n    since: answer', '[]', routes)).toContain(
      'it was never answered; it ended with',
    )
    expect(await instead('billed: 60s', '[]', routes)).toContain('0 s are: it was never answered')
  })

  test('with several callers it says whose call', async () => {
    const callers =
      'callers: { alice: { does: [{ waits: 3s }, hangs up] }, bob: { does: [{ waits: 9s }, hangs up] } }\n'
    expect(mistakes('lasted: 3s', callers).join()).toContain(
      '"lasted" must say whose call. Allowed: caller: alice | bob',
    )
    const result = await play(
      `${callers}expect: [{ lasted: 3s, caller: alice }, { lasted: 9s, caller: bob }, { lasted: 9s, caller: alice }]`,
      answer,
    )
    expect(failures(result).join()).toMatch(/^the call lasts 9s\nit lasted 3s/)
    expect(result.failures).toHaveLength(1)
  })

  test('it is a sentence', () => {
    const text = 'expect: [{ lasted: { at_least: 5s, at_most: 30s }, since: answer }, { billed: { at_most: 1m } }]'
    expect(sentences(readOne(text).expect)).toEqual([
      'the call lasts 5s to 30s from its answer',
      'at most 1m are billed',
    ])
  })
})

describe('every mistake has its place, what is allowed, and the nearest key', () => {
  test.each([
    ['lasted: 12', 'menu.yaml:3:13  "12" is not a time; did you mean "12s"?'],
    ['lasted: { atleast: 5s }', 'unknown key "atleast"; did you mean "at_least"?'],
    ['lasted: {}', 'lasted is empty. Allowed: at_least, at_most'],
    ['lasted: { at_least: 9s, at_most: 5s }', 'at_least is more than at_most: nothing is between them'],
    ['lasted: 5s\n    since: answr', 'unknown since "answr"; did you mean "answer"?'],
    ['lastet: 5s', 'unknown expectation "lastet"; did you mean "lasted"?'],
    ['billed: 5s\n    since: answer', 'unknown key "since". Allowed: billed, caller'],
  ])('%j', (expectation, sentence) => expect(mistakes(expectation).join('\n')).toContain(sentence))
})
