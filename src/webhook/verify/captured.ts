import { parse } from 'node:querystring'
import type { Params } from '../form.js'

/** A request as it arrived, or as an application gives it to a validator. */
export interface CapturedRequest {
  /** As written: signatures take `GET` and `POST` only. */
  readonly method: string
  /** Absolute, http or https: what the application believes that it was called at. */
  readonly url: string
  /** Names in any case, also as CGI and WSGI have them (`HTTP_X_PLIVO_SIGNATURE_V3`). */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** The body, not decoded. */
  readonly body?: string
  /** What the application read from the body (of a GET: what it passed as parameters); goes before `body`. */
  readonly params?: Params
  /** Path and query as they came in, where the application's URL may have lost some of it (`req.originalUrl`). */
  readonly requestTarget?: string
}

/** Headers by lower-case name. What came several times is one line, separated as HTTP servers do it. */
export function plainNames(headers: CapturedRequest['headers']): ReadonlyMap<string, string> {
  const plain = new Map<string, string>()
  for (const [name, value] of Object.entries(headers)) {
    const known = name
      .toLowerCase()
      .replace(/^http_/, '')
      .replaceAll('_', '-')
    plain.set(known, [plain.get(known) ?? [], value].flat().join(', '))
  }
  return plain
}

/** What a form says. Several values of a key are a list; order of arrival. */
export const formParams = (body: string): Params =>
  Object.fromEntries(Object.entries(parse(body, '&', '=', { maxKeys: 0 })).map(([key, value]) => [key, value ?? '']))

/** Whether a body is read as a form: it says so, or says nothing. */
export const isForm = (contentType = 'application/x-www-form-urlencoded'): boolean =>
  /^\s*application\/x-www-form-urlencoded\b/i.test(contentType)

/** The parameters as an application has them: those it gives, or the form in the body of a POST. */
export function capturedParams({ method, params, body }: CapturedRequest, contentType: string | undefined): Params {
  if (params) return params
  return body !== undefined && body !== '' && !/^get$/i.test(method) && isForm(contentType) ? formParams(body) : {}
}
