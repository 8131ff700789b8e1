/** What an element may know of its call. */
export interface Facts {
  readonly callUuid: string
  /** Who called. */
  readonly from: string
  /** What the caller is called: a name, or the number. */
  readonly callerName: string
  /** How many others are in the conference room that the call is in. */
  readonly company: number
  /** How many members a room holds whose document does not say so. */
  readonly roomSize: number
  /** How the call ended; undefined while it goes on. */
  readonly ending: { readonly code: number; readonly source: string } | undefined
  /** The vendor's name of a hangup code, and the switch's own word for it. */
  readonly hangupCause: (code: number) => { readonly name: string; readonly cause: string }
  readonly billRate: string
  /** What so many ms of an answered leg come to. */
  readonly billing: (ms: number) => { duration: number; billDuration: number; totalCost: string }
  readonly answered: boolean
  /** Whether nothing follows the element in its document. */
  readonly last: boolean
  readonly charactersPerSecond: number
  readonly profanities: readonly string[]
  /** Where recordings are said to be found. */
  readonly recordingUrl: (id: string, format: string) => string
  readonly newId: () => string
  readonly now: () => number
  /** Epoch milliseconds of an instant of call time. */
  readonly epochOf: (at: number) => number
}
