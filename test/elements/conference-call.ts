import { type Call, type Caller, createExchange, type Exchange, type ExchangeOptions } from '../../src/index.js'
import { charactersPerSecond, document, origin } from './play-call.js'

/** A request that the application got: its path and parameters. */
export interface Told {
  readonly at: number
  readonly path: string
  readonly params: Readonly<Record<string, string>>
}

export interface Meeting {
  readonly exchange: Exchange
  readonly requests: Told[]
  /** Calls in; the answer is a Conference of these attributes in the room `daily`, then a Speak of half a second. */
  readonly joins: (attributes?: string) => Caller<Call>
  /** What was asked of callbackUrl, in order: `enter 8001`. */
  readonly told: () => string[]
}

export const callback = 'callbackUrl="http://app.test/callback"'
export const action = 'action="http://app.test/action"'

/** An exchange with an application whose callers all get into the room `daily`. */
export function meeting(routes: Readonly<Record<string, string>> = {}, options: ExchangeOptions = {}): Meeting {
  const exchange = createExchange({ seed: 1, charactersPerSecond, ...options })
  const requests: Told[] = []
  const answers: Record<string, string> = { ...routes }
  exchange.mount(origin, async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url)
    const params = request.method === 'POST' ? new URLSearchParams(await request.text()) : searchParams
    requests.push({ at: exchange.clock.now, path: pathname, params: Object.fromEntries(params) })
    const body = answers[pathname]
    if (body === '404') return new Response('', { status: 404 })
    return new Response(body ?? '', { headers: { 'content-type': 'text/xml' } })
  })
  let count = 0
  return {
    exchange,
    requests,
    joins(attributes = '') {
      const path = `/answer-${++count}`
      answers[path] = document(`<Conference ${attributes}>daily</Conference><Speak>Hello</Speak>`)
      const from = `+1415555010${count}`
      return exchange.call({ from, answerUrl: origin + path, hangupUrl: `${origin}/hangup` })
    },
    told: () =>
      requests
        .filter(({ path }) => path === '/callback')
        .map(({ params }) => `${params.ConferenceAction} ${params.ConferenceMemberID}`),
  }
}

/** What a caller heard to its end, with the instant: `1500 beep`. */
export const heard = ({ call }: Caller<Call>): string[] =>
  call.trace.events.flatMap(event => {
    if (event.type === 'room.heard') return [`${event.at} ${event.member}: ${event.text}`]
    return event.type === 'prompt.finished' && event.heard ? [`${event.at} ${event.text || event.sound}`] : []
  })

/** When and why a caller left the room. */
export const left = ({ call }: Caller<Call>): string[] =>
  call.trace.of('room.left').map(({ at, because }) => `${at} ${because}`)
