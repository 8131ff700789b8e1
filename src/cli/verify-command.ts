import { readFile } from 'node:fs/promises'
import { type CapturedRequest, verifyRequest } from '../webhook/verify.js'
import { accountFrom } from './account.js'
import { colours, isColoured } from './colours.js'
import { exitCodes, UsageError } from './exit-code.js'
import { missing } from './found-files.js'
import { helpWidth } from './help.js'
import type { Io } from './io.js'
import { jsonLine } from './json-line.js'
import type { VerifyFlags } from './verify-flags.js'
import { readRequest, type WrittenRequest } from './verify-input.js'
import { describeVerification } from './verify-report.js'

/** `offhook verify`: which signature of a request matches, and if none does, why. */
export async function verifyCommand(file: string | undefined, flags: VerifyFlags, io: Io): Promise<number> {
  const { authId, authToken = flags.mainToken } = accountFrom(io.env)
  const token = flags.token ?? authToken
  if (token === undefined) {
    throw new UsageError('whose signature is it? Set PLIVO_AUTH_TOKEN to the auth token, or give it with --token')
  }
  const written = await read(file, flags, io)
  const captured = completed(written, flags)
  const options = { authToken: token, authId, ...(flags.mainToken !== undefined && { mainAuthToken: flags.mainToken }) }
  const verification = verifyRequest(captured, options)
  const paint = colours(isColoured(io, io.stdout, flags.color))
  io.stdout.write(flags.json ? jsonLine(verification) : describeVerification(verification, paint, helpWidth(io.stdout)))
  return verification.verdict === 'valid' ? exitCodes.completed : exitCodes.failed
}

async function read(file: string | undefined, flags: VerifyFlags, io: Io): Promise<WrittenRequest> {
  if (file === undefined && (flags.url !== undefined || io.stdin.isTTY)) {
    if (flags.url !== undefined) return { headers: {} }
    throw new UsageError('which request? Give a file, - for what is piped in, or --url with --header and --body')
  }
  if (file === undefined || file === '-') return readRequest(await piped(io))
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(error.code === 'ENOENT' ? missing(file, 'file') : `${file} cannot be read: ${error.message}`)
  })
  return readRequest(text)
}

async function piped({ stdin }: Io): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
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
  const host = Object.entries(headers).find(([name]) => /^(http_)?host$/i.test(name))?.[1]
  if (url.startsWith('/') && host === undefined) {
    throw new UsageError(`${url} is a path, and there is no Host header; give the URL that Plivo called with --url`)
  }
  const whole = url.startsWith('/') ? `http://${host}${url}` : url
  if (/^https?:\/\/./i.test(whole) && URL.canParse(whole)) return whole
  const near = /^[\w.-]+(:\d+)?(\/|$)/.test(whole) ? `; did you mean https://${whole}?` : ''
  throw new UsageError(`the URL is "${whole}"; allowed is an absolute http or https URL${near}`)
}
