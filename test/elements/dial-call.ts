import type { PhoneBehaviour } from '../../src/index.js'
import { document, type Played, playCall, type Reply, type Script } from './play-call.js'

/** Three numbers that a Dial may ring. */
export const alice = '+14155550111'
export const bob = '+14155550112'
export const carol = '+14155550113'

export const action = 'action="http://app.test/action"'
export const callback = 'callbackUrl="http://app.test/callback"'

/** `<Number>` of each. */
export const numbers = (...all: string[]): string => all.map(number => `<Number>${number}</Number>`).join('')

/** A Dial of some numbers with some attributes, then a Speak of half a second. */
export const dial = (
  attributes: string,
  phones: Readonly<Record<string, PhoneBehaviour>>,
  script: Script = async () => {},
  routes: Readonly<Record<string, Reply>> = {},
): Promise<Played> =>
  playCall(
    {
      '/answer': document(`<Dial ${attributes}>${numbers(...Object.keys(phones))}</Dial><Speak>Hello</Speak>`),
      ...routes,
    },
    script,
    { phones },
  )

/** What became of each leg, in the order in which they ended: `0-4000 +14155550111 3010 busy`. */
export const ended = ({ trace }: Played): string[] => {
  const dialed = new Map(trace.of('leg.dialed').map(event => [event.leg, event]))
  return trace.of('leg.ended').map(({ leg, at, cause, status }) => {
    const { to = '?', at: began = 0 } = dialed.get(leg) ?? {}
    return `${began}-${at} ${to} ${cause} ${status}`
  })
}

/** What was played to a party, or said to it across the bridge. */
export const heardBy = ({ trace }: Played, number: string): string[] => {
  const leg = trace.of('leg.dialed').find(({ to }) => to === number)?.leg
  return trace.events.flatMap(event => {
    if (event.type === 'prompt.finished' && event.leg === leg && event.heard) return [event.text]
    return event.type === 'speech.heard' && event.leg === undefined && event.across ? [event.text] : []
  })
}

/** The bodies of the requests of a path, in order. */
export const sent = ({ requests }: Played, path: string) =>
  requests.filter(request => request.path === path).map(({ params }) => params)

/** What callbackUrl was told: `answer 14155550111`. */
export const told = (played: Played): string[] =>
  sent(played, '/callback').map(({ DialAction, DialBLegTo }) => `${DialAction} ${DialBLegTo}`)
