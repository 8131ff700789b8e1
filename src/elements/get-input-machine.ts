import { assign, setup } from 'xstate'
import type { Values } from '../xml/element-shape.js'
import { action, type Conversation, type Outcome, type Signal, type TypedStep } from './element.js'
import type { GetInputAttributes } from './get-input.js'
import { finishKeyFirst, noAction, promptItems } from './prompts.js'
import { type Hearing, heardFor, interimResult, speechCharge, speechOf } from './speech-input.js'

type GetInput = Conversation<TypedStep<Values<GetInputAttributes>>>

interface Context extends GetInput {
  digits: string
  /** What was said, utterance by utterance. */
  said: Hearing[]
  hearing: Hearing | undefined
  interims: number
  attempt: number
  because: string
  /** The call was over, or went on elsewhere. */
  brokenOff: boolean
}

const noting = (because: string) => assign<Context, Signal, undefined, Signal, never>({ because })

/** Whether keys or speech are asked for; without inputType, keys. */
export const listensTo = (step: { attributes: Readonly<Record<string, unknown>> }, kind: 'dtmf' | 'speech') =>
  String(step.attributes.inputType ?? 'dtmf').includes(kind)

/** The first key or word: what is heard first decides what is listened to, and stops the prompts. */
const beginnings = {
  digit: [
    {
      guard: 'ends the digits',
      target: '#GetInput.judging',
      actions: ['stop the prompts', 'report that finishOnKey came first', noting('finishOnKey was pressed')],
    },
    {
      guard: 'is the last digit',
      target: '#GetInput.judging',
      actions: ['stop the prompts', 'take the digit', noting('numDigits was reached')],
    },
    {
      guard: 'digits are asked for',
      target: '#GetInput.open.listening.digits',
      actions: ['stop the prompts', 'take the digit'],
    },
  ],
  'speech.started': {
    guard: 'speech is asked for',
    target: '#GetInput.open.listening.hearing',
    actions: ['stop the prompts', 'begin to hear'],
  },
} as const

/**
 * ```
 * open ┬ prompting ──prompts over──▶ listening { waiting } ──executionTimeout, startInputTimeout──▶ missed ─▶ open, over
 *      │     │ digit, speech              │ digit     │ speech
 *      │     ▼                            ▼           ▼
 *      └ listening { digits, hearing ⇄ pausing } ──numDigits, finishOnKey, digitEndTimeout, speechEndTimeout──▶ over
 * ```
 */
export const getInputMachine = setup({
  types: { context: {} as Context, events: {} as Signal, input: {} as GetInput, output: {} as Outcome },
  delays: {
    executionTimeout: ({ context }) => context.step.attributes.executionTimeout,
    startInputTimeout: ({ context: { step } }) =>
      step.attributes.startInputTimeout ?? step.attributes.executionTimeout + 1,
    digitEndTimeout: ({ context }) => context.step.attributes.digitEndTimeout,
    speechEndTimeout: ({ context }) => context.step.attributes.speechEndTimeout,
    interim: 1000,
  },
  guards: {
    'digits are asked for': ({ context }) => listensTo(context.step, 'dtmf'),
    'speech is asked for': ({ context }) => listensTo(context.step, 'speech'),
    'ends the digits': ({ context, event }) =>
      event.type === 'digit' && listensTo(context.step, 'dtmf') && event.digit === context.step.attributes.finishOnKey,
    'is the last digit': ({ context }) =>
      listensTo(context.step, 'dtmf') && context.digits.length + 1 >= context.step.attributes.numDigits,
    'interim results are wanted': ({ context }) => context.step.attributes.interimSpeechResultsCallback !== undefined,
    'something was collected': context => context.context.digits !== '' || speechOf(context.context) !== '',
    'attempts are left': ({ context }) => context.attempt < context.step.attributes.retries,
  },
  actions: {
    'play the prompts': ({ context }) =>
      context.ask({ type: 'play', items: promptItems(context.step.children, context.facts) }),
    'stop the prompts': ({ context, event }) =>
      context.ask({
        type: 'stopPlaying',
        because: event.type === 'digit' ? 'barge-in: a key was pressed' : 'barge-in: the caller speaks',
      }),
    'begin again': assign({ digits: '', said: [], hearing: undefined }),
    'begin the next attempt': assign({ attempt: ({ context }) => context.attempt + 1 }),
    'take the digit': assign({
      digits: ({ context, event }) => (event.type === 'digit' ? context.digits + event.digit : context.digits),
    }),
    'begin to hear': assign({
      hearing: ({ context, event }) =>
        event.type === 'speech.started' ? { ...event, began: context.facts.now() } : context.hearing,
    }),
    'keep what was said': assign(({ context: { said, hearing }, event }) =>
      hearing && event.type === 'speech.ended' ? { said: [...said, { ...hearing, ...event }], hearing: undefined } : {},
    ),
    'tell interim results': ({ context }) => {
      const {
        interimSpeechResultsCallback: url,
        interimSpeechResultsCallbackMethod: method,
        log,
      } = context.step.attributes
      const params = interimResult(context)
      if (!url || !params) return
      const secret = log ? undefined : ['StableSpeech', 'UnstableSpeech']
      context.ask({ type: 'notify', purpose: 'GetInput interim results', url, method, params, secret })
    },
    'count interim results': assign({
      interims: ({ context }) => context.interims + (interimResult(context) ? 1 : 0),
    }),
    'note the interruption': assign({
      because: ({ context, event }) => (event.type === 'interrupted' ? event.because : context.because),
      brokenOff: true,
    }),
    'report that finishOnKey came first': ({ context: { step, ask } }) => ask(finishKeyFirst(step)),
    'tell what was missed': ({ context }) => {
      const { attempt, because, step } = context
      const happening = {
        type: 'input.missed',
        element: 'GetInput',
        because,
        attempt,
        of: step.attributes.retries,
      } as const
      context.ask({ type: 'tell', happening })
    },
    'tell what was collected': ({ context }) => {
      const input = context.digits ? 'digits' : 'speech'
      const given = context.digits || speechOf(context)
      const value = context.step.attributes.log ? given : '•'.repeat(given.length)
      const { because } = context
      context.ask({ type: 'tell', happening: { type: 'input.collected', element: 'GetInput', input, value, because } })
    },
  },
}).createMachine({
  id: 'GetInput',
  context: ({ input }) => ({
    ...input,
    digits: '',
    said: [],
    hearing: undefined,
    interims: 0,
    attempt: 1,
    because: '',
    brokenOff: false,
  }),
  initial: 'open',
  on: { interrupted: { target: '.interrupted' } },
  states: {
    open: {
      initial: 'prompting',
      entry: 'begin again',
      states: {
        prompting: { entry: 'play the prompts', on: { ...beginnings, 'prompt.finished': 'listening' } },
        listening: {
          initial: 'waiting',
          // Here as well, so that executionTimeout goes on when the input begins.
          on: beginnings,
          after: { executionTimeout: { target: '#GetInput.judging', actions: noting('executionTimeout is over') } },
          states: {
            waiting: {
              after: {
                startInputTimeout: { target: '#GetInput.judging', actions: noting('startInputTimeout is over') },
              },
            },
            digits: {
              on: {
                // The first kind detected wins: speech is no longer heard.
                'speech.started': {},
                digit: [
                  { guard: 'ends the digits', target: '#GetInput.judging', actions: noting('finishOnKey was pressed') },
                  {
                    guard: 'is the last digit',
                    target: '#GetInput.judging',
                    actions: ['take the digit', noting('numDigits was reached')],
                  },
                  { target: 'digits', reenter: true, actions: 'take the digit' },
                ],
              },
              after: {
                digitEndTimeout: {
                  target: '#GetInput.judging',
                  actions: noting('no further digit came within digitEndTimeout'),
                },
              },
            },
            hearing: {
              on: { digit: {}, 'speech.ended': { target: 'pausing', actions: 'keep what was said' } },
              after: {
                interim: {
                  guard: 'interim results are wanted',
                  target: 'hearing',
                  reenter: true,
                  actions: ['tell interim results', 'count interim results'],
                },
              },
            },
            pausing: {
              entry: ['tell interim results', 'count interim results'],
              on: { digit: {}, 'speech.started': { target: 'hearing', actions: 'begin to hear' } },
              after: {
                speechEndTimeout: {
                  target: '#GetInput.judging',
                  actions: noting('the caller was silent for speechEndTimeout'),
                },
              },
            },
          },
        },
      },
    },
    judging: {
      always: [
        { guard: 'something was collected', target: 'over', actions: 'tell what was collected' },
        { target: 'missed' },
      ],
    },
    missed: {
      entry: 'tell what was missed',
      always: [{ guard: 'attempts are left', target: 'open', actions: 'begin the next attempt' }, { target: 'empty' }],
    },
    over: { type: 'final' },
    empty: { type: 'final' },
    interrupted: {
      type: 'final',
      entry: [assign({ digits: '', said: [], hearing: undefined }), 'note the interruption'],
    },
  },
  output: ({ context }): Outcome => {
    const { step, digits, because, said, hearing, brokenOff } = context
    const speech = digits ? '' : speechOf(context)
    if (!digits && !speech) return { to: 'next', because, instead: noAction(brokenOff) }
    const utterances = hearing ? [...said, hearing] : said
    const params = {
      InputType: digits ? 'dtmf' : 'speech',
      Digits: digits,
      Speech: speech,
      SpeechConfidenceScore: digits ? '' : String(Math.min(...utterances.map(heard => heard.confidence))),
      BilledAmount: speechCharge(digits ? 0 : heardFor(context)),
    }
    return action('GetInput', step.attributes, params, because)
  },
})
