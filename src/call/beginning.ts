import type { Utterance } from '../party/line.js'
import { FarEnd, type Joined } from './far-end.js'
import type { Answered } from './ledger.js'
import type { Sign } from './machine-detection.js'
import type { Destination } from './operation-options.js'
import { type Outgoing, OutgoingCall, type OutgoingPorts } from './outgoing.js'

/**
 * How a call begins that did not come in: it is made, or it was a leg that somebody has answered, and goes on as a call
 * with the leg's id, at the document that it was transferred to.
 */
export type Beginning = { readonly make: Outgoing } | { readonly join: Joined & Answered & GoesOn }

interface GoesOn {
  readonly goesOn: Destination
  /** The rest of what whoever picked up is saying. */
  readonly saying: Utterance | undefined
}

/** Who was called, as the call at whose far end they are knows them. */
export interface Called {
  /** What is to come of it, as far as the simulator knows. */
  readonly phone?: string
  /** Whether machine detection has no result yet. */
  readonly listens?: boolean
  begin(): void
  /** It is answered now, if it rings. */
  pickUp?(): void
  /** The far end does something. */
  notice(sign: Sign): void
  /** What goes on before there is a document, as the end of a sentence; undefined afterwards. */
  describe(): string | undefined
  end(because: string): void
}

/** Who is at the far end of a call that begins like this. */
export const calledBy = (beginning: Beginning, ports: OutgoingPorts & { goOn(to: Destination): void }): Called => {
  if ('make' in beginning) return new OutgoingCall(beginning.make, ports)
  const { callee, saying, goesOn } = beginning.join
  const farEnd = new FarEnd(beginning.join, ports.ledger)
  callee.moveTo(ports.line)
  return {
    phone: `it was dialled by ${ports.ledger.arrival.aleg}, and has been answered`,
    begin: () => {
      ports.limit()
      ports.answer()
      if (saying) ports.line.speak(saying)
      ports.goOn(goesOn)
    },
    notice: () => {},
    describe: () => undefined,
    end: because => farEnd.end(because),
  }
}
