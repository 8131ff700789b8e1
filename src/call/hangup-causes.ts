/** How a call ended, as the vendor's page of hangup causes words it. `cause` is the switch's own word for it. */
export interface HangupCause {
  readonly code: number
  readonly name: string
  readonly cause: string
}

/** Who ended it: the words that real requests carry. */
export const hangupSources = ['Caller', 'Callee', 'Plivo', 'Carrier', 'API Request', 'Answer XML', 'Error'] as const

export type HangupSource = (typeof hangupSources)[number]

// code: name, cause. Codes and names are documented; the causes of most are inferred from their names (D106).
const table: Readonly<Record<number, readonly [string, string]>> = {
  0: ['Unknown', 'NORMAL_CLEARING'],
  1000: ['Canceled', 'ORIGINATOR_CANCEL'],
  2000: ['Invalid Destination Address', 'INVALID_NUMBER_FORMAT'],
  2020: ['Endpoint Not Registered', 'USER_NOT_REGISTERED'],
  2060: ['Loop Detected', 'NORMAL_CLEARING'],
  3000: ['No Answer', 'NO_ANSWER'],
  3010: ['Busy Line', 'USER_BUSY'],
  3020: ['Rejected', 'CALL_REJECTED'],
  3050: ['Unallocated number', 'UNALLOCATED_NUMBER'],
  4000: ['Normal Hangup', 'NORMAL_CLEARING'],
  4010: ['End Of XML Instructions', 'NORMAL_CLEARING'],
  4240: ['sip_auth_failed', 'sip_auth_failed'],
  4250: ['sip_auth_timeout', 'sip_auth_timeout'],
  5010: ['Internal Error', 'NORMAL_TEMPORARY_FAILURE'],
  6000: ['Scheduled Hangup', 'ALLOTTED_TIMEOUT'],
  6010: ['Ring Timeout Reached', 'NO_ANSWER'],
  7011: ['Error Reaching Answer URL', 'NORMAL_CLEARING'],
  7012: ['Error Reaching Action URL', 'NORMAL_CLEARING'],
  7013: ['Error Reaching Transfer URL', 'NORMAL_CLEARING'],
  7014: ['Error Reaching Redirect URL', 'NORMAL_CLEARING'],
  7022: ['Invalid Action URL', 'NORMAL_CLEARING'],
  7023: ['Invalid Transfer URL', 'NORMAL_CLEARING'],
  7024: ['Invalid Redirect URL', 'NORMAL_CLEARING'],
  7032: ['Invalid Method For Action URL', 'NORMAL_CLEARING'],
  7033: ['Invalid Method For Transfer URL', 'NORMAL_CLEARING'],
  7034: ['Invalid Method For Redirect URL', 'NORMAL_CLEARING'],
  8011: ['Invalid Answer XML', 'NORMAL_CLEARING'],
  8012: ['Invalid Action XML', 'NORMAL_CLEARING'],
  8013: ['Invalid Transfer XML', 'NORMAL_CLEARING'],
  8014: ['Invalid Redirect XML', 'NORMAL_CLEARING'],
  9000: ['Lost Race', 'LOSE_RACE'],
  9100: ['Machine Detected', 'NORMAL_CLEARING'],
  9110: ['Confirm Key Challenge Failed', 'NORMAL_CLEARING'],
}

/** All causes, by their code. */
export const hangupCauses: readonly HangupCause[] = Object.entries(table).map(([code, [name, cause]]) => ({
  code: Number(code),
  name,
  cause,
}))

export const hangupCause = (code: number): HangupCause => {
  const [name, cause] = table[code] ?? ['Unknown', 'NORMAL_CLEARING']
  return { code, name, cause }
}

/** Where a document came from decides the code of its failure. A fallback stands in for the answer URL. */
export type Origin = 'answer' | 'fallback' | 'action' | 'transfer' | 'redirect'

const family = { answer: 1, fallback: 1, action: 2, transfer: 3, redirect: 4 } as const

export const unreachable = (origin: Origin): number => 7010 + family[origin]
export const invalidUrl = (origin: Origin): number => 7020 + family[origin]
export const invalidMethod = (origin: Origin): number => 7030 + family[origin]
export const invalidXml = (origin: Origin): number => 8010 + family[origin]
