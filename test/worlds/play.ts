import type { TraceEvent } from '../../src/index.js'
import { createExchange, type Exchange, TransportFault } from '../../src/index.js'
import { type ApiStep, readApiStep } from '../../src/scenario/api-step.js'
import type { CallFields } from '../../src/scenario/call-fields.js'
import { readYaml } from '../../src/scenario/field.js'
import type { Scenario } from '../../src/scenario/file.js'
import { runScenario, type ScenarioCall } from '../../src/scenario/run.js'
import { wav } from '../elements/play-call.js'
import { origin, type World, type WorldApp, type WorldOperation, type WorldOutgoing, type WorldReply } from './world.js'

/** A request as the application saw it. */
export interface Received {
  readonly method: string
  readonly path: string
  /** Of the query and of the body. */
  readonly params: URLSearchParams
  /** Of its signature; requests for audio have none. */
  readonly nonce: string | null
}

/** All that came of a world. */
export interface Played {
  readonly world: World
  readonly calls: readonly ScenarioCall[]
  /** Of all calls, in the order in which they happened. */
  readonly events: readonly TraceEvent[]
  readonly requests: readonly Received[]
  /** What still waits when all is over. */
  readonly left: { readonly holds: readonly string[]; readonly timers: readonly string[] }
  /** The failures of steps, phones and faults: no matter, as nobody expected anything. */
  readonly missed: readonly string[]
}

/** Plays a world as `offhook test` would play its files, but with the application in memory. */
export async function play(world: World): Promise<Played> {
  const requests: Received[] = []
  const events: TraceEvent[] = []
  let exchange: Exchange | undefined
  const result = await runScenario(scenarioOf(world), {
    leaveOpen: true,
    createExchange: options => {
      exchange = createExchange(options)
      exchange.mount(origin, applicationOf(world.app, requests))
      exchange.listen(event => events.push(event))
      return exchange
    },
  })
  const left = exchange?.clock.pending() ?? { holds: [], timers: [] }
  await exchange?.close()
  return { world, calls: result.calls, events, requests, left, missed: result.failures.map(({ expected }) => expected) }
}

function scenarioOf({ seed, timeLimit, app, callers, phones, faults }: World): Scenario {
  const place = { file: 'world', line: 1, column: 1 }
  const call = {
    answerUrl: origin + app.answer,
    hangupUrl: origin + app.hangup,
    ...(app.fallback && { fallbackUrl: origin + app.fallback }),
  }
  return {
    name: 'world',
    file: 'world',
    seed,
    timeLimit,
    callers: callers.map(({ name, starts, does, outgoing }) => ({
      name,
      starts,
      call: outgoing ? { ...call, ...outgoingOf(outgoing) } : call,
      does: does.map(step => ({ step: step.verb === 'api' ? apiStep(step.operation, callers) : step, place })),
    })),
    phones: Object.entries(phones).map(([address, behaviour]) => ({ address, behaviour, place })),
    faults: faults.map(({ call, ...rule }) => ({ rule, ...(call !== undefined && { call }), place })),
    expect: [],
  }
}

/** Paths are URLs of the application here. */
const outgoingOf = ({ ringUrl, machineDetectionUrl, ...outgoing }: WorldOutgoing): CallFields => ({
  ...outgoing,
  outbound: true,
  ...(ringUrl && { ringUrl: origin + ringUrl }),
  ...(machineDetectionUrl && { machineDetectionUrl: origin + machineDetectionUrl }),
})

/** As it is read from a file; what is a path there is a URL of the application here. */
function apiStep(operation: WorldOperation, callers: World['callers']): ApiStep {
  const yaml = readYaml(JSON.stringify(operation).replaceAll('"/', `"${origin}/`), 'world')
  const step =
    'root' in yaml
      ? readApiStep(
          yaml.root,
          callers.map(({ name }) => name),
        )
      : undefined
  if (step) return step
  throw new Error(`${JSON.stringify(operation)}: ${'root' in yaml ? yaml.root.problems : yaml.problems}`)
}

/** What a sample folder does with the same routes. */
const applicationOf = (app: WorldApp, requests: Received[]) => {
  const seen = new Map<string, number>()
  return async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url)
    const params = new URLSearchParams(searchParams)
    if (request.method === 'POST')
      for (const [name, value] of new URLSearchParams(await request.text())) params.append(name, value)
    const nonce = request.headers.get('x-plivo-signature-v3-nonce')
    requests.push({ method: request.method, path: pathname, params, nonce })
    const key = `${params.get('CallUUID')} ${pathname}`
    const attempt = (seen.get(key) ?? 0) + 1
    seen.set(key, attempt)
    const replies = app.routes[pathname]
    if (!replies) return text(`No route for ${pathname}\n`)
    const reply = replies.find(({ attempts }) => !attempts || attempts.includes(attempt))
    return reply ? answer(reply) : text(`No rule of ${pathname} matches this request\n`)
  }
}

const text = (body: string) =>
  new Response(body, { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } })

function answer({ status = 200, document, silence, delay, fault }: WorldReply): Response {
  if (fault !== undefined) throw new TransportFault(fault)
  const headers = {
    ...(delay !== undefined && { 'x-offhook-delay': String(delay) }),
    ...(document !== undefined && { 'content-type': 'text/xml; charset=utf-8' }),
    ...(silence !== undefined && { 'content-type': 'audio/wav' }),
  }
  const body = document?.replaceAll('{{base}}', origin) ?? (silence === undefined ? null : wav(silence))
  return new Response(body, { status, headers })
}
