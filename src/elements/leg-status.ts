/** What became of a party that was rung, in the words of DialStatus and CallStatus. */
export const legStatuses = ['completed', 'busy', 'no-answer', 'timeout', 'cancel', 'failed'] as const

export type LegStatus = (typeof legStatuses)[number]

/** Of the codes with which an unanswered leg ends; the others are failures (inferred from their names). */
const statuses: Readonly<Record<number, LegStatus>> = {
  1000: 'cancel',
  3000: 'no-answer',
  3010: 'busy',
  3070: 'timeout',
  3100: 'busy',
  4250: 'timeout',
  // "timeout: the attribute or the ring limit ran out; no-answer: the network said so" (D35).
  6010: 'timeout',
  9000: 'cancel',
}

/** The status of a leg that was never connected to the caller. */
export const unansweredStatus = (code: number): LegStatus => statuses[code] ?? 'failed'

/** The CallStatus of a call that was made and never answered: `no-answer` also when the ring timeout ran out (observed). */
export const unansweredCall = (code: number): LegStatus => (code === 6010 ? 'no-answer' : unansweredStatus(code))

/** Who picks up and is not connected counts as somebody who did not answer (D36). */
export const unconfirmedStatus: LegStatus = 'no-answer'
