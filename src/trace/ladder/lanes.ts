/** One who takes part in a call: a vertical line of its ladder. */
export interface Lane {
  /** The same for all that belongs to this lane. */
  readonly id: string
  readonly kind: Kind
  readonly title: string
  /** Which one it is: a number, an origin; empty where that is not known yet. */
  readonly name: string
}

/** From left to right. */
const KINDS = ['caller', 'plivo', 'application', 'leg', 'room'] as const
export type Kind = (typeof KINDS)[number]

/** The A leg of a call. */
export const caller = (call: string, name = ''): Lane => lane('caller', call, 'Caller', name)

/** The A leg of a call that was made, not received: it is drawn where callers are. */
export const callee = (call: string, name: string): Lane => lane('caller', call, 'Callee', name)

export const plivo: Lane = lane('plivo', '', 'Plivo', '')

/** Whatever answers the URLs of one origin. */
export const application = (origin: string): Lane => lane('application', origin, 'Application', origin)

/** A B leg; `name` is the number or SIP address that is dialled. */
export const leg = (id: string, name = ''): Lane => lane('leg', id, 'B leg', name)

/** A conference room. */
export const room = (name: string): Lane => lane('room', name, 'Room', name)

function lane(kind: Kind, id: string, title: string, name: string): Lane {
  return { id: `${kind} ${id}`, kind, title, name }
}

/** Each lane once, in order: kinds from left to right, and of one kind who came first. */
export function inOrder(seen: Iterable<Lane>): Lane[] {
  const lanes = new Map<string, Lane>()
  for (const one of seen) if (!lanes.get(one.id)?.name) lanes.set(one.id, one)
  return [...lanes.values()].sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind))
}

/**
 * The lanes with the names of callers for titles, by the ids of their calls. The second of the same title and name is
 * `#2`: one who calls again, a number that is dialled twice.
 */
export function distinguished(lanes: readonly Lane[], names: ReadonlyMap<string, string>): Lane[] {
  const seen = new Map<string, number>()
  return lanes.map(lane => {
    const title = (lane.kind === 'caller' && names.get(lane.id.slice('caller '.length))) || lane.title
    const who = `${title}\n${lane.name}`
    const count = (seen.get(who) ?? 0) + 1
    seen.set(who, count)
    return { ...lane, title, name: count > 1 ? `${lane.name} #${count}`.trim() : lane.name }
  })
}
