import { createReadStream } from 'node:fs'
import { jsonLine } from '../trace/json-line.js'
import { withStrings } from '../trace/printable.js'
import { type CapturedRequest, isRequestUrl, verifyRequest } from '../webhook/verify.js'
import { accountFrom } from './account.js'
import { colours, isColoured } from './colours.js'
import { exitCodes, UsageError } from './exit-code.js'
import { missing } from './found-files.js'
import { helpWidth } from './help.js'
import type { Io } from './io.js'
import type { VerifyFlags } from './verify-flags.js'
import { readRequest, type WrittenRequest } from './verify-input.js'
import { bounded, longestFile } from './verify-limits.js'
import { describeVerification } from './verify-report.js'
import { masked, withoutSecrets } from './verify-secrets.js'

/** `offhook verify`: which signature of a request matches, and if none does, why. */
export async function verifyCommand(file: string | undefined, flags: VerifyFlags, io: Io): Promise<number> {
  const { authId, authToken = flags.mainToken } = accountFrom(io.env)
  const token = flags.token ?? authToken
  if (token === undefined) {
    throw new UsageError('whose signature is it? Set PLIVO_AUTH_TOKEN to the auth token, or give it with --token')
  }
  const mainAuthToken = flags.mainToken
  const hide = (text: string) => withoutSecrets(text, [token, mainAuthToken, io.env.PLIVO_AUTH_TOKEN])
  const captured = await request(file, flags, io).catch((error: Error) => {
    throw error instanceof UsageError ? new UsageError(hide(error.message)) : error
  })
  const options = { authToken: token, authId, ...(mainAuthToken !== undefined && { mainAuthToken }) }
  const verification = withStrings(verifyRequest(captured, options), hide)
  const paint = colours(isColoured(io, io.stdout, flags.color))
  io.stdout.write(flags.json ? jsonLine(verification) : describeVerification(verification, paint, helpWidth(io.stdout)))
  return verification.verdict === 'valid' ? exitCodes.completed : exitCodes.failed
}

const request = async (file: string | undefined, flags: VerifyFlags, io: Io): Promise<CapturedRequest> =>
  bounded(completed(await read(file, flags, io), flags))

async function read(file: string | undefined, flags: VerifyFlags, io: Io): Promise<WrittenRequest> {
  if (file === undefined && (flags.url !== undefined || io.stdin.isTTY)) {
    if (flags.url !== undefined) return { headers: {} }
    throw new UsageError('which request? Give a file, - for what is piped in, or --url with --header and --body')
  }
  if (file === undefined || file === '-') return readRequest(await textOf(io.stdin))
  const text = await textOf(createReadStream(file)).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof UsageError) throw error
    throw new UsageError(error.code === 'ENOENT' ? missing(file, 'file') : `${file} cannot be read: ${error.message}`)
  })
  return readRequest(text)
}

async function textOf(stream: AsyncIterable<string | Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    length += bytes.length
    if (length > longestFile) throw new UsageError('the input is larger than 16 MB; a request by Plivo is a few KB')
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** What was written, with the flags in the place of what they name, and an absolute URL. */
function completed(written: WrittenRequest, flags: VerifyFlags): CapturedRequest {
  const headers = { ...written.headers }
  for (const [name, value] of flags.header ?? []) {
    for (const known of Object.keys(headers)) if (known.toLowerCase() === name.toLowerCase()) delete headers[known]
    headers[name] = value
  }
  const { params, ...rest } = written
  const body = flags.body ?? written.body
  const hasForm = Boolean(body) || params !== undefined
  return {
    ...rest,
    headers,
    method: flags.method ?? written.method ?? (hasForm ? 'POST' : 'GET'),
    url: absolute(flags.url ?? written.url, headers),
    ...(flags.url !== undefined &&
      written.url !== undefined && { requestTarget: written.requestTarget ?? written.url }),
    ...(body !== undefined && { body }),
    ...(params && flags.body === undefined && { params }),
  }
}

/** A path becomes what a server makes of it: http and the Host header. */
function absolute(url: string | undefined, headers: CapturedRequest['headers']): string {
  if (url === undefined) throw new UsageError('the request has no URL; give it with --url')
  const hosts = Object.entries(headers).find(([name]) => /^(http_)?host$/i.test(name))?.[1]
  const host = [...new Set([hosts ?? []].flat())].join(', ') || undefined
  if (url.startsWith('/') && host === undefined) {
    throw new UsageError(
      `${masked(url)} is a path, and there is no Host header; give the URL that Plivo called with --url`,
    )
  }
  const whole = url.startsWith('/') ? `http://${host}${url}` : url
  if (isRequestUrl(whole)) return whole
  const near = /^[\w.-]+(:\d+)?(\/|$)/.test(whole) ? `; did you mean https://${masked(whole)}?` : ''
  throw new UsageError(`the URL is "${masked(whole)}"; allowed is an absolute http or https URL${near}`)
}
