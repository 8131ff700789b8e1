import type { EventOf, TraceEvent } from '../../src/index.js'
import type { Rule } from './invariants.js'
import { epoch } from './world.js'

/** What may still be told of a call that has ended: its webhooks, messages on their way, keys that nobody took. */
const aftermath = /^(webhook|message|problem|digit\.dropped)\b/

/** The requests that may come after the hangup URL's: what is reported of something that takes longer than the call. */
const late = (event: EventOf<'webhook.sent'>): boolean =>
  /^Message callback$| transcription$/.test(event.purpose) || isOfRoom(event)

/** The sounds of a room are asked for by who enters or leaves. */
const isOfRoom = (event: TraceEvent): boolean =>
  event.type === 'webhook.sent'
    ? /^Conference (enter|exit)Sound$|^audio$/.test(event.purpose)
    : event.type === 'document.loaded' && /^Conference (enter|exit)Sound$/.test(event.origin)

export const callRules: readonly Rule[] = [
  {
    says: 'every call ends, with exactly one call.ended',
    broken: ({ calls }) => {
      for (const { name, trace, record } of calls) {
        const ends = trace.of('call.ended').length
        if (ends !== 1 || !record) return `${name} has ${ends}${record ? '' : ', and no record'}`
      }
    },
  },
  {
    says: 'the hangup URL of every call is asked exactly once, if it has one: no leg that became a call has',
    broken: ({ calls }) => {
      for (const { name, trace, leg } of calls) {
        const asked = trace.of('webhook.sent').filter(({ purpose }) => purpose === 'hangup').length
        if (asked !== (leg ? 0 : 1)) return `that of ${name} was asked ${asked} times`
      }
    },
  },
  {
    says: 'a call is answered once at most, then it is completed; its record, its trace and its length agree',
    broken: ({ calls }) => {
      for (const { name, trace, record, leg } of calls) {
        const [answered, again] = trace.of('call.answered')
        const [ended] = trace.of('call.ended')
        if (again) return `${name} was answered twice`
        if (!ended || !record || leg) continue
        const lasted = answered ? ended.at - answered.at : 0
        const { duration } = ended
        if (duration !== Math.ceil(lasted / 1000))
          return `${name} lasted ${lasted} ms, and has a duration of ${duration} s`
        if (record.duration !== duration || record.hangup.code !== ended.cause)
          return `the record of ${name} says ${record.duration} s, ${record.hangup.code}`
        if ((record.answeredAt === undefined) !== (answered === undefined))
          return `the record of ${name} says otherwise`
      }
    },
  },
  {
    says: 'no call lasts longer than the platform lets it',
    broken: ({ calls, world }) => {
      for (const { name, trace, record, leg } of calls) {
        const { outgoing } = world.callers.find(caller => caller.name === name) ?? {}
        // Of a call that Plivo makes it counts from the answer, also of a leg that goes on by itself (D95).
        const answered = record?.answeredAt && record.answeredAt - epoch
        const began = outgoing || leg ? answered : trace.events.at(0)?.at
        const lasted = (trace.of('call.ended').at(0)?.at ?? 0) - (began ?? 0)
        const limit = outgoing?.timeLimit ?? world.timeLimit
        if (began !== undefined && lasted > limit * 1000) return `${name} lasted ${lasted} ms`
      }
    },
  },
  {
    says: 'the hangup URL is told what the trace says',
    broken: ({ calls }) => {
      for (const { trace } of calls) {
        const params = trace.of('webhook.sent').find(({ purpose }) => purpose === 'hangup')?.params
        const [ended] = trace.of('call.ended')
        if (!params || !ended) continue
        const told = [params.HangupCauseCode, params.HangupSource, params.Duration, params.BillDuration]
        const { cause, source, duration, billDuration } = ended
        if (told.join() !== [cause, source, duration, billDuration].join()) return `${told}: ${shown(ended)}`
      }
    },
  },
  {
    says: 'every request says how the call is at that moment',
    broken: ({ calls }) => {
      for (const { trace, leg } of calls) {
        const end = trace.of('call.ended').at(0)?.at ?? 0
        let status = leg ? 'in-progress' : 'ringing'
        for (const event of trace.events) {
          if (event.type === 'call.answered') status = 'in-progress'
          if (event.type === 'call.ended') status = event.status
          if (event.type !== 'webhook.sent' || event.params.CallStatus === undefined) continue
          // What an element tells when it is interrupted comes before the end is told.
          const ending = event.params.CallStatus === trace.of('call.ended').at(0)?.status && event.at === end
          if (event.params.CallStatus !== status && !ending) return `it is ${status}: ${shown(event)}`
        }
      }
    },
  },
  {
    says: 'the elements of a document run in their order, each once at most',
    broken: ({ calls }) => {
      for (const { trace } of calls) {
        let last = [0, 0]
        for (const event of trace.events) {
          if (event.type === 'document.loaded' && !/ .*(Sound|Music)$/.test(event.origin)) last = [0, 0]
          if (event.type !== 'element.started') continue
          const [line = 0, column = 0] = last
          if (event.line < line || (event.line === line && event.column <= column))
            return `after ${last}: ${shown(event)}`
          last = [event.line, event.column]
        }
      }
    },
  },
  {
    says: 'after the end of a call nothing happens but what follows from it',
    broken: ({ calls }) => {
      for (const { trace } of calls) {
        const end = trace.events.findIndex(({ type }) => type === 'call.ended')
        const after = trace.events
          .slice(end + 1)
          .find(event => end >= 0 && !aftermath.test(event.type) && !isOfRoom(event))
        if (after) return shown(after)
      }
    },
  },
  {
    says: 'after the request of the hangup URL there are none but of what takes longer than the call',
    broken: ({ calls }) => {
      for (const { trace } of calls) {
        const sent = trace.of('webhook.sent')
        const hangup = sent.findIndex(({ purpose }) => purpose === 'hangup')
        const after = sent.slice(hangup + 1).find(event => hangup >= 0 && !late(event))
        if (after) return shown(after)
      }
    },
  },
  {
    says: 'no timers or holds are left',
    broken: ({ left }) => [...left.holds, ...left.timers].join(', ') || undefined,
  },
]

const shown = (event: TraceEvent): string => JSON.stringify(event)
