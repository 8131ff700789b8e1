import { type HangupSource, hangupSources } from '../call/hangup-causes.js'
import { timeGiven } from '../clock/duration.js'
import { type LegStatus, legStatuses } from '../elements/leg-status.js'
import type { Amount } from '../scenario/amount.js'
import type { Expectation } from '../scenario/expectation.js'
import { type Severity, severities } from '../scenario/expectations/no-problems.js'
import { isRecord } from '../trace/given.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import { between, oneOf, patternOf, type Times, textOf, timesOf, whole } from './arguments.js'

export type { Severity }

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

export type Status = LegStatus

/** What is wanted, before it has a place in a file. */
type Bare<E> = E extends Expectation ? Omit<E, 'place' | 'caller'> : never
export type Wanted = Bare<Expectation>

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
    ...(source !== undefined && { source: oneOf(source, hangupSources, 'source', who) }),
    ...(status !== undefined && { status: oneOf(status, legStatuses, 'status', who) }),
  } as const
}

export const wantedNoProblems = (who: string, severity: Severity = 'risky') =>
  ({ kind: 'no_problems', severity: oneOf(severity, severities, 'the severity', who) }) as const

/** What a fault was injected into fails on purpose. */
export const wantedNoFailures = (_who: string) => ({ kind: 'no_failed_requests' }) as const

export function wantedDial(who: string, to: string, options: DialOptions = {}) {
  refuseUnknown(options, ['status', 'cause', 'times'], who)
  const { status, cause, times } = options
  return {
    kind: 'dialed',
    to: textOf(to, 'whom', who),
    ...(status !== undefined && { status: oneOf(status, legStatuses, 'status', who) }),
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

/** `12s`, milliseconds, or bounds. */
export type Length = string | number | { readonly atLeast?: string | number; readonly atMost?: string | number }

export function wantedLength(who: string, length: Length, options: { readonly since?: 'arrival' | 'answer' } = {}) {
  refuseUnknown(options, ['since'], who)
  const { since } = options
  return {
    kind: 'lasted',
    length: lengthOf(length, who),
    ...(since !== undefined && { since: oneOf(since, ['arrival', 'answer'], 'since', who) }),
  } as const
}

export const wantedBill = (who: string, length: Length) => ({ kind: 'billed', length: lengthOf(length, who) }) as const

function lengthOf(given: Length, who: string): Amount {
  if (!isRecord(given)) return timeGiven(given)
  refuseUnknown(given, ['atLeast', 'atMost'], who)
  const { atLeast, atMost } = given
  return between(
    atLeast === undefined ? undefined : timeGiven(atLeast),
    atMost === undefined ? undefined : timeGiven(atMost),
    who,
  )
}
