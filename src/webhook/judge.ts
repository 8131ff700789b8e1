import { audioPolicy, describeRetryClasses, type Policy, type RetryClass } from './policy.js'
import type { Attempt, AttemptOutcome } from './webhook.js'

export interface Judgement {
  readonly again: boolean
  /** What happens now and by which rule, in one line. */
  readonly sentence: string
}

/**
 * Whether a webhook is tried again after this attempt, and why. `spent` is the call time, in ms, of all attempts so far,
 * this one included. Rules: "Number of retry attempts", "Type of failure to retry on", "Upper limit on total time" and
 * "If a partial response is received from your app server, Plivo will not make a retry attempt" of the vendor's page (D65);
 * redirects are no retry class (D63), there is no delay between attempts (D66), tt caps them all (D67).
 */
export function judge(attempt: Attempt, spent: number, policy: Policy): Judgement {
  const { outcome, number } = attempt
  if (outcome === 'ok')
    return over(
      number === 1
        ? `${attempt.status} on the first attempt.`
        : `${attempt.status} on attempt ${number} of ${policy.rc + 1}.`,
    )

  const what =
    attempt.status !== undefined && outcome !== 'partial' && outcome !== 'invalid'
      ? `${attempt.status}`
      : attempt.reason
  const used = `${number - 1} of ${policy.rc} retries used.`
  const never = neverRetried[outcome]
  if (never !== undefined) return over(`${attempt.reason}: ${never} ${used}`)

  const rule = `rp=${describeRetryClasses(policy)}`
  if (!policy.rp.has(outcome as RetryClass)) {
    return over(`${what} is not retried: ${rule} covers ${coverage(policy)} only${unlessGiven(policy, 'rp')}. ${used}`)
  }
  if (policy.rc === 0) return over(`${what} is not retried: rc=0 allows no retries, whatever rp says.`)
  if (attempt.cutByTotal || (number <= policy.rc && spent >= policy.tt)) {
    return over(
      `${what} would be retried (${rule}), but tt = ${policy.tt} ms has run out${unlessGiven(policy, 'tt')}. ${used}`,
    )
  }
  if (number > policy.rc)
    return over(
      `${what} would be retried (${rule}), but rc=${policy.rc} is used up${unlessGiven(policy, 'rc')}. ${used}`,
    )
  return { again: true, sentence: `${what} is retried (${rule}): attempt ${number + 1} of ${policy.rc + 1}.` }
}

const over = (sentence: string): Judgement => ({ again: false, sentence })

const unlessGiven = (policy: Policy, key: 'rp' | 'rc' | 'tt'): string => {
  if (policy === audioPolicy) return ' (fixed for audio)'
  return policy.given.has(key) ? '' : ' (default)'
}

const neverRetried: Partial<Record<AttemptOutcome, string>> = {
  partial: 'a partial response is never retried, whatever rp says.',
  '3xx': 'redirects are not followed and belong to no retry class, not even rp=all.',
  invalid: 'an answer that cannot be used belongs to no retry class, not even rp=all.',
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
