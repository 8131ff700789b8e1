import {
  wantedBill,
  wantedDial,
  wantedEnd,
  wantedHeard,
  wantedLength,
  wantedMeeting,
  wantedMessage,
  wantedNoFailures,
  wantedNoProblems,
  wantedRecording,
} from './wanted.js'
import { wantedOrder, wantedPace, wantedRequest } from './wanted-request.js'

/** What each matcher wants, and what the functions of `offhook/assert` want; each is told its name. */
export const wants = {
  toHaveHeard: wantedHeard,
  toHaveRequested: wantedRequest,
  toHaveRequestedInOrder: wantedOrder,
  toHaveAnsweredWithin: wantedPace,
  toHaveEnded: wantedEnd,
  toHaveLasted: wantedLength,
  toHaveBeenBilled: wantedBill,
  toHaveNoProblems: wantedNoProblems,
  toHaveNoFailedRequests: wantedNoFailures,
  toHaveDialed: wantedDial,
  toHaveMet: wantedMeeting,
  toHaveSentMessage: wantedMessage,
  toHaveRecorded: wantedRecording,
} as const

export type MatcherName = keyof typeof wants

type Rest<F> = F extends (who: string, ...rest: infer A) => unknown ? A : never

/** What stands in the brackets of a matcher. */
export type ArgumentsOf<N extends MatcherName> = Rest<(typeof wants)[N]>
