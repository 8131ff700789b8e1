import { nearest } from '../trace/nearest.js'
import { type Attribute, isTag, type Tag, type Text } from '../xml/document.js'
import { type Problem, problem } from '../xml/problem.js'

/**
 * One row of the table: which attributes a tag has, and what may stand in it.
 *
 * Tags and attributes are those of https://plivo.com/docs/voice/concepts/ssml, nesting is the SDKs', and the values are
 * Amazon Polly's, to which Plivo hands them.
 */
interface SsmlTag {
  readonly attributes: Readonly<Record<string, Value>>
  readonly required?: readonly string[]
  readonly children: readonly string[]
}

interface Value {
  readonly allowed: string
  readonly accepts: RegExp
  /** For a value out of a list. */
  readonly words?: readonly string[]
}

const words = (...list: string[]): Value => ({
  allowed: list.join(', '),
  accepts: new RegExp(`^(?:${list.map(word => word.replace(/[+.]/g, '\\$&')).join('|')})$`),
  words: list,
})

const or = (value: Value, accepts: RegExp, allowed: string): Value => ({
  ...value,
  allowed: `${value.allowed}, or ${allowed}`,
  accepts: new RegExp(`${value.accepts.source}|${accepts.source}`),
})

const anything = (allowed: string): Value => ({ allowed, accepts: /\S/ })

const inline = ['break', 'emphasis', 'phoneme', 'prosody', 'say-as', 'sub']
const phrase = [...inline, 'lang', 'w']
const block = [...phrase, 'p', 's']

export const ssmlTags: Readonly<Record<string, SsmlTag>> = {
  break: {
    attributes: {
      strength: words('none', 'x-weak', 'weak', 'medium', 'strong', 'x-strong'),
      time: { allowed: 'a time up to 10 s, such as 500ms or 2s', accepts: /^\+?(?:\d+(?:\.\d+)?|\.\d+)(?:ms|s)$/ },
    },
    children: [],
  },
  emphasis: { attributes: { level: words('strong', 'moderate', 'reduced') }, children: phrase },
  lang: { attributes: { 'xml:lang': anything('a language, such as fr-FR') }, required: ['xml:lang'], children: block },
  // Only the Python SDK lets a phoneme stand in p.
  p: { attributes: {}, children: [...phrase, 's'] },
  phoneme: {
    attributes: { alphabet: words('ipa', 'x-sampa'), ph: anything('how it is pronounced') },
    required: ['ph'],
    children: [],
  },
  prosody: {
    attributes: {
      volume: or(
        words('default', 'silent', 'x-soft', 'soft', 'medium', 'loud', 'x-loud'),
        /^[+-]\d+(?:\.\d+)?dB$/,
        '+6dB',
      ),
      rate: or(words('x-slow', 'slow', 'medium', 'fast', 'x-fast'), /^\d+(?:\.\d+)?%$/, '90%'),
      pitch: or(words('default', 'x-low', 'low', 'medium', 'high', 'x-high'), /^[+-]?\d+(?:\.\d+)?%$/, '+10%'),
    },
    children: block,
  },
  s: { attributes: {}, children: phrase },
  'say-as': {
    attributes: {
      'interpret-as': words(
        'characters',
        'spell-out',
        'cardinal',
        'number',
        'ordinal',
        'digits',
        'fraction',
        'unit',
        'date',
        'time',
        'address',
        'expletive',
        'telephone',
      ),
      format: words('mdy', 'dmy', 'ymd', 'md', 'dm', 'ym', 'my', 'd', 'm', 'y', 'yyyymmdd'),
    },
    required: ['interpret-as'],
    children: [],
  },
  sub: { attributes: { alias: anything('what is said instead') }, required: ['alias'], children: [] },
  w: {
    attributes: { role: words('amazon:VB', 'amazon:VBD', 'amazon:SENSE_1', 'amazon:NN') },
    required: ['role'],
    children: inline,
  },
}

const names = Object.keys(ssmlTags)

/** What Amazon Polly knows and Plivo says it does not support. */
const unsupported = ['amazon:effect', 'amazon:auto-breaths']

/** The children of one Speak, as SSML: its tags, their attributes and values, and how they are nested. */
export function checkSsml(children: readonly (Tag | Text)[], voiceIsPolly: boolean): Problem[] {
  const tags = children.filter(isTag)
  if (!voiceIsPolly) {
    const [first] = tags
    if (!first) return []
    const message = `<${first.name}> in <Speak> needs a Polly voice: with WOMAN and MAN the tags are ignored and the text is said`
    return [problem('ssml-without-polly', message, { place: first.place, nearest: 'voice="Polly.Joanna"' })]
  }
  return tags.flatMap(tag => checkTag(tag, undefined))
}

function checkTag(tag: Tag, parent: string | undefined): Problem[] {
  const known = ownEntry(ssmlTags, tag.name)
  const inner = tag.children.filter(isTag)
  // Of an unknown tag the content is said, so that what stands in it counts as standing in its parent.
  if (!known) return [unknownTag(tag), ...inner.flatMap(child => checkTag(child, parent))]
  const found = [...checkNesting(tag, parent), ...checkAttributes(tag, known)]
  return [...found, ...inner.flatMap(child => checkTag(child, tag.name))]
}

function unknownTag({ name, place }: Tag): Problem {
  if (unsupported.includes(name)) {
    return problem('ssml-unsupported', `Plivo does not support <${name}>: its text is said without it`, { place })
  }
  if (name === 'speak') {
    const message = 'SSML stands in <Speak> as it is, without <speak> around it: the tag is ignored'
    return problem('ssml-unknown-tag', message, { place })
  }
  const guess = nearest(name, names)
  return problem('ssml-unknown-tag', `there is no SSML tag <${name}>: its text is said without it`, {
    place,
    allowed: names.join(', '),
    ...(guess && { nearest: guess }),
  })
}

function checkNesting(tag: Tag, parent: string | undefined): Problem[] {
  if (parent === undefined) return []
  const allowed = ownEntry(ssmlTags, parent)?.children ?? []
  if (allowed.includes(tag.name)) return []
  return [
    problem('ssml-misplaced', `<${tag.name}> may not stand in <${parent}>`, {
      place: tag.place,
      allowed: allowed.length > 0 ? allowed.join(', ') : 'no tag',
    }),
  ]
}

function checkAttributes(tag: Tag, known: SsmlTag): Problem[] {
  const missing = (known.required ?? []).filter(name => !tag.attributes.some(attribute => attribute.name === name))
  return [
    ...tag.attributes.flatMap(attribute => checkAttribute(tag, attribute, known)),
    ...missing.map(name =>
      problem('attribute-missing', `<${tag.name}> needs ${name}: without it the tag does nothing`, {
        place: tag.place,
        allowed: known.attributes[name]?.allowed as string,
      }),
    ),
  ]
}

function checkAttribute(tag: Tag, { name, value, place }: Attribute, known: SsmlTag): Problem[] {
  const kind = ownEntry(known.attributes, name)
  if (!kind) {
    const candidates = Object.keys(known.attributes)
    const guess = nearest(name, candidates)
    return [
      problem('unknown-attribute', `<${tag.name}> has no attribute ${name}: it is ignored`, {
        place,
        allowed: candidates.length > 0 ? candidates.join(', ') : 'no attribute',
        ...(guess && { nearest: guess }),
      }),
    ]
  }
  if (kind.accepts.test(value) && !(name === 'time' && milliseconds(value) > longestBreak)) return []
  const guess = kind.words && nearest(value, kind.words)
  return [
    problem('value-not-allowed', `${name}="${value}" of <${tag.name}> is not allowed`, {
      place,
      allowed: kind.allowed,
      ...(guess && { nearest: guess }),
    }),
  ]
}

/** The pauses of break in ms: as after a comma, a sentence, a paragraph (decided; Polly says only what they are like). */
const strengths: Readonly<Record<string, number>> = {
  none: 0,
  'x-weak': 0,
  weak: 250,
  medium: 250,
  strong: 500,
  'x-strong': 1000,
}

/** Amazon Polly's longest break, in ms; a longer one is cut to it (decided). */
const longestBreak = 10_000

/** The pause after a sentence and a paragraph that are tagged as such, in ms. */
export const pauseAfter: Readonly<Record<string, number>> = { s: 500, p: 1000 }

/** How long a break is, in ms; one without usable attributes is of medium strength. */
export function breakLength(tag: Tag): number {
  const time = attributeOf(tag, 'time')
  if (time !== undefined && ssmlTags.break?.attributes.time?.accepts.test(time)) {
    return Math.min(milliseconds(time), longestBreak)
  }
  return ownEntry(strengths, attributeOf(tag, 'strength') ?? 'medium') ?? (strengths.medium as number)
}

const rates: Readonly<Record<string, number>> = { 'x-slow': 50, slow: 75, medium: 100, fast: 125, 'x-fast': 150 }

/** How fast a prosody speaks, in percent of the normal rate (words: decided); Polly's limits are 20 and 200. */
export function rateOf(tag: Tag): number | undefined {
  const rate = attributeOf(tag, 'rate')
  if (rate === undefined) return undefined
  if (/^\d+(?:\.\d+)?%$/.test(rate)) return Math.min(Math.max(Number.parseFloat(rate), 20), 200)
  return ownEntry(rates, rate)
}

export const attributeOf = (tag: Tag, name: string): string | undefined =>
  tag.attributes.find(attribute => attribute.name === name)?.value

const milliseconds = (time: string): number => Math.round(Number.parseFloat(time) * (time.endsWith('ms') ? 1 : 1000))

const ownEntry = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
