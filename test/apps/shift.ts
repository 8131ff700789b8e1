import { expect, it } from 'vitest'
import {
  type Call,
  type Caller,
  type CallRecord,
  createExchange,
  type DialOutOptions,
  type Exchange,
  type PhoneBehaviour,
  type TraceEvent,
} from '../../src/index.js'
import { heardIn } from '../../src/party/heard.js'
import { type CallCentre, createCallCentre } from './call-centre.js'
import { account, type Received } from './office.js'
import { centreNumber } from './staff.js'

type Tell = (shift: Shift) => Promise<void>

const origin = 'http://centre.test'

/** Some time of a day in the call centre: an exchange, the phones of those who work there, and the application. */
export class Shift {
  readonly exchange: Exchange
  readonly #centre: CallCentre
  readonly #expected: string[] = []

  constructor() {
    this.exchange = createExchange({ seed: 1, account })
    this.#centre = createCallCentre()
    this.exchange.mount(origin, this.#centre)
  }

  /** What everybody does who is dialled. */
  phones(all: Readonly<Record<string, PhoneBehaviour>>): void {
    for (const [address, behaviour] of Object.entries(all)) this.exchange.phone(address, behaviour)
  }

  /** Somebody calls; the path is where the application begins. */
  rings(path: string, from = '+14155550100'): Caller<Call> {
    return this.exchange.call({
      from,
      to: centreNumber,
      answerUrl: `${origin}${path}`,
      hangupUrl: `${origin}/hangup`,
    })
  }

  /** The application calls somebody by the API. */
  calls(to: string, path: string, options: Partial<DialOutOptions> = {}): Caller<Call> {
    const urls = { answerUrl: `${origin}${path}`, hangupUrl: `${origin}/hangup`, ringUrl: `${origin}/ring` }
    return this.exchange.dialOut({ from: centreNumber, ...urls, ...options, to })
  }

  url(path: string): string {
    return `${origin}${path}`
  }

  /** What the application was asked, in order. */
  get paths(): string[] {
    return this.#centre.requests.map(({ path }) => path)
  }

  /** The parameters of all requests of a path, in order. */
  told(path: string): Received['params'][] {
    return this.#centre.requests.filter(request => request.path === path).map(({ params }) => params)
  }

  /** What callbackUrl was told of the legs: `answer 14155550111`. */
  get legs(): string[] {
    return this.told('/legs').map(({ DialAction, DialBLegTo }) => `${DialAction} ${DialBLegTo}`)
  }

  /** A problem that this story is about: all others are mistakes. */
  expects(problem: string): void {
    this.#expected.push(problem)
  }

  /** All calls end; nothing went wrong that should not have, nothing is left to happen, and every request was signed. */
  async ends(): Promise<TraceEvent[]> {
    for (const call of this.exchange.calls) await this.exchange.farEnd(call).callEnds()
    const { events } = this.exchange.trace
    const problems = events.flatMap(event =>
      event.type === 'problem.found' && event.severity !== 'note' ? [event.code] : [],
    )
    expect(problems).toEqual(this.#expected)
    expect(this.exchange.clock.pending()).toEqual({ holds: [], timers: [] })
    expect(this.exchange.unmetPhones()).toEqual([])
    expect(this.exchange.rooms).toEqual([])
    expect(this.#centre.requests.filter(({ signaturesValid: { v3, v2 } }) => !v3 || !v2)).toEqual([])
    await this.exchange.close()
    return [...events]
  }
}

/** What the party at the far end of a call heard to its end, in order: prompts, and what the other ends said and pressed. */
export const heard = ({ call }: Caller<Call>): string[] =>
  call.trace.events.flatMap(event => {
    const text = heardIn(event)
    return text ? [text] : []
  })

/** What was heard on a leg that was dialled: prompts, keys, and what the caller said. */
export const heardBy = ({ call }: Caller<Call>, number: string): string[] => {
  const leg = call.trace.of('leg.dialed').find(({ to }) => to === number)?.leg
  return call.trace.events.flatMap(event => {
    if (event.type === 'prompt.finished' && event.leg === leg && event.heard) return [event.text]
    if ((event.type !== 'speech.heard' && event.type !== 'digit.pressed') || event.leg || !event.across) return []
    return [event.type === 'speech.heard' ? event.text : event.digit]
  })
}

/** How a call ended: `completed 4000 Caller`. */
export const ending = ({ status, hangup }: CallRecord): string => `${status} ${hangup.code} ${hangup.source}`

/** What became of each party that was dialled: `+14155550111 busy 3010`. */
export const legs = (record: CallRecord): string[] =>
  record.legs.map(({ to, status, hangup }) => `${to} ${status} ${hangup.code}`)

const stories = new Map<Tell, TraceEvent[]>()

const play = async (tell: Tell): Promise<TraceEvent[]> => {
  const shift = new Shift()
  await tell(shift)
  return shift.ends()
}

/** A test: something that happens during a shift. */
export const story = (name: string, tell: Tell): void => {
  it(name, async () => {
    stories.set(tell, await play(tell))
  })
}

/** The last test of a file: all its stories once more, and not an event is different. */
export const theSameAgain = (): void => {
  it('every story again: the same traces', async () => {
    for (const [tell, events] of stories) expect(await play(tell)).toEqual(events)
  })
}
