import { handset, type PhoneManner, type PhonePlan, type PhoneStep } from '../party/phone.js'
import { describeStep, type PartyStep } from '../party/step.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import { isAddress, type ScenarioPhone } from './phones.js'
import { behaviourValue } from './saved-values.js'

type Dialled = EventOf<'leg.dialed'> | EventOf<'call.arrived'>

/**
 * The far ends that were dialled, by their addresses, and what they did, each time: no more of it than came about, for a
 * scenario that never gets to what it prepares fails. Of `phones` that have one address the first one was there.
 */
export function phonesValue(events: readonly TraceEvent[], phones: readonly ScenarioPhone[]): Record<string, unknown> {
  const other = phones.find(({ address }) => address === 'default')
  const times = new Map<ScenarioPhone, number>()
  const found = new Map<string, { to: string; manners: PhoneManner[] }>()
  for (const event of events) {
    const isCall = event.type === 'call.arrived' && event.direction === 'outbound'
    if (event.type !== 'leg.dialed' && !isCall) continue
    const given = phones.find(({ address }) => lineOf(address) === lineOf(event.to)) ?? other
    const manner = given ? mannerOf(given, event, events, times) : toldBy(event)
    // What is no address came to what all others do, too, but no phone can be given for it.
    if (manner === undefined || !isAddress(event.to)) continue
    const line = found.get(lineOf(event.to)) ?? { to: event.to, manners: [] }
    found.set(lineOf(event.to), line)
    line.manners.push(manner)
  }
  return Object.fromEntries([...found.values()].map(({ to, manners }) => [to, behaviourValue(once(manners))]))
}

/** Numbers are the same with their plus and without it. */
const lineOf = (address: string): string =>
  address
    .toLowerCase()
    .replace(/^\+/, '')
    .replace(/[;?].*$/s, '')

/** A number that nothing was given for rings, and nobody answers; an endpoint of the platform is not registered. */
function toldBy(event: Dialled): PhoneManner | undefined {
  if (event.type === 'call.arrived') return undefined
  return event.phone.includes('not registered') ? 'unregistered' : 'no-answer'
}

/** What a phone did when it was dialled this time; of several manners the last one again and again. */
function mannerOf(
  phone: ScenarioPhone,
  event: Dialled,
  events: readonly TraceEvent[],
  times: Map<ScenarioPhone, number>,
): PhoneManner {
  const manners = [phone.behaviour].flat() as PhoneManner[]
  const count = times.get(phone) ?? 0
  times.set(phone, count + 1)
  const manner = manners[Math.min(count, manners.length - 1)] as PhoneManner
  if (manner === handset) return pickedUp(event, events)
  const leg = event.type === 'leg.dialed' ? event.leg : undefined
  const missed = events.find(
    (one): one is EventOf<'step.missed'> => one.type === 'step.missed' && one.call === event.call && one.leg === leg,
  )
  const pressed = events.flatMap(one =>
    one.type === 'digit.pressed' && one.call === event.call && one.leg === leg ? one.digit : '',
  )
  return missed ? upTo(missed.step, pressed.join(''), manner) : manner
}

/** A phone in somebody's hand is answered when it was picked up. */
function pickedUp({ call, at: arrived }: Dialled, events: readonly TraceEvent[]): PhoneManner {
  const rang = events.find(event => event.type === 'call.rang' && event.call === call)?.at ?? arrived
  const answered = events.find(event => event.type === 'call.answered' && event.call === call)
  return answered ? { answers: Math.floor(answered.at - rang) } : 'no-answer'
}

/** Its steps up to one that never came about, or only in part: some of its keys were pressed. */
function upTo(missed: string, pressed: string, manner: PhoneManner): PhoneManner {
  if (typeof manner === 'string') return manner
  const { hears, presses, says, does = [], ...rest } = manner as PhonePlan
  const steps: PhoneStep[] = [
    ...(hears === undefined ? [] : [{ hears }]),
    ...(presses === undefined ? [] : [{ presses }]),
    ...(says === undefined ? [] : [{ says }]),
    ...does,
  ]
  const first = steps.findIndex(step => describeStep(partyStep(step)) === missed)
  if (first < 0) return manner
  const done = steps.slice(0, first)
  const keys = pressed.slice(done.map(keysOf).join('').length)
  const all = keys ? [...done, { presses: keys }] : done
  return { ...rest, ...(all.length > 0 && { does: all }) }
}

const keysOf = (step: PhoneStep): string => (typeof step === 'object' && 'presses' in step ? String(step.presses) : '')

function partyStep(step: PhoneStep): PartyStep {
  if (typeof step === 'string') return { verb: step }
  if ('hears' in step) return { verb: 'hears', pattern: step.hears }
  if ('presses' in step) return { verb: 'presses', keys: String(step.presses) }
  if ('says' in step) return { verb: 'says', ...(typeof step.says === 'string' ? { text: step.says } : step.says) }
  return { verb: 'waits', ms: 0 }
}

/** One manner where it was always the same. */
function once(manners: readonly PhoneManner[]): readonly PhoneManner[] {
  const [first] = manners
  const isSame = (one: PhoneManner) =>
    JSON.stringify(behaviourValue(one)) === JSON.stringify(behaviourValue(first as PhoneManner))
  return first !== undefined && manners.every(isSame) ? [first] : manners
}
