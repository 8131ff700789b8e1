import { count, describeBetween, describeTimes, isRange, isWithin, times } from '../amount.js'
import { expectationKind, type Happened, of } from '../expectation-kind.js'
import { describePattern, equals, matches, type Pattern } from '../pattern.js'
import { oneOf, pattern, text, time, value } from '../plain-shapes.js'
import { type Keys, record, recordSchema, type Shape, type ValuesOf } from '../shape.js'
import { writeTime } from '../time.js'
import { indented } from './request.js'

const keys = {
  format: { meaning: 'of its file', shape: oneOf('mp3', 'wav') },
  channels: { meaning: 'one, or the caller on the left and all others on the right', shape: oneOf('mono', 'stereo') },
  at_least: { meaning: 'it is so long, or longer', shape: time() },
  at_most: { meaning: 'it is so long, or shorter', shape: time() },
  transcript: { meaning: 'what was said: text that is contained, or /regex/', shape: pattern },
  url: { meaning: 'RecordUrl, or /regex/', shape: value },
  conference: { meaning: 'the room that was recorded', shape: text },
} satisfies Keys

type RecordingPattern = ValuesOf<typeof keys>

const recording: Shape<RecordingPattern> = {
  read: (field, scope) => {
    const found = record(keys).read(field, scope)
    if (found?.at_least === undefined || found.at_most === undefined) return found
    return isRange(field, found.at_least, found.at_most) && found
  },
  schema: recordSchema(keys),
}

export const recorded = expectationKind({
  meaning: 'something was recorded',
  written: 'recorded: { at_least: 3s, transcript: /call me back/ }',
  subject: recording,
  alone: {},
  beside: {
    times: {
      meaning: 'how many: 2, or { at_least: 1, at_most: 3 }',
      shape: times(1, 'a whole number, 1 or more; use not_recorded for none'),
    },
  },
  describe: expected => `a recording is made${describeTimes(expected.times)}${describeRecording(expected)}`,
  check: (expected, happened) => {
    const all = recordingsOf(happened)
    const found = all.filter(one => differences(expected, one).length === 0)
    if (expected.times === undefined ? found.length > 0 : isWithin(expected.times, found.length)) return undefined
    if (all.length === 0) return ['nothing was recorded', ...neverBegan(happened)]
    if (found.length > 0) return [`so many were: ${found.length}`, ...found.map(told).map(indented)]
    return [
      `${count(all.length, 'recording')} ${all.length === 1 ? 'was' : 'were'} made, otherwise:`,
      ...all.flatMap(one => [indented(told(one)), ...differences(expected, one).map(text => `    ${text}`)]),
    ]
  },
})

export const notRecorded = expectationKind({
  meaning: 'nothing of that kind was recorded; alone, nothing at all',
  written: 'not_recorded: { conference: town-hall }',
  subject: recording,
  alone: {},
  beside: {},
  describe: expected => `no recording is made${describeRecording(expected)}`,
  check: (expected, happened) => {
    const found = recordingsOf(happened).filter(one => differences(expected, one).length === 0)
    return found.length > 0 ? found.map(one => `one was: ${told(one)}`) : undefined
  },
})

interface Recorded {
  readonly url: string
  readonly ms: number
  readonly format: string
  readonly channels: 'mono' | 'stereo'
  readonly transcript?: string | undefined
  readonly conference?: string | undefined
  readonly because: string
}

function recordingsOf({ events, calls }: Happened): Recorded[] {
  const begun = new Map(of(events, 'recording.started').map(one => [one.recording, one]))
  const files = new Map(calls.flatMap(({ record }) => record?.recordings ?? []).map(one => [one.id, one]))
  return of(events, 'recording.finished').map(({ recording, url, ms, because }) => {
    const { format = '', channels = 'mono' } = begun.get(recording) ?? {}
    const { transcript, conference } = files.get(recording) ?? {}
    return { url, ms, format, channels, transcript, conference, because }
  })
}

const neverBegan = ({ events }: Happened): string[] =>
  of(events, 'recording.missed').map(({ because }) => `a recording never began: ${because}`)

function differences(expected: RecordingPattern, { ms, ...made }: Recorded): string[] {
  const { at_least: least, at_most: most } = expected
  const isLong = isWithin({ least, most }, ms)
  const whole = (['format', 'channels', 'conference'] as const).filter(
    key => expected[key] !== undefined && expected[key] !== made[key],
  )
  return [
    ...whole.map(key => `${key}: expected ${expected[key]}, was ${made[key] ?? 'none'}`),
    ...(isLong ? [] : [`length: expected ${describeBetween({ least, most })}, was ${writeTime(ms)}`]),
    ...unlike('transcript', expected.transcript, made.transcript, matches),
    ...unlike('url', expected.url, made.url, equals),
  ]
}

function unlike(name: string, wanted: Pattern | undefined, given = '', fits: typeof equals): string[] {
  if (wanted === undefined || fits(wanted, given)) return []
  return [`${name}: expected ${describePattern(wanted)}, was ${JSON.stringify(given)}`]
}

function describeRecording(expected: RecordingPattern): string {
  const { at_least: least, at_most: most } = expected
  const long = least === undefined && most === undefined ? [] : [describeBetween({ least, most })]
  const others = (['format', 'channels', 'transcript', 'url', 'conference'] as const).flatMap(key =>
    expected[key] === undefined ? [] : [`${key} ${describePattern(expected[key])}`],
  )
  const all = [...long, ...others]
  return all.length > 0 ? `, of ${all.join(', ')}` : ''
}

const told = ({ ms, format, channels, transcript, conference, because }: Recorded): string => {
  const said = transcript ? `, ${JSON.stringify(transcript)}` : ''
  return `${writeTime(ms)} of ${channels} ${format}${conference ? ` of ${conference}` : ''}${said}: ${because}`
}
