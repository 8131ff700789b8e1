import type { Rule } from './invariants.js'
import { ofType } from './of-type.js'

export const traceRules: readonly Rule[] = [
  {
    says: "the trace's `at` never goes back, and its seq counts from 1",
    broken: ({ events }) => {
      let last = 0
      for (const [index, event] of events.entries()) {
        if (event.at < last) return `${event.at} after ${last}: ${JSON.stringify(event)}`
        if (event.seq !== index + 1) return `${event.seq} is the ${index + 1}th`
        last = event.at
      }
    },
  },
  {
    says: 'the trace of a call has every event of it, and no other',
    broken: ({ calls, events }) => {
      const all = calls.flatMap(({ trace }) => trace.events).sort((a, b) => a.seq - b.seq)
      if (all.length !== events.length) return `${all.length} of ${events.length}`
      for (const { name, trace } of calls)
        if (new Set(trace.events.map(({ call }) => call)).size !== 1) return `${name} has events of others`
    },
  },
  {
    says: 'nothing in the simulator breaks',
    broken: ({ events }) => ofType(events, 'problem.found').find(({ code }) => code === 'internal-error')?.message,
  },
  {
    says: 'a document is loaded or rejected only when it was delivered, each delivery once',
    broken: ({ calls }) => {
      for (const { trace } of calls) {
        const urls = new Map<string, string>()
        const unread = new Map<string, number>()
        for (const event of trace.events) {
          if (event.type === 'webhook.sent') urls.set(event.webhook, event.url)
          if (event.type === 'webhook.delivered') {
            const url = urls.get(event.webhook) ?? ''
            unread.set(url, (unread.get(url) ?? 0) + 1)
          }
          if (event.type !== 'document.loaded' && event.type !== 'document.rejected') continue
          const left = (unread.get(event.url) ?? 0) - 1
          if (left < 0) return JSON.stringify(event)
          unread.set(event.url, left)
        }
      }
    },
  },
]
