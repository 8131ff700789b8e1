import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { readSpeech, speechLength } from '../../src/audio/speech.js'
import { nodes, tag } from './tags.js'

const length = (...content: Parameters<typeof nodes>) => speechLength(readSpeech(nodes(...content)))
const plain = (...content: Parameters<typeof nodes>) => readSpeech(nodes(...content)).plain

describe('D45: "14 characters of plain text a second at least 0.5 s, plus SSML breaks; configurable"', () => {
  it.each([
    ['', 0],
    [' \n ', 0],
    ['Hi', 500],
    ['a'.repeat(14), 1000],
    ['a'.repeat(140), 10_000],
  ])('%j takes %i ms', (text, ms) => {
    expect(speechLength(text)).toBe(ms)
    expect(length(text)).toBe(ms)
  })

  it('is as fast as it is told to be', () => {
    expect(speechLength('a'.repeat(40), 20)).toBe(2000)
  })

  it('counts white space as one blank, across tags too', () => {
    expect(plain('  Press \n\t 1 ', tag('emphasis', {}, ' now '), '\n please ')).toBe('Press 1 now please')
  })
})

describe('breaks', () => {
  it.each([
    [{ time: '500ms' }, 500],
    [{ time: '2s' }, 2000],
    [{ time: '0.5s' }, 500],
    [{ time: '11s' }, 10_000],
    [{ time: 'long' }, 250],
    [{}, 250],
    [{ strength: 'none' }, 0],
    [{ strength: 'x-weak' }, 0],
    [{ strength: 'weak' }, 250],
    [{ strength: 'medium' }, 250],
    [{ strength: 'strong' }, 500],
    [{ strength: 'x-strong' }, 1000],
    [{ strength: 'toString' }, 250],
  ])('%j pauses %i ms', (attributes, ms) => {
    expect(length('a'.repeat(14), tag('break', attributes))).toBe(1000 + ms)
  })

  it('pauses after sentences and paragraphs, and keeps their words apart', () => {
    const spoken = readSpeech(nodes(tag('p', {}, tag('s', {}, 'One.'), tag('s', {}, 'Two.')), 'Three.'))
    expect(spoken).toMatchObject({ plain: 'One. Two. Three.', pauseMs: 2000 })
  })

  it('says nothing but pauses where there is no text', () => {
    expect(length(tag('break', { time: '3s' }))).toBe(3000)
  })
})

describe('prosody rate', () => {
  it.each([
    ['x-slow', 2000],
    ['slow', 1333],
    ['medium', 1000],
    ['fast', 800],
    ['x-fast', 667],
    ['50%', 2000],
    ['1%', 5000],
    ['unknown', 1000],
  ])('%s says 14 characters in %i ms', (rate, ms) => {
    expect(length(tag('prosody', { rate }, 'a'.repeat(14)))).toBe(ms)
  })

  it('counts only what is inside, and the innermost rate', () => {
    const fast = tag('prosody', { rate: '200%' }, 'a'.repeat(14))
    expect(length('b'.repeat(14), tag('prosody', { rate: '50%' }, fast))).toBe(1500)
  })
})

describe('what is heard', () => {
  it('is the alias of a sub', () => {
    expect(plain('The ', tag('sub', { alias: 'World Wide Web' }, 'WWW'), '.')).toBe('The World Wide Web.')
  })

  it.each(['spell-out', 'characters', 'digits'])('is one letter after another with say-as %s', how => {
    expect(plain('Code ', tag('say-as', { 'interpret-as': how }, 'QX 7'), '.')).toBe('Code Q X 7.')
  })

  it('is the text of everything else', () => {
    expect(
      plain(tag('phoneme', { ph: 'pɪˈkɑːn' }, 'pecan'), ' ', tag('lang', { 'xml:lang': 'fr-FR' }, 'bonjour')),
    ).toBe('pecan bonjour')
    expect(plain(tag('blink', {}, 'unknown tags'))).toBe('unknown tags')
  })

  it('is the text alone with a voice that is not Polly’s', () => {
    const spoken = readSpeech(
      nodes(tag('sub', { alias: 'World Wide Web' }, 'WWW'), tag('break', { time: '9s' })),
      false,
    )
    expect(spoken).toMatchObject({ plain: 'WWW', pauseMs: 0, usesSsml: true })
  })
})

it('counts the characters that are written, not tags and not aliases', () => {
  const spoken = readSpeech(nodes('The ', tag('sub', { alias: 'World Wide Web' }, 'WWW'), '  .'))
  expect(spoken.characters).toBe('The WWW .'.length)
  expect(readSpeech(nodes('plain')).usesSsml).toBe(false)
})

test.prop([fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })])(
  'longer text never takes less time',
  (text, more) => {
    expect(speechLength(text + more)).toBeGreaterThanOrEqual(speechLength(text))
  },
)

test.prop([fc.string({ unit: 'binary' })])('text alone and text read from a document take the same time', text => {
  expect(length(text)).toBe(speechLength(text))
  expect(Number.isInteger(speechLength(text))).toBe(true)
})
