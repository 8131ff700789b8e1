import { heardIn } from '../../party/heard.js'
import type { TraceEvent } from '../../trace/events.js'
import { count, describeTimes, isWithin, times } from '../amount.js'
import { expectationKind } from '../expectation-kind.js'
import { describePattern, matches } from '../pattern.js'
import { pattern } from '../plain-shapes.js'
import { mapped } from '../shape.js'
import { indented } from './request.js'

const text = mapped(pattern, text => ({ text }))

export const heard = expectationKind({
  meaning: 'a prompt that matches was heard to its end, or what somebody said; text is contained, `/regex/` is found',
  written: 'heard: text',
  subject: text,
  beside: {
    times: {
      meaning: 'how often: 2, or { at_least: 1, at_most: 3 }',
      shape: times(1, 'a whole number, 1 or more; use not_heard for none'),
    },
  },
  describe: expected => `${describePattern(expected.text)} is heard${describeTimes(expected.times)}`,
  check: (expected, { events }) => {
    const all = prompts(events).filter(prompt => prompt.text)
    const found = all.filter(prompt => matches(expected.text, prompt.text))
    const whole = found.filter(prompt => prompt.heard)
    const [cut] = found
    if (whole.length > 0) {
      return isWithin(expected.times, whole.length) ? undefined : [`it was heard ${count(whole.length, 'time')}`]
    }
    if (cut) return [`it began but was cut short${cut.because ? `: ${cut.because}` : ''}`]
    if (all.length === 0) return ['nothing was heard']
    const last = all.slice(-5).map(one => indented(JSON.stringify(one.text) + (one.heard ? '' : ' (cut short)')))
    return [all.length > last.length ? `these were the last of ${all.length} prompts:` : 'these were heard:', ...last]
  },
})

export const notHeard = expectationKind({
  meaning: 'no such prompt was heard, nor did it begin',
  written: 'not_heard: text',
  subject: text,
  beside: {},
  describe: expected => `${describePattern(expected.text)} is never heard`,
  check: (expected, { events }) => {
    const found = prompts(events).filter(prompt => matches(expected.text, prompt.text))
    return found.length > 0 ? found.map(prompt => `it was: ${JSON.stringify(prompt.text)}`) : undefined
  },
})

interface Prompt {
  readonly text: string
  readonly heard: boolean
  readonly because?: string
}

/** What the caller heard or began to hear: prompts, and what others said; not what the other side was played. */
const prompts = (events: readonly TraceEvent[]): Prompt[] =>
  events.flatMap((event): Prompt[] => {
    if (event.type === 'prompt.finished' && event.leg === undefined) return [event]
    const text = heardIn(event)
    return text === undefined ? [] : [{ text, heard: true }]
  })
