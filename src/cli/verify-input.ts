import type { Params } from '../webhook/form.js'
import type { CapturedRequest } from '../webhook/verify.js'
import { textParams } from '../webhook/verify.js'
import { UsageError } from './exit-code.js'

/** A request as somebody wrote it down; its URL may be a path only. */
export type WrittenRequest = Partial<Omit<CapturedRequest, 'headers'>> & Pick<CapturedRequest, 'headers'>

type Headers = Record<string, string[]>

/** Reads a request from text: as it went over the wire, or as JSON. Throws a UsageError for what is neither. */
export function readRequest(text: string): WrittenRequest {
  const written = text.replace(/^\ufeff/, '').replace(/^\s+/, '')
  if (written === '') throw new UsageError('there is no request: the input is empty')
  return /^[{[]/.test(written) ? fromJson(written) : fromWire(written)
}

function fromWire(text: string): WrittenRequest {
  const [, head = '', body = ''] = /^(.*?)(?:\r?\n\r?\n(.*))?$/s.exec(text) ?? []
  const [first = '', ...lines] = head.replace(/\r?\n[\t ]+/g, ' ').split(/\r?\n/)
  const [, method, target] = /^([A-Za-z]+)[\t ]+(\S+)(?:[\t ]+HTTP\/[\d.]+)?[\t ]*$/.exec(first) ?? []
  if (method === undefined || target === undefined) {
    throw new UsageError(
      `"${first.slice(0, 60)}" is no request line; allowed is a request (POST /answer HTTP/1.1, headers, an empty line, the body) or JSON ({ "method", "url", "headers", "body" })`,
    )
  }
  const headers: Headers = Object.create(null)
  for (const line of lines) {
    const [, name, value = ''] = /^([^\s:]+):[\t ]*(.*?)[\t ]*$/.exec(line) ?? []
    if (name === undefined) throw new UsageError(`"${line.slice(0, 60)}" is no header; allowed is Name: value`)
    headers[name] = [...(headers[name] ?? []), value]
  }
  const length = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length')?.[1][0]
  return { method, url: target, headers, body: bodyOf(body, Number(length)) }
}

/** Without what an editor adds to the end of a file. */
function bodyOf(text: string, length: number): string {
  const bytes = Buffer.from(text)
  return bytes.length > length ? bytes.subarray(0, length).toString('utf8') : text.replace(/\r?\n$/, '')
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
    throw new UsageError(`the request looks like JSON, but is none: ${(error as Error).message}`)
  }
}

/** The request itself, or the first signed one of a HAR. */
function requestIn(value: unknown): Fields {
  const log = isObject(value) && isObject(value.log) ? value.log.entries : value
  const all = (Array.isArray(log) ? log : [log]).map(entry =>
    isObject(entry) && isObject(entry.request) ? entry.request : entry,
  )
  const found = all.find(one => isObject(one) && /x.plivo.signature/i.test(JSON.stringify(one.headers ?? ''))) ?? all[0]
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
    headers[name] = [...(headers[name] ?? []), ...[one].flat().map(String)]
  }
  return headers
}

function pairsIn(value: unknown): [string, unknown][] {
  if (isObject(value)) return Object.entries(value)
  if (!Array.isArray(value)) return []
  return value.flatMap((one): [string, unknown][] => {
    if (Array.isArray(one)) return [[String(one[0]), one[1]]]
    return isObject(one) ? [[String(one.name), one.value]] : []
  })
}

/** Parameters as text; a HAR lists them. */
function listed(value: unknown): Params | undefined {
  if (isObject(value)) return textParams(value)
  if (!Array.isArray(value)) return undefined
  const lists: Record<string, unknown[]> = Object.create(null)
  for (const [name, one] of pairsIn(value)) lists[name] = [...(lists[name] ?? []), one]
  return textParams(
    Object.fromEntries(Object.entries(lists).map(([name, all]) => [name, all.length > 1 ? all : all[0]])),
  )
}
