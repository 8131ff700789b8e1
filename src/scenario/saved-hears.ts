import { isHeard } from '../party/step.js'

/** Words for keys in prompts. */
const spoken: Readonly<Record<string, string>> = {
  '0': 'zero',
  '1': 'one',
  '2': 'two',
  '3': 'three',
  '4': 'four',
  '5': 'five',
  '6': 'six',
  '7': 'seven',
  '8': 'eight',
  '9': 'nine',
  '*': 'star',
  '#': 'pound|hash',
}

/** A prompt that is short enough to be quoted as a whole. */
const short = 40

export interface Listening {
  /** What is to be recognised. */
  readonly text: string
  /** What was heard before it and not listened for yet, in order. */
  readonly before: readonly string[]
  /** Whatever else was heard in the call. */
  readonly others: readonly string[]
  /** The key that is pressed next. */
  readonly key?: string | undefined
}

/**
 * What to listen for, one after another, to come to a prompt: the shortest piece of it that is heard nowhere else in the
 * call, rather the words about the key that is pressed next. Of a prompt that was heard before, each time.
 */
export function whatToHear({ text, before, others, key }: Listening): string[] {
  const isNew = (piece: string) => !before.some(one => isHeard(piece, one))
  const isAlone = (piece: string) => !others.some(one => one !== text && isHeard(piece, one))
  const pieces = piecesOf(text, key).filter(piece => isHeard(piece, text))
  const found = pieces.find(piece => isNew(piece) && isAlone(piece)) ?? pieces.find(isNew)
  if (found !== undefined) return [found]
  const often = pieces.find(isAlone) ?? text
  return [...before.filter(one => isHeard(often, one)), text].map(() => often)
}

/** Pieces of a prompt, the best first; the whole of it is the last. */
function piecesOf(text: string, key: string | undefined): string[] {
  if (/^https?:\/\//i.test(text)) return [...namesIn(text), text]
  const sentences = cut(text, /(?<=[.!?;])\s+/)
  const clauses = cut(text, /(?<=[.!?;:,])\s+/)
  const about = key === undefined ? [] : [...clauses, ...sentences].filter(piece => aboutKey(key).test(piece))
  const whole = text.trim()
  const shortest = [...sentences, ...clauses].filter(isTelling).sort((one, other) => one.length - other.length)
  return [...about.filter(isSteady), ...(whole.length <= short ? [whole] : []), ...shortest, whole, text]
}

const cut = (text: string, where: RegExp): string[] =>
  text.split(where).map(piece => piece.replace(/[\s.!?;:,]+$/, '').trim())

const aboutKey = (key: string): RegExp =>
  new RegExp(
    `\\b(?:press|dial|enter|push|hit)\\b.{0,20}?(?<![\\w])(?:${key.replace(/[*#]/, '\\$&')}|${spoken[key] ?? key})(?!\\w)`,
    'i',
  )

/** Two words at least, and nothing that is likely to be different next time. */
const isTelling = (piece: string): boolean => piece.length >= 6 && /\S\s+\S/.test(piece) && isSteady(piece)

const isSteady = (piece: string): boolean => !/\d{4}|[0-9a-f]{8}-|•/i.test(piece)

/** The name of an audio file says which it is, wherever it is. */
function namesIn(url: string): string[] {
  const path = URL.canParse(url) ? new URL(url).pathname : ''
  const name = path.split('/').at(-1) ?? ''
  return [name, path].filter(one => one.length > 2 && isSteady(one))
}
