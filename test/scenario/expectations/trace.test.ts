import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { check } from '../../../src/scenario/check.js'
import type { Expectation } from '../../../src/scenario/expectation.js'
import { differenceOf } from '../../../src/scenario/text-difference.js'
import { traceSnapshots, withoutSnapshots } from '../../../src/scenario/trace-snapshots.js'
import { mistakes, play, readOne, sentences } from '../play.js'

const routes = { '/answer': '<Speak>Hello</Speak><Speak>Goodbye</Speak>' }

describe('"trace snapshot with ids and times normalised"', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'offhook-snapshot-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const scenario = (text: string) => readOne(text, join(folder, 'menu.yaml'))

  test('"path relative to the scenario file": a file that is not there says how it is made', async () => {
    const { calls } = await play('', routes)
    const { expect: expected } = scenario('expect: [{ trace: none.txt }]')
    expect(expected[0]).toMatchObject({ file: 'none.txt', path: join(folder, 'none.txt') })
    expect(check(expected[0] as Expectation, calls)).toEqual([
      'none.txt: there is no such file',
      'if that is right, offhook test --update writes it down',
    ])
  })

  test('"written by `offhook test --update`": what is written holds, also with other ids; another trace does not', async () => {
    const played = scenario('expect: [{ heard: hello }, { trace: menu.txt }, { trace: timed.txt, times: true }]')
    const { calls } = await play('', routes)
    const snapshots = traceSnapshots(played, calls)
    expect(snapshots.map(({ file, path }) => [file, path])).toEqual([
      ['menu.txt', join(folder, 'menu.txt')],
      ['timed.txt', join(folder, 'timed.txt')],
    ])
    for (const { path, text } of snapshots) writeFileSync(path, text)
    const { calls: others } = await play('seed: 99\n', routes)
    for (const one of played.expect) expect(check(one, others)).toBeUndefined()
    const { calls: changed } = await play('', { '/answer': '<Speak>Hello</Speak><Speak>Bye</Speak>' })
    const instead = check(played.expect[1] as Expectation, changed)
    expect(instead?.[0]).toMatch(/^it differs from line \d+ on \(- expected, \+ instead\):$/)
    expect(instead?.join('\n')).toMatch(/\n- .*"Goodbye"/)
    expect(instead?.join('\n')).toMatch(/\n\+ .*"Bye"/)
    expect(instead?.at(-1)).toBe('if that is right, offhook test --update writes it down')
  })

  test('of one caller only', async () => {
    const callers = 'callers: { alice: {}, bob: { starts: 1s } }\n'
    const { calls } = await play(callers, routes)
    const { expect: expected } = scenario(`${callers}expect: [{ trace: bob.txt, caller: bob }, { trace: all.txt }]`)
    const [bob, all] = traceSnapshots({ expect: expected }, calls)
    expect(all?.text.length).toBeGreaterThan(bob?.text.length ?? 0)
  })

  test('a scenario without what is to be written anew', () => {
    const played = scenario('expect: [{ heard: hello }, { trace: menu.txt }]')
    expect(sentences(played.expect)).toEqual(['"hello" is heard', 'the trace is as menu.txt says'])
    expect(sentences(withoutSnapshots(played).expect)).toEqual(['"hello" is heard'])
  })

  test.each([
    ['trace: menu', '"menu" is no name of a file. Allowed: the path of a file, relative to this one: menu.trace.txt'],
    ['trace: menu.yaml', '"menu.yaml" would be taken for a scenario'],
    ['trace: a.txt\n    time: true', 'unknown key "time"; did you mean "times"?'],
    ['trace: a.txt\n    times: 2', 'times is "2". Allowed: true or false'],
    ['trase: a.txt', 'unknown expectation "trase"; did you mean "trace"?'],
  ])('mistakes: %j', (expectation, sentence) => expect(mistakes(expectation).join('\n')).toContain(sentence))
})

describe('"a readable line diff": a few lines around the first difference', () => {
  const lines = [...'abcdefghij']
  const text = (given: readonly string[]) => `${given.join('\n')}\n`

  /** Numbers of lines are right-aligned. */
  const shown = (given: readonly string[]) =>
    differenceOf(text(lines), text(given))
      ?.slice(1)
      .map(line => line.replace(/ +/g, ' ').trim())

  test.each([
    [[...'abcXefghij'], ['2 b', '3 c', '- 4 d', '+ X', '5 e', '6 f']],
    [[...'abcdXYefghij'], ['3 c', '4 d', '+ X', '+ Y', '5 e', '6 f']],
    [[...'abcghij'], ['2 b', '3 c', '- 4 d', '- 5 e', '- 6 f', '7 g', '8 h']],
    [[...'abcdefgh'], ['7 g', '8 h', '- 9 i', '- 10 j']],
    [[...'abcdefghijk'], ['9 i', '10 j', '+ k']],
    // One line may be alike by chance: d is, but what follows is not.
    [[...'abXdYcdefghij'], ['1 a', '2 b', '+ X', '+ d', '+ Y', '3 c', '4 d']],
    [[...'XbcYefghij'], ['- 1 a', '+ X', '2 b', '3 c', '- 4 d', '+ Y', '5 e', '6 f']],
    [[...'XbcdefgYij'], ['- 1 a', '+ X', '2 b', '3 c', '…', '6 f', '7 g', '- 8 h', '+ Y', '9 i', '10 j']],
  ])('%j', (given, expected) => expect(shown(given)).toEqual(expected))

  test('only the first places are shown', () => {
    const many = [...Array(60).keys()].map(String)
    const other = many.map(line => (Number(line) % 10 === 5 ? 'x' : line))
    expect(differenceOf(text(many), text(other))?.at(-1)).toBe('and it differs in 3 more places below')
  })

  test('the first line says where', () => {
    expect(differenceOf('a\nb\n', 'a\nc\n')?.[0]).toBe('it differs from line 2 on (- expected, + instead):')
  })

  test('ends of lines and of the text make no difference', () => {
    expect(differenceOf('a\r\nb \r\n', 'a\nb')).toBeUndefined()
  })

  test('a long one is cut', () => {
    const many = [...Array(40).keys()].map(String)
    expect(shown([...many, ...lines])).toContain('+ … 34 more lines')
  })

  const word = fc.constantFrom('a', 'b', 'c', '')
  property.prop([fc.array(word), fc.array(word)])('there is one if and only if the texts differ', (one, other) => {
    const isSame = text(one).trimEnd() === text(other).trimEnd()
    expect(differenceOf(text(one), text(other)) === undefined).toBe(isSame)
  })
})
