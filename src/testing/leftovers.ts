import type { Call } from '../call/call.js'
import type { Exchange } from '../exchange/exchange.js'
import { hideCredentials } from '../trace/credentials.js'
import { inWords } from '../trace/given.js'
import { printable } from '../trace/printable.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'

/** What is to be reported; all of it unless given. */
export interface LeftoverOptions {
  /** Faults that never struck. */
  readonly faults?: boolean
  /** Phones that were never dialled, and steps of theirs that never came about. */
  readonly phones?: boolean
  /** Calls that go on. */
  readonly calls?: boolean
  /** Requests in flight of calls that are over. */
  readonly requests?: boolean
}

const kinds = ['faults', 'phones', 'calls', 'requests'] as const satisfies readonly (keyof LeftoverOptions)[]

/** Reads which are to be reported: all for `true`, none for `false`. */
export function readLeftovers(given: boolean | LeftoverOptions): Required<LeftoverOptions> {
  const all = (value: boolean) => ({ faults: value, phones: value, calls: value, requests: value })
  if (typeof given === 'boolean') return all(given)
  refuseUnknown(given, kinds, 'leftovers')
  for (const kind of kinds) {
    if (given[kind] === undefined || typeof given[kind] === 'boolean') continue
    throw new TypeError(`leftovers.${kind} is ${inWords(given[kind])}; allowed are true and false`)
  }
  return { ...all(true), ...given }
}

/** What a test left behind: it was prepared and did not come about, or it goes on. To be asked before the exchange is closed. */
export function leftoversOf(exchange: Exchange, which: boolean | LeftoverOptions = true): string[] {
  const { faults, phones, calls, requests } = readLeftovers(which)
  return [
    ...(faults
      ? exchange.unmetFaults().map(({ words, because }) => `the fault ${words} never struck: ${because}`)
      : []),
    ...(phones
      ? exchange.unmetPhones().map(({ phone, what, because }) => `the phone ${phone} ${never(what)}: ${because}`)
      : []),
    ...exchange.calls.flatMap(call => [
      ...(calls && !call.over ? [`${named(call)} goes on: it ${call.describe()}`] : []),
      ...(requests && call.over ? inFlight(call) : []),
    ]),
  ].map(line => printable(hideCredentials(line)))
}

/** All of them in one message; nothing if there are none. */
export function describeLeftovers(leftovers: readonly string[]): string | undefined {
  if (leftovers.length === 0) return undefined
  const goesOn = leftovers.some(line => / goes on: |^a request of /.test(line))
  return [
    'the test left something behind:',
    ...leftovers.map(line => `  ${line}`),
    ...(goesOn
      ? [
          'to see a call and its requests to their end: await caller.callEnds(), after await caller.hangsUp() if it would go on',
        ]
      : []),
    'to allow it: leftovers: false, or one of its parts, such as { calls: false }',
  ].join('\n')
}

const named = ({ arrival: { direction, from, to } }: Call): string =>
  direction === 'inbound' ? `the call from ${from}` : `the call to ${to}`

function inFlight(call: Call): string[] {
  const { trace } = call
  const ended = [...trace.of('webhook.delivered'), ...trace.of('webhook.failed')].map(({ webhook }) => webhook)
  return trace
    .of('webhook.sent')
    .filter(({ webhook }) => !ended.includes(webhook))
    .map(({ method, url, purpose }) => `a request of ${named(call)} is in flight: ${method} ${url} (${purpose})`)
}

/** `is dialled 2 times` was never; a step is named as it is. */
const never = (what: string): string =>
  what.startsWith('is ') ? `was never ${what.slice(3)}` : `never came to this step: ${what}`
