import type { Static, TObject, TSchema } from 'typebox'
import { Type } from 'typebox'
import type { Holder } from '../account-book.js'
import type { Switchboard } from '../switchboard.js'

/** What an operation is asked for. */
export interface Asked<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
  /** Whose account the path names. */
  readonly holder: Holder
  readonly board: Switchboard
}

/** What it answers with; `api_id` is added to a body. */
export interface Answer {
  readonly status: number
  readonly body?: object
}

export const ok = (body: object): Answer => ({ status: 200, body })
export const created = (body: object): Answer => ({ status: 201, body })
export const accepted = (body: object): Answer => ({ status: 202, body })
export const done: Answer = { status: 204 }

export type Method = 'GET' | 'POST' | 'DELETE'

/** One operation of the API: what is documented of it, what it takes, and what it does. */
export interface Operation {
  readonly method: Method
  /** Below `/v1/Account/{auth_id}/`; what varies has a colon. */
  readonly path: string
  readonly summary: string
  /** The group that it belongs to in the document of the API. */
  readonly group: string
  readonly params: TObject
  readonly query: TObject
  readonly body: TObject | undefined
  readonly status: number
  readonly answer: TSchema
  does(asked: Asked<never, never, never>): Answer | Promise<Answer>
}

interface Row<P extends TObject, Q extends TObject, B extends TObject> {
  readonly group: string
  readonly summary: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** The status of success. */
  readonly status: number
  readonly answer?: TSchema
  does(asked: Asked<Static<P>, Static<Q>, Static<B>>): Answer | Promise<Answer>
}

type Nothing = ReturnType<typeof Type.Object<Record<never, never>>>

/** `operation('POST', 'Call/', { … })`: a row of the API. */
export const operation = <P extends TObject = Nothing, Q extends TObject = Nothing, B extends TObject = Nothing>(
  method: Method,
  path: string,
  row: Row<P, Q, B>,
): Operation => ({
  ...row,
  method,
  path,
  params: row.params ?? Type.Object({}),
  query: row.query ?? Type.Object({}),
  body: row.body,
  answer: row.answer ?? Type.Object({}),
  does: row.does as Operation['does'],
})

/** What all answers with a body have. */
export const apiId = Type.String({ format: 'uuid', description: 'of this request' })

/** `{ api_id, message }`. */
export const saying = (message: string, more: Record<string, TSchema> = {}) =>
  Type.Object({ api_id: apiId, message: Type.String({ examples: [message] }), ...more })
