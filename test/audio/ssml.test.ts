import { describe, expect, it } from 'vitest'
import { checkSsml, ssmlTags } from '../../src/audio/ssml.js'
import type { Tag } from '../../src/xml/document.js'
import { nodes, tag } from './tags.js'

const check = (...content: (Tag | string)[]) => checkSsml(nodes(...content), true)

it('has nothing to say about text', () => {
  expect(check('Hello')).toEqual([])
  expect(checkSsml(nodes('Hello'), false)).toEqual([])
})

it('"SSML with a Polly voice": with WOMAN and MAN one problem, whatever the tags', () => {
  const found = checkSsml(nodes('Hello ', tag('break'), tag('blink')), false)
  expect(found).toMatchObject([{ code: 'ssml-without-polly', severity: 'risky', nearest: 'voice="Polly.Joanna"' }])
})

const written: [string, Record<string, string>][] = [
  ['break', { strength: 'x-strong' }],
  ['break', { time: '700ms' }],
  ['emphasis', { level: 'moderate' }],
  ['lang', { 'xml:lang': 'fr-FR' }],
  ['p', {}],
  ['phoneme', { alphabet: 'x-sampa', ph: 'pI"kA:n' }],
  ['prosody', { volume: '+6dB', rate: '90%', pitch: 'x-low' }],
  ['prosody', { volume: 'silent', rate: 'x-fast', pitch: '-10%' }],
  ['s', {}],
  ['say-as', { 'interpret-as': 'date', format: 'mdy' }],
  ['sub', { alias: 'aluminium' }],
  ['w', { role: 'amazon:VBD' }],
]

describe('the table', () => {
  it.each(written)('takes <%s> with %j', (name, attributes) => {
    expect(check(tag(name, attributes))).toEqual([])
  })

  it('has an example above for every tag', () => {
    expect(new Set(written.map(([name]) => name))).toEqual(new Set(Object.keys(ssmlTags)))
  })

  it.each([
    ['break', { time: '11s' }],
    ['break', { time: 'long' }],
    ['break', { strength: 'huge' }],
    ['emphasis', { level: 'very' }],
    ['prosody', { rate: '-10%' }],
    ['say-as', { 'interpret-as': 'cardinals' }],
    ['say-as', { 'interpret-as': 'date', format: 'mmddyy' }],
  ])('refuses <%s> with %j', (name, attributes) => {
    expect(check(tag(name, attributes as Record<string, string>))).toMatchObject([
      { code: 'value-not-allowed', allowed: expect.any(String) },
    ])
  })

  it('names the nearest value, attribute and tag', () => {
    expect(check(tag('say-as', { 'interpret-as': 'cardinals' }))).toMatchObject([{ nearest: 'cardinal' }])
    expect(check(tag('break', { times: '1s' }))).toMatchObject([{ code: 'unknown-attribute', nearest: 'time' }])
    expect(check(tag('breaks'))).toMatchObject([{ code: 'ssml-unknown-tag', nearest: 'break' }])
  })

  it('asks for what a tag is nothing without', () => {
    expect(check(tag('sub', {}, 'WWW'))).toMatchObject([{ code: 'attribute-missing' }])
  })
})

describe('nesting', () => {
  it('"p may contain s"', () => {
    expect(check(tag('p', {}, tag('s', {}, 'One.')))).toEqual([])
  })

  it('"s may not contain p", "break contains nothing"', () => {
    expect(check(tag('s', {}, tag('p')))).toMatchObject([
      { code: 'ssml-misplaced', message: '<p> may not stand in <s>' },
    ])
    expect(check(tag('break', {}, tag('break')))).toMatchObject([{ code: 'ssml-misplaced', allowed: 'no tag' }])
  })

  it('looks through unknown tags', () => {
    expect(check(tag('s', {}, tag('zzz', {}, tag('p'))))).toMatchObject([
      { code: 'ssml-unknown-tag' },
      { code: 'ssml-misplaced' },
    ])
  })
})

it.each(['amazon:effect', 'amazon:auto-breaths'])('"Not supported: %s"', name => {
  expect(check(tag(name, {}, 'psst'))).toMatchObject([{ code: 'ssml-unsupported' }])
})

it('"A <speak> wrapper is not used"', () => {
  expect(check(tag('speak', {}, tag('break')))).toMatchObject([
    { code: 'ssml-unknown-tag', message: expect.stringContaining('without <speak>') },
  ])
})

it('knows no tag by the name of what every object has', () => {
  expect(check(tag('constructor', { toString: '1' }), tag('s', { constructor: '1' }))).toMatchObject([
    { code: 'ssml-unknown-tag' },
    { code: 'unknown-attribute' },
  ])
})
