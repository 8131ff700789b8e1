import type { Fetch } from '../elements/element.js'
import { urlValue } from '../xml/kinds/url.js'
import type { Ledger } from './ledger.js'

/** "Max 70 transfers"; one more is a loop: 2060 Loop Detected (D96). */
const most = 70

export const transferred = 'the call was transferred'
export const tooMany = `it was transferred more than ${most} times`

/** Where a call was transferred to by the API, time after time. */
export class Transfers {
  readonly #ledger: Ledger
  #count = 0

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** The document that is to run next, whatever the URL and the method are; nothing after too many of them. */
  to(given: string, method: string): Fetch | undefined {
    if (++this.#count > most) return undefined
    const url = urlValue(given, true)
    if (url.href) this.#ledger.reportFragment(url.href)
    return {
      to: 'fetch',
      origin: 'transfer',
      purpose: 'transfer',
      url,
      method: { given: method, ...((method === 'GET' || method === 'POST') && { method }) },
      params: {},
      replaces: true,
      because: transferred,
    }
  }
}
