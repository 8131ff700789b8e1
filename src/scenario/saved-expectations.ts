import { heardIn } from '../party/heard.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import { isId } from './cassette/asked.js'
import { readUrlPattern } from './pattern.js'
import { type Disguise, secretValue } from './saved-disguise.js'
import { heardTexts, patternPiece } from './saved-heard.js'
import { patternText } from './saved-phrase.js'
import { InOneLine, Noted } from './yaml-text.js'

/** Parameters in which it shows what a caller did, or what came of it. */
const telling =
  /^(?:Digits|Speech|DialStatus|DialRingStatus|DialHangupCause|DialAction|DialDigitsMatch|ConferenceAction|ConferenceDigitsMatch|ConferenceName|Machine|InputType|MessageStatus|Status)$/
/** A recording is as long as it is; that there is one matters. */
const lengths = /^RecordingDuration$/
const mostHeard = 12

export interface ExpectationOptions {
  readonly disguise: Disguise
  /** Where there are several. */
  readonly caller?: string
}

/** What a call came to, as what is expected of the next one. */
export function savedExpectations(events: readonly TraceEvent[], { disguise, caller }: ExpectationOptions): unknown[] {
  const whose = caller === undefined ? {} : { caller }
  const add = (expectations: object[], comment: string): unknown[] =>
    expectations.map((one, index) => {
      const whole = { ...one, ...whose }
      return index === 0 ? new Noted(comment, whole) : whole
    })
  return [
    ...add(requested(events, disguise), 'What your application was asked, with the parameters that matter.'),
    ...add(heard(events, disguise), 'What the caller heard, each by a piece of it.'),
    ...add(dialed(events, disguise), 'Whom <Dial> rang, and what came of it.'),
    ...add(messages(events, disguise), 'Text messages that were sent.'),
    ...add(ended(events), 'How the call ended.'),
    ...problems(events, whose),
  ]
}

const of = <T extends TraceEvent['type']>(events: readonly TraceEvent[], type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type)

function requested(events: readonly TraceEvent[], disguise: Disguise): object[] {
  const lines = of(events, 'webhook.sent')
    .filter(({ purpose }) => !/audio/i.test(purpose))
    .map(({ url, params, secret = [] }) => {
      const shown = Object.entries(params).flatMap(([name, value]): [string, string][] => {
        if (lengths.test(name)) return [[name, value === '-1' ? value : '/^[0-9]+$/']]
        if (!telling.test(name) || value === '' || isId(name)) return []
        if (secret.includes(name)) return [[name, exactly(disguise.secretKeys(value))]]
        if (name === 'Speech') return [[name, exactly(disguise.speech(value))]]
        return [[name, exactly(secretValue(name, disguise.text(value)))]]
      })
      return {
        requested: urlPattern(url, disguise),
        ...(shown.length > 0 && { with: new InOneLine(Object.fromEntries(shown)) }),
      }
    })
  return onceEach(lines)
}

/** A value that looks like a regular expression would be read as one. */
const exactly = (value: string): string =>
  /^\/.+\/[a-z]*$/s.test(value) ? `/^${value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$/` : value

/** The path, or where there are ids in it, what it looks like. */
function urlPattern(url: string, disguise: Disguise): string {
  const { pathname, href } = new URL(url)
  const path = disguise.redacts ? disguise.text(pathname) : pathname
  const id = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  if (id.test(path) || disguise.text(href) !== href) {
    // Nothing that is secret, or another number next time, is in a pattern.
    return `/${escaped(path.replace(id, '\0')).replaceAll('\0', '[^/]+')}(?:[?#]|$)/`
  }
  return readUrlPattern(path) === path ? path : `/${escaped(path)}(?:[?#]|$)/`
}

function heard(events: readonly TraceEvent[], disguise: Disguise): object[] {
  const texts = heardTexts(events)
  const prompts = [
    ...new Set(events.flatMap(event => (event.type === 'prompt.finished' ? (heardIn(event) ?? []) : []))),
  ]
  const found = prompts
    .filter(text => text.trim())
    .flatMap(text => {
      const piece = patternPiece(text, texts)
      return piece instanceof RegExp ? [] : [{ heard: patternText(disguise.text(piece)) }]
    })
  return onceEach(found).slice(0, mostHeard)
}

function dialed(events: readonly TraceEvent[], disguise: Disguise): object[] {
  const ends = new Map(of(events, 'leg.ended').map(end => [end.leg, end]))
  const lines = of(events, 'leg.dialed').flatMap(({ leg, to }) => {
    const status = ends.get(leg)?.status
    return [{ dialed: disguise.text(to), ...(status && legStatuses.has(status) && { status }) }]
  })
  return onceEach(lines)
}

const legStatuses = new Set(['completed', 'busy', 'no-answer', 'timeout', 'cancel', 'failed'])

const messages = (events: readonly TraceEvent[], disguise: Disguise): object[] =>
  onceEach(
    of(events, 'message.sent').map(({ to, text }) => {
      const [piece = ''] = text.split('\n')
      const shown = disguise.text(piece.trim())
      return { message: new InOneLine({ to: disguise.text(to), ...(shown && { text: patternText(shown) }) }) }
    }),
  )

const ended = (events: readonly TraceEvent[]): object[] =>
  of(events, 'call.ended').map(({ cause, source, status }) => ({ ended: new InOneLine({ cause, source, status }) }))

const severities = ['note', 'risky', 'breaks'] as const

/** The strictest that held. */
function problems(events: readonly TraceEvent[], whose: object): unknown[] {
  const found = new Set(of(events, 'problem.found').map(({ severity }) => severity))
  const worst = severities.findLastIndex(severity => found.has(severity))
  const held = severities[worst + 1]
  if (held)
    return [
      new Noted('Nothing was found in the documents that is as bad as this, or worse.', {
        no_problems: held,
        ...whose,
      }),
    ]
  return []
}

const onceEach = <T extends object>(list: readonly T[]): T[] => [
  ...new Map(list.map(one => [JSON.stringify(one), one])).values(),
]
