import type { OutgoingMessage } from '../elements/element.js'
import { wireNumber } from '../party/address.js'
import type { Ledger } from './ledger.js'
import type { MessageRecord } from './record.js'
import type { Requests } from './requests.js'

/** The states a message goes through, and when, in ms after it was sent (D43). */
const reports = [
  ['queued', 0],
  ['sent', 1000],
  ['delivered', 3000],
] as const

/** Sends a message to each of its destinations; their states are reported to its callbackUrl (D43). */
export const sendMessage = (
  { from, to, text, callbackUrl, callbackMethod }: OutgoingMessage,
  { ledger, requests, newId }: { ledger: Ledger; requests: Requests; newId: () => string },
): MessageRecord[] =>
  to.map(number => {
    const id = newId()
    ledger.tell({ type: 'message.sent', message: id, from, to: number, text })
    const { href, configurable = false } = callbackUrl ?? {}
    const { method } = callbackMethod
    if (href && method) {
      for (const [status, ms] of reports) {
        requests.sendLater(ms, () => {
          ledger.tell({ type: 'message.reported', message: id, status })
          const params = {
            From: wireNumber(from),
            To: wireNumber(number),
            Status: status,
            MessageUUID: id,
            ParentMessageUUID: id,
            PartInfo: '1 of 1',
          }
          return { purpose: 'Message callback', url: href, method, params, configurable }
        })
      }
    }
    return { id, from, to: number, text }
  })
