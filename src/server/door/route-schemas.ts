import { Type } from 'typebox'
import { optional, text } from '../rest/fields.js'

/** Of an operation that takes a body. */
export const bodies = { consumes: ['application/json', 'application/x-www-form-urlencoded'] }

export const callId = Type.Object({ call_uuid: text('a CallUUID') })

/** Every refusal. */
export const problem = Type.Object({
  error: text('what is wrong, and what would be right'),
  mistakes: optional(
    Type.Array(
      Type.Object({
        message: Type.String(),
        line: optional(Type.Integer({ description: 'of a JSON body, from 1' })),
        column: optional(Type.Integer()),
        allowed: optional(Type.String()),
        nearest: optional(Type.String()),
      }),
    ),
  ),
})
