import { type Static, Type } from 'typebox'
import { uuidPattern } from './uuid.js'

// Optional is what is not known, or not the case.

const uuid = Type.String({ pattern: uuidPattern })
const epochMs = Type.Number()
const seconds = Type.Number()
const direction = Type.Union([Type.Literal('inbound'), Type.Literal('outbound')])

const facts = {
  uuid,
  /** The auth id whose call it is, `MA…` or `SA…`. */
  account: Type.String(),
  from: Type.String(),
  to: Type.String(),
  direction,
  startedAt: epochMs,
  /** Per minute, as a decimal. */
  billRate: Type.String(),
  /** Of the call that it belongs to: that dialled this leg, or in whose conference it was made. */
  parentUuid: Type.Optional(uuid),
  /** Whence it was asked for. */
  sourceIp: Type.Optional(Type.String()),
}

const outcome = {
  status: Type.String(),
  hangup: Type.Object({
    code: Type.Number(),
    name: Type.String(),
    cause: Type.String(),
    source: Type.String(),
    because: Type.String(),
  }),
  answeredAt: Type.Optional(epochMs),
  endedAt: epochMs,
  duration: seconds,
  billDuration: seconds,
}

const leg = Type.Object({
  uuid,
  from: Type.String(),
  to: Type.String(),
  startedAt: epochMs,
  ...outcome,
  transferred: Type.Optional(Type.Literal(true)),
})

/** What is known of a call when it begins. */
export const begunCall = Type.Object(facts)

export type BegunCall = Readonly<Static<typeof begunCall>>

/** A call that is over: its record without the bytes of its recordings, and whose it is. */
export const storedCall = Type.Object({
  ...facts,
  ...outcome,
  totalCost: Type.String(),
  /** Of the conference that it was in last. */
  conferenceUuid: Type.Optional(Type.String()),
  recordings: Type.Array(
    Type.Object({
      id: uuid,
      url: Type.String(),
      format: Type.Union([Type.Literal('mp3'), Type.Literal('wav')]),
      ms: Type.Number(),
      transcript: Type.String(),
      conference: Type.Optional(Type.String()),
      size: Type.Number(),
    }),
  ),
  messages: Type.Array(Type.Object({ id: Type.String(), from: Type.String(), to: Type.String(), text: Type.String() })),
  legs: Type.Array(leg),
})

export type StoredCall = Readonly<Static<typeof storedCall>>
