import { describe, expect, it } from 'vitest'
import { checkVoice, languagesOf, plainVoices, pollyVoices } from '../../src/audio/voices.js'

it('speaks as WOMAN in en-US where nothing is given', () => {
  expect(checkVoice()).toEqual([])
})

it('takes every pair of its tables', () => {
  const plain = Object.entries(plainVoices).flatMap(([language, voices]) =>
    voices.map(voice => [voice, language] as const),
  )
  const polly = Object.entries(pollyVoices).flatMap(([language, names]) =>
    names.map(name => [`Polly.${name}`, language] as const),
  )
  expect([...plain, ...polly].flatMap(([voice, language]) => checkVoice(voice, language))).toEqual([])
  expect(plain).toHaveLength(27)
})

describe('voices that do not exist', () => {
  it.each([
    ['woman', 'WOMAN'],
    ['WOMEN', 'WOMAN'],
    ['polly.joanna', 'Polly.Joanna'],
    ['Polly.Joana', 'Polly.Joanna'],
    ['Joanna', 'Polly.Joanna'],
  ])('%s is most likely %s', (voice, nearest) => {
    expect(checkVoice(voice, 'en-US')).toMatchObject([{ code: 'speak-voice', severity: 'risky', nearest }])
  })

  it('has no guess for something else altogether', () => {
    expect(checkVoice('Google.en-US-Wavenet-D')[0]).not.toHaveProperty('nearest')
    expect(languagesOf('constructor')).toEqual([])
  })
})

describe('languages a voice does not speak', () => {
  it('"pt-PT (M only)", "da-DK (W)"', () => {
    expect(checkVoice('WOMAN', 'pt-PT')).toMatchObject([
      { code: 'speak-language', severity: 'risky', nearest: 'voice="MAN"' },
    ])
    expect(checkVoice('MAN', 'da-DK')).toMatchObject([{ nearest: 'voice="WOMAN"' }])
  })

  it('"hi-IN with WOMAN observed to fail the document with 8011"', () => {
    expect(checkVoice('WOMAN', 'hi-IN')).toMatchObject([
      {
        severity: 'risky',
        provenance: 'observed',
        nearest: 'voice="Polly.Aditi"',
        message: expect.stringContaining('8011'),
      },
    ])
  })

  it('breaks where no voice at all speaks it', () => {
    expect(checkVoice('WOMAN', 'en_US')).toMatchObject([{ severity: 'breaks', nearest: 'en-US' }])
    expect(checkVoice('MAN', 'xx-YY')).toMatchObject([{ severity: 'breaks' }])
  })

  it('"With a Polly voice the language should match the voice"', () => {
    expect(checkVoice('Polly.Amy', 'fr-FR')).toMatchObject([{ severity: 'risky', nearest: 'en-GB' }])
  })

  it('only notes a default language that does not match', () => {
    expect(checkVoice('Polly.Amy')).toMatchObject([{ severity: 'note', nearest: 'en-GB' }])
    expect(checkVoice('Polly.Joanna')).toEqual([])
  })
})
