import { audioPolicy, callbackPage, describeRetryClasses, type Policy, type RetryClass } from './policy.js'
import type { Attempt, AttemptOutcome } from './webhook.js'

export interface Judgement {
  readonly again: boolean
  /** What happens now and by which rule, in one line. */
  readonly sentence: string
  /** A section of the vendor's page of callback configurations, or a decision where the page leaves it open. */
  readonly rule: JudgementRule
  readonly provenance: 'documented' | 'decided'
  /** The section of the page that says it, or leaves it open. */
  readonly source: string
  /** What the page says elsewhere, where that reads like the opposite; a sentence of its own. */
  readonly contradiction?: string
}

const section = (name: string): string => `${callbackPage}#${name}`
const documented = (name: string) => ({ provenance: 'documented', source: section(name) }) as const
const decided = (name: string) => ({ provenance: 'decided', source: section(name) }) as const

/** Every rule that a judgement can follow from. */
export const judgementRules = {
  /** "Respond with a 200 OK response"; "upper limit on total time allowed for all timeouts, including retries". */
  Timeouts: documented('timeouts'),
  /** "Number of retry attempts", "Type of failure to retry on". */
  Retries: documented('retries'),
  /** "These URLs use our standard configuration values": audio. */
  'Inapplicable URLs': documented('inapplicable-urls'),
  /** 2xx other than 200 counts as a success. */
  D62: decided('timeouts'),
  /** Redirects are no retry class. */
  D63: decided('retries'),
  /** "If a partial response is received from your app server, Plivo will not make a retry attempt." */
  D65: documented('retries'),
  /** tt cuts an attempt in flight. */
  D67: decided('timeouts'),
  /** The total of audio. */
  D75: decided('inapplicable-urls'),
  /** What is no HTTP, or too large, is no retry class. */
  D77: decided('retries'),
  /** Closing the exchange gives up what is in flight. */
  D84: decided('retries'),
  /** Nobody waits for the answer any more. */
  D105: decided('retries'),
} as const satisfies Readonly<Record<string, Pick<Judgement, 'provenance' | 'source'>>>

export type JudgementRule = keyof typeof judgementRules

/**
 * Whether a webhook is tried again after this attempt, why, and by which rule. `spent` is the call time, in ms, of all
 * attempts so far, this one included. There is no delay between attempts (D66).
 */
export function judge(attempt: Attempt, spent: number, policy: Policy): Judgement {
  const { outcome, number, status } = attempt
  if (outcome === 'ok') {
    const which = number === 1 ? 'the first attempt' : `attempt ${number} of ${policy.rc + 1}`
    return over(status === 200 ? 'Timeouts' : 'D62', `${status} on ${which}.`)
  }

  const what = status !== undefined && outcome !== 'partial' && outcome !== 'invalid' ? `${status}` : attempt.reason
  const used = `${number - 1} of ${policy.rc} retries used.`
  const never = neverRetried[outcome]
  if (never !== undefined) return over(never.rule, `${attempt.reason}: ${never.because} ${used}`)

  const retries = policy === audioPolicy ? 'Inapplicable URLs' : 'Retries'
  const rp = `rp=${describeRetryClasses(policy)}`
  if (!policy.rp.has(outcome as RetryClass)) {
    const sentence = `${what} is not retried: ${rp} covers ${coverage(policy)} only${unlessGiven(policy, 'rp')}. ${used}`
    return over(retries, sentence, isStatus(outcome) && !policy.given.has('rp') ? proseOnStatuses : undefined)
  }
  const aside = isStatus(outcome) && policy !== audioPolicy ? proseOnCount : undefined
  if (policy.rc === 0) return over(retries, `${what} is not retried: rc=0 allows no retries, whatever rp says.`, aside)
  if (attempt.cutByTotal || (number <= policy.rc && spent >= policy.tt)) {
    const total = policy === audioPolicy ? 'D75' : attempt.cutByTotal ? 'D67' : 'Timeouts'
    return over(
      total,
      `${what} would be retried (${rp}), but tt = ${policy.tt} ms has run out${unlessGiven(policy, 'tt')}. ${used}`,
    )
  }
  if (number > policy.rc) {
    const sentence = `${what} would be retried (${rp}), but rc=${policy.rc} is used up${unlessGiven(policy, 'rc')}. ${used}`
    return over(retries, sentence, aside)
  }
  const sentence = `${what} is retried (${rp}): attempt ${number + 1} of ${policy.rc + 1}.`
  return { again: true, ...by(retries, sentence, aside) }
}

const by = (rule: JudgementRule, sentence: string, contradiction?: string) => ({
  sentence,
  rule,
  ...judgementRules[rule],
  ...(contradiction !== undefined && { contradiction }),
})

const over = (rule: JudgementRule, sentence: string, contradiction?: string): Judgement => ({
  again: false,
  ...by(rule, sentence, contradiction),
})

const isStatus = (outcome: AttemptOutcome): boolean => outcome === '4xx' || outcome === '5xx'

const proseOnStatuses =
  'The page’s prose retries "if an HTTP 200 status code is not returned"; by its table no status is retried unless rp says so.'
const proseOnCount =
  'The page has rc count retries "if the initial connection fails"; by its table of rp, HTTP statuses are retried as well.'

const unlessGiven = (policy: Policy, key: 'rp' | 'rc' | 'tt'): string => {
  if (policy === audioPolicy) return ' (fixed for audio)'
  return policy.given.has(key) ? '' : ' (default)'
}

const neverRetried: Partial<Record<AttemptOutcome, { readonly rule: JudgementRule; readonly because: string }>> = {
  partial: { rule: 'D65', because: 'a partial response is never retried, whatever rp says.' },
  '3xx': { rule: 'D63', because: 'redirects are not followed and belong to no retry class, not even rp=all.' },
  invalid: { rule: 'D77', because: 'an answer that cannot be used belongs to no retry class, not even rp=all.' },
}

/** "connection and read timeouts", "4xx and 5xx answers and read timeouts". */
function coverage({ rp }: Policy): string {
  const answers = (['4xx', '5xx'] as const).filter(one => rp.has(one))
  const timeouts = [...(rp.has('ct') ? ['connection'] : []), ...(rp.has('rt') ? ['read'] : [])]
  const parts = [
    ...(answers.length > 0 ? [`${answers.join(' and ')} answers`] : []),
    ...(timeouts.length > 0 ? [`${timeouts.join(' and ')} timeouts`] : []),
  ]
  return parts.join(' and ')
}
