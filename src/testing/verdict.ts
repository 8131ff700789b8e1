import { check } from '../scenario/check.js'
import { evidenceOf } from '../scenario/evidence.js'
import { describeExpectation, type Expectation } from '../scenario/expectation.js'
import {
  differences,
  isUrl,
  type Requested,
  type RequestPattern,
  requestsOf,
} from '../scenario/expectations/request.js'
import { describeFailure } from '../scenario/failure.js'
import type { Pattern } from '../scenario/pattern.js'
import type { TraceEvent } from '../trace/events.js'
import { dots } from '../trace/secret.js'
import { type Subjects, subjectsOf } from './subject.js'
import type { Wanted } from './wanted.js'

/** Whether it is as it should be, and what to say if it is not. */
export interface Verdict {
  readonly holds: boolean
  readonly message: () => string
  /** The two sides of a difference that is worth seeing. */
  readonly actual?: unknown
  readonly expected?: unknown
}

/** Where the opposite is more than that something does not hold: what was cut short was heard neither way. */
const opposites: Partial<Record<Wanted['kind'], Wanted['kind']>> = {
  requested: 'not_requested',
  heard: 'not_heard',
  dialed: 'not_dialed',
  message: 'not_message',
  recorded: 'not_recorded',
}

/** Judges what happened by the rules of scenario files; `negated` expects the opposite. */
export function judge(subject: unknown, wanted: Wanted, who: string, negated = false): Verdict {
  const subjects = subjectsOf(subject, who)
  refuseUnknownWire(subjects, wanted, who)
  return negated ? judgeOpposite(subjects, wanted) : judgeWanted(subjects, wanted)
}

const place = { file: '', line: 0, column: 0 }
const placed = (wanted: Wanted): Expectation => ({ ...wanted, place }) as Expectation

function judgeWanted(subjects: Subjects, wanted: Wanted): Verdict {
  const instead = wanted.kind === 'ended' ? notEnded(subjects, wanted) : check(placed(wanted), ...asked(subjects))
  if (!instead) return { holds: true, message: () => '' }
  return {
    holds: false,
    message: () => failure(subjects, described(wanted), instead),
    ...(wanted.kind === 'requested' && differenceOf(subjects, wanted)),
  }
}

/** Of several calls, every one must have ended so; a leg that was transferred need not. */
function notEnded({ calls, account }: Subjects, wanted: Wanted): string[] | undefined {
  const own = calls.filter(({ leg }) => !leg || calls.length === 1)
  if (own.length === 0) return ['there was no call']
  const wrong = own.flatMap(call => {
    const lines = check(placed(wanted), [{ ...call, leg: false }], { account }) ?? []
    return own.length > 1 ? lines.map(line => `${call.name}: ${line}`) : lines
  })
  return wrong.length > 0 ? wrong : undefined
}

/** Any end will do where nothing is said of it. */
const described = (wanted: Wanted): string => {
  const isBare = wanted.kind === 'ended' && Object.keys(wanted).length === 1
  return isBare ? 'the call ends' : describeExpectation(placed(wanted))
}

function judgeOpposite(subjects: Subjects, wanted: Wanted): Verdict {
  const kind = opposites[wanted.kind]
  // How often, or in how many attempts, is nothing that never happened has.
  const isPlain = !['times', 'attempts', 'signature', 'within', 'status', 'cause'].some(key => key in wanted)
  if (kind && isPlain) {
    const opposite = placed({ ...wanted, kind } as Wanted)
    const found = check(opposite, ...asked(subjects))
    if (!found) return { holds: true, message: () => '' }
    return { holds: false, message: () => failure(subjects, describeExpectation(opposite), found) }
  }
  const positive = judgeWanted(subjects, wanted)
  if (!positive.holds) return { holds: true, message: () => '' }
  const expected = `not that ${described(wanted)}`
  return { holds: false, message: () => failure(subjects, expected, ['but that is so']) }
}

const asked = ({ calls, account }: Subjects) => [calls, { account }] as const

function failure({ calls }: Subjects, expected: string, instead: readonly string[]): string {
  return describeFailure({ expected, instead, evidence: evidenceOf(calls, calls.slice(-1)) })
}

/** What went over the wire is kept by a fixture, not by an exchange itself. */
function refuseUnknownWire({ wire, calls }: Subjects, wanted: Wanted, who: string): void {
  const asks = (['headers', 'signature', 'within'] as const).find(key => key in wanted)
  const sent = calls.some(({ trace }) => trace.of('webhook.sent').length > 0)
  if (asks === undefined || wire || !sent) return
  throw new TypeError(
    `${who}: ${asks} of requests were not kept. Take the exchange of the fixture or of withExchange, or call keepRequests(exchange) before the first call.`,
  )
}

/** The parameters of the nearest request beside those that were expected, or the paths that were requested. */
function differenceOf({ calls, account }: Subjects, wanted: RequestPattern): Pick<Verdict, 'actual' | 'expected'> {
  const events = calls.flatMap(({ trace }): TraceEvent[] => trace.events).sort((a, b) => a.seq - b.seq)
  const requests = requestsOf({ calls, own: calls, events, tokens: { authToken: account?.authToken ?? '' } as never })
  const same = requests.filter(({ sent }) => isUrl(wanted.url, sent.url))
  const near = same.sort((a, b) => differences(wanted, a).length - differences(wanted, b).length)[0]
  if (!near || !wanted.with || differences(wanted, near).length === 0) return {}
  const names = Object.keys(wanted.with)
  return { expected: sides(wanted.with, near), actual: shownParams(near, names) }
}

/** A regular expression that is met is shown as what met it. */
const sides = (expected: Readonly<Record<string, Pattern>>, { sent }: Requested): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(expected).map(([name, pattern]) => {
      const value = sent.params[name]
      return [name, pattern instanceof RegExp && value !== undefined && pattern.test(value) ? value : pattern]
    }),
  )

const shownParams = ({ sent: { params, secret = [] } }: Requested, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap(name => {
      const value = params[name]
      return value === undefined ? [] : [[name, secret.includes(name) ? dots(value) : value]]
    }),
  )
