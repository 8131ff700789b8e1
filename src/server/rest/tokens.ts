import { createHmac } from 'node:crypto'
import { Type } from 'typebox'
import { wallTime } from '../../clock/real-clock.js'
import { inWords, isRecord } from '../../trace/given.js'
import { optional, text, whole } from './fields.js'
import { apiId, ok, operation } from './operation.js'
import { badRequest } from './rest-error.js'

/** A day, in seconds: how long a token is good for unless it is said. */
const day = 86_400
const shortest = 180

const createToken = operation('POST', 'JWT/Token/', {
  group: 'Tokens',
  summary: 'Create a token with which a browser or an app may call: HS256, signed with the account’s auth token',
  body: Type.Object({
    iss: text('the auth id of the account'),
    sub: optional(text('the username of an endpoint; needed for calls that come in')),
    nbf: optional(whole('from when it is good, epoch seconds; now unless given', 0)),
    exp: optional(whole('until when it is good, epoch seconds; a day unless given', 0)),
    app: optional(text('the id of an application')),
    per: optional(
      Type.Unsafe<unknown>({ description: 'what it allows: {"voice":{"incoming_allow":true,"outgoing_allow":true}}' }),
    ),
  }),
  status: 200,
  answer: Type.Object({ api_id: apiId, token: Type.String() }),
  does: ({ body, holder, board }) => {
    const { iss, sub, app } = body
    const issuer = board.accounts.find(iss)
    if (!issuer || !board.isOf(iss, holder)) {
      throw badRequest(`iss parameter is "${iss}"; allowed is the auth id of the account: ${holder.authId}`)
    }
    const { nbf = Math.floor(wallTime() / 1000) } = body
    const { exp = nbf + day } = body
    if (exp - nbf < shortest || exp - nbf > day) {
      throw badRequest(`exp parameter is ${exp}; allowed is ${shortest} to ${day} seconds after nbf, which is ${nbf}`)
    }
    const { incoming_allow: incoming, outgoing_allow: outgoing } = voiceOf(body.per)
    if (incoming && sub === undefined) {
      throw badRequest('sub parameter is missing: who may be called, as per.voice.incoming_allow is true')
    }
    const payload = {
      jti: board.newId(),
      iss,
      ...(sub !== undefined && { sub }),
      nbf,
      exp,
      ...(app !== undefined && { app }),
      grants: { voice: { incoming_allow: incoming, outgoing_allow: outgoing } },
    }
    return ok({ token: signed(payload, issuer.account.authToken) })
  },
})

/** The permissions, also as a text of JSON, as forms have them. */
const voiceOf = (given: unknown): { incoming_allow: boolean; outgoing_allow: boolean } => {
  const per = typeof given === 'string' ? parsed(given) : (given ?? {})
  const voice = isRecord(per) ? ((per as { voice?: unknown }).voice ?? {}) : undefined
  if (!isRecord(voice)) {
    throw badRequest(
      `per parameter is ${inWords(given)}; allowed is {"voice":{"incoming_allow":true,"outgoing_allow":true}}`,
    )
  }
  const { incoming_allow: incoming, outgoing_allow: outgoing } = voice as Record<string, unknown>
  return { incoming_allow: isTrue(incoming), outgoing_allow: isTrue(outgoing) }
}

const isTrue = (given: unknown): boolean => given === true || String(given).toLowerCase() === 'true'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const signed = (payload: object, key: string): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'HS256', typ: 'JWT', cty: 'plivo;v=1' })}.${part(payload)}`
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}

export const tokenOperations = [createToken]
