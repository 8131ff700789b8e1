import { describe, expect, it } from 'vitest'
import { whatToHear } from '../../src/scenario/saved-hears.js'

const hear = (text: string, more: Partial<Parameters<typeof whatToHear>[0]> = {}) =>
  whatToHear({ text, before: [], others: [text], ...more })

describe('"the prompt, or the shortest piece of it that is unmistakable in this call"', () => {
  const menu =
    'Welcome to Acme, the bank that listens to you. Press 1 for sales, press two for support, or stay on the line.'

  it('"prefer the words around press N": as a digit or as a word', () => {
    expect(hear(menu, { key: '1' })).toEqual(['Press 1 for sales'])
    expect(hear(menu, { key: '2' })).toEqual(['press two for support'])
    expect(hear('To leave a message for one of our agents, press the pound key.', { key: '#' })).toEqual([
      'press the pound key',
    ])
  })

  it('press 1 is not press 12', () => {
    expect(hear('For a very long list of things that we offer press 12. Goodbye now.', { key: '1' })).toEqual([
      'Goodbye now',
    ])
  })

  it('a short prompt as a whole, of a long one its shortest part of two words', () => {
    expect(hear('Nobody is there.')).toEqual(['Nobody is there.'])
    expect(hear(menu)).toEqual(['Welcome to Acme'])
  })

  it('no piece that is heard in another prompt of the call', () => {
    const others = [menu, 'Welcome to Acme support.']
    expect(hear(menu, { others })).not.toEqual(['Welcome to Acme'])
    expect(hear(menu, { others, key: '1' })).toEqual(['Press 1 for sales'])
  })

  it('a prompt that was heard before and not listened for: each time', () => {
    expect(hear('Press 1.', { before: ['Press 1.', 'Hello', 'Press 1.'] })).toEqual([
      'Press 1.',
      'Press 1.',
      'Press 1.',
    ])
  })

  it('nothing that will be different next time, and the name of an audio file', () => {
    expect(hear('Your number in the queue of our agents is 48213, thank you for waiting.')).toEqual([
      'thank you for waiting',
    ])
    expect(hear('http://127.0.0.1:3000/audio/welcome.mp3?v=17')).toEqual(['welcome.mp3'])
  })
})
