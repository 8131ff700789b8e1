import { describe, expect, it } from 'vitest'
import { Earpiece } from '../../src/audio/earpiece.js'
import { endOf, type Sound, startOf, Tape } from '../../src/audio/tape.js'
import type { Happening } from '../../src/trace/events.js'

type Started = Extract<Happening, { type: 'prompt.started' }>

const prompt = (text: string, ms: number, more: Partial<Started> = {}): Started => ({
  type: 'prompt.started',
  sound: 'speech',
  text,
  ms,
  pass: 1,
  ...more,
})

const over = ({ sound, text, pass }: Started): Happening => ({
  type: 'prompt.finished',
  sound,
  text,
  pass,
  ms: 0,
  heard: true,
})

const words = (sounds: readonly Sound[]): string[] =>
  sounds.map(sound => {
    const what = sound.kind === 'speech' ? sound.text : sound.kind === 'key' ? sound.key : sound.kind
    return `${startOf(sound)}-${endOf(sound)} ${what}${sound.every ? ` every ${sound.every}` : ''}`
  })

describe('what is played', () => {
  it('is kept from beginning to end, with what sounds when the recording begins and ends', () => {
    const ear = new Earpiece()
    const [before, within, after] = [prompt('one', 1000), prompt('two', 1000), prompt('three', 1000)]
    ear.take(before, 0)
    ear.begin('r')
    ear.take(over(before), 1000)
    ear.take(within, 1000)
    ear.take(over(within), 1600)
    ear.take(after, 3000)
    const sounds = ear.end('r')
    ear.take(over(after), 3300)

    expect(words(sounds)).toEqual(['0-1000 one', '1000-1600 two', '3000-3300 three'])
  })

  it('two players may play the same at once', () => {
    const ear = new Earpiece()
    ear.begin('r')
    const same = prompt('one', 1000)
    ear.take(same, 0)
    ear.take(same, 500)
    ear.take(over(same), 1000)
    ear.take(over(same), 1200)

    expect(words(ear.end('r'))).toEqual(['0-1000 one', '500-1200 one'])
  })

  it('D93: what is muted is not heard', () => {
    const ear = new Earpiece()
    ear.begin('r')
    ear.take(prompt('unheard', 1000, { muted: true }), 0)
    ear.take(prompt('heard', 500), 200)
    expect(words(ear.end('r'))).toEqual(['200-700 heard'])
  })

  it('passes without end, or many at once, repeat', () => {
    const ear = new Earpiece()
    ear.begin('r')
    const [first, endless] = [prompt('one', 400), prompt('one', 400, { pass: 2, endless: true })]
    ear.take(first, 0)
    ear.take(over(first), 400)
    ear.take(endless, 400)
    ear.take(over(endless), 9000)
    const [hundredth, rest] = [prompt('two', 400, { pass: 100 }), prompt('two', 4000, { pass: 101 })]
    ear.take(prompt('two', 400), 10_000)
    ear.take(hundredth, 10_400)
    ear.take(over(hundredth), 10_800)
    ear.take(rest, 10_800)

    expect(words(ear.end('r')).filter(line => line.includes('every'))).toEqual([
      '400-9000 one every 400',
      '10800-14800 two every 400',
    ])
  })

  it('tones are keys where they are, and nothing after they were cut off', () => {
    const ear = new Earpiece()
    ear.begin('r')
    const tones = prompt('1w2', 900, { sound: 'tones' })
    ear.take(tones, 0)
    ear.take(over(tones), 500)
    ear.take({ type: 'tones.sent', digits: '3', ms: 200 }, 1000)

    // The second key would have begun at 700.
    expect(words(ear.end('r'))).toEqual(['0-100 1', '700-500 2', '1000-1100 3'])
  })
})

describe('who is connected', () => {
  it('is heard from then on, and until then, also in the middle of a sentence', () => {
    const ear = new Earpiece()
    const other = new Tape('+14155550111')
    ear.begin('r')
    other.speak('before and after', 2000, 0)
    ear.connect(other, 500)
    other.silence('before and after', 2000)
    other.press('5', 2500)
    other.speak('and then', 2000, 3000)
    ear.disconnect(other, 3500)
    other.silence('and then', 5000)
    other.press('6', 6000)

    expect(words(ear.end('r'))).toEqual(['500-2000 before and after', '2500-2600 5', '3000-3500 and then'])
  })

  it('is broken off when he is, whoever hears him from when on', () => {
    const ear = new Earpiece()
    const other = new Tape('+14155550111')
    other.begin('own')
    other.speak('one two', 2000, 0)
    ear.begin('r')
    ear.connect(other, 500)
    other.silence('one two', 1000)

    expect(words(ear.end('r'))).toEqual(['500-1000 one two'])
    expect(words(other.end('own'))).toEqual(['0-1000 one two'])
  })

  it('is not heard twice by a recording that begins later', () => {
    const ear = new Earpiece()
    const other = new Tape('+14155550111')
    ear.begin('early')
    other.speak('one two', 2000, 0)
    ear.connect(other, 500)
    ear.begin('late')
    other.silence('one two', 2000)

    expect(words(ear.end('late'))).toEqual(['0-2000 one two'])
    expect(words(ear.end('early'))).toEqual(['500-2000 one two'])
  })

  it('who was never connected cannot be disconnected', () => {
    const ear = new Earpiece()
    const other = new Tape('+14155550111')
    ear.begin('r')
    other.press('1', 0)
    ear.disconnect(other, 100)

    expect(ear.end('r')).toEqual([])
    expect(ear.end('nobody')).toEqual([])
  })
})
