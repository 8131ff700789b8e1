import type { HangupSource } from '../call/hangup-causes.js'
import { timeGiven } from '../clock/duration.js'
import type { Amount } from '../scenario/amount.js'
import type { Expectation } from '../scenario/expectation.js'
import { type Severity, severities } from '../scenario/expectations/no-problems.js'
import type { Pattern } from '../scenario/pattern.js'
import { inWords, isRecord } from '../trace/given.js'
import { nearest } from '../trace/nearest.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'

export type { Severity }

/** So many, or bounds. */
export type Times = number | { readonly atLeast?: number; readonly atMost?: number }

/** A value as it is to be, to the letter, or a regular expression. */
export type Values = Readonly<Record<string, string | number | RegExp>>

export interface RequestOptions {
  readonly method?: 'GET' | 'POST'
  /** Parameters. */
  readonly with?: Values
  readonly query?: Values
  /** Names in any case. */
  readonly headers?: Values
  readonly times?: Times
  /** How often each was tried. */
  readonly attempts?: number
  /** Its V3 and V2 signatures are those of the account. */
  readonly signature?: 'valid'
  /** How soon the application must have answered, in real time: `200ms`, or milliseconds. */
  readonly within?: string | number
}

export interface RequestWanted extends RequestOptions {
  /** A path, a URL, or a regular expression. */
  readonly url: string | RegExp
}

export interface EndWanted {
  readonly cause?: number
  readonly name?: string
  readonly source?: HangupSource
  readonly status?: Status
}

export interface DialOptions {
  readonly status?: Status
  readonly cause?: number
  readonly times?: Times
}

export interface MessageWanted {
  readonly to?: string
  readonly from?: string
  /** Text that is contained, or a regular expression. */
  readonly text?: string | RegExp
  readonly times?: Times
}

export interface RecordingWanted {
  readonly format?: 'mp3' | 'wav'
  readonly channels?: 'mono' | 'stereo'
  /** `3s`, or milliseconds. */
  readonly atLeast?: string | number
  readonly atMost?: string | number
  /** Text that is contained, or a regular expression. */
  readonly transcript?: string | RegExp
  readonly url?: string | RegExp
  /** The room that was recorded. */
  readonly conference?: string
  readonly times?: Times
}

export type Status = (typeof statuses)[number]

const statuses = ['completed', 'busy', 'no-answer', 'timeout', 'cancel', 'failed'] as const
const sources = [
  'Caller',
  'Callee',
  'Plivo',
  'Carrier',
  'API Request',
  'Answer XML',
  'Error',
] as const satisfies readonly HangupSource[]

/** What is wanted, before it has a place in a file. */
type Bare<E> = E extends Expectation ? Omit<E, 'place' | 'caller'> : never
export type Wanted = Bare<Expectation>

const requestKeys = ['method', 'with', 'query', 'headers', 'times', 'attempts', 'signature', 'within'] as const

/** `('/menu')`, `('/menu', { Digits: '1' })`, `('/menu', { Digits: '1' }, { times: 2 })` or `({ url: '/menu', … })`. */
export function wantedRequest(
  who: string,
  given: string | RegExp | RequestWanted,
  params?: Values,
  options: Omit<RequestOptions, 'with'> = {},
): Extract<Wanted, { kind: 'requested' }> {
  if (isRecord(given) && !(given instanceof RegExp)) {
    refuseUnknown(given, ['url', ...requestKeys], who)
    const { url, ...rest } = given
    if (params !== undefined) throw new TypeError(`${who} takes one object; parameters stand in it: { url, with: … }`)
    return { kind: 'requested', url: urlOf(url, who), ...conditions(rest, who) }
  }
  refuseUnknown(options, requestKeys, who)
  return {
    kind: 'requested',
    url: urlOf(given, who),
    ...conditions({ ...options, ...(params && { with: params }) }, who),
  }
}

function urlOf(given: unknown, who: string): Pattern {
  if (given instanceof RegExp) return given
  if (typeof given === 'string' && (given.startsWith('/') || /^https?:\/\//i.test(given))) return given
  const near = typeof given === 'string' && /^[\w-][\w\-/.]*$/.test(given) ? `; did you mean "/${given}"?` : ''
  throw new TypeError(
    `${who}: the URL is ${inWords(given)}; allowed is a path from the root ("/menu"), an absolute URL, or a regular expression${near}`,
  )
}

function conditions(given: RequestOptions, who: string) {
  const { method, with: params, query, headers, attempts, signature, within } = given
  return {
    ...(method !== undefined && { method: oneOf(method, ['GET', 'POST'], 'method', who) }),
    ...(params !== undefined && { with: valuesOf(params, 'with', who) }),
    ...(query !== undefined && { query: valuesOf(query, 'query', who) }),
    ...(headers !== undefined && { headers: valuesOf(headers, 'headers', who) }),
    ...timesOf(given.times, who),
    ...(attempts !== undefined && { attempts: whole(attempts, 1, 'attempts', who) }),
    ...(signature !== undefined && { signature: oneOf(signature, ['valid'], 'signature', who) }),
    ...(within !== undefined && { within: timeGiven(within) }),
  }
}

function valuesOf(given: Values, name: string, who: string): Record<string, Pattern> {
  if (!isRecord(given) || given instanceof RegExp) {
    throw new TypeError(`${who}: ${name} is ${inWords(given)}; allowed is an object of names and values`)
  }
  const entries = Object.entries(given).map(([key, value]): [string, Pattern] => {
    if (typeof value === 'string' || value instanceof RegExp) return [key, value]
    if (typeof value === 'number') return [key, String(value)]
    throw new TypeError(`${who}: ${key} is ${inWords(value)}; allowed is a text, a number or a regular expression`)
  })
  return Object.fromEntries(entries)
}

export function wantedHeard(who: string, text: string | RegExp, options: { readonly times?: Times } = {}) {
  refuseUnknown(options, ['times'], who)
  return { kind: 'heard', text: patternOf(text, 'the text', who), ...timesOf(options.times, who) } as const
}

/** `4010` is a cause. */
export function wantedEnd(who: string, given: number | EndWanted = {}) {
  const end = typeof given === 'number' ? { cause: given } : given
  refuseUnknown(end, ['cause', 'name', 'source', 'status'], who)
  const { cause, name, source, status } = end
  return {
    kind: 'ended',
    ...(cause !== undefined && { cause: whole(cause, 0, 'cause', who) }),
    ...(name !== undefined && { name: textOf(name, 'name', who) }),
    ...(source !== undefined && { source: oneOf(source, sources, 'source', who) }),
    ...(status !== undefined && { status: oneOf(status, statuses, 'status', who) }),
  } as const
}

export const wantedNoProblems = (who: string, severity: Severity = 'risky') =>
  ({ kind: 'no_problems', severity: oneOf(severity, severities, 'the severity', who) }) as const

export function wantedDial(who: string, to: string, options: DialOptions = {}) {
  refuseUnknown(options, ['status', 'cause', 'times'], who)
  const { status, cause, times } = options
  return {
    kind: 'dialed',
    to: textOf(to, 'whom', who),
    ...(status !== undefined && { status: oneOf(status, statuses, 'status', who) }),
    ...(cause !== undefined && { cause: whole(cause, 0, 'cause', who) }),
    ...timesOf(times, who),
  } as const
}

export function wantedMeeting(who: string, room: string, options: { readonly members?: number } = {}) {
  refuseUnknown(options, ['members'], who)
  const { members = 2 } = options
  return { kind: 'met', room: textOf(room, 'the room', who), members: whole(members, 2, 'members', who) } as const
}

export function wantedMessage(who: string, given: MessageWanted = {}) {
  refuseUnknown(given, ['to', 'from', 'text', 'times'], who)
  const { to, from, text, times } = given
  return {
    kind: 'message',
    ...(to !== undefined && { to: textOf(to, 'to', who) }),
    ...(from !== undefined && { from: textOf(from, 'from', who) }),
    ...(text !== undefined && { text: patternOf(text, 'text', who) }),
    ...timesOf(times, who),
  } as const
}

export function wantedRecording(who: string, given: RecordingWanted = {}) {
  refuseUnknown(given, ['format', 'channels', 'atLeast', 'atMost', 'transcript', 'url', 'conference', 'times'], who)
  const { format, channels, atLeast, atMost, transcript, url, conference, times } = given
  return {
    kind: 'recorded',
    ...(format !== undefined && { format: oneOf(format, ['mp3', 'wav'], 'format', who) }),
    ...(channels !== undefined && { channels: oneOf(channels, ['mono', 'stereo'], 'channels', who) }),
    ...(atLeast !== undefined && { at_least: timeGiven(atLeast) }),
    ...(atMost !== undefined && { at_most: timeGiven(atMost) }),
    ...(transcript !== undefined && { transcript: patternOf(transcript, 'transcript', who) }),
    ...(url !== undefined && { url: patternOf(url, 'url', who) }),
    ...(conference !== undefined && { conference: textOf(conference, 'conference', who) }),
    ...timesOf(times, who),
  } as const
}

function timesOf(given: Times | undefined, who: string): { readonly times?: Amount } {
  if (given === undefined) return {}
  if (!isRecord(given)) return { times: whole(given, 1, 'times', who, '; for none, expect the opposite') }
  refuseUnknown(given, ['atLeast', 'atMost'], `${who}: times`)
  const { atLeast, atMost } = given
  if (atLeast === undefined && atMost === undefined)
    throw new TypeError(`${who}: times is empty; it has atLeast, atMost`)
  if (atLeast !== undefined) whole(atLeast, 1, 'atLeast', who)
  if (atMost !== undefined) whole(atMost, 1, 'atMost', who)
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    throw new RangeError(`${who}: atLeast is more than atMost: nothing is between them`)
  }
  return { times: { ...(atLeast !== undefined && { least: atLeast }), ...(atMost !== undefined && { most: atMost }) } }
}

function patternOf(given: unknown, name: string, who: string): Pattern {
  if (given instanceof RegExp) return given
  if (typeof given === 'string' && given.trim() !== '') return given
  throw new TypeError(`${who}: ${name} is ${inWords(given)}; allowed is a text, or a regular expression`)
}

function textOf(given: unknown, name: string, who: string): string {
  if (typeof given === 'string' && given !== '') return given
  throw new TypeError(`${who}: ${name} is ${inWords(given)}; allowed is a text`)
}

function whole(given: unknown, least: number, name: string, who: string, more = ''): number {
  if (Number.isSafeInteger(given) && (given as number) >= least) return given as number
  throw new TypeError(`${who}: ${name} is ${inWords(given)}; allowed is a whole number, ${least} or more${more}`)
}

function oneOf<T extends string>(given: unknown, known: readonly T[], name: string, who: string): T {
  const found = known.find(one => one === given)
  if (found !== undefined) return found
  const near = typeof given === 'string' ? nearest(given, known) : undefined
  const hint = near ? `did you mean ${JSON.stringify(near)}?` : `allowed are ${known.join(', ')}`
  throw new TypeError(`${who}: ${name} is ${inWords(given)}; ${hint}`)
}
