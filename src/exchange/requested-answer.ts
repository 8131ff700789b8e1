import type { Account } from '../call/account.js'
import { contentTypeProblem } from '../call/content-type.js'
import { answerParams } from '../call/parameters.js'
import { explainRelativeUrl } from '../call/relative-urls.js'
import { sessionTime } from '../call/wall-time.js'
import { RealClock, wallTime } from '../clock/real-clock.js'
import type { Happening } from '../trace/events.js'
import { createWebhookEngine } from '../webhook/engine.js'
import { readPolicy } from '../webhook/fragment.js'
import { createUndiciTransport } from '../webhook/undici-transport.js'
import type { Attempt, Delivery } from '../webhook/webhook.js'
import type { DocumentCache } from '../xml/cache.js'
import { type Problem, problem } from '../xml/problem.js'
import { readCallOptions } from './call-options.js'
import { Ids } from './ids.js'
import { accountOf } from './options.js'

/** A URL that is asked for a document. */
export interface AnswerRequest {
  /** Absolute http(s) URL; its fragment configures the request. */
  readonly url: string
  readonly method: 'GET' | 'POST'
  /** Besides those of a call that comes in, or in their place. */
  readonly params?: Readonly<Record<string, string>>
  /** Whose token signs the request. */
  readonly account?: Partial<Account>
}

/** What a URL answered. */
export interface RequestedAnswer {
  /** Nothing if there was no answer. */
  readonly body: Uint8Array
  /** Of the URL, of the answer, and of the document, which have a place in it. */
  readonly problems: readonly Problem[]
  /** Why nobody could be asked: nothing is known of the application then. */
  readonly unreachable?: string
}

/**
 * Asks a URL for a document as Plivo asks the answer URL of a call that comes in: its parameters, its signature, the policy
 * of the URL's fragment. The document is checked, not executed, and nothing else is requested.
 */
export async function requestAnswer(asked: AnswerRequest, documents: DocumentCache): Promise<RequestedAnswer> {
  const { policy, problems } = readPolicy(asked.url, true)
  const { delivery, remarks } = await deliver(asked, policy)
  const last = delivery.attempts.at(-1)
  if (last?.outcome === 'ct') return { body: new Uint8Array(), problems, unreachable: because(last, delivery) }
  if (!delivery.ok) {
    const redirected = remarks.some(({ code }) => code === 'redirect-not-followed')
    const found = redirected ? remarks : [...remarks, noDocument(last, delivery, asked.method)]
    return { body: new Uint8Array(), problems: [...problems, ...found] }
  }
  const { problems: inside, document, rejected } = documents.load(delivery.body)
  const mistyped = rejected ? undefined : contentTypeProblem(delivery.headers)
  const explained = inside.map(found => explainRelativeUrl(found, document, asked.url, 'reject'))
  return { body: delivery.body, problems: [...problems, ...remarks, ...(mistyped ? [mistyped] : []), ...explained] }
}

const because = ({ reason }: Attempt, { attempts }: Delivery): string =>
  attempts.length > 1 ? `${reason}, ${attempts.length} attempts` : reason

/** Many an application answers one method only, and says so by one of these. */
const isOfMethod = (status = 0): boolean => status === 404 || status === 405 || status === 501

const noDocument = (last: Attempt | undefined, delivery: Delivery, method: 'GET' | 'POST'): Problem =>
  problem(
    'no-document',
    `The URL gives no document: ${last ? because(last, delivery) : 'nothing was sent'}. A call ends with 7011 (Error Reaching Answer URL), unless it has a fallback. ${delivery.judgement}`,
    {
      allowed: 'status 200 and a document',
      ...(method === 'GET' && isOfMethod(last?.status) && { nearest: 'method POST: it was asked by GET' }),
    },
  )

async function deliver(
  { url, method, params, account: given }: AnswerRequest,
  policy: ReturnType<typeof readPolicy>['policy'],
): Promise<{ delivery: Delivery; remarks: readonly Problem[] }> {
  const account = accountOf(given)
  const { arrival } = readCallOptions({ answerUrl: url, answerMethod: method })
  const epoch = wallTime()
  // A live application may keep what it knows of a call under its id.
  const ids = new Ids(epoch)
  const uuid = ids.uuid()
  const sessionStart = sessionTime(epoch, ids.below(1000))
  const facts = { account, arrival, uuid, sessionStart, startedAt: epoch, answeredAt: undefined, ending: undefined }
  const happenings: Happening[] = []
  const clock = new RealClock()
  const transport = createUndiciTransport()
  const engine = createWebhookEngine(
    {
      clock,
      transport,
      record: (_, happening) => happenings.push(happening),
      tokensOf: () => account,
      nonce: () => ids.nonce(),
    },
    { measured: true },
  )
  try {
    const webhook = { call: uuid, purpose: 'answer', url, method, policy, signed: true }
    const sent = { ...webhook, params: { ...answerParams(facts), ...params } }
    const delivery = await clock.run<Delivery>(done => engine.send(sent, done))
    return { delivery, remarks: happenings.flatMap(problemIn) }
  } finally {
    await transport.close()
  }
}

function problemIn(happening: Happening): Problem[] {
  if (happening.type !== 'problem.found') return []
  const { code, message, severity, allowed, nearest, provenance, rule } = happening
  const details = { severity, allowed, nearest, provenance, rule } as Partial<Problem>
  return [problem(code as Problem['code'], message, details)]
}
