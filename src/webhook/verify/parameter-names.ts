/**
 * What Plivo calls the parameters of voice requests: those of every call, of the hangup, and what elements add. An
 * application that changes names, or drops empty ones, can only be told so by who knows them.
 */
export const parameterNames: readonly string[] = [
  ...words('CallUUID From To Direction CallStatus Event RequestUUID ALegUUID ALegRequestUUID CallerName ForwardedFrom'),
  ...words('SessionStart BillRate ParentAuthID STIRVerification STIRAttestation CountryCode RouteType'),
  ...words('ComplianceApplicationId ComplianceStatus SIP-H-To SIP-H-From SIPAuthType SIPAuthUser SIPSourceIP'),
  ...words('HangupCause HangupCauseName HangupCauseCode HangupSource StartTime AnswerTime EndTime Duration'),
  ...words('BillDuration TotalCost CarrierFailoverTriggered Machine'),
  ...words('Digits InputType Speech SpeechConfidenceScore BilledAmount StableSpeech UnstableSpeech Stability'),
  ...words('SequenceNumber RecordUrl RecordFile RecordingID RecordingDuration RecordingDurationMs RecordingStartMs'),
  ...words('RecordingEndMs RecordingEndReason'),
  ...words('DialStatus DialRingStatus DialHangupCause DialAction DialALegUUID DialBLegUUID DialBLegStatus'),
  ...words('DialBLegDuration DialBLegBillDuration DialBLegBillRate DialBLegFrom DialBLegTo DialBLegTotalCost'),
  ...words('DialBLegPosition DialBLegHangupCause DialBLegHangupCauseName DialBLegHangupCauseCode DialBLegHangupSource'),
  ...words('DialDigitsMatch DialDigitsPressedBy DialBLegSTIRVerification DialBLegSTIRAttestation'),
  ...words('ConferenceName ConferenceUUID ConferenceMemberID ConferenceAction ConferenceFirstMember'),
  ...words('ConferenceLastMember ConferenceDigitsMatch'),
  ...words('EventName EventTimestamp MPCUUID MPCName MPCFriendlyName MemberID ParticipantRole ParticipantCallUUID'),
  ...words('StreamID ServiceURL MessageUUID'),
]

/** Whether Plivo gives a parameter that name, as far as is known; custom SIP headers are `X-PH-…`. */
export const isPlivoName = (name: string): boolean => names.has(name) || /^(X-PH-|SIP-H-)/i.test(name)

/** The name that is written like that but for case, dashes and underscores (`call_uuid`, `callUuid`). */
export const plivoName = (name: string): string => (names.has(name) ? name : (byLetters.get(letters(name)) ?? name))

const letters = (name: string): string => name.toLowerCase().replace(/[-_]/g, '')
const names = new Set(parameterNames)
const byLetters = new Map(parameterNames.map(name => [letters(name), name]))

function words(text: string): string[] {
  return text.split(' ')
}
