import { OperationError } from '../../call/operations.js'
import { inSnakeCase } from '../../scenario/snake-case.js'
import { hideCredentials } from '../../trace/credentials.js'
import { isRefusedOption } from '../refused-option.js'
import { StoppingError } from '../switchboard.js'
import { RestError } from './rest-error.js'
import { shortcoming } from './shortcomings.js'

/** What fastify refuses before an operation hears of it. */
interface Refused extends Error {
  readonly code?: string
  readonly statusCode?: number
  readonly validation?: Parameters<typeof shortcoming>[0][]
}

const words: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE:
    'the body is of another type; allowed are application/json and application/x-www-form-urlencoded',
  FST_ERR_CTP_INVALID_JSON_BODY: 'the body is no JSON, although its content-type says so',
  FST_ERR_CTP_BODY_TOO_LARGE: 'the body is too large; allowed are 256 KB',
}

/** The status and the sentence by which a request is refused, whatever was thrown (D107, D109). */
export const refusalOf = (error: unknown): { readonly status: number; readonly message: string } => {
  if (error instanceof RestError) return error
  if (error instanceof StoppingError) return { status: 503, message: error.message }
  if (error instanceof OperationError) return { status: 400, message: error.message }
  const { message, code = '', statusCode = 500, validation } = error as Refused
  if (validation?.[0]) return { status: 400, message: shortcoming(validation[0]) }
  if (words[code]) return { status: statusCode, message: words[code] }
  // What the exchange refuses: options are named as the API names them.
  if (isRefusedOption(error)) return { status: 400, message: inSnakeCase(message) }
  if (statusCode < 500) return { status: statusCode, message }
  return { status: 500, message: `offhook itself failed: ${hideCredentials(message)}` }
}
