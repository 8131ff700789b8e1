import { defaultCharactersPerSecond } from '../audio/speech.js'
import type { Account } from '../call/account.js'
import type { PhoneBehaviour } from '../party/phone.js'
import { inWords, recordGiven, refuseNoFlag, textGiven } from '../trace/given.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import type { Interceptor } from '../webhook/interceptor.js'
import type { RegionOptions } from '../webhook/regions.js'
import type { RecordingOptions } from './recordings.js'

/** How an exchange is to be. Everything has a default. */
export interface ExchangeOptions {
  /** Ids, nonces and whatever else looks random come from it; 1 by default. */
  readonly seed?: number
  /** `virtual` (the default) jumps from event to event, `real` waits, `speed` times as fast (1). */
  readonly clock?: 'virtual' | 'real'
  readonly speed?: number
  /** The instant the exchange begins at; 2025-01-01 00:00:00 UTC in virtual time, now in real time. */
  readonly epoch?: Date | number
  readonly account?: Partial<Account>
  readonly fidelity?: Fidelity
  /** How long speech takes: characters of plain text a second, 14 by default (D45). */
  readonly charactersPerSecond?: number
  /** The words that GetInput's profanityFilter masks. */
  readonly profanities?: readonly string[]
  /** The platform hangs up after so many seconds, 24 hours at most; by default that for calls that come in, 4 hours for others (D46). */
  readonly timeLimit?: number
  /** Headers, User-Agent and signatures of requests. */
  readonly webhooks?: {
    readonly userAgent?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly signV1?: boolean
    readonly signWithoutPort?: boolean
  }
  /** Where hosts are, how far regions are from them in call time, and where media is: what `er` comes to. */
  readonly regions?: RegionOptions
  /** Where recordings can be had: at Plivo's URLs in this process, unless a port or a folder is given (D83). */
  readonly recordings?: RecordingOptions
  /** The far ends that Dial and `exchange.dialOut` can reach, by number or SIP address, and `default`: see `exchange.phone`. */
  readonly phones?: Readonly<Record<string, PhoneBehaviour>>
  /** What goes wrong with webhooks, in call time; the first rule that matches a webhook is the one. See `exchange.inject`. */
  readonly faults?: readonly FaultRule[]
  /** What stands between the exchange and the application, the first one outermost; see {@link Interceptor}. */
  readonly interceptors?: readonly Interceptor[]
}

/** Where Plivo is silent, offhook decided; these are the decisions one may want otherwise. */
export interface Fidelity {
  /** D1, D5: `reject` (default) or `ignore` an unknown element or an undocumented nesting. */
  readonly unknownElements?: 'reject' | 'ignore'
  /** D7: `reject` (default) relative URLs, as documented, or `resolve` them against the document's own. */
  readonly relativeUrls?: 'reject' | 'resolve'
  /** D13: documents that may be fetched within a second of call time; 100 by default. */
  readonly maxDocuments?: number
  /** D98: how many members a conference holds unless maxMembers says so; 20 by default, as documented today (once 100). */
  readonly roomSize?: number
  /** D32: whether an answer that is no valid document leads to the fallback URL; true by default. */
  readonly fallbackOnInvalidXml?: boolean
}

/** Accounts look like Plivo's: 20 characters, `MA` first. */
const defaultAuthId = 'MAOFFHOOKOFFHOOKOFFH'

export const accountOf = (given: Partial<Account> = {}): Account => {
  const authId = given.authId ?? defaultAuthId
  const authToken = given.authToken ?? 'offhook-auth-token'
  const account = {
    parentAuthId: authId,
    mainAuthToken: authToken,
    timezone: 'UTC',
    billRate: '0.005',
    countryCode: 'US',
    routeType: '',
    ...given,
    authId,
    authToken,
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: account.timezone })
  } catch {
    throw new RangeError(`there is no time zone "${account.timezone}"; allowed is a name like Europe/Berlin or UTC`)
  }
  return account
}

const hour = 3600

/** A port that the system picks would make every run a different one. */
const recordingsOf = ({ port, origin, folder }: RecordingOptions = {}): RecordingOptions => {
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new RangeError(`recordings.port is ${inWords(port)}; allowed is a whole number from 1 to 65535`)
  }
  if (origin !== undefined && !(typeof origin === 'string' && /^https?:\/\/[^/?#]+\/?$/i.test(origin))) {
    throw new TypeError(
      `recordings.origin is ${inWords(origin)}; allowed is scheme, host and port: http://app.test:8101`,
    )
  }
  if (folder !== undefined) textGiven(folder, 'recordings.folder', 'the path of a folder')
  if (folder === '') throw new TypeError('recordings.folder is empty; allowed is the path of a folder')
  return { ...(port !== undefined && { port }), ...(origin !== undefined && { origin }), ...(folder && { folder }) }
}

/** Every option there is, and those inside it. */
const known: Readonly<Record<string, readonly string[] | undefined>> = {
  seed: undefined,
  clock: undefined,
  speed: undefined,
  epoch: undefined,
  account: [
    'authId',
    'authToken',
    'mainAuthToken',
    'parentAuthId',
    'timezone',
    'billRate',
    'countryCode',
    'routeType',
  ] satisfies (keyof Account)[],
  fidelity: [
    'unknownElements',
    'relativeUrls',
    'maxDocuments',
    'fallbackOnInvalidXml',
    'roomSize',
  ] satisfies (keyof Fidelity)[],
  charactersPerSecond: undefined,
  profanities: undefined,
  timeLimit: undefined,
  webhooks: ['userAgent', 'headers', 'signV1', 'signWithoutPort'],
  regions: ['hosts', 'latency', 'media'] satisfies (keyof RegionOptions)[],
  recordings: ['port', 'origin', 'folder'] satisfies (keyof RecordingOptions)[],
  phones: undefined,
  faults: undefined,
  interceptors: undefined,
}

/** Fills in the defaults; throws a TypeError or RangeError that names what is allowed and the nearest right thing. */
export const settingsOf = (options: ExchangeOptions) => {
  refuseUnknown(options, Object.keys(known), 'an exchange')
  for (const [name, inside] of Object.entries(known)) {
    const given = options[name as keyof ExchangeOptions]
    if (inside && given !== undefined) refuseUnknown(given, inside, name)
  }
  const { timeLimit, seed = 1, speed = 1, clock = 'virtual' } = options
  if (clock !== 'virtual' && clock !== 'real')
    throw new TypeError(`clock is ${inWords(clock)}; allowed are virtual and real`)
  if (!(Number.isFinite(speed) && speed > 0)) {
    throw new RangeError(`speed is ${inWords(speed)}; allowed is a number more than 0`)
  }
  if (speed !== 1 && clock === 'virtual') throw new TypeError("speed needs clock: 'real'; virtual time just jumps")
  if (timeLimit !== undefined && !(Number.isFinite(timeLimit) && timeLimit >= 1 && timeLimit <= 24 * hour)) {
    throw new RangeError(`timeLimit is ${inWords(timeLimit)}; allowed are seconds, from 1 to 86400 (24 hours)`)
  }
  const { charactersPerSecond = defaultCharactersPerSecond, epoch, account = {}, fidelity = {} } = options
  if (!(Number.isFinite(charactersPerSecond) && charactersPerSecond > 0)) {
    throw new RangeError(`charactersPerSecond is ${inWords(charactersPerSecond)}; allowed is a number more than 0`)
  }
  const { maxDocuments = 100, roomSize = 20 } = fidelity
  if (!Number.isInteger(roomSize) || roomSize < 1) {
    throw new RangeError(`roomSize is ${inWords(roomSize)}; allowed is a whole number, 1 or more`)
  }
  if (!Number.isInteger(maxDocuments) || maxDocuments < 1) {
    throw new RangeError(`maxDocuments is ${inWords(maxDocuments)}; allowed is a whole number, 1 or more`)
  }
  if (epoch !== undefined && Number.isNaN(new Date(epoch).getTime())) {
    throw new RangeError('epoch is no instant; allowed is a Date or epoch milliseconds')
  }
  for (const [name, value] of Object.entries(account)) {
    if (value !== undefined && typeof value !== 'string')
      throw new TypeError(`account.${name} must be a string, not ${inWords(value)}`)
  }
  if (account.billRate !== undefined && !/^\d+(\.\d+)?$/.test(account.billRate)) {
    throw new RangeError(`billRate is "${account.billRate}"; allowed is a decimal such as 0.005`)
  }
  if (options.faults !== undefined && !Array.isArray(options.faults))
    throw new TypeError('faults must be a list of rules')
  const { interceptors = [] } = options
  if (!Array.isArray(interceptors) || interceptors.some(one => typeof one !== 'function'))
    throw new TypeError('interceptors must be a list of functions')
  refuseWrongWords(options)
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${inWords(seed)}; allowed is an integer`)
  return {
    seed,
    speed,
    clock,
    account: accountOf(options.account),
    charactersPerSecond,
    profanities: options.profanities ?? ['damn', 'shit', 'fuck', 'fucking', 'bullshit', 'bitch', 'bastard', 'asshole'],
    timeLimit: timeLimit === undefined ? undefined : Math.round(timeLimit * 1000),
    fidelity: {
      unknownElements: options.fidelity?.unknownElements ?? 'reject',
      relativeUrls: options.fidelity?.relativeUrls ?? 'reject',
    },
    rules: {
      maxDocuments: options.fidelity?.maxDocuments ?? 100,
      fallbackOnInvalidXml: options.fidelity?.fallbackOnInvalidXml ?? true,
      relativeUrls: options.fidelity?.relativeUrls ?? 'reject',
    },
    roomSize,
    webhooks: options.webhooks ?? {},
    recordings: recordingsOf(options.recordings),
    phones: options.phones ?? {},
    faults: options.faults ?? [],
    interceptors: interceptors as readonly Interceptor[],
  } as const
}

/** Texts, flags, lists and records that are none. */
const refuseWrongWords = ({ profanities, phones, webhooks = {}, fidelity = {} }: ExchangeOptions): void => {
  if (profanities !== undefined && !Array.isArray(profanities)) {
    throw new TypeError(`profanities is ${inWords(profanities)}; allowed is a list of words`)
  }
  for (const word of profanities ?? []) textGiven(word, 'a word of profanities')
  if (phones !== undefined) recordGiven(phones, 'phones', 'an object of numbers and what their phones do')
  if (webhooks.userAgent !== undefined) textGiven(webhooks.userAgent, 'webhooks.userAgent')
  if (webhooks.headers !== undefined) {
    const headers = recordGiven(webhooks.headers, 'webhooks.headers', 'an object of names and values')
    for (const [name, value] of Object.entries(headers)) textGiven(value, `webhooks.headers["${name}"]`)
  }
  refuseNoFlag(webhooks.signV1, 'webhooks.signV1')
  refuseNoFlag(webhooks.signWithoutPort, 'webhooks.signWithoutPort')
  refuseNoFlag(fidelity.fallbackOnInvalidXml, 'fidelity.fallbackOnInvalidXml')
  for (const [name, known] of [
    ['unknownElements', ['reject', 'ignore']],
    ['relativeUrls', ['reject', 'resolve']],
  ] as const) {
    const given = fidelity[name]
    if (given === undefined || known.some(one => one === given)) continue
    throw new TypeError(`fidelity.${name} is ${inWords(given)}; allowed are ${known.join(' and ')}`)
  }
}
