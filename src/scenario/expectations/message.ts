import type { EventOf } from '../../trace/events.js'
import { count, describeTimes, isWithin, times } from '../amount.js'
import { expectationKind, of } from '../expectation-kind.js'
import { describePattern, matches } from '../pattern.js'
import { pattern, text } from '../plain-shapes.js'
import { record, type ValuesOf } from '../shape.js'
import { digits } from './dialed.js'
import { indented } from './request.js'

const keys = {
  to: { meaning: 'whom it was sent to, with or without a plus', shape: text },
  from: { meaning: 'whose number it was sent from', shape: text },
  text: { meaning: 'what it says: text that is contained, or /regex/', shape: pattern },
}

type MessagePattern = ValuesOf<typeof keys>

export const message = expectationKind({
  meaning: 'a text message was sent',
  written: 'message: { to: "+14155550123", text: /link/ }',
  subject: record(keys),
  alone: {},
  beside: {
    times: {
      meaning: 'how often: 2, or { at_least: 1, at_most: 3 }',
      shape: times(1, 'a whole number, 1 or more; use not_message for none'),
    },
  },
  describe: expected => `a message is sent${describeMessage(expected)}${describeTimes(expected.times)}`,
  check: (expected, { events }) => {
    const sent = of(events, 'message.sent')
    const found = sent.filter(one => isMessage(expected, one))
    if (expected.times === undefined ? found.length > 0 : isWithin(expected.times, found.length)) return undefined
    if (sent.length === 0) return ['no message was sent']
    const often = found.length > 0 ? [`it was sent ${count(found.length, 'time')}`] : []
    return [...often, 'these were sent:', ...sent.map(told).map(indented)]
  },
})

export const notMessage = expectationKind({
  meaning: 'no such text message was sent; alone, none at all',
  written: 'not_message: { to: "+14155550123" }',
  subject: record(keys),
  alone: {},
  beside: {},
  describe: expected => `no message is sent${describeMessage(expected)}`,
  check: (expected, { events }) => {
    const found = of(events, 'message.sent').filter(one => isMessage(expected, one))
    return found.length > 0 ? found.map(one => `one was: ${told(one)}`) : undefined
  },
})

const isMessage = ({ to, from, text }: MessagePattern, sent: EventOf<'message.sent'>): boolean =>
  (to === undefined || digits(sent.to) === digits(to)) &&
  (from === undefined || digits(sent.from) === digits(from)) &&
  (text === undefined || matches(text, sent.text))

const describeMessage = ({ to, from, text }: MessagePattern): string =>
  (from === undefined ? '' : ` from ${from}`) +
  (to === undefined ? '' : ` to ${to}`) +
  (text === undefined ? '' : ` with ${describePattern(text)}`)

const told = ({ to, text }: EventOf<'message.sent'>): string => `to ${to}: ${JSON.stringify(text)}`
