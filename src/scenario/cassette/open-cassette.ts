import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { nearest } from '../../trace/nearest.js'
import { refuseUnknown } from '../../trace/refuse-unknown.js'
import type { Interceptor } from '../../webhook/interceptor.js'
import type { WireRequest, WireResult } from '../../webhook/transport.js'
import type { SentWebhook } from '../../webhook/webhook.js'
import { unusable } from '../../webhook/wire-result.js'
import { type CassetteContent, loadCassette, refuseUnwritable, writeCassette, writeWhole } from './cassette-file.js'
import { type CassetteDifference, differencesOf, orderOf } from './difference.js'
import { type CassetteEntry, describeRequest, type KeptRequest, keptOf, resultOf } from './entry.js'
import { Placeholders } from './placeholders.js'
import { inventedName, inventedSecret, Redaction, spokenParameters } from './redaction.js'
import { withoutSecrets } from './secrets.js'
import { Shelf } from './shelf.js'
import { tellingParameters } from './telling-parameters.js'

export const cassetteModes = ['record', 'replay', 'compare'] as const

export type CassetteMode = (typeof cassetteModes)[number]

export interface CassetteOptions {
  /** `replay` if the file is there, and else `record`, unless given. */
  readonly mode?: CassetteMode
  /** Numbers, names and secret input are replaced by invented ones when it is recorded. */
  readonly redact?: boolean
}

/** The answers of an application, in a file. */
export interface Cassette {
  readonly file: string
  readonly mode: CassetteMode
  /** For `createExchange({ interceptors: [cassette.interceptor] })`. */
  readonly interceptor: Interceptor
  /** What has come of it so far. */
  report(): CassetteReport
  /** Writes the file, if it is recorded, and says what came of it. */
  close(): CassetteReport
}

export interface CassetteReport {
  readonly file: string
  readonly mode: CassetteMode
  /** Attempts that were recorded, replayed or compared. */
  readonly attempts: number
  /** Whether the file was written: nothing is, where the application answered nothing at all. */
  readonly written: boolean
  /** A sentence for every request that the cassette has no answer to. */
  readonly missing: readonly string[]
  /** The requests of the cassette that nobody made. */
  readonly unused: readonly string[]
  /** What is otherwise; of a comparison only. */
  readonly differences: readonly CassetteDifference[]
}

/** A cassette that cannot be used; each line says what is wrong, with its place. */
export class CassetteError extends Error {
  override name = 'CassetteError'
}

/**
 * Opens a cassette: records what an application answers, replays it without the application, or compares it with what the
 * application answers today. Throws a CassetteError if the file cannot be read or written, and a TypeError for wrong options.
 */
export function openCassette(file: string, options: CassetteOptions = {}): Cassette {
  refuseUnknown(options, ['mode', 'redact'], 'openCassette')
  const { mode = existsSync(file) ? 'replay' : 'record', redact = false } = options
  if (!cassetteModes.includes(mode)) {
    const near = nearest(String(mode), cassetteModes)
    throw new TypeError(
      `mode is ${JSON.stringify(mode)}${near ? `; did you mean ${near}?` : ''} Allowed: ${cassetteModes.join(', ')}`,
    )
  }
  if (mode === 'record') return new Recording(file, redact)
  return new Playing(file, mode, contentOf(file))
}

function contentOf(file: string): CassetteContent {
  if (!existsSync(file)) throw new CassetteError(notThere(file))
  const read = loadCassette(file)
  if ('problems' in read) throw new CassetteError(read.problems.join('\n'))
  return read
}

function notThere(file: string): string {
  const folder = dirname(file)
  const names = existsSync(folder) ? readdirSync(folder) : []
  const near = nearest(basename(file), names)
  return `there is no cassette ${file}${near ? `; did you mean ${near}?` : '; without a mode it is recorded'}`
}

/** Makes requests comparable: without ids, ports, credentials, and numbers if they are to be hidden. */
class Plain {
  readonly ids = new Placeholders()
  readonly redaction: Redaction | undefined

  constructor(redact: boolean) {
    this.redaction = redact ? new Redaction() : undefined
  }

  request(
    { url, attempt }: WireRequest,
    { purpose, method, params, secret = [], url: written }: SentWebhook,
  ): KeptRequest {
    this.ids.learn(params)
    this.redaction?.know(params.CallerName?.match(/^\+?\d*$/) ? undefined : params.CallerName, inventedName)
    for (const name of secret) this.redaction?.know(params[name], inventedSecret)
    for (const name of Object.keys(params)) if (/^X-PH-/i.test(name)) this.redaction?.know(params[name], inventedSecret)
    for (const name of spokenParameters) this.redaction?.knowSpeech(params[name])
    const isHidden = (name: string) => secret.includes(name) || (spokenParameters.includes(name) && params[name])
    const telling = Object.entries(tellingParameters(params)).map(([name, value]) => [
      name,
      this.text(isHidden(name) ? (this.redaction?.secret(value) ?? value) : value),
    ])
    // The parameters of a GET are in the query of what is sent, and not in what was written.
    const plain = method === 'GET' ? written.replace(/#.*$/s, '') : url
    return {
      purpose,
      method,
      url: this.text(URL.canParse(plain) ? plain : url),
      params: Object.fromEntries(telling),
      ...(attempt > 1 && { attempt }),
    }
  }

  text(text: string, origin?: string): string {
    const plain = withoutSecrets(this.ids.hide(text, origin))
    return this.redaction?.text(plain) ?? plain
  }
}

class Recording implements Cassette {
  readonly mode = 'record'
  readonly file: string
  readonly #plain: Plain
  readonly #redacted: boolean
  /** In the order in which they were begun; those that are on the way have no result yet. */
  readonly #entries: { request: KeptRequest; result?: CassetteEntry['result'] }[] = []
  #written = false

  constructor(file: string, redact: boolean) {
    this.file = file
    this.#redacted = redact
    this.#plain = new Plain(redact)
    try {
      refuseUnwritable(file)
    } catch (error) {
      throw unwritable(file, error)
    }
  }

  readonly interceptor: Interceptor = async (request, webhook, next) => {
    const entry: { request: KeptRequest; result?: CassetteEntry['result'] } = {
      request: this.#plain.request(request, webhook),
    }
    this.#entries.push(entry)
    const result = await next(request)
    entry.result = keptOf(result, text => this.#plain.text(text, request.origin))
    return result
  }

  report(): CassetteReport {
    return { ...nothing, file: this.file, mode: this.mode, attempts: this.#whole.length, written: this.#written }
  }

  close(): CassetteReport {
    const entries = this.#whole
    if (!this.#written && entries.some(({ result }) => result.outcome !== 'ct')) {
      try {
        writeWhole(this.file, writeCassette({ redacted: this.#redacted, entries }))
      } catch (error) {
        throw unwritable(this.file, error)
      }
      this.#written = true
    }
    return this.report()
  }

  get #whole(): CassetteEntry[] {
    return this.#entries.flatMap(({ request, result }) => (result ? [{ request, result }] : []))
  }
}

const unwritable = (file: string, error: unknown): CassetteError => {
  const { code, message } = error as NodeJS.ErrnoException
  return new CassetteError(`the cassette cannot be written to ${file} (${code ?? message})`)
}

const nothing = { missing: [], unused: [], differences: [] }

/** A request, the entry for it, and how it ended today. */
interface Compared {
  readonly call: string
  readonly request: KeptRequest
  readonly stored: CassetteEntry | undefined
  result?: CassetteEntry['result']
}

const described = ({ request }: CassetteEntry): string => describeRequest(request)

/** Replays or compares. */
class Playing implements Cassette {
  readonly file: string
  readonly mode: 'replay' | 'compare'
  readonly #shelf: Shelf
  readonly #plain: Plain
  readonly #unredacted: Plain | undefined
  readonly #missing: string[] = []
  readonly #compared: Compared[] = []
  #attempts = 0

  constructor(file: string, mode: 'replay' | 'compare', { redacted, entries }: CassetteContent) {
    this.file = file
    this.mode = mode
    this.#shelf = new Shelf(entries)
    this.#plain = new Plain(redacted)
    this.#unredacted = redacted ? new Plain(false) : undefined
  }

  readonly interceptor: Interceptor = (request, webhook, next) => {
    this.#attempts++
    // What is replayed may be redacted already, or may be what was said and pressed really.
    const asIs = this.#unredacted?.request(request, webhook)
    const plain = this.#plain.request(request, webhook)
    return this.mode === 'replay' ? this.#replay(request, plain, asIs) : this.#compare(request, webhook, plain, next)
  }

  async #replay(request: WireRequest, plain: KeptRequest, asIs: KeptRequest | undefined): Promise<WireResult> {
    const found = (asIs && this.#shelf.take(asIs)) ?? this.#shelf.take(plain)
    if (found) return resultOf(found.result, request, text => this.#plain.ids.show(text, request.origin))
    const sentence = this.#shelf.lacks(asIs ?? plain)
    this.#missing.push(sentence)
    return unusable(sentence)
  }

  async #compare(
    request: WireRequest,
    webhook: SentWebhook,
    plain: KeptRequest,
    next: (request: WireRequest) => Promise<WireResult>,
  ): Promise<WireResult> {
    const compared: Compared = { call: webhook.call, request: plain, stored: this.#shelf.take(plain) }
    this.#compared.push(compared)
    const result = await next(request)
    compared.result = keptOf(result, text => this.#plain.text(text, request.origin))
    return result
  }

  report(): CassetteReport {
    const { file, mode } = this
    const told = { file, mode, attempts: this.#attempts, written: false, missing: this.#missing }
    if (mode === 'replay') return { ...told, unused: this.#shelf.untaken.map(described), differences: [] }
    const changed = this.#shelf.changed(this.#compared.filter(({ stored }) => !stored))
    const pairs = this.#compared.map(one => ({ ...one, stored: one.stored ?? changed.get(one) }))
    const paired = new Set(pairs.map(({ stored }) => stored))
    const unused = this.#shelf.untaken.filter(entry => !paired.has(entry)).map(described)
    const places = pairs.flatMap(({ call, request, stored }) =>
      stored ? [{ call, request: describeRequest(request), place: this.#shelf.placeOf(stored) }] : [],
    )
    return {
      ...told,
      unused,
      differences: [
        ...pairs.flatMap(({ request, stored, result }): CassetteDifference[] => {
          if (stored) return result ? differencesOf(stored, request, result) : []
          return [{ kind: 'added', request: describeRequest(request), lines: ['it is not in the cassette'] }]
        }),
        ...orderOf(places),
        ...unused.map((request): CassetteDifference => {
          return { kind: 'omitted', request, lines: ['it is in the cassette, and was not requested'] }
        }),
      ],
    }
  }

  close(): CassetteReport {
    return this.report()
  }
}

/** What is to be told of a cassette that was replayed or compared, line by line; nothing if all was as it was. */
export const describeDifferences = ({ missing, differences }: CassetteReport): string[] => [
  ...missing,
  ...differences.flatMap(({ request, lines }, index) => [
    ...(request === differences[index - 1]?.request ? [] : [`${request}:`]),
    ...lines.map(line => `  ${line}`),
  ]),
]
