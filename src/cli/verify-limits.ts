import type { CapturedRequest } from '../webhook/verify.js'
import { UsageError } from './exit-code.js'

/** Of a file: a HAR holds many requests. Bytes. */
export const longestFile = 16 * 1024 * 1024

/** A request by Plivo is a few thousand characters, with some dozen parameters. */
const longest = { request: 1024 * 1024, header: 8192, url: 8192 } as const
const most = { headers: 200, parameters: 500 } as const

/** Refuses what cannot be a request by Plivo, and would only take long. Throws a UsageError. */
export function bounded(captured: CapturedRequest): CapturedRequest {
  const { url, headers, params = {}, body = '' } = captured
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map(value => ({ name, value })))
  if (url.length > longest.url) throw tooLarge('the URL', url.length, longest.url, 'characters')
  if (lines.length > most.headers) throw tooLarge('the request', lines.length, most.headers, 'headers')
  for (const { name, value } of lines) {
    const length = name.length + value.length
    if (length > longest.header) throw tooLarge('a header', length, longest.header, 'characters')
  }
  const values = Object.values(params).flat()
  const form = Math.max(values.length, Object.keys(params).length, body.split('&').length)
  if (form > most.parameters) throw tooLarge('the request', form, most.parameters, 'parameters')
  boundedText(body + Object.keys(params).join('') + values.join(''))
  return captured
}

export function boundedText(text: string): string {
  if (text.length > longest.request) throw tooLarge('the request', text.length, longest.request, 'characters')
  return text
}

const tooLarge = (what: string, count: number, allowed: number, unit: string): UsageError =>
  new UsageError(
    `${what} has ${count} ${unit}; allowed are ${allowed}: a request by Plivo has a few thousand characters`,
  )
