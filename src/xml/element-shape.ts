import type { Attribute, Tag } from './document.js'
import type { Problem, Provenance } from './problem.js'

/**
 * The element contract, as far as a document can be checked by it: names, attributes, body, nesting.
 * What an element does when it runs is added in elements/element.ts.
 */
export interface ElementShape {
  readonly name: string
  /** The vendor's page. */
  readonly docs: string
  readonly attributes: Readonly<Record<string, AttributeKind<unknown>>>
  /** How the element's content is read; without one, text is ignored with a problem. */
  readonly body?: BodyKind<unknown>
  /** The elements that may stand inside, and who says so. */
  readonly children: Readonly<Record<string, Provenance>>
  /** Rules between attributes (a confirmKey without confirmSound, a minSilence beyond length). */
  readonly check?: (step: Step) => Problem[]
  /** False for an element that stands only inside others (Number and User in Dial). */
  readonly topLevel?: false
  /** Set while an element is known but not simulated: the sentence that rejects a document which uses it. */
  readonly unsupported?: string
}

/** A value that was read: `value` absent means "counts as not given" (D3), and `problems` says why. */
export interface Reading<T> {
  readonly value?: T
  readonly problems?: readonly Problem[]
}

/** One row of an element's attribute table. */
export interface AttributeKind<T> {
  /** What is allowed, in words: "a whole number of seconds, 1 or more". */
  readonly allowed: string
  /** The value when the attribute is not given or not allowed. */
  readonly fallback: T
  /** How the default is written in a table; "none" where there is none. */
  readonly default: string
  readonly meaning: string
  readonly provenance: Provenance
  /** Its absence is a problem; the fallback applies all the same. */
  readonly required?: boolean
  /** Whether a URL honours callback configuration in its fragment; undefined where it is no URL. */
  readonly callbackConfig?: boolean | 'audio'
  read(attribute: Attribute): Reading<T>
}

export interface BodyKind<T> {
  readonly allowed: string
  readonly meaning: string
  readonly provenance: Provenance
  readonly callbackConfig?: boolean | 'audio'
  /** Child tags that are part of the body (SSML) and not steps of their own. */
  readonly mixed?: boolean
  read(tag: Tag, attributes: Readonly<Record<string, unknown>>): Reading<T>
}

/** The values of a record of kinds: `{ timeout: AttributeKind<number> }` gives `{ timeout: number }`. */
export type Values<K> = { readonly [N in keyof K]: K[N] extends AttributeKind<infer T> ? T : never }

/** A checked element, ready to run: what it is, the values it was given, and where it stands. */
export interface Step<S extends ElementShape = ElementShape> {
  readonly element: S
  readonly attributes: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly children: readonly Step[]
  readonly tag: Tag
}

/** A URL as given, and as usable. Without `href` it is not an absolute http(s) URL: codes 7022 and 7024 when it is used. */
export interface UrlValue {
  readonly given: string
  /** The absolute URL, its fragment still on. */
  readonly href?: string
  /** Whether its fragment configures the webhook; audio has a fixed policy of its own. */
  readonly configurable: boolean | 'audio'
}

/** An HTTP method as given; without `method` it is neither GET nor POST: codes 7032 and 7034 when it is used. */
export interface MethodValue {
  readonly given: string
  readonly method?: 'GET' | 'POST'
}
