import type { FastifyInstance } from 'fastify'
import { type Static, type TObject, Type } from 'typebox'
import type { Call } from '../../call/call.js'
import { type CallerStep, readSpeech, readStep } from '../../scenario/steps.js'
import { optional, text } from '../rest/fields.js'
import { type Body, OpenBody } from './body.js'
import { endedWith, nowSchema } from './call-view.js'
import type { Door } from './door.js'
import { Refusal } from './refusal.js'
import { bodies, callId, problem } from './route-schemas.js'

/** Something that the party at the far end of a call may do. */
interface Deed {
  readonly summary: string
  readonly body: TObject
  /** Throws a Refusal, unless it is begun. */
  does(call: Call, body: Body | undefined, door: Door): void
}

const deeds: Readonly<Record<string, Deed>> = {
  press: {
    summary: 'Press keys, 200 ms apart, after what was pressed and said before',
    body: Type.Object({ keys: text('0-9, * and #', { examples: ['12#'] }) }),
    does: (call, body, { conductor }) => {
      const step = readKeys(body)
      refuseUnheard(call)
      conductor.goOn(call, [step])
    },
  },
  say: {
    summary: 'Say something, after what was pressed and said before; it takes as long as it takes to say',
    body: Type.Object({
      text: text('what is said'),
      confidence: optional(Type.Number({ minimum: 0, maximum: 1, description: 'how well it is understood' })),
    }),
    does: (call, body, { conductor }) => {
      const step = readSaying(body)
      refuseUnheard(call)
      conductor.goOn(call, [step])
    },
  },
  hangup: {
    summary: 'Hang up; a call that was made and rings is declined',
    body: Type.Object({}),
    does: (call, body) => {
      refuseFields(body)
      call.hangUp()
    },
  },
  answer: {
    summary: 'Pick up a call that was made and rings',
    body: Type.Object({}),
    does: (call, body) => {
      refuseFields(body)
      if (call.arrival.direction === 'inbound') {
        throw new Refusal(409, `the call came in, and is answered by its application; it ${call.describe()}`)
      }
      if (!call.unanswered) throw new Refusal(409, `the call is answered already; it ${call.describe()}`)
      call.pickUp()
    },
  },
}

/** Lets somebody be the party at the far end of a call. */
export const drivingRoutes = (server: FastifyInstance, door: Door): void => {
  for (const [name, { summary, body, does }] of Object.entries(deeds)) {
    server.post<{ Params: Static<typeof callId>; Body: Body | undefined }>(
      `/calls/:call_uuid/${name}`,
      {
        attachValidation: true,
        schema: {
          tags: ['offhook'],
          summary,
          params: callId,
          ...bodies,
          body,
          response: { 202: nowSchema, 400: problem, 404: problem, 409: problem },
        },
      },
      ({ params: { call_uuid: uuid }, body: given }, reply) => {
        const call = liveCall(uuid, door)
        does(call, given, door)
        return reply.code(202).send({ call_uuid: uuid, now: call.describe() })
      },
    )
  }
}

/** Throws a Refusal that says what became of it, if it is over, waits, or is none. */
const liveCall = (uuid: string, { board }: Door): Call => {
  const live = board.find(uuid, board.accounts.main)
  if (live) return live.call
  const leg = board.legs.find(uuid)
  if (leg) {
    throw new Refusal(
      409,
      `${uuid} was dialled by the call ${leg.aleg}, and does what its phone was given to do; drive that call`,
    )
  }
  if (board.queue.find(uuid)) throw new Refusal(409, 'the call waits in the queue until it is its turn')
  const ended = board.data.calls.find(uuid)
  if (ended) throw new Refusal(409, `the call is over: it ${endedWith(ended)}`)
  throw new Refusal(404, `there is no call ${JSON.stringify(uuid)}`)
}

const refuseUnheard = (call: Call): void => {
  if (call.unanswered)
    throw new Refusal(409, `the call is not answered yet, and nobody hears it: it ${call.describe()}`)
}

const refuseFields = (body: Body | undefined): void => new OpenBody<string>(body, []).check()

const readKeys = (body: Body | undefined): CallerStep => {
  const open = new OpenBody(body, ['keys'])
  const { keys } = open.fields
  if (!keys) open.missing('keys', '0-9, * and #')
  // A number is as good as a text: JSON knows none that begins with 0.
  const step = keys?.read(readStep('presses', keys.source()))
  open.check()
  return step as CallerStep
}

const readSaying = (body: Body | undefined): CallerStep => {
  const open = new OpenBody(body, ['text', 'confidence'])
  const { text: said, confidence } = open.fields
  if (!said) open.missing('text', 'what is said')
  const words = said?.text()
  const sure = confidence && Number(confidence.source() || Number.NaN)
  const step = words === undefined ? undefined : said?.read(readSpeech(words, sure))
  open.check()
  return step as CallerStep
}
