import { usualParameters } from '../../trace/usual-parameters.js'

/** Ids, instants, lengths, prices and addresses of recordings: other ones in every run. */
const changing =
  /(?:UUID|ID|Url|URL|Time|Start|Cost|Rate|Amount|Duration|Ms|Timestamp|Stability|SequenceNumber|ConfidenceScore)$|^(?:Un)?[Ss]tableSpeech$|(?:^|_)(?:uuid|id|url|time|duration|charge|rate)$/

/** About the number, the country and the carrier, or the same once more in other words. */
const constant =
  /^(?:CallerName|CountryCode|RouteType|Direction|STIR\w+|DialBLeg(?:HangupCause(?:Name)?|From|Position)|HangupCause(?:Name)?)$/

const isChanging = (name: string): boolean => changing.test(name)

const ofRequest = (params: Readonly<Record<string, string>>, keep: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !isChanging(name) && keep(name)))

/** The parameters that tell a request from others: who calls whom, what was pressed and said, what became of a leg. */
export const tellingParameters = (params: Readonly<Record<string, string>>): Record<string, string> =>
  ofRequest(params, name => !constant.test(name))

/** Those of them that the element adds, or the caller decides: what a test is about. */
export const ownParameters = (params: Readonly<Record<string, string>>): Record<string, string> =>
  ofRequest(params, name => !usualParameters.has(name) && name !== 'CallStatus' && name !== 'Event')

/** Parameters whose values are ids that an application may repeat in its documents; whose call it is comes first. */
export const idParameters = (params: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(params)
    .filter(([name, value]) => /(?:UUID|ID|_uuid|_id)$/.test(name) && value.length >= 6)
    .sort(([one], [other]) => Number(other === 'CallUUID') - Number(one === 'CallUUID'))
