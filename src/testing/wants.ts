import {
  wantedDial,
  wantedEnd,
  wantedHeard,
  wantedMeeting,
  wantedMessage,
  wantedNoProblems,
  wantedRecording,
  wantedRequest,
} from './wanted.js'

/** What each matcher wants, and what the functions of `offhook/assert` want; each is told its name. */
export const wants = {
  toHaveHeard: wantedHeard,
  toHaveRequested: wantedRequest,
  toHaveEnded: wantedEnd,
  toHaveNoProblems: wantedNoProblems,
  toHaveDialed: wantedDial,
  toHaveMet: wantedMeeting,
  toHaveSentMessage: wantedMessage,
  toHaveRecorded: wantedRecording,
} as const

export type MatcherName = keyof typeof wants

type Rest<F> = F extends (who: string, ...rest: infer A) => unknown ? A : never

/** What stands in the brackets of a matcher. */
export type ArgumentsOf<N extends MatcherName> = Rest<(typeof wants)[N]>
