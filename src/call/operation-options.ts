import type { PromptItem } from '../audio/prompt.js'
import { speechLength } from '../audio/speech.js'
import { readTones } from '../audio/tones.js'
import { checkVoice, defaultLanguage, defaultVoice } from '../audio/voices.js'
import { maxCharacters } from '../elements/speak.js'
import { hideUrlCredentials } from '../trace/credentials.js'
import { inWords, refuseNoFlag, textGiven } from '../trace/given.js'
import { nearest } from '../trace/nearest.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import { readPolicy } from '../webhook/fragment.js'
import { shownUrl } from '../webhook/request-url.js'
import { type Problem, problem } from '../xml/problem.js'
import type { OverlaySound } from './overlay.js'

/** Who is meant: the caller (aleg), whom the caller is connected to in a Dial (bleg), or both of them. */
export type OperationLegs = 'aleg' | 'bleg' | 'both'

interface SoundOptions {
  /** Who hears it; `aleg` unless given. */
  readonly legs?: OperationLegs
  /** It is repeated until it is stopped, or the call is over; not unless given. */
  readonly loop?: boolean
  /** Whether everything else is heard, too; it is unless given. */
  readonly mix?: boolean
}

/** Files that are to be heard in a live call. */
export interface PlayOptions extends SoundOptions {
  /** Absolute http(s) URLs of mp3 or wav files, played one after another; a text may have several, with commas. */
  readonly urls: string | readonly string[]
  /** Seconds after which it is cut, more than 0. */
  readonly length?: number
}

/** A text that is to be said in a live call. */
export interface SpeakOptions extends SoundOptions {
  readonly text: string
  /** WOMAN, MAN, or a voice of Amazon Polly; WOMAN unless given. */
  readonly voice?: string
  /** `en-US` unless given. */
  readonly language?: string
}

/** Keys that are to be sent to a party of a live call. */
export interface DigitsOptions {
  /** 0-9 * # and the pauses w (0.5 s) and W (1 s). */
  readonly digits: string
  /** Who hears them; `aleg` unless given. */
  readonly leg?: 'aleg' | 'bleg'
}

/** Where a live call is to go on: absolute http(s) URLs, whose fragments configure the requests. */
export interface TransferOptions {
  /** Who is transferred; `aleg` unless given. */
  readonly legs?: OperationLegs
  readonly alegUrl?: string
  /** `POST` unless given. */
  readonly alegMethod?: 'GET' | 'POST'
  readonly blegUrl?: string
  readonly blegMethod?: 'GET' | 'POST'
}

/** An operation as it is carried out, and as it is told. */
export interface ReadSound {
  readonly sound: OverlaySound
  readonly legs: OperationLegs
  readonly what: string
  readonly how: readonly string[]
  /** What is odd about it, with the URL it is about. */
  readonly problems: readonly { readonly found: Problem; readonly url?: string }[]
}

/** `option` is what the URLs are called by who gives them. */
export const readPlay = (options: PlayOptions, option = 'urls'): ReadSound => {
  refuseUnknown(options, ['urls', 'length', 'legs', 'loop', 'mix'], 'play')
  const { urls: given, length } = options
  const urls = (Array.isArray(given) ? given : text(given, 'urls', 'play').split(',')).map(url => audioUrl(url, option))
  if (urls.length === 0) throw new TypeError('urls is empty; allowed are one or more URLs of mp3 or wav files')
  if (length !== undefined && !(Number.isFinite(length) && length > 0)) {
    throw new RangeError(`length is ${inWords(length)}; allowed are seconds, more than 0`)
  }
  const { legs, loop, mix, how } = soundOptions(options)
  const items = urls.map(url => ({ sound: 'audio', url, loop: 1 }) as const)
  const cut = length === undefined ? undefined : Math.round(length * 1000)
  return {
    sound: { operation: 'play', items, loop, mix, length: cut },
    legs,
    what: urls.map(shownUrl).join(', '),
    how: [...how, ...(length === undefined ? [] : [`at most ${length} s`])],
    problems: urls.flatMap(url => readPolicy(url, 'audio').problems.map(found => ({ found, url }))),
  }
}

export const readSpeak = (options: SpeakOptions, charactersPerSecond: number): ReadSound => {
  refuseUnknown(options, ['text', 'voice', 'language', 'legs', 'loop', 'mix'], 'speak')
  const voice = textGiven(options.voice ?? defaultVoice, 'voice', 'WOMAN, MAN, or a voice of Amazon Polly')
  const language = textGiven(options.language ?? defaultLanguage, 'language', 'a text such as en-US')
  const said = text(options.text, 'text', 'speak').trim().replace(/\s+/g, ' ')
  if (!said) throw new TypeError('text is empty; allowed is a text to say')
  const { legs, loop, mix, how } = soundOptions(options)
  const ms = speechLength(said, charactersPerSecond)
  const items: PromptItem[] = [{ sound: 'speech', text: said, ms, loop: 1, voice, language }]
  const problems = [...checkVoice(voice, language, 'API'), ...checkLength(said)].map(found => ({ found }))
  return { sound: { operation: 'speak', items, loop, mix }, legs, what: `"${said}"`, how, problems }
}

/** What <Speak> takes; no page says that the API takes more (D93). */
const checkLength = (said: string): Problem[] => {
  const { length } = [...said]
  if (length <= maxCharacters) return []
  const message = `the text to speak has ${length} characters; Plivo takes 3,000`
  return [problem('speak-too-long', message, { provenance: 'inferred', allowed: 'at most 3,000 characters' })]
}

export const readDigits = (options: DigitsOptions) => {
  refuseUnknown(options, ['digits', 'leg'], 'sendDigits')
  const leg = oneOf(options.leg ?? 'aleg', ['aleg', 'bleg'], 'leg')
  const tones = readTones(text(options.digits, 'digits', 'sendDigits'))
  const [wrong] = tones.problems
  if (wrong) throw new TypeError(`digits: ${wrong.message}; allowed are ${wrong.allowed}`)
  if (tones.items.length === 0) throw new TypeError('digits is empty; allowed are 0-9 * # and the pauses w and W')
  return { leg, item: { sound: 'tones', digits: tones.digits, ms: tones.ms } as const }
}

/** Where one leg goes on. */
export interface Destination {
  readonly url: string
  readonly method: string
}

/** A URL or a method that cannot be requested is no TypeError: it ends the leg with 7023 or 7033. */
export const readTransfer = (options: TransferOptions) => {
  refuseUnknown(options, ['legs', 'alegUrl', 'alegMethod', 'blegUrl', 'blegMethod'], 'transfer')
  const legs = oneOf(options.legs ?? 'aleg', ['aleg', 'bleg', 'both'], 'legs')
  const alegMethod = text(options.alegMethod ?? 'POST', 'alegMethod', 'transfer')
  const blegMethod = text(options.blegMethod ?? 'POST', 'blegMethod', 'transfer')
  for (const name of ['alegUrl', 'blegUrl'] as const) if (options[name] !== undefined) textGiven(options[name], name)
  const needed = (option: 'alegUrl' | 'blegUrl') => {
    const url = options[option]
    if (url !== undefined) return url
    throw new TypeError(`transfer needs ${option} for legs: '${legs}': where the ${option.slice(0, 4)} is to go on`)
  }
  const aleg: Destination | undefined = legs === 'bleg' ? undefined : { url: needed('alegUrl'), method: alegMethod }
  const bleg: Destination | undefined = legs === 'aleg' ? undefined : { url: needed('blegUrl'), method: blegMethod }
  const tell = (leg: string, to?: Destination) =>
    to && `${leg} to ${to.method} ${hideUrlCredentials(to.url.replace(/#.*$/s, ''))}`
  return { aleg, bleg, what: [tell('aleg', aleg), tell('bleg', bleg)].filter(Boolean).join(', ') }
}

const soundOptions = ({ legs: given, loop = false, mix = true }: SoundOptions) => {
  const legs = oneOf(given ?? 'aleg', ['aleg', 'bleg', 'both'], 'legs')
  refuseNoFlag(loop, 'loop')
  refuseNoFlag(mix, 'mix')
  const how = [heardBy[legs], ...(loop ? ['again and again'] : []), ...(mix ? [] : ['all else is muted meanwhile'])]
  return { legs, loop, mix, how }
}

export const heardBy = { aleg: 'to the aleg', bleg: 'to the bleg', both: 'to both legs' } as const

const text = (given: unknown, option: string, of: string): string => {
  if (given === undefined) throw new TypeError(`${of} needs ${option}`)
  return textGiven(given, option)
}

const audioUrl = (given: unknown, option: string): string => {
  const url = text(given, option, 'play').trim()
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url
  throw new TypeError(
    `${option} has "${hideUrlCredentials(url)}"; allowed are absolute http or https URLs of mp3 or wav files`,
  )
}

const oneOf = <T extends string>(given: string, known: readonly T[], option: string): T => {
  const found = known.find(name => name === given)
  if (found !== undefined) return found
  const near = typeof given === 'string' ? nearest(given, known) : undefined
  const hint = near ? `; did you mean ${near}?` : ''
  throw new TypeError(`${option} is ${inWords(given)}; allowed are ${known.join(', ')}${hint}`)
}
