import { expect, test } from 'vitest'
import { Keypad } from '../../src/cli/keypad.js'

function keypad() {
  const deeds: string[] = []
  const pad = new Keypad({
    presses: digit => deeds.push(`presses ${digit}`),
    beginsSpeaking: () => deeds.push('begins to speak'),
    finishesSpeaking: text => deeds.push(`says "${text}"`),
    picksUp: () => deeds.push('picks up'),
    hangsUp: () => deeds.push('hangs up'),
    wonders: () => deeds.push('wonders'),
  })
  const type = (text: string) => {
    for (const char of text) pad.hear(char, { name: char })
  }
  return { pad, deeds, type }
}

test('"single key presses 0-9 * # are sent at once"; other letters mean nothing', () => {
  const { deeds, type } = keypad()
  type('19*#0a')
  expect(deeds).toEqual(['presses 1', 'presses 9', 'presses *', 'presses #', 'presses 0', 'wonders'])
})

test('"/ begins speech: a line to type, Enter says it"; keys are letters then', () => {
  const { pad, deeds, type } = keypad()
  type('/my 2 boköx')
  pad.hear('\x7f', { name: 'backspace' })
  expect(pad.line).toBe('my 2 bokö')
  pad.hear('\r', { name: 'return' })
  expect(deeds).toEqual(['begins to speak', 'says "my 2 bokö"'])
  type('3')
  expect(deeds.at(-1)).toBe('presses 3')
})

test('speech begins with the first letter, not with / nor with a blank, and once a line', () => {
  const { pad, deeds, type } = keypad()
  type('/  ')
  expect(deeds).toEqual([])
  type('a')
  expect(deeds).toEqual(['begins to speak'])
  pad.hear('\x15', { name: 'u', ctrl: true })
  type('b')
  pad.hear('\r', { name: 'return' })
  expect(deeds).toEqual(['begins to speak', 'says "b"'])
  type('/c')
  expect(deeds.slice(2)).toEqual(['begins to speak'])
})

test('"Esc cancels": who has begun to speak has said nothing that can be understood; an empty line says nothing', () => {
  const { pad, deeds, type } = keypad()
  type('/hello')
  pad.hear(undefined, { name: 'escape' })
  expect(pad.line).toBeUndefined()
  expect(deeds).toEqual(['begins to speak', 'says ""'])
  type('/  ')
  pad.hear('\r', { name: 'return' })
  type('/')
  pad.hear(undefined, { name: 'escape' })
  expect(deeds).toHaveLength(2)
})

test('Ctrl-C, Ctrl-D and q hang up; a q in a sentence is a letter', () => {
  const { pad, deeds, type } = keypad()
  pad.hear('\x03', { name: 'c', ctrl: true })
  pad.hear('\x04', { name: 'd', ctrl: true })
  type('q')
  expect(deeds).toEqual(['hangs up', 'hangs up', 'hangs up'])
  type('/q')
  expect(pad.line).toBe('q')
  pad.hear('\x03', { name: 'c', ctrl: true })
  expect(pad.line).toBeUndefined()
  expect(deeds.slice(3)).toEqual(['begins to speak', 'hangs up'])
})

test('arrows and control characters are no keys of a telephone, and no letters', () => {
  const { pad, deeds, type } = keypad()
  pad.hear('\x1b[A', { name: 'up' })
  pad.hear('\t', { name: 'tab' })
  type('/a')
  pad.hear('\x1b[D', { name: 'left' })
  expect(pad.line).toBe('a')
  expect(deeds).toEqual(['begins to speak'])
})

test('Enter picks up, while no line is typed', () => {
  const { pad, deeds } = keypad()
  pad.hear('\r', { name: 'return' })
  pad.hear('/', { name: '/' })
  pad.hear('\r', { name: 'return' })
  expect(deeds).toEqual(['picks up'])
})
