import { type Static, Type } from 'typebox'
import type { DialOutOptions } from '../../exchange/dial-out-options.js'
import { readSipHeaders } from '../sip-headers.js'
import { flag, method, oneOf, optional, text, url, whole } from './fields.js'
import { apiId, created, operation } from './operation.js'
import { badRequest, notFound } from './rest-error.js'

const body = Type.Object({
  from: text('the caller id: a number with its country code'),
  to: text('whom to call: a number or a SIP address; several are separated by <, 1000 at most'),
  answer_url: url('asked what to do when the call is answered'),
  answer_method: method('it'),
  ring_url: optional(url('told when the phone rings')),
  ring_method: method('it'),
  hangup_url: optional(url('told when the call is over')),
  hangup_method: method('it'),
  fallback_url: optional(url('asked when the answer URL fails')),
  fallback_method: method('it'),
  caller_name: optional(text('at most 50 characters')),
  send_digits: optional(text('keys sent when it is answered: 0-9 * #, w (0.5 s), W (1 s), @ms')),
  send_on_preanswer: optional(flag('they are sent while it rings', false)),
  time_limit: optional(whole('seconds from the answer after which it is hung up', 1, 86_400, 14_400)),
  hangup_on_ring: optional(whole('seconds from the first ring after which it is hung up', 0)),
  ring_timeout: optional(whole('seconds after which nobody is waited for any more', 1, 86_400, 120)),
  machine_detection: optional(
    oneOf('whether machines are told from people, and what becomes of the call then', ['true', 'hangup', 'false', '']),
  ),
  machine_detection_time: optional(whole('ms for it', 2000, 10_000, 5000)),
  machine_detection_url: optional(url('told of a machine, while the call goes on')),
  machine_detection_method: method('it'),
  machine_detection_maximum_speech_length: optional(whole('ms; more speech is a machine’s', 1000, 6000, 5000)),
  machine_detection_initial_silence: optional(whole('ms; more silence at first is a machine’s', 2000, 10_000, 4500)),
  machine_detection_maximum_words: optional(whole('more words are a machine’s', 2, 10, 3)),
  machine_detection_initial_greeting: optional(whole('ms; a longer greeting is a machine’s', 1000, 5000, 1500)),
  sip_headers: optional(text('name=value,name=value: letters and digits; sent as X-PH-name')),
  parent_call_uuid: optional(text('a live call that this one belongs to')),
  error_if_parent_not_found: optional(flag('whether that must be live', false)),
})

type Body = Static<typeof body>

export const makeCall = operation('POST', 'Call/', {
  group: 'Calls',
  summary: 'Make a call',
  body,
  status: 201,
  answer: Type.Object({
    api_id: apiId,
    message: Type.String({ examples: ['call fired'], description: 'call fired, calls fired, or call queued' }),
    request_uuid: Type.Union([Type.String(), Type.Array(Type.String())], {
      description: 'the CallUUID; of several destinations a list',
    }),
  }),
  does: ({ body: given, holder, board }) => {
    const parent = given.parent_call_uuid
    const isParentLive = parent !== undefined && board.find(parent, holder) !== undefined
    if (parent !== undefined && !isParentLive && given.error_if_parent_not_found) {
      throw notFound(`parent_call_uuid parameter is invalid. There is no live call "${parent}"`)
    }
    const destinations = given.to.split('<').map(one => one.trim())
    if (destinations.length > 1000) {
      throw badRequest(`to parameter has ${destinations.length} destinations; allowed are 1000 at most`)
    }
    const { uuids, queued } = board.make(holder, optionsOf(given), destinations, isParentLive ? parent : undefined)
    const several = destinations.length > 1
    const fired = several ? 'calls fired' : 'call fired'
    return created({ message: queued ? 'call queued' : fired, request_uuid: several ? uuids : uuids[0] })
  },
})

const optionsOf = (given: Body): DialOutOptions => {
  const { sip_headers, parent_call_uuid: _, error_if_parent_not_found: __, machine_detection, ...rest } = given
  const detects = machine_detection === 'true' || machine_detection === 'hangup'
  // SDKs send their defaults for what belongs to machine detection, whether it is asked for or not.
  const sent = Object.entries(rest).filter(([name]) => detects || !name.startsWith('machine_detection_'))
  return {
    ...(Object.fromEntries(
      sent.map(([name, value]) => [inCamelCase(name), inCapitals(name, value)]),
    ) as unknown as DialOutOptions),
    ...(detects && { machineDetection: machine_detection }),
    ...(sip_headers !== undefined && { sipHeaders: sipHeadersOf(sip_headers) }),
  }
}

const inCamelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

const inCapitals = (name: string, value: unknown): unknown =>
  name.endsWith('_method') && typeof value === 'string' ? value.toUpperCase() : value

const sipHeadersOf = (written: string): Record<string, string> => {
  const read = readSipHeaders(written)
  if ('wrong' in read) throw badRequest(`sip_headers parameter has "${read.wrong}"; allowed is name=value,name=value`)
  return read.headers
}
