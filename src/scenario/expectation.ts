import { nearest } from '../trace/nearest.js'
import type { Field } from './field.js'
import { type FilePlace, Mistake } from './mistake.js'
import { describePattern, type Pattern, readPattern, readUrlPattern } from './pattern.js'

/** One line of `expect`: what must be true of the trace once the call has ended. */
export type Expectation = { readonly place: FilePlace; readonly caller?: string } & (
  | ({ readonly kind: 'requested'; readonly times?: number; readonly attempts?: number } & RequestPattern)
  | ({ readonly kind: 'not_requested' } & RequestPattern)
  | { readonly kind: 'heard' | 'not_heard'; readonly text: Pattern }
  | ({ readonly kind: 'ended' } & EndPattern)
  | { readonly kind: 'no_problems'; readonly severity: Severity }
  | { readonly kind: 'message'; readonly to?: string; readonly text?: Pattern }
  | ({ readonly kind: 'dialed' } & DialPattern)
  | { readonly kind: 'met'; readonly room: string; readonly members: number }
)

export type ExpectationKind = Expectation['kind']
export type ExpectationOf<K extends ExpectationKind> = Extract<Expectation, { kind: K }>
export type Severity = (typeof severities)[number]

export interface RequestPattern {
  readonly url: Pattern
  readonly method?: 'GET' | 'POST'
  /** Parameters, each with its whole value or a regular expression. */
  readonly with?: Readonly<Record<string, Pattern>>
}

export interface EndPattern {
  readonly cause?: number
  readonly name?: string
  readonly source?: string
  readonly status?: string
}

/** A party that was dialled, and what became of it. */
export interface DialPattern {
  readonly to: string
  readonly status?: string
  readonly cause?: number
  readonly times?: number
}

/** From the least to the worst; `no_problems: risky` forbids what is risky and what is worse. */
export const severities = ['note', 'risky', 'breaks'] as const

/** Every kind, with the keys that may stand beside it. */
const kinds: Readonly<Record<ExpectationKind, readonly string[]>> = {
  requested: ['with', 'method', 'times', 'attempts', 'caller'],
  not_requested: ['with', 'method', 'caller'],
  heard: ['caller'],
  not_heard: ['caller'],
  ended: ['caller'],
  no_problems: ['caller'],
  message: ['caller'],
  dialed: ['status', 'cause', 'times', 'caller'],
  met: ['members'],
}

const legStatuses = ['completed', 'busy', 'no-answer', 'timeout', 'cancel', 'failed'] as const

const kindNames = Object.keys(kinds) as ExpectationKind[]

/**
 * Reads one item of `expect`; `callers` are the names that `caller` may give, and `phones`, whose legs may become calls of
 * their own.
 */
export function readExpectation(
  item: Field,
  callers: readonly string[],
  phones: readonly string[] = [],
): Expectation | undefined {
  const written = item.entries()?.map(({ key }) => key.name)
  if (!written) return undefined
  const [kind, another] = kindNames.filter(name => written.includes(name))
  if (!kind) return item.mistake(noKind(written))
  if (another) return item.mistake(`"${kind}" and "${another}" are two expectations; begin each with its own "- "`)
  const fields = item.record([kind, ...kinds[kind]])
  const subject = fields?.[kind]
  if (!fields || !subject) return undefined
  const body = readKind(kind, subject, fields)
  if (!body) return undefined
  const caller = fields.caller?.text()
  if (caller !== undefined && ![...callers, ...phones].includes(caller)) {
    return fields.caller?.mistake(`there is no caller ${JSON.stringify(caller)}`, {
      nearest: nearest(caller, callers),
      allowed: callers.join(', '),
    })
  }
  if (kind === 'ended' && caller === undefined && callers.length > 1) {
    return item.mistake('with several callers, "ended" must say whose call', {
      allowed: `caller: ${callers.join(' | ')}`,
    })
  }
  return { ...body, place: item.place, ...(caller === undefined ? {} : { caller }) } as Expectation
}

function noKind(written: string[]): Mistake {
  const near = written.map(name => nearest(name, kindNames)).find(Boolean)
  return new Mistake(`unknown expectation ${JSON.stringify(written[0] ?? '')}`, {
    nearest: near,
    allowed: kindNames.join(', '),
  })
}

function readKind(kind: ExpectationKind, subject: Field, fields: Partial<Record<string, Field>>): object | undefined {
  switch (kind) {
    case 'requested':
    case 'not_requested': {
      const text = subject.text()
      const url = text === undefined ? undefined : subject.read(readUrlPattern(text))
      if (url === undefined) return undefined
      return { kind, url, ...readRequest(fields) }
    }
    case 'heard':
    case 'not_heard': {
      const text = readPatternField(subject)
      return text === undefined ? undefined : { kind, text }
    }
    case 'ended':
      return readEnd(subject)
    case 'no_problems': {
      const severity = subject.oneOf(severities)
      return severity && { kind, severity }
    }
    case 'dialed': {
      const to = subject.text()
      if (to === undefined) return undefined
      const cause = fields.cause?.whole(0, 'a hangup cause code, such as 3010')
      const times = fields.times?.whole(1, 'a whole number, 1 or more')
      return { kind, to, status: fields.status?.oneOf(legStatuses), cause, times }
    }
    case 'met': {
      const room = subject.text()
      const members = fields.members ? fields.members.whole(2, 'a whole number, 2 or more') : 2
      return room === undefined || members === undefined ? undefined : { kind, room, members }
    }
    case 'message': {
      const message = subject.record(['to', 'text'])
      if (!message) return undefined
      return { kind, to: message.to?.text(), text: message.text && readPatternField(message.text) }
    }
  }
}

function readRequest(fields: Partial<Record<string, Field>>): object {
  const allowed = 'a whole number, 1 or more; use not_requested for none'
  return {
    method: fields.method?.oneOf(['GET', 'POST']),
    times: fields.times?.whole(1, allowed),
    attempts: fields.attempts?.whole(1, 'a whole number, 1 or more: how often the request was tried'),
    with: fields.with && readParams(fields.with),
  }
}

/** Parameters with the values they must have: text to the letter, or `/regex/`. */
export function readParams(field: Field): Record<string, Pattern> | undefined {
  const entries = field.entries()?.flatMap(({ key, value }): [string, Pattern][] => {
    const text = value.text()
    const pattern = text && /^\/.+\/[a-z]*$/s.test(text) ? value.read(readPattern(text)) : text
    return pattern === undefined ? [] : [[key.name, pattern]]
  })
  return entries && Object.fromEntries(entries)
}

function readPatternField(field: Field): Pattern | undefined {
  const text = field.text()
  return text === undefined ? undefined : field.read(readPattern(text))
}

function readEnd(subject: Field): object | undefined {
  const written = subject.source()
  if (/^\d+$/.test(written)) {
    return subject.mistake(`"ended" must say what ${written} is`, {
      nearest: `ended: { cause: ${written} }`,
      allowed: 'cause, name, source, status',
    })
  }
  const end = subject.record(['cause', 'name', 'source', 'status'])
  if (!end) return undefined
  if (!Object.keys(end).length) return subject.mistake('"ended" is empty', { allowed: 'cause, name, source, status' })
  return {
    kind: 'ended',
    cause: end.cause?.whole(0, 'a hangup cause code, such as 4000'),
    name: end.name?.text(),
    source: end.source?.text(),
    status: end.status?.text(),
  }
}

/** An expectation as a sentence: `/menu is requested with Digits="1"`. */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'requested':
      return `${describeRequest(expectation)} is requested${times(expectation.times)}${tried(expectation.attempts)}`
    case 'not_requested':
      return `${describeRequest(expectation)} is never requested`
    case 'heard':
      return `${describePattern(expectation.text)} is heard`
    case 'not_heard':
      return `${describePattern(expectation.text)} is never heard`
    case 'ended':
      return `the call ends with ${describeEnd(expectation)}`
    case 'no_problems':
      return `no problem is found that is ${severities.slice(severities.indexOf(expectation.severity)).join(' or ')}`
    case 'dialed': {
      const { to, status, cause } = expectation
      const end = [status, cause === undefined ? undefined : `cause ${cause}`].filter(Boolean).join(', ')
      return `${to} is dialled${times(expectation.times)}${end ? `, which ends ${end}` : ''}`
    }
    case 'met':
      return `${expectation.members} meet in the room ${expectation.room}`
    case 'message': {
      const to = expectation.to === undefined ? '' : ` to ${expectation.to}`
      return `a message is sent${to}${expectation.text === undefined ? '' : ` with ${describePattern(expectation.text)}`}`
    }
  }
}

export const describeEnd = (end: EndPattern): string =>
  (['cause', 'name', 'source', 'status'] as const)
    .flatMap(key => (end[key] === undefined ? [] : [`${key} ${end[key]}`]))
    .join(', ')

function describeRequest({ url, method, with: params }: RequestPattern): string {
  const pairs = Object.entries(params ?? {}).map(([name, value]) => `${name}=${describePattern(value)}`)
  return `${method ? `${method} ` : ''}${url}${pairs.length ? ` with ${pairs.join(', ')}` : ''}`
}

const times = (count?: number): string => (count === undefined ? '' : count === 1 ? ' once' : ` ${count} times`)
const tried = (count?: number): string => (count === undefined ? '' : `, in ${count} attempt${count === 1 ? '' : 's'}`)
