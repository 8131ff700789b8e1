import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { stopwatch } from '../../clock/real-clock.js'
import { inWords, refuseNoFlag, textGiven } from '../../trace/given.js'
import { refuseUnknown } from '../../trace/refuse-unknown.js'
import type { Interceptor } from '../../webhook/interceptor.js'
import { unusable } from '../../webhook/wire-result.js'
import { readText } from '../read.js'
import { Disguise } from '../saved-disguise.js'
import { writeWhole } from '../saved-file.js'
import { replayedAnswer, storedAnswer } from './answer.js'
import { type Asked, askedOf } from './asked.js'
import { Comparison } from './comparison.js'
import { type CassetteCall, type CassetteEntry, describeEntry, type Tape } from './entry.js'
import { CallIds } from './ids.js'
import { Matching } from './matching.js'
import { type CassetteDifference, type CassetteMode, type CassetteReport, reportOf } from './report.js'
import { readTape } from './tape-file.js'
import { writeTape } from './tape-text.js'

export interface CassetteOptions {
  /**
   * `record` asks the application and writes the file, `replay` answers from the file, `compare` asks the application and
   * tells what has changed. Unless given, a file that exists is replayed, and another is recorded.
   */
  readonly mode?: CassetteMode
  /** Hides numbers, names, what is said and secret keys in a file that is recorded; credentials are never in one. */
  readonly redact?: boolean
}

/** A file with the answers of an application, in use by one exchange. */
export interface Cassette {
  readonly mode: CassetteMode
  /** For `createExchange({ interceptors: [cassette.interceptor] })`. */
  readonly interceptor: Interceptor
  /** Writes what was recorded, if that was to be, and tells what was found. The second time it does nothing more. */
  close(): CassetteReport
}

/** A cassette that cannot be used; its message names the place in the file. */
export class CassetteError extends Error {
  override name = 'CassetteError'
}

const modes: readonly CassetteMode[] = ['record', 'replay', 'compare']

/**
 * Opens a cassette for one exchange. Throws a CassetteError if its file is needed and cannot be read, and a TypeError for
 * options that are none.
 */
export function openCassette(file: string, options: CassetteOptions = {}): Cassette {
  textGiven(file, 'the file of a cassette', 'the path of a file')
  refuseUnknown(options, ['mode', 'redact'], 'a cassette')
  const { mode = existsSync(file) ? 'replay' : 'record', redact } = options
  if (!modes.includes(mode))
    throw new TypeError(`the mode of a cassette is ${inWords(mode)}; allowed are record, replay and compare`)
  refuseNoFlag(redact, 'redact')
  return cassetteOf(file, mode, new Disguise(redact ?? false))
}

/** The same with a disguise that several files share. */
export function cassetteOf(file: string, mode: CassetteMode, disguise: Disguise): Cassette {
  // Whoever changes the folder meanwhile does not mean another file.
  const path = resolve(file)
  const recorded = mode === 'record' ? recorder(path, disguise) : player(file, mode)
  let report: CassetteReport | undefined
  return {
    mode,
    interceptor: recorded.interceptor,
    close: () => {
      report ??= reportOf(file, mode, ...recorded.close())
      return report
    },
  }
}

interface Deck {
  readonly interceptor: Interceptor
  close(): [attempts: number, differences: readonly CassetteDifference[]]
}

/** Stores answers in the order in which they were asked for, whenever they came. */
function recorder(file: string, disguise: Disguise): Deck {
  const ids = new CallIds()
  const calls: CassetteCall[] = []
  const slots: { entry?: CassetteEntry }[] = []
  return {
    interceptor: async (request, webhook, next) => {
      ids.learn(webhook)
      const asked = askedOf(webhook, ids, disguise)
      const call = ids.numberOf(webhook.call)
      calls[call - 1] ??= asked.call
      const slot: (typeof slots)[number] = {}
      slots.push(slot)
      const elapsed = stopwatch()
      const result = await next(request)
      const answer = { ...storedAnswer(result, webhook.call, ids, disguise), took: elapsed() }
      slot.entry = { call, ...requestOf(asked, calls[call - 1] ?? {}), answer }
      return result
    },
    close: () => {
      const entries = slots.flatMap(({ entry }) => entry ?? [])
      writeWhole(file, writeTape({ calls, entries, redacted: disguise.redacts }))
      return [entries.length, []]
    },
  }
}

/** A request without what its call says already. */
const requestOf = ({ call, ...asked }: Asked, shared: CassetteCall) => ({
  ...asked,
  with: {
    ...Object.fromEntries(Object.entries(call).filter(([name, value]) => shared[name] !== value)),
    ...asked.with,
  },
})

function player(file: string, mode: 'replay' | 'compare'): Deck {
  const tape = tapeOf(file)
  const ids = new CallIds()
  const disguise = new Disguise(tape.redacted)
  const matching = new Matching(tape)
  const comparison = new Comparison(tape.entries, matching)
  const missing = new Map<string, CassetteDifference>()
  let attempts = 0
  const replay: Interceptor = async (request, webhook) => {
    ids.learn(webhook)
    const asked = askedOf(webhook, ids, disguise)
    const entry = matching.exact(asked, ids.numberOf(webhook.call))
    if (entry) {
      attempts++
      return replayedAnswer(entry.answer, request, webhook.call, ids)
    }
    const nearest = matching.nearest(asked)
    const words = describeEntry(asked)
    missing.set(webhook.id, { kind: 'missing', request: words, ...(nearest !== undefined && { nearest }) })
    const hint = nearest === undefined ? 'nothing like it is stored' : `the nearest is ${nearest}`
    return unusable(`the cassette ${file} has no answer for ${words}; ${hint}`)
  }
  const compare: Interceptor = async (request, webhook, next) => {
    ids.learn(webhook)
    const entry = comparison.asks(askedOf(webhook, ids, disguise), ids.numberOf(webhook.call))
    const result = await next(request)
    attempts++
    if (entry) comparison.answers(entry, storedAnswer(result, webhook.call, ids, disguise))
    return result
  }
  const unasked = () => matching.unused.map(entry => ({ kind: 'unasked', request: describeEntry(entry) }) as const)
  return {
    interceptor: mode === 'replay' ? replay : compare,
    close: () => [attempts, [...missing.values(), ...comparison.differences, ...unasked()]],
  }
}

function tapeOf(file: string): Tape {
  const text = readText(file)
  if (typeof text !== 'string') {
    throw new CassetteError(`${text}; a cassette is recorded first: offhook call <url> --cassette ${file}`)
  }
  const read = readTape(text, file)
  if ('tape' in read) return read.tape
  throw new CassetteError(['this is no valid cassette:', ...read.problems].join('\n  '))
}
