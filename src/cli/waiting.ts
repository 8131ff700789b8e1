import { deadline } from '../clock/deadline.js'
import type { Line } from '../party/line.js'
import type { TraceEvent } from '../trace/events.js'
import { printable } from '../trace/printable.js'
import { redact } from '../trace/redact.js'

/** What is answered sooner needs no explanation, in wall ms. */
const soon = 500

/** Says once, when a call is over and something of it is still on its way, what that is. Returns what stops it. */
export function explainWait(call: Line, redacted: boolean, print: (text: string) => void): () => void {
  let callOff = () => {}
  const stop = call.trace.listen(event => {
    if (event.type !== 'call.ended') return
    callOff = deadline(soon, () => {
      const open = onTheirWay(call.trace.events, redacted)
      print(`waiting for: ${open.join(', ') || 'a callback that comes later'} (Ctrl-C again to leave)`)
    })
    call.whenFinal(() => callOff())
  })
  return () => {
    stop()
    callOff()
  }
}

/** `POST http://localhost:3000/hangup`, for every request that has no answer yet, nor will have none. */
function onTheirWay(events: readonly TraceEvent[], redacted: boolean): string[] {
  const open = new Map<string, string>()
  for (const event of events.map(event => (redacted ? redact(event) : event))) {
    if (event.type === 'webhook.sent') open.set(event.webhook, printable(`${event.method} ${event.url}`))
    if (event.type === 'webhook.delivered' || event.type === 'webhook.failed') open.delete(event.webhook)
  }
  return [...open.values()]
}
