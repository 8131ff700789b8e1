import { type Outcome, outcomesOf, type WorstCase, worstCases } from './foreseen-outcomes.js'
import { type PolicyReading, readPolicy } from './fragment.js'
import type { Occasion } from './occasions.js'
import {
  callbackPage,
  defaultPolicy,
  describeRetryClasses,
  type Policy,
  type PolicyKey,
  policyRanges,
} from './policy.js'
import { requestUrl, shownUrl } from './request-url.js'

/** What a URL with its fragment comes to on an occasion, as plain data. */
export interface Explanation {
  /** As it goes on the wire, which is without credentials. */
  readonly url: string
  readonly occasion: Occasion
  readonly policy: readonly PolicyRow[]
  readonly problems: PolicyReading['problems']
  readonly notes: readonly Note[]
  readonly outcomes: readonly Outcome[]
  readonly worst: WorstCases
}

export interface PolicyRow {
  readonly key: PolicyKey
  readonly value: string | number
  /** `fixed`: the values of audio. Where nothing is `allowed`, no fragment changes it. */
  readonly origin: 'given' | 'default' | 'fixed'
  /** What may be given; absent where nothing may. */
  readonly allowed?: string
  readonly meaning: string
}

/** Something that the page says twice, or not at all, and what counts here. */
export interface Note {
  readonly text: string
  readonly source: string
}

/** The longest time, in ms, until it has failed. */
export interface WorstCases {
  /** Bytes that keep coming within rt are ended by tt alone: nothing takes longer. */
  readonly dripping: WorstCase
  /** If every answer that begins comes at once, or stops. */
  readonly otherwise: WorstCase
  /** Where a fallback follows: what that one may add, if its URL has no fragment. */
  readonly fallback?: number
}

/**
 * Explains a URL: what its fragment configures on this occasion, what is wrong with it, and what follows from everything
 * that can happen. Every outcome is judged as the engine judges it. Never throws; a URL that is none stays as it is written.
 */
export function explain(url: string, occasion: Occasion): Explanation {
  const reading = readPolicy(url, occasion.applicable)
  const target = requestUrl(url)
  const { aftermath, signed } = occasion
  const https = target?.origin.startsWith('https:') ?? true
  const webhook = { policy: reading.policy, https, aftermath, signed }
  const outcomes = outcomesOf(webhook)
  return {
    url: target ? target.origin + target.path + target.search : shownUrl(reading.url),
    occasion,
    policy: policyRows(reading.policy, occasion),
    problems: reading.problems,
    notes: notes(url, reading, occasion, outcomes),
    outcomes,
    worst: {
      ...worstCases(webhook),
      ...(hasFallback(occasion) && { fallback: defaultPolicy.tt }),
    },
  }
}

const hasFallback = ({ aftermath }: Occasion): boolean => aftermath.failed.startsWith('fallback')

const meanings: Readonly<Record<PolicyKey, string>> = {
  ct: 'ms for a connection, TLS included',
  rt: 'ms to the first byte, and between bytes',
  tt: 'ms for all of it, retries included',
  rc: 'retries after the first attempt',
  rp: 'the failures that are retried',
  er: 'the region that requests leave from',
}

const range = (key: keyof typeof policyRanges): string => policyRanges[key].join('–')
const allowed: Readonly<Record<PolicyKey, string>> = {
  ct: range('ct'),
  rt: range('rt'),
  tt: range('tt'),
  rc: range('rc'),
  rp: '4xx,5xx,ct,rt or all',
  er: 'nearest, local or a region',
}

function policyRows(policy: Policy, { applicable }: Occasion): PolicyRow[] {
  return (['ct', 'rt', 'tt', 'rc', 'rp', 'er'] as const).map(key => ({
    key,
    value: key === 'rp' ? describeRetryClasses(policy) : policy[key],
    origin: applicable === 'audio' ? 'fixed' : policy.given.has(key) ? 'given' : 'default',
    ...(applicable === true && { allowed: allowed[key] }),
    meaning: meanings[key],
  }))
}

/** What the TL;DR of the page says, in its words, and whether a name is in that; the list further down has more. */
const limitation = 'Limitation: Only applies to answer_url, fallback_url, hangup_url, action, callback_url.'
const shortList = /answer|fallback|hangup|action$|callback_?url$/i

function notes(
  url: string,
  { policy, problems }: PolicyReading,
  occasion: Occasion,
  outcomes: readonly Outcome[],
): Note[] {
  const { applicable, provenance, name, source, aftermath } = occasion
  const found: Note[] = []
  const add = (when: boolean, text: string, from: string) => {
    if (when) found.push({ text, source: from })
  }
  const fixed = applicable === 'audio' ? 'the fixed values of audio' : 'the defaults'
  add(
    provenance === 'decided',
    `The page lists ${name} neither as applicable nor as inapplicable: it gets ${fixed} (D68).`,
    source,
  )
  add(
    applicable === true && !shortList.test(name),
    `The page’s TL;DR has a shorter list, without ${name}: "${limitation}"; the list "Applicable URLs" counts.`,
    source,
  )
  add(
    problems.some(({ code }) => code === 'fragment-page-mistake'),
    'The example of the page’s TL;DR, #plivo_timeout=5000&plivo_retries=3, has keys that its tables do not know; the tables count.',
    callbackPage,
  )
  add(
    applicable === true && /#.*%/s.test(url),
    'The page does not say whether percent-encoding in a fragment is decoded: it is (D60).',
    `${callbackPage}#configuration-mechanism`,
  )
  const contradictions = outcomes.map(({ contradiction }) => contradiction)
  for (const one of new Set(contradictions.filter(one => one !== undefined))) {
    add(true, `${one} The tables count.`, `${callbackPage}#retries`)
  }
  add(
    policy.tt <= policy.rt,
    `tt = ${policy.tt} ms ends before rt = ${policy.rt} ms: after a read timeout nothing is left for a retry.`,
    `${callbackPage}#timeouts`,
  )
  add(
    applicable === 'audio',
    `No total is documented for audio: ${policy.tt} ms is what the timeouts of both attempts come to (D75).`,
    source,
  )
  add(
    aftermath.reads === 'a document' && Math.min(policy.rt, policy.tt) > 15_000,
    'Documents are asked for within 15 s, and rt is allowed to be longer: a later answer is taken, with a problem (D10).',
    'https://plivo.com/docs/voice/xml/overview',
  )
  add(
    hasFallback(occasion),
    'Make a call speaks of three retries or 60 s before the fallback; rc and tt count.',
    'https://plivo.com/docs/voice/api/calls',
  )
  const regions = applicable === true ? ' The page counts four regions and names five: all five are allowed.' : ''
  add(
    true,
    `Requests leave from this machine: a region takes time only where a latency is configured.${regions}`,
    `${callbackPage}#edge-region`,
  )
  return found
}
