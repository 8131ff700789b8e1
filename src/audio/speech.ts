import { isTag, type Tag, type Text } from '../xml/document.js'
import { attributeOf, breakLength, pauseAfter, rateOf, ssmlTags } from './ssml.js'

/** What a Speak says, as far as it can be heard and counted. */
export interface Spoken {
  /** What a person hears, in words: white space collapsed, aliases and spelling applied. */
  readonly plain: string
  /** The characters of `plain` as if all were said at the normal rate: more than there are where it is said slowly. */
  readonly weight: number
  /** The sum of all pauses. */
  readonly pauseMs: number
  /** The characters that are written, without tags, white space collapsed: what the limit of 3,000 is about. */
  readonly characters: number
  readonly usesSsml: boolean
}

/** How fast speech is, in characters of plain text a second (D45). */
export const defaultCharactersPerSecond = 14

/** The shortest thing that can be said, in ms (D45). */
const shortest = 500

/** How long it takes to say, in whole ms; nothing takes no time (D45). */
export function speechLength(spoken: Spoken | string, charactersPerSecond = defaultCharactersPerSecond): number {
  const { weight, pauseMs } = typeof spoken === 'string' ? plainText(spoken) : spoken
  if (weight === 0) return pauseMs
  return Math.max(shortest, Math.round((weight / charactersPerSecond) * 1000)) + pauseMs
}

/**
 * Reads the content of a Speak. With a voice that is not Polly's the tags are ignored and their text is said (decided:
 * the vendor says only that they are not supported).
 */
export function readSpeech(children: readonly (Tag | Text)[], voiceIsPolly = true): Spoken {
  const speech: Speech = { parts: [], written: '', pauseMs: 0 }
  for (const child of children) listen(child, 100, voiceIsPolly, speech)
  return {
    ...collapse(speech.parts),
    pauseMs: speech.pauseMs,
    characters: count(speech.written.replace(/\s+/g, ' ').trim()),
    usesSsml: children.some(isTag),
  }
}

interface Speech {
  /** Text with the rate it is said at, in percent. */
  readonly parts: { readonly text: string; readonly rate: number }[]
  written: string
  pauseMs: number
}

function listen(node: Tag | Text, rate: number, ssml: boolean, speech: Speech): void {
  if (!isTag(node)) {
    speech.parts.push({ text: node.text, rate })
    speech.written += node.text
    return
  }
  const inside: Speech = { parts: [], written: '', pauseMs: 0 }
  // The innermost rate counts: n % is of the normal rate, not of the rate around it.
  const inner = (ssml && node.name === 'prosody' && rateOf(node)) || rate
  for (const child of node.children) listen(child, inner, ssml, inside)
  const means = ssml && Object.hasOwn(ssmlTags, node.name)
  const apart = means && (node.name === 'break' || Object.hasOwn(pauseAfter, node.name))
  if (apart) speech.parts.push({ text: ' ', rate })
  speech.parts.push(...(means ? heard(node, inside.parts, inner) : inside.parts))
  if (apart) speech.parts.push({ text: ' ', rate })
  speech.written += inside.written
  speech.pauseMs += inside.pauseMs
  if (means) speech.pauseMs += node.name === 'break' ? breakLength(node) : (pauseAfter[node.name] ?? 0)
}

/** What is heard of a tag's content: an alias instead of it, or its letters one by one. */
function heard(tag: Tag, content: Speech['parts'], rate: number): Speech['parts'] {
  if (tag.name === 'sub') {
    const alias = attributeOf(tag, 'alias')
    return alias === undefined ? content : [{ text: alias, rate }]
  }
  const spelled = tag.name === 'say-as' && SPELLED.has(attributeOf(tag, 'interpret-as') ?? '')
  return spelled ? content.map(part => ({ ...part, text: [...part.text.replace(/\s+/g, '')].join(' ') })) : content
}

const SPELLED = new Set(['characters', 'spell-out', 'digits'])

/** One text of many, white space collapsed across their borders, and what it weighs. */
function collapse(parts: Speech['parts']): { plain: string; weight: number } {
  let plain = ''
  let weight = 0
  let gap = 0
  for (const { text, rate } of parts) {
    for (const char of text) {
      if (/\s/.test(char)) {
        if (plain !== '') gap ||= 100 / rate
        continue
      }
      plain += gap > 0 ? ` ${char}` : char
      weight += gap + 100 / rate
      gap = 0
    }
  }
  return { plain, weight }
}

const plainText = (text: string) => ({ ...collapse([{ text, rate: 100 }]), pauseMs: 0 })

const count = (text: string): number => [...text].length
