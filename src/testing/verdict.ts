import { accountOf } from '../exchange/options.js'
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
import { equals, type Pattern } from '../scenario/pattern.js'
import { hideCredentials } from '../trace/credentials.js'
import type { TraceEvent } from '../trace/events.js'
import { printable } from '../trace/printable.js'
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
  const instead = ofEach.has(wanted.kind) ? checkEach(subjects, wanted) : check(placed(wanted), ...asked(subjects))
  if (!instead) return { holds: true, message: () => '' }
  const near = wanted.kind === 'requested' ? nearestTo(wanted, subjects) : undefined
  return {
    holds: false,
    message: () => failure(subjects, described(wanted), instead, near),
    ...(wanted.kind === 'requested' && near && differenceOf(wanted, near)),
  }
}

/** Of several calls, every one must have ended so; a leg that was transferred need not. */
const ofEach: ReadonlySet<Wanted['kind']> = new Set(['ended', 'lasted', 'billed'])

function checkEach({ calls, account }: Subjects, wanted: Wanted): string[] | undefined {
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

/** With what surrounded it: up to the answer of the request that came nearest, or how it all ended. */
function failure({ calls }: Subjects, expected: string, instead: readonly string[], near?: Requested): string {
  const about = near ? calls.filter(({ uuid }) => uuid === near.sent.call) : calls.slice(-1)
  const end = near && endOf(near, about)
  const evidence = evidenceOf(calls, about, end && { until: end.seq })
  const text = describeFailure({ expected, instead, evidence, ...(end && { at: end.at }) })
  return text.split('\n').map(printable).join('\n')
}

function endOf({ sent }: Requested, [call]: Subjects['calls']): TraceEvent | undefined {
  const ends = [...(call?.trace.of('webhook.delivered') ?? []), ...(call?.trace.of('webhook.failed') ?? [])]
  return ends.find(({ webhook }) => webhook === sent.webhook)
}

/** What went over the wire is kept by a fixture, not by an exchange itself. */
function refuseUnknownWire({ wire, calls }: Subjects, wanted: Wanted, who: string): void {
  const patterns = wanted.kind === 'requested_in_order' ? wanted.requests : [wanted]
  const pace = wanted.kind === 'answered_within' ? 'real times' : undefined
  const asks = pace ?? ['headers', 'signature', 'within'].find(key => patterns.some(one => key in one))
  const sent = calls.some(({ trace }) => trace.of('webhook.sent').length > 0)
  if (asks === undefined || wire || !sent) return
  throw new TypeError(
    `${who}: ${asks} of requests were not kept. Take the exchange of the fixture or of withExchange, or call keepRequests(exchange) before the first call.`,
  )
}

/** The request to the right URL in which the least is otherwise. */
function nearestTo(wanted: RequestPattern, { calls, account }: Subjects): Requested | undefined {
  const events = calls.flatMap(({ trace }): TraceEvent[] => trace.events).sort((a, b) => a.seq - b.seq)
  const requests = requestsOf({ calls, own: calls, events, tokens: accountOf(account) })
  const same = requests.filter(({ sent }) => isUrl(wanted.url, sent.url))
  return same.sort((a, b) => differences(wanted, a).length - differences(wanted, b).length)[0]
}

/** Its parameters beside those that were expected. */
function differenceOf(wanted: RequestPattern, near: Requested): Pick<Verdict, 'actual' | 'expected'> {
  if (!wanted.with || differences({ url: wanted.url, with: wanted.with }, near).length === 0) return {}
  const shown = shownParams(near, Object.keys(wanted.with))
  return { expected: { ...wanted.with, ...met(wanted.with, near, shown) }, actual: shown }
}

/** What is as expected is shown alike on both sides, whatever was written. */
const met = (
  expected: Readonly<Record<string, Pattern>>,
  { sent }: Requested,
  shown: Readonly<Record<string, string>>,
) =>
  Object.fromEntries(
    Object.entries(shown).filter(([name]) => equals(expected[name] as Pattern, sent.params[name] as string)),
  )

/** As runners may print it: no secret, no credentials, nothing that a terminal would act on. */
const shownParams = (
  { sent: { params, secret = [] } }: Requested,
  names: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap(name => {
      const value = params[name]
      if (value === undefined) return []
      return [[name, secret.includes(name) ? dots(value) : printable(hideCredentials(value))]]
    }),
  )
