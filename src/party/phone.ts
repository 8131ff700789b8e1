import { timeGiven as ms } from '../clock/duration.js'
import { inWords, isRecord, textGiven } from '../trace/given.js'
import { nearest } from '../trace/nearest.js'
import { readPattern, readSpeech, type Saying } from './saying.js'
import type { PartyStep } from './step.js'

/** What a far end does when it is dialled; of a list, one after another, and the last one again and again. */
export type PhoneBehaviour = PhoneManner | readonly PhoneManner[]

export type PhoneManner = PhoneWord | PhonePlan

export type PhoneWord = keyof typeof failures | 'no-answer' | 'voicemail'

/** A time is `4s`, `250ms`, `2m`, or milliseconds. */
export type Time = string | number

/** A far end in detail. The short steps happen in this order: hears, presses, says, and then those of `does`. */
export interface PhonePlan {
  /** How long it rings before it is answered; unless it is given, it rings and nobody answers. */
  readonly answers?: Time
  /** How long it rings before the call is declined: busy (3010) or rejected (3020). */
  readonly busy?: Time
  readonly rejects?: Time
  /** What the network says while it rings (early media): heard by a caller whose dialMusic is "real". */
  readonly early?: string
  /** An answering machine: this greeting and a beep; then it listens. */
  readonly voicemail?: string
  /** Waits until a prompt, or what the caller says or presses, has been heard. */
  readonly hears?: string | RegExp
  readonly presses?: string | number
  readonly says?: string
  readonly does?: readonly PhoneStep[]
  /** When it is hung up at the latest, counted from its answer. */
  readonly hangsUp?: Time
  /** A SIP endpoint that wants to know who rings (401 or 407): other credentials, or none, end with 4240 (D88). */
  readonly asksFor?: Credentials
}

/** What SIP digest authentication compares. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

export type PhoneStep =
  | { readonly hears: string | RegExp }
  | { readonly presses: string | number }
  | { readonly says: string | Saying }
  | { readonly waits: Time }
  | 'beeps'
  | 'hangs up'

/** What comes of dialling a far end once. Times in ms. */
export interface Reaction {
  /** How it was written, for the trace. */
  readonly words: string
  readonly rings: boolean
  readonly early?: string | undefined
  /** How it ends without an answer: a hangup code, its source, and when. */
  readonly fails?: { readonly code: number; readonly source: string; readonly because: string; readonly after: number }
  /** When it is answered, and what happens then. */
  readonly answers?: number
  readonly steps: readonly PartyStep[]
  readonly hangsUp?: number | undefined
  /** Whether a step that does not come about is worth a word: those of a voicemail are not. */
  readonly scripted: boolean
  readonly asksFor?: Credentials | undefined
}

// Codes and names are documented; that the network says busy and rejected is as captured, the rest follows from the names.
const failures = {
  busy: [3010, 'Carrier', 'it is busy'],
  rejected: [3020, 'Carrier', 'the call was rejected'],
  unreachable: [3000, 'Carrier', 'it cannot be reached'],
  unallocated: [3050, 'Carrier', 'there is no such number'],
  unregistered: [2020, 'Plivo', 'no endpoint is registered there'],
  'sip-auth-failed': [4240, 'Plivo', 'the credentials were refused'],
  'sip-auth-timeout': [4250, 'Plivo', 'the credentials were not asked for in time'],
} as const

/** An answering machine picks up after so long, in ms (D54). */
const patience = 15_000
const greeting = 'Please leave a message after the tone.'

const words = [...Object.keys(failures), 'no-answer', 'voicemail'] as PhoneWord[]
const keys = [
  'answers',
  'busy',
  'rejects',
  'early',
  'voicemail',
  'hears',
  'presses',
  'says',
  'does',
  'hangsUp',
  'asksFor',
] as const

/** What a far end does that is called `word`. */
const reactionOf = (word: PhoneWord): Reaction => {
  const silent = { words: word, steps: [], scripted: false }
  if (word === 'no-answer') return { ...silent, rings: true }
  if (word === 'voicemail') return { ...machine(greeting), ...{ words: word, answers: patience } }
  const [code, source, because] = failures[word]
  return { ...silent, rings: false, fails: { code, source, because, after: 0 } }
}

const machine = (text: string): Reaction => ({
  words: 'voicemail',
  rings: true,
  scripted: false,
  steps: [{ verb: 'says', text }, { verb: 'beeps' }],
})

/** A phone in somebody's hand: it rings until it is picked up from outside. */
export const handset: PhonePlan = Object.freeze({})

/** Nobody answers there: what becomes of numbers that no phone is given for (D54). */
export const ringsForEver: Reaction = { ...reactionOf('no-answer'), words: 'no phone is given for it: nobody answers' }

/** No endpoint of Plivo's own domain is registered that no phone is given for (D54). */
export const notRegistered: Reaction = {
  ...reactionOf('unregistered'),
  words: 'no phone is given for it: it is not registered',
}

/** What comes of it once an endpoint has asked who rings: the names may be seen, the passwords never. */
export const challenged = (reaction: Reaction, given: Credentials | undefined): Reaction => {
  const { asksFor } = reaction
  if (!asksFor || (given?.username === asksFor.username && given.password === asksFor.password)) return reaction
  const wrong = given?.username === asksFor.username ? 'the password is wrong' : `there is no user "${given?.username}"`
  const because = given ? `the credentials were refused: ${wrong}` : 'it asks for credentials, and none were given'
  const [code, source] = failures['sip-auth-failed']
  return { words: because, rings: false, steps: [], scripted: false, fails: { code, source, because, after: 0 } }
}

/** Reads what a phone does. Throws a TypeError that names what is allowed and the nearest right thing. */
export const readBehaviour = (behaviour: PhoneBehaviour): Reaction[] => {
  const manners = Array.isArray(behaviour) ? behaviour : [behaviour as PhoneManner]
  if (manners.length === 0) throw new TypeError('a phone needs to do something; an empty list says nothing')
  return manners.map(readManner)
}

const readManner = (manner: PhoneManner): Reaction => {
  if (typeof manner === 'string') return reactionOf(oneOf(manner, words, 'a phone is never'))
  if (manner === handset) return { ...reactionOf('no-answer'), words: 'it rings here' }
  if (!isRecord(manner)) {
    throw new TypeError(`a phone is never ${inWords(manner)}; allowed are ${words.join(', ')}, or a plan`)
  }
  for (const name of Object.keys(manner)) oneOf(name, keys, 'a phone has no')
  for (const name of ['early', 'voicemail'] as const) if (manner[name] !== undefined) textGiven(manner[name], name)
  const reaction = readPlan(manner)
  return manner.asksFor === undefined ? reaction : { ...reaction, asksFor: readCredentials(manner.asksFor) }
}

const readCredentials = (given: Credentials): Credentials => {
  const { username, password } = { ...given }
  if (typeof username === 'string' && username && typeof password === 'string' && password)
    return { username, password }
  throw new TypeError('asksFor needs a username and a password: { username: "bob", password: "…" }')
}

const readPlan = (manner: PhonePlan): Reaction => {
  const { answers, busy, rejects, early, voicemail, hears, presses, says, does = [], hangsUp } = manner
  if (!Array.isArray(does)) throw new TypeError('does is a list of steps: does: [{ hears: "hello" }, "hangs up"]')
  const ends = [answers, busy, rejects].filter(time => time !== undefined)
  if (ends.length > 1) throw new TypeError('a phone either answers, is busy or rejects: give one of them')
  const declined = busy !== undefined ? 'busy' : rejects !== undefined ? 'rejected' : undefined
  if (declined) {
    const [code, source, because] = failures[declined]
    const fails = { code, source, because, after: ms(busy ?? rejects ?? 0) }
    return { words: declined, rings: true, early, fails, steps: [], scripted: false }
  }
  const script = [
    ...(hears === undefined ? [] : [readStep({ hears })]),
    ...(presses === undefined ? [] : [readStep({ presses })]),
    ...(says === undefined ? [] : [readStep({ says })]),
    ...does.map(readStep),
  ]
  const when = answers === undefined ? (voicemail === undefined ? undefined : patience) : ms(answers)
  if (when === undefined) {
    const useless = script.length > 0 || hangsUp !== undefined
    if (useless) throw new TypeError('a phone that is never answered does nothing; say when: answers: 4s')
    return { words: 'it rings, and nobody answers', rings: true, early, steps: script, scripted: false }
  }
  const answered = {
    answers: when,
    rings: true,
    early,
    hangsUp: hangsUp === undefined ? undefined : ms(hangsUp),
  }
  if (voicemail !== undefined) return { ...machine(voicemail || greeting), ...answered }
  return { ...answered, words: `it is answered after ${when / 1000} s`, steps: script, scripted: true }
}

const steps = ['hears', 'presses', 'says', 'waits', 'beeps', 'hangs up'] as const

const readStep = (step: PhoneStep): PartyStep => {
  if (step === 'beeps' || step === 'hangs up') return { verb: step }
  const names = typeof step === 'object' && step !== null ? Object.keys(step) : [String(step)]
  if (names.length > 1) {
    const apart = names.map(name => `{ ${name}: … }`).join(', ')
    throw new TypeError(`a step of a phone is one thing, not ${names.join(' and ')}: write ${apart}`)
  }
  if (typeof step === 'object' && step !== null) {
    if ('hears' in step) return { verb: 'hears', pattern: readPattern(step.hears) }
    if ('presses' in step) return { verb: 'presses', keys: readKeys(step.presses) }
    if ('says' in step) return readSaying(step.says)
    if ('waits' in step) return { verb: 'waits', ms: ms(step.waits) }
  }
  const near = nearest(names[0] ?? '', steps)
  const hint = near ? `did you mean ${near}?` : `allowed are ${steps.join(', ')}`
  throw new TypeError(`a phone cannot do ${JSON.stringify(step)}; ${hint}`)
}

const readSaying = (given: string | Saying): PartyStep => {
  if (typeof given === 'string') return { verb: 'says', text: given }
  const { text, confidence } = readSpeech(given)
  return { verb: 'says', text, confidence }
}

const readKeys = (given: unknown): string => {
  const keys = typeof given === 'number' ? String(given) : given
  if (typeof keys === 'string' && /^[0-9*#]+$/.test(keys)) return keys
  throw new TypeError(`cannot press ${inWords(keys)}; allowed are the keys 0-9, * and #`)
}

const oneOf = <T extends string>(given: string, known: readonly T[], what: string): T => {
  const found = known.find(name => name === given)
  if (found !== undefined) return found
  const near = nearest(given, known)
  throw new TypeError(`${what} "${given}"; ${near ? `did you mean ${near}?` : `allowed are ${known.join(', ')}`}`)
}
