import { readFile } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { TransportFault } from '../webhook/transport.js'
import { type AppFile, loadAppFile, type Reply, type Rule } from './app-file.js'
import { writtenOf } from './faults.js'
import type { FileMistake } from './mistake.js'
import { equals } from './pattern.js'
import { insideOf } from './read.js'

/** A folder of documents that answers like an application. Mount `handler` at `origin`, or serve it over HTTP. */
export interface SampleApp {
  readonly name: string
  readonly about: string
  readonly folder: string
  /** `http://menu.sample`: a name that no resolver knows, so that nothing leaves the machine by mistake. */
  readonly origin: string
  readonly handler: (request: Request) => Promise<Response>
  readonly answerUrl: string
  readonly fallbackUrl?: string
  readonly hangupUrl?: string
  readonly ringUrl?: string
  readonly machineDetectionUrl?: string
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.xml': 'text/xml; charset=utf-8',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
}

/**
 * Reads a sample folder. Documents are read anew for every request, so that an edit shows in the next call.
 * `origin` is where it is served, for the `{{base}}` of its documents.
 */
export function loadSampleApp(
  folder: string,
  origin = originOf(folder),
): { app: SampleApp } | { problems: FileMistake[] } {
  const read = loadAppFile(folder)
  if ('problems' in read) return read
  const { about, answer, fallback, hangup, ring, machineDetection } = read.app
  const urlOf = (path: string | undefined) => (path === undefined ? undefined : origin + path)
  return {
    app: {
      name: basename(resolve(folder)),
      about,
      folder,
      origin,
      handler: serve(read.app, folder, origin),
      answerUrl: origin + answer,
      fallbackUrl: urlOf(fallback),
      hangupUrl: urlOf(hangup),
      ringUrl: urlOf(ring),
      machineDetectionUrl: urlOf(machineDetection),
    },
  }
}

function originOf(folder: string): string {
  const label = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `http://${label || 'app'}.sample`
}

function serve(app: AppFile, folder: string, origin: string): SampleApp['handler'] {
  const seen = new Map<string, number>()
  return async request => {
    const { pathname, searchParams } = new URL(request.url)
    const params = new URLSearchParams(searchParams)
    if (request.method === 'POST') for (const [name, value] of await form(request)) params.set(name, value)
    const rules = app.routes.get(pathname)
    if (!rules) return (await audio(folder, pathname)) ?? text(404, `No route for ${pathname}`)
    const key = `${params.get('CallUUID')} ${pathname}`
    const attempt = (seen.get(key) ?? 0) + 1
    seen.set(key, attempt)
    const rule = rules.find(candidate => holds(candidate, params, attempt))
    return rule ? reply(rule.reply, folder, origin) : text(404, `No rule of ${pathname} matches this request`)
  }
}

const form = async (request: Request): Promise<URLSearchParams> => new URLSearchParams(await request.text())

function holds({ when = {}, attempts }: Rule, params: URLSearchParams, attempt: number): boolean {
  if (attempts && !attempts.includes(attempt)) return false
  return Object.entries(when).every(([name, value]) => equals(value, params.get(name) ?? ''))
}

async function reply({ status, file, headers, delay, fault }: Reply, folder: string, origin: string) {
  if (fault) throw new TransportFault(writtenOf(fault))
  const sent = new Headers(Object.entries(headers).map(([name, value]) => [name, fill(value, origin)]))
  if (delay) sent.set('x-offhook-delay', String(delay))
  if (file === undefined) return new Response(null, { status, headers: sent })
  const type = mediaTypes[extname(file)]
  if (type && !sent.has('content-type')) sent.set('content-type', type)
  // What was a file of the folder when app.yaml was read may be gone by now, or a link.
  const found = insideOf(folder, file)
  if (typeof found === 'string') return text(500, `There is no file ${file} in this folder any more`)
  const bytes = await readFile(found.file)
  const body = type?.startsWith('audio/') ? bytes : fill(bytes.toString('utf8'), origin)
  return new Response(body, { status, headers: sent })
}

const fill = (template: string, origin: string): string => template.replaceAll('{{base}}', origin)

/** Sounds of the folder are served by their path; links that lead out of the folder are not followed. */
async function audio(folder: string, pathname: string): Promise<Response | undefined> {
  const type = mediaTypes[extname(pathname)]
  if (!type?.startsWith('audio/')) return undefined
  const found = insideOf(folder, decoded(pathname))
  return typeof found === 'string'
    ? undefined
    : new Response(await readFile(found.file), { headers: { 'content-type': type } })
}

/** What is not percent-encoded as it should be is the name of no file. */
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}

const text = (status: number, body: string): Response =>
  new Response(`${body}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
