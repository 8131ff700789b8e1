import { type Operation, operation } from './operation.js'
import { RestError } from './rest-error.js'

/** A part of Plivo's API that offhook does not simulate. */
interface Absent {
  /** Below the account; everything under it is meant, too. */
  readonly path: string
  /** What it is, in the plural. */
  readonly what: string
  /** What there is instead. */
  readonly instead?: string
}

const rooms = 'conferences: Conference/ and the element Conference'

const absent: readonly Absent[] = [
  { path: 'MultiPartyCall/', what: 'multiparty calls', instead: rooms },
  { path: 'Call/:call_uuid/Stream/', what: 'audio streams', instead: 'recordings: Call/{call_uuid}/Record/' },
  { path: 'Call/:call_uuid/Feedback/', what: 'feedback on calls' },
  { path: 'Masking/Session/', what: 'number masking', instead: 'the element Dial, with the callerId of your choice' },
  { path: 'Message/', what: 'messages' },
  { path: 'Media/', what: 'media of messages' },
  { path: 'Powerpack/', what: 'powerpacks' },
  { path: 'NumberPool/', what: 'number pools' },
  { path: '10dlc/', what: '10DLC brands and campaigns' },
  { path: 'TollfreeVerification/', what: 'toll-free verification' },
  { path: 'HostedMessagingNumber/', what: 'hosted messaging numbers' },
  { path: 'Profile/', what: 'business profiles' },
  { path: 'Verify/', what: 'verification sessions', instead: 'calls that say the code: POST Call/' },
  {
    path: 'VerifiedCallerId/',
    what: 'verified caller ids',
    instead: 'any caller id in from, which needs no verification',
  },
  { path: 'Lookup/', what: 'number lookup' },
  {
    path: 'Pricing/',
    what: 'prices',
    instead: 'one rate for all calls: bill_rate of the account in the configuration',
  },
  { path: 'EndUser/', what: 'end users of compliance' },
  { path: 'ComplianceApplication/', what: 'compliance applications', instead: 'numbers that need none: PhoneNumber/' },
  { path: 'ComplianceDocument/', what: 'compliance documents' },
  { path: 'ComplianceDocumentType/', what: 'types of compliance documents' },
  { path: 'ComplianceRequirement/', what: 'compliance requirements' },
  { path: 'PhoneNumber/Compliance/', what: 'compliance of numbers', instead: 'numbers that need none: PhoneNumber/' },
]

const patterns = absent.map(one => ({
  ...one,
  // Without the slash at the end, too.
  pattern: new RegExp(`^/+v1/+Account/+[^/]+/+${one.path.slice(0, -1).replace(/:[a-z_]+/, '[^/]+')}(/|$)`),
}))

/** Throws a RestError 501 for a path (without its query) of what offhook does not simulate. */
export const refuseNotSimulated = (path: string): void => {
  const found = patterns.find(({ pattern }) => pattern.test(path))
  if (found) throw new RestError(501, sentence(found))
}

/** Hosts of Plivo that have another API. */
const absentHosts: Readonly<Record<string, Pick<Absent, 'what' | 'instead'>>> = {
  'lookup.plivo.com': { what: 'number lookup' },
  'phlorunner.plivo.com': { what: 'PHLO, the call flows of Plivo’s console', instead: 'answer URLs of your own' },
}

/** Why nothing can be asked of a host, as its header names it; undefined if it can. */
export const absentHost = (host: string): string | undefined => {
  const found = absentHosts[host.toLowerCase().replace(/\.?(:\d+)?$/, '')]
  return found && sentence(found)
}

const sentence = ({ what, instead }: Pick<Absent, 'what' | 'instead'>): string =>
  `offhook does not simulate ${what}${instead ? `; what there is: ${instead}` : ''}`

/** The same, for the document of the API. */
export const absentOperations: readonly Operation[] = absent.flatMap(one =>
  (['GET', 'POST', 'DELETE'] as const).map(method =>
    operation(method, one.path, {
      group: 'Not simulated',
      summary: sentence(one),
      status: 501,
      does: () => {
        throw new RestError(501, sentence(one))
      },
    }),
  ),
)
