import type { PromptItem } from '../audio/prompt.js'
import type { Credentials } from '../party/phone.js'
import type { Step, UrlValue } from '../xml/element-shape.js'
import type { Params } from './element.js'

/** A party that is to be rung. */
export interface LegPlan {
  /** The id of the leg: DialBLegUUID. */
  readonly leg: string
  /** A number, or a SIP address. */
  readonly to: string
  readonly from: string
  /** Counts the targets that are rung together, from 1. */
  readonly position: number
  /** What it is told if it asks who rings. */
  readonly credentials?: Credentials | undefined
  /** Its SIP headers: requests about it carry them as `X-PH-<name>`. */
  readonly headers: Params
  /** Why there is nothing to ring there: the leg ends with 2000 Invalid Destination Address. */
  readonly invalid?: string | undefined
}

/** How a leg ended: a row of the vendor's table of hangup causes, who ended it, and why. */
export interface LegEnd {
  readonly code: number
  readonly name: string
  readonly cause: string
  readonly source: string
  readonly because: string
}

/** What an element hears of legs that it placed. */
export type LegSignal =
  /** `early` is what the network says meanwhile. */
  | { type: 'leg.rang'; leg: string; early: string | undefined }
  | { type: 'leg.answered'; leg: string }
  | { type: 'leg.digit'; leg: string; digit: string }
  /** What was played to it has come to its end. */
  | { type: 'leg.played'; leg: string }
  /** It ended by itself; one that the element hangs up is not told of. */
  | { type: 'leg.ended'; leg: string; end: LegEnd }
  /** A document of sounds is there; without `steps` it cannot be had. `leg` is whom it is for, if not the caller. */
  | { type: 'sounds.loaded'; leg: string | undefined; steps: readonly Step[] | undefined }

/** What an element asks for legs. */
export type LegAsk =
  | { type: 'placeLeg'; plan: LegPlan }
  | { type: 'playToLeg'; leg: string; items: readonly PromptItem[] }
  /** Caller and leg hear one another, which answers the call; after `limit` ms the leg ends with 6000. */
  | { type: 'bridge'; leg: string; limit: number }
  | { type: 'hangUpLeg'; leg: string; code: number; source: string; because: string }
  /** A document of Speak, Play and Wait is requested by POST. */
  | { type: 'fetchSounds'; purpose: string; url: UrlValue; params: Params; leg: string | undefined }
  /** The caller is to hear something before the call is answered. */
  | { type: 'openEarlyMedia' }
