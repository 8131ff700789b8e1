import type { EventOf } from './events.js'
import type { Span, Style } from './layout.js'
import { shortened } from './printable.js'

/** What one event looks like: a word that says what happened, a sentence, and details on lines of their own. */
export interface Row {
  readonly label: string
  readonly style: Style
  readonly body: readonly Span[]
  readonly details: readonly (readonly Span[])[]
}

/** A prompt, a parameter or a message longer than this is cut: a trace is read from top to bottom. */
export const LONGEST = 400

const span = (style: Style) => (text: string) => ({ text, style })
export const plain = span('plain')
export const strong = span('strong')
export const faint = span('faint')

export function row(label: string, style: Style, body: Span[], details: Span[][] = []): Row {
  return { label, style, body, details: details.filter(line => line.some(({ text }) => text !== '')) }
}

export const quoted = (text: string) => `"${shortened(text, LONGEST)}"`

/** What somebody said, or pressed. */
export const spoken = (sound: 'speech' | 'key', text: string) => (sound === 'speech' ? quoted(text) : `the key ${text}`)
export const tagged = (name: string) => (/^[A-Za-z]+$/.test(name) ? `<${name}>` : name)
/** What is good to know but not the point, in brackets behind it. */
export function aside(...facts: (string | undefined)[]): Span {
  const known = facts.filter(Boolean)
  return faint(known.length > 0 ? `  (${known.join(', ')})` : '')
}

/** Enough of a prompt to know it again. */
export function excerpt(text: string): string {
  const chars = [...text]
  return chars.length > 40 ? `${chars.slice(0, 40).join('').trimEnd()}…` : text
}

/** Whether a key waits for an element that listens to keys: those of whom a call is with do, those of B legs do not. */
export const isKept = ({ leg, heardBy, across }: EventOf<'digit.pressed'>): boolean =>
  leg === undefined && heardBy === undefined && !across
export const KEPT = 'kept: nothing listens yet'
