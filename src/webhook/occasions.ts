import { nearest } from '../trace/nearest.js'
import { type Aftermath, aftermaths } from './aftermath.js'
import type { Applicable } from './fragment.js'
import { callbackPage } from './policy.js'

/** A URL that the vendor requests: where it is given, whether its fragment configures it, and what follows. */
export interface Occasion {
  /** "Dial action", "Make a call answer_url", "Redirect". */
  readonly name: string
  /** Where it is given. */
  readonly where: 'console' | 'REST API' | 'XML'
  /** The element, the request of the API, or the name on the console. */
  readonly of: string
  /** The attribute or parameter; empty where the URL is the content of the element, or all there is. */
  readonly url: string
  readonly applicable: Applicable
  /** `documented` if the page lists the URL as applicable or inapplicable; else offhook decided. */
  readonly provenance: 'documented' | 'decided'
  /** The list of the page, or the decision where it is in none. */
  readonly rule: 'Applicable URLs' | 'Inapplicable URLs' | 'D68'
  /** The list of the page that it stands in, or is missing from. */
  readonly source: string
  /** How it is requested unless said otherwise. */
  readonly method: 'GET' | 'POST'
  /** Fetching audio is not signed. */
  readonly signed: boolean
  readonly aftermath: Aftermath
}

type Kind = keyof typeof aftermaths
type Where = Occasion['where']

const applicable = rows(true, 'documented', 'applicable-urls')
const inapplicable = rows('audio', 'documented', 'inapplicable-urls')
const unlisted = rows(false, 'decided', 'applicable-urls')
const unlistedAudio = rows('audio', 'decided', 'inapplicable-urls')

/** Every URL of the page's lists, in their order, and those that Plivo requests but the page does not list (D68). */
export const occasions: readonly Occasion[] = [
  ...applicable('console', 'Primary Answer URL', { '': 'answer' }),
  ...applicable('console', 'Fallback Answer URL', { '': 'fallback' }),
  ...applicable('console', 'Hangup URL', { '': 'callback' }),
  ...applicable('REST API', 'Make a call', {
    answer_url: 'answer',
    ring_url: 'callback',
    hangup_url: 'callback',
    fallback_url: 'fallback',
    machine_detection_url: 'callback',
  }),
  ...applicable('REST API', 'Transfer a call', { aleg_url: 'transfer', bleg_url: 'transfer' }),
  ...applicable('REST API', 'Record a call', { transcription_url: 'callback', callback_url: 'callback' }),
  ...applicable('REST API', 'Record a conference', { transcription_url: 'callback', callback_url: 'callback' }),
  ...applicable('XML', 'Dial', {
    action: 'action',
    confirmSound: 'sounds',
    dialMusic: 'sounds',
    callbackUrl: 'callback',
  }),
  ...applicable('XML', 'Conference', { action: 'action', callbackUrl: 'callback', waitSound: 'sounds' }),
  ...applicable('XML', 'GetInput', { action: 'action', interimSpeechResultsCallback: 'callback' }),
  ...applicable('XML', 'GetDigits', { action: 'action' }),
  ...applicable('XML', 'Record', { action: 'action', transcriptionUrl: 'callback', callbackUrl: 'callback' }),
  ...applicable('XML', 'Redirect', { '': 'redirect' }),

  ...inapplicable('REST API', 'Play audio on a call', { '': 'audio' }, 'GET'),
  ...inapplicable('REST API', 'Play audio to a conference member', { '': 'audio' }, 'GET'),
  ...inapplicable('XML', 'PreAnswer', { Play: 'audio' }, 'GET'),
  ...inapplicable('XML', 'Play', { '': 'audio' }, 'GET'),

  ...unlistedAudio('XML', 'GetDigits', { invalidDigitsSound: 'audio' }, 'GET'),
  ...unlisted('XML', 'Message', { callbackUrl: 'callback' }),
  ...unlisted('XML', 'Conference', { enterSound: 'sounds', exitSound: 'sounds', transcriptionUrl: 'callback' }),
  ...unlisted('XML', 'MultiPartyCall', { statusCallbackUrl: 'callback', onExitActionUrl: 'leaving' }),
  ...unlisted(
    'XML',
    'MultiPartyCall',
    {
      waitMusicUrl: 'sounds',
      agentHoldMusicUrl: 'sounds',
      customerHoldMusicUrl: 'sounds',
      enterSound: 'sounds',
      exitSound: 'sounds',
      startRecordingAudio: 'sounds',
      stopRecordingAudio: 'sounds',
      recordingCallbackUrl: 'callback',
    },
    'GET',
  ),
  ...unlisted('XML', 'MultiPartyCall', { transcriptionUrl: 'callback' }),
  ...unlisted('XML', 'Stream', { statusCallbackUrl: 'callback' }),
  ...unlisted('REST API', 'Application', { message_url: 'callback' }),
]

function rows(is: Applicable, provenance: Occasion['provenance'], section: string) {
  return (where: Where, of: string, urls: Readonly<Record<string, Kind>>, method: 'GET' | 'POST' = 'POST') =>
    Object.entries(urls).map(
      ([url, kind]): Occasion => ({
        name: url === '' ? of : `${of} ${url}`,
        where,
        of,
        url,
        applicable: is,
        provenance,
        rule: provenance === 'decided' ? 'D68' : is === true ? 'Applicable URLs' : 'Inapplicable URLs',
        source: `${callbackPage}#${section}`,
        method,
        signed: is !== 'audio',
        aftermath: aftermaths[kind],
      }),
    )
}

/** What else people call them. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  'Primary Answer URL': ['answer', 'answer URL'],
  'Fallback Answer URL': ['fallback', 'fallback URL', 'fallback_answer_url'],
  Redirect: ['Redirect URL'],
  Play: ['Play XML', 'audio'],
  'PreAnswer Play': ['PreAnswer', 'PreAnswer XML'],
  'Play audio on a call': ['Play API'],
}

/** `Dial.action`, `dial action` and `DIAL ACTION` are the same. */
const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** All that finds an occasion: its whole name, its attribute alone, and either without the "URL" at its end. */
const calls = ({ name, url }: Occasion): string[] =>
  [name, ...(url === '' || name === 'PreAnswer Play' ? [] : [url]), ...(aliases[name] ?? [])].flatMap(call => {
    const short = call.replace(/[\s_]*url$/i, '')
    return short === call ? [call] : [call, short]
  })

const byCall = new Map<string, Occasion[]>()
for (const occasion of occasions) {
  for (const call of new Set(calls(occasion).map(plain))) {
    byCall.set(call, [...(byCall.get(call) ?? []), occasion])
  }
}

/**
 * The occasions that a text names, in any case and with any separators: `answer`, `answer_url`, `GetDigits action`,
 * `Dial.action`, `redirect`. A name that several share (`action`) finds those with the consequences of the first one.
 * Empty if there is none.
 */
export function findOccasions(text: string): readonly Occasion[] {
  const found = allCalled(text)
  return found.filter(one => isLike(one, found[0] as Occasion))
}

/** Those that a text names, too, which {@link findOccasions} leaves out because something else is so with them. */
export function findExceptions(text: string): readonly Occasion[] {
  const found = allCalled(text)
  return found.filter(one => !isLike(one, found[0] as Occasion))
}

const allCalled = (text: string): readonly Occasion[] => byCall.get(plain(text)) ?? []

const isLike = (one: Occasion, other: Occasion): boolean =>
  one.applicable === other.applicable && one.aftermath === other.aftermath

/** What was probably meant by a text that names no occasion, as it would be written. */
export function nearestOccasion(text: string): string | undefined {
  const names = [...new Set(occasions.flatMap(calls))]
  const wanted = plain(text)
  return nearest(text, names) ?? (wanted === '' ? undefined : names.find(name => plain(name).includes(wanted)))
}
