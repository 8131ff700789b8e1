import type { AnyStateMachine } from 'xstate'
import type { PromptItem } from '../audio/prompt.js'
import type { Happening } from '../trace/events.js'
import type {
  AttributeKind,
  BodyKind,
  ElementShape,
  MethodValue,
  Step,
  UrlValue,
  Values,
} from '../xml/element-shape.js'
import type { Problem } from '../xml/problem.js'
import type { Facts } from './facts.js'
import type { LegAsk, LegSignal } from './leg.js'
import type { RecordingAsk } from './recording.js'
import type { RoomAsk, RoomSignal } from './room.js'

export type Params = Readonly<Record<string, string>>

/** What an element hears while it runs. */
export type Signal =
  | { type: 'digit'; digit: string }
  /** The far end begins to speak; what it will have said when it stops is known to the simulator. */
  | { type: 'speech.started'; text: string; ms: number; confidence: number }
  | { type: 'speech.ended'; text: string; ms: number; confidence: number }
  /** The prompt that was asked for has been played to its end. */
  | { type: 'prompt.finished' }
  | LegSignal
  | RoomSignal
  /** The element is taken from the call, which is over, or goes on elsewhere: it must come to its outcome at once. */
  | { type: 'interrupted'; because: string }

/** What an element asks of its call. */
export type Ask =
  /** `endless`: again and again, until it is stopped. */
  | { type: 'play'; items: readonly PromptItem[]; endless?: boolean }
  | { type: 'stopPlaying'; because: string }
  | Notification
  | LegAsk
  | RoomAsk
  | { type: 'scheduleHangup'; ms: number }
  | { type: 'sendMessage'; message: OutgoingMessage }
  | RecordingAsk
  /** Writes a line into the trace. */
  | { type: 'tell'; happening: Happening }
  /** A problem that shows only when the element runs. */
  | { type: 'report'; problem: Problem }

/** A request whose answer does not matter. */
export interface Notification {
  readonly type: 'notify'
  readonly purpose: string
  readonly url: UrlValue
  readonly method: MethodValue
  readonly params: Params
  /** Sent so many ms later; at once by default. */
  readonly after?: number
  /** The names of parameters that are shown as dots (log="false"). */
  readonly secret?: readonly string[] | undefined
  /** Nothing but `params` is sent: not even the identity of the call. */
  readonly bare?: boolean
}

export interface OutgoingMessage {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
  readonly callbackUrl: UrlValue | undefined
  readonly callbackMethod: MethodValue
}

/** How an element ends. Only the call acts on it. */
export type Outcome =
  | { to: 'next'; because: string /** What does not happen therefore. */; instead?: string }
  /** The element's children become the elements to run, then its next sibling (PreAnswer). */
  | { to: 'enter'; because: string }
  | { to: 'hangUp'; cause: number; source: string; because: string }
  | Fetch

/** A URL is requested; with `replaces` its document replaces the present one, without it the answer is ignored. */
export interface Fetch {
  readonly to: 'fetch'
  readonly origin: 'action' | 'redirect' | 'transfer'
  readonly purpose: string
  readonly url: UrlValue
  readonly method: MethodValue
  readonly params: Params
  readonly replaces: boolean
  /** The names of parameters that are shown as dots (log="false"). */
  readonly secret?: readonly string[] | undefined
  readonly because: string
}

export interface Decision {
  readonly asks?: readonly Ask[]
  readonly outcome: Outcome
}

export interface Sounding {
  readonly items: readonly PromptItem[]
  /** The next element starts at once, while this still sounds (DTMF async="true"). */
  readonly meanwhile?: boolean
}

/** What the machine of a conversing element is given. */
export interface Conversation<S = TypedStep> {
  readonly step: S
  readonly facts: Facts
  readonly ask: (ask: Ask) => void
}

/** A step whose attributes and body have the types of its definition. */
export type TypedStep<A = Readonly<Record<string, unknown>>, B = unknown> = Omit<
  Step<Element>,
  'attributes' | 'body'
> & {
  readonly attributes: A
  readonly body: B
}

interface Definition<A, B> extends ElementShape {
  readonly attributes: A & Readonly<Record<string, AttributeKind<unknown>>>
  readonly body?: BodyKind<B>
  /** Whether reaching the element answers the call: `early` opens early media only. */
  readonly answers: 'no' | 'early' | 'yes'
  /** What it listens to while it runs; digits nothing listens to are kept as type-ahead. */
  readonly hears?: (step: Pick<Step, 'attributes'>) => readonly ('digits' | 'speech')[]
  /** Whether it goes on until the call ends, or until something interrupts it. */
  readonly endless?: (step: Step) => boolean
  /** Whether the document of its action always replaces the one it stands in. */
  readonly leaves?: (step: Step) => boolean
}

/**
 * An element of Plivo Voice XML. One of three kinds: it *decides* (a pure function), it *sounds* (a function to prompt
 * items that the call plays), or it *converses* (a machine that hears signals, makes asks and ends with an outcome).
 */
export type Element<A = Readonly<Record<string, never>>, B = unknown> = Definition<A, B> & Behaviour<A, B>

type Behaviour<A, B> =
  | { readonly kind: 'decides'; decides(step: TypedStep<Values<A>, B>, facts: Facts): Decision }
  | { readonly kind: 'sounds'; sounds(step: TypedStep<Values<A>, B>, facts: Facts): Sounding }
  | { readonly kind: 'converses'; readonly converses: AnyStateMachine }
  /** It only names something to the element it stands in. */
  | { readonly kind: 'names' }
  | { readonly kind: 'unsupported'; readonly unsupported: string }

/** Defines an element; its attributes' kinds give the types of the values its functions are given. */
export const defineElement = <const A extends Readonly<Record<string, AttributeKind<unknown>>>, B = undefined>(
  element: Definition<A, B> & Behaviour<A, B>,
): Element => element as unknown as Element

/** What of the input an element with log="false" keeps out of sight. */
export const secretInput = ['Digits', 'Speech'] as const

/** An `action` that is requested when the element is done; without one, the next element follows. */
export const action = (
  element: string,
  attributes: { action: UrlValue | undefined; method: MethodValue; redirect: boolean; log?: boolean },
  params: Params,
  because: string,
): Outcome => {
  const { action: url, method, redirect, log } = attributes
  if (!url) return { to: 'next', because, instead: 'no action is given: nothing is requested' }
  const secret = log === false ? secretInput.filter(name => name in params) : undefined
  const purpose = `${element} action`
  return { to: 'fetch', origin: 'action', purpose, url, method, params, replaces: redirect, secret, because }
}
