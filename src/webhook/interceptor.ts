import type { Transport, WebhookTransport, WireRequest, WireResult } from './transport.js'
import type { SentWebhook } from './webhook.js'

/**
 * Stands between the exchange and the application: may look at an attempt, change it, or answer it instead of passing it on
 * with `next`. Injected faults and recordings of the exchange are nearer to the call: what they keep from the application
 * does not come here. What it throws is the end of the attempt (`invalid`).
 */
export type Interceptor = (request: WireRequest, webhook: SentWebhook, next: Transport) => Promise<WireResult>

/** The first interceptor is asked first; the last one passes on to `wire`. */
export const intercepted = (wire: Transport, interceptors: readonly Interceptor[]): WebhookTransport =>
  interceptors.reduceRight<WebhookTransport>(
    (next, interceptor) => (request, webhook) => interceptor(request, webhook, onward => next(onward, webhook)),
    request => wire(request),
  )
