import type { Params } from '../webhook/form.js'
import type { CapturedRequest } from '../webhook/verify.js'
import { textParams } from '../webhook/verify.js'
import { UsageError } from './exit-code.js'
import { fromWire } from './verify-wire.js'

/** A request as somebody wrote it down; its URL may be a path only. */
export type WrittenRequest = Partial<Omit<CapturedRequest, 'headers'>> & Pick<CapturedRequest, 'headers'>

type Headers = Record<string, string[]>

/** Reads a request from text: as it went over the wire, or as JSON. Throws a UsageError for what is neither. */
export function readRequest(text: string): WrittenRequest {
  const written = text.replace(/^\ufeff/, '').trimStart()
  if (written === '') throw new UsageError('there is no request: the input is empty')
  return /^[{[]/.test(written) ? fromJson(written) : fromWire(written)
}

function fromJson(text: string): WrittenRequest {
  const request = requestIn(parsed(text))
  const { method, url, originalUrl, body, params, postData } = request
  const posted = isObject(postData) ? postData : {}
  const given = listed(params ?? (typeof body === 'object' ? body : undefined) ?? posted.params)
  const raw = typeof body === 'string' ? body : posted.text
  return {
    ...(typeof method === 'string' && { method }),
    ...(typeof url === 'string' && { url }),
    ...(typeof originalUrl === 'string' && { requestTarget: originalUrl }),
    headers: headersIn(request.headers),
    ...(typeof raw === 'string' && { body: raw }),
    ...(given && typeof raw !== 'string' && { params: given }),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`the request looks like JSON, but is none: ${withoutQuote((error as Error).message)}`)
  }
}

/** Some engines quote what they could not read, which may be a secret. */
const withoutQuote = (message: string): string => message.replace(/, *(\.\.\.)?".*$/s, '')

/** The request itself, or the first signed one of a HAR. */
function requestIn(value: unknown): Fields {
  const log = isObject(value) && isObject(value.log) ? value.log.entries : value
  const all = (Array.isArray(log) ? log : [log]).map(entry =>
    isObject(entry) && isObject(entry.request) ? entry.request : entry,
  )
  const found =
    all.find(one => isObject(one) && pairsIn(one.headers).some(([name]) => /x.plivo.signature/i.test(name))) ?? all[0]
  if (!isObject(found))
    throw new UsageError('there is no request in this JSON; allowed is { method, url, headers, body }')
  return found
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{ name: value }`, `[{ name, value }]` or `[[name, value]]`. */
function headersIn(value: unknown): Headers {
  const headers: Headers = Object.create(null)
  for (const [name, one] of pairsIn(value)) {
    if (typeof one === 'number') {
      throw new UsageError(`the header ${name} is a number, which loses digits of a nonce: it must be text`)
    }
    const values = [one].flat()
    if (values.some(value => typeof value === 'object' && value !== null)) {
      throw new UsageError('a header is neither text nor a list of text')
    }
    headers[name] ??= []
    for (const value of values) headers[name].push(String(value))
  }
  return headers
}

function pairsIn(value: unknown): [string, unknown][] {
  if (isObject(value)) return Object.entries(value)
  if (!Array.isArray(value)) return []
  return value.flatMap((one): [string, unknown][] => {
    if (Array.isArray(one)) return [[nameIn(one[0]), one[1]]]
    return isObject(one) ? [[nameIn(one.name), one.value]] : []
  })
}

const nameIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Parameters as text; a HAR lists them. */
function listed(value: unknown): Params | undefined {
  if (isObject(value)) return flat(value)
  if (!Array.isArray(value)) return undefined
  const lists: Record<string, unknown[]> = Object.create(null)
  for (const [name, one] of pairsIn(value)) {
    lists[name] ??= []
    lists[name].push(one)
  }
  return flat(Object.fromEntries(Object.entries(lists).map(([name, all]) => [name, all.length > 1 ? all : all[0]])))
}

function flat(value: Fields): Params {
  const params = textParams(value)
  if (params) return params
  throw new UsageError('the parameters are nested too deep; allowed is flat text, or lists of text')
}
