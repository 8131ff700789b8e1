import { handset, type PhoneBehaviour, type PhoneManner, type PhonePlan, type PhoneStep } from '../party/phone.js'
import type { UnmetPhone } from '../party/phone-book.js'
import type { PartyStep } from '../party/step.js'
import { describeStep } from '../party/step.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import type { ScenarioPhone } from './phones.js'
import { behaviourValue } from './saved-values.js'

/** What is known of far ends. */
export interface FarEnds {
  /** Those that were given, the last one of an address first. */
  readonly phones: readonly ScenarioPhone[]
  /** What did not come about of what they were to do. */
  readonly unmet: readonly UnmetPhone[]
}

/**
 * The far ends that were dialled, by their addresses, and what they did: no more of it than came about, for a scenario that
 * never gets to what it prepares fails.
 */
export function phonesValue(events: readonly TraceEvent[], { phones, unmet }: FarEnds): Record<string, unknown> {
  const dialled = of(events, 'leg.dialed')
  const called = of(events, 'call.arrived').filter(({ direction }) => direction === 'outbound')
  const addresses = new Map([...dialled, ...called].map(({ to }) => [lineOf(to), to]))
  const other = phones.find(({ address }) => address === 'default')
  const entries = [...addresses].flatMap(([line, to]): [string, unknown][] => {
    const legs = dialled.filter(leg => lineOf(leg.to) === line)
    const calls = called.filter(call => lineOf(call.to) === line)
    const given = phones.find(({ address }) => lineOf(address) === line) ?? other
    if (!given) return legs.length > 0 ? [[to, toldBy(legs)]] : []
    if (given.behaviour === handset) return calls.map(call => [to, pickedUp(call, events)])
    const missed = unmet.filter(one => lineOf(one.phone) === lineOf(given.address))
    return [[to, behaviourValue(done(given.behaviour, legs.length + calls.length, missed))]]
  })
  return Object.fromEntries(entries)
}

const of = <T extends TraceEvent['type']>(events: readonly TraceEvent[], type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type)

/** A phone in somebody's hand is answered when it was picked up. */
function pickedUp({ call, at: arrived }: TraceEvent, events: readonly TraceEvent[]): unknown {
  const rang = of(events, 'call.rang').find(event => event.call === call)?.at ?? arrived
  const answered = of(events, 'call.answered').find(event => event.call === call)
  return answered ? behaviourValue({ answers: Math.floor(answered.at - rang) }) : 'no-answer'
}

/** Numbers are the same with their plus and without it. */
const lineOf = (address: string): string =>
  address
    .toLowerCase()
    .replace(/^\+/, '')
    .replace(/[;?].*$/s, '')

/** A number that nothing was given for rings, and nobody answers; an endpoint of the platform is not registered. */
const toldBy = ([leg]: readonly EventOf<'leg.dialed'>[]): PhoneManner =>
  leg?.phone.includes('not registered') ? 'unregistered' : 'no-answer'

/** So many of its manners, and their steps up to the first that never came about. */
function done(behaviour: PhoneBehaviour, times: number, unmet: readonly UnmetPhone[]): PhoneBehaviour {
  const manners = Array.isArray(behaviour) ? (behaviour as readonly PhoneManner[]) : [behaviour as PhoneManner]
  const missed = new Set(unmet.map(({ what }) => what))
  return manners.slice(0, Math.max(1, times)).map(manner => (missed.size > 0 ? withoutMissed(manner, missed) : manner))
}

function withoutMissed(manner: PhoneManner, missed: ReadonlySet<string>): PhoneManner {
  if (typeof manner === 'string') return manner
  const { hears, presses, says, does = [], ...rest } = manner as PhonePlan
  const steps: PhoneStep[] = [
    ...(hears === undefined ? [] : [{ hears }]),
    ...(presses === undefined ? [] : [{ presses }]),
    ...(says === undefined ? [] : [{ says }]),
    ...does,
  ]
  const first = steps.findIndex(step => missed.has(describeStep(partyStep(step))))
  return first < 0 ? manner : { ...rest, ...(first > 0 && { does: steps.slice(0, first) }) }
}

function partyStep(step: PhoneStep): PartyStep {
  if (typeof step === 'string') return { verb: step }
  if ('hears' in step) return { verb: 'hears', pattern: step.hears }
  if ('presses' in step) return { verb: 'presses', keys: String(step.presses) }
  if ('says' in step) return { verb: 'says', ...(typeof step.says === 'string' ? { text: step.says } : step.says) }
  return { verb: 'waits', ms: 0 }
}
