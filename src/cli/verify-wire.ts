import { UsageError } from './exit-code.js'
import { boundedText } from './verify-limits.js'
import { masked } from './verify-secrets.js'

/** A request as it goes over the wire: method, target, headers, and the body with its chunks put together. */
export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string[]>
  readonly body: string
}

/** Reads a request as it goes over the wire, in time linear in its length. Throws a UsageError. */
export function fromWire(text: string): WireRequest {
  const { head, body } = divided(boundedText(text))
  const [first = '', ...lines] = head.replace(/\r?\n[\t ]+/g, ' ').split(/\r?\n/)
  const [, method, url] = /^([A-Za-z]+)[\t ]+(\S+)(?:[\t ]+HTTP\/[\d.]+)?[\t ]*$/.exec(first) ?? []
  if (method === undefined || url === undefined) {
    throw new UsageError(
      `"${masked(first).slice(0, 60)}" is no request line; allowed is a request (POST /answer HTTP/1.1, headers, an empty line, the body) or JSON ({ "method", "url", "headers", "body" })`,
    )
  }
  const headers: Record<string, string[]> = Object.create(null)
  for (const line of lines) {
    const end = line.indexOf(':')
    const name = line.slice(0, end)
    if (end < 1 || /\s/.test(name)) {
      throw new UsageError(`"${masked(line).slice(0, 60)}" is no header; allowed is Name: value`)
    }
    headers[name] ??= []
    headers[name].push(withoutBlanks(line.slice(end + 1)))
  }
  const value = (name: string) => Object.entries(headers).find(([known]) => known.toLowerCase() === name)?.[1][0]
  const isChunked = /\bchunked\b/i.test(value('transfer-encoding') ?? '')
  const whole = (isChunked ? unchunked(body) : undefined) ?? bodyOf(body, Number(value('content-length')))
  return { method, url, headers, body: whole }
}

/** The first empty line is between the head and the body. */
function divided(text: string): { head: string; body: string } {
  const found = /\r?\n\r?\n/.exec(text)
  if (!found) return { head: text, body: '' }
  return { head: text.slice(0, found.index), body: text.slice(found.index + found[0].length) }
}

/** Spaces and tabs around a header's value do not belong to it. */
function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length]
  const isBlank = (at: number) => text[at] === ' ' || text[at] === '\t'
  while (start < end && isBlank(start)) start++
  while (start < end && isBlank(end - 1)) end--
  return text.slice(start, end)
}

/** Without what an editor adds to the end of a file. */
function bodyOf(text: string, length: number): string {
  const bytes = Buffer.from(text)
  return bytes.length > length ? bytes.subarray(0, length).toString('utf8') : text.replace(/\r?\n$/, '')
}

/**
 * Chunks put together (RFC 9112, 7.1): a line with a size in hexadecimal, as many bytes, and so on until the size is 0.
 * Undefined for a body that has no such line at its start: many dumps show it put together already.
 */
function unchunked(text: string): string | undefined {
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\n', at)
    const line = bytes.subarray(at, end < 0 ? bytes.length : end).toString('latin1', 0, 100)
    const size = /^[\da-f]{1,8}(?=[\t ]*(?:;.*)?\r?$)/i.exec(line)?.[0]
    if (size === undefined && parts.length === 0) return undefined
    const length = Number.parseInt(size ?? '', 16)
    if (length === 0) return Buffer.concat(parts).toString('utf8')
    const start = end + 1
    if (end < 0 || !(start + length <= bytes.length)) {
      const place = `chunk ${parts.length + 1} of the body`
      throw new UsageError(
        size === undefined
          ? `the request says Transfer-Encoding: chunked, but ${place} does not begin with its size; the last chunk has size 0`
          : `the request says Transfer-Encoding: chunked, but ${place} is shorter than its size ${size}; give the whole body, or the body without chunks and without that header`,
      )
    }
    parts.push(bytes.subarray(start, start + length))
    at = start + length
    if (bytes[at] === 13) at++
    if (bytes[at] === 10) at++
  }
}
