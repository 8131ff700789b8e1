import type { Clock } from '../clock/clock.js'
import { readPolicy } from '../webhook/fragment.js'
import { shownUrl } from '../webhook/request-url.js'
import type { Delivery } from '../webhook/webhook.js'
import type { CheckedDocument, DocumentCache } from '../xml/cache.js'
import type { Step, UrlValue } from '../xml/element-shape.js'
import { problem } from '../xml/problem.js'
import { contentTypeProblem } from './content-type.js'
import { invalidXml, type Origin, unreachable } from './hangup-causes.js'
import type { Ledger } from './ledger.js'
import { explainRelativeUrl, placeOf, resolveUrls } from './relative-urls.js'
import type { Requests } from './requests.js'

/** Where a document is, and how it is asked for. */
export interface DocumentSource {
  readonly url: string
  readonly method: 'GET' | 'POST'
}

export interface DocumentRequest extends DocumentSource {
  readonly origin: Origin
  readonly purpose: string
  readonly params: Readonly<Record<string, string>>
  /** Parameters that are shown as dots. */
  readonly secret?: readonly string[] | undefined
}

export interface DocumentRules {
  /** Documents that may follow one another within a second of call time (D13). */
  readonly maxDocuments: number
  readonly fallbackOnInvalidXml: boolean
  /** What becomes of relative URLs in documents (D7). */
  readonly relativeUrls: 'reject' | 'resolve'
}

export interface SoundsRequest extends Pick<DocumentRequest, 'purpose' | 'params'> {
  readonly url: UrlValue
  /** Whether they are for somebody who is there after the end of the call, too. */
  readonly forOthers?: boolean
}

/** What becomes of a requested document. */
export interface DocumentEnds {
  /** Whether anybody still waits for it: not after a transfer. */
  wanted(): boolean
  loaded(steps: readonly Step[], url: string): void
  /** It cannot be had; the call ends with this code. */
  failed(code: number, because: string): void
}

const second = 1_000

/** Fetches, reads and checks the documents of one call, the fallback of its answer URL included (D32). */
export class Documents {
  readonly #requests: Requests
  readonly #cache: DocumentCache
  readonly #clock: Clock
  readonly #ledger: Ledger
  readonly #rules: DocumentRules
  /** The documents fetched within the last second. */
  #recent: { readonly url: string; readonly at: number }[] = []

  constructor(parts: {
    requests: Requests
    cache: DocumentCache
    clock: Clock
    ledger: Ledger
    rules: DocumentRules
  }) {
    this.#requests = parts.requests
    this.#cache = parts.cache
    this.#clock = parts.clock
    this.#ledger = parts.ledger
    this.#rules = parts.rules
  }

  fetch(request: DocumentRequest, fallback: DocumentRequest | undefined, ends: DocumentEnds): void {
    if (this.#loops(request.url)) return ends.failed(5010, 'documents lead to one another without end')
    const { origin, ...rest } = request
    const { purpose, url } = rest
    const wanted = () => !this.#ledger.ending && ends.wanted()
    // Others tell the application something, even after the end.
    const asks = origin === 'transfer' || origin === 'redirect'
    this.#requests.send({ ...rest, configurable: true, ...(asks && { wanted }) }, delivery => {
      // After the end, or a transfer, no document is read any more, and no fallback asked.
      if (!wanted()) return
      if (!delivery.ok) {
        const { reason = delivery.judgement } = delivery.attempts.at(-1) ?? {}
        const because = `the ${purpose} URL gave no document (${reason})`
        if (fallback) return this.fetch(fallback, undefined, ends)
        return ends.failed(unreachable(origin), because)
      }
      const document = this.#read(url, delivery)
      if (!document.rejected) return this.#load(request, delivery, document, ends)
      const reason = document.rejected.message
      this.#ledger.tell({ type: 'document.rejected', origin, url: shownUrl(url), cause: invalidXml(origin), reason })
      if (fallback && this.#rules.fallbackOnInvalidXml) return this.fetch(fallback, undefined, ends)
      ends.failed(invalidXml(origin), `the ${origin} document was rejected`)
    })
  }

  /**
   * A document of sounds, by POST: it is played, and replaces nothing. One that cannot be had is a problem (D53).
   * After the end of the call nobody is told, unless it is for others.
   */
  fetchSounds(
    { purpose, url: { href: url = '', configurable }, params, forOthers }: SoundsRequest,
    loaded: (steps: readonly Step[] | undefined) => void,
  ): void {
    const wanted = () => !this.#ledger.ending || forOthers === true
    this.#requests.send({ purpose, url, params, method: 'POST', configurable, wanted }, delivery => {
      if (!wanted()) return
      const document = delivery.ok ? this.#read(url, delivery) : undefined
      const because = document ? document.rejected?.message : delivery.judgement
      if (document && because === undefined) return this.#load({ origin: purpose, url }, delivery, document, { loaded })
      const message = `the ${purpose} URL gave no document of sounds, nothing is played: ${because}`
      this.#ledger.report(problem('sounds-unusable', message), url)
      loaded(undefined)
    })
  }

  #load(
    { origin, url }: { readonly origin: string; readonly url: string },
    { body }: Delivery,
    { steps, document }: CheckedDocument,
    ends: Pick<DocumentEnds, 'loaded'>,
  ): void {
    const elements = steps.map(step => step.element.name)
    this.#ledger.tell({ type: 'document.loaded', origin, url: shownUrl(url), elements, bytes: body.length })
    if (this.#rules.relativeUrls === 'reject') return ends.loaded(steps, url)
    const resolved = resolveUrls(steps, url, ({ given, href, configurable }) => {
      const place = document && placeOf(given, document)
      for (const found of readPolicy(href, configurable).problems) {
        this.#ledger.report(place ? { ...found, place } : found, url)
      }
    })
    ends.loaded(resolved, url)
  }

  #read(url: string, { body, headers }: Delivery): CheckedDocument {
    const document = this.#cache.load(body)
    const { relativeUrls } = this.#rules
    for (const found of document.problems) {
      this.#ledger.report(explainRelativeUrl(found, document.document, url, relativeUrls), url)
    }
    const mistyped = document.rejected ? undefined : contentTypeProblem(headers)
    if (mistyped) this.#ledger.report(mistyped, url)
    return document
  }

  /** D13: so many documents within a second, which no caller could follow, are a loop. */
  #loops(url: string): boolean {
    const { now } = this.#clock
    const { maxDocuments } = this.#rules
    if (this.#recent.length > 0 && (this.#recent[0]?.at ?? 0) <= now - second) {
      this.#recent = this.#recent.filter(({ at }) => at > now - second)
    }
    this.#recent.push({ url, at: now })
    if (this.#recent.length <= maxDocuments) return false
    const urls = this.#recent.map(one => one.url)
    const last = urls.lastIndexOf(url, urls.length - 2)
    const cycle = last < 0 ? [url] : urls.slice(last)
    const when = this.#recent[0]?.at === now ? 'without time passing' : 'within a second'
    const message = `${maxDocuments} documents were fetched ${when}; they go round: ${cycle.join(' → ')}`
    this.#ledger.report(problem('redirect-loop', message), url)
    return true
  }
}
