import type { Trace } from '../trace/trace.js'

/** A call as a party at its far end knows it. */
export interface Line {
  readonly uuid: string
  /** Whether the party at the far end called, or was called. */
  readonly party: 'caller' | 'callee'
  /** Whether the party was called and has not picked up yet: it hears nothing, and nobody hears it. */
  readonly unanswered: boolean
  readonly trace: Trace
  /** The call is over; requests may still be on their way. */
  readonly over: boolean
  /** What remains of the call; undefined until it is over. */
  readonly record: unknown
  /** What the call is doing, as the end of a sentence: "is waiting for the answer of POST …". */
  describe(): string
  /** The party picks up its phone while it rings, whatever the phone would have done. */
  pickUp(): void
  press(digit: string): void
  /** Begins to say something; it is heard whole `ms` later, unless the call ends meanwhile. */
  speak(utterance: Utterance): void
  /** Begins to say something that is known only when it ends: somebody is typing it. */
  beginSpeaking(): void
  /** Ends what was begun so; without a text it was nothing that could be understood. */
  finishSpeaking(text: string, confidence?: number): void
  /** The beep of an answering machine. */
  beep(): void
  /** The party hangs up; one whose phone still rings declines the call. */
  hangUp(): void
  /** Calls `done` when the call and all of its requests are over; at once if they are. */
  whenFinal(done: () => void): void
}

/** How sure the recognizer is of what somebody says clearly. */
export const defaultConfidence = 0.95

export interface Utterance {
  readonly text: string
  readonly ms: number
  /** How sure the recognizer is, 0 to 1. */
  readonly confidence: number
}
