import { assign, setup } from 'xstate'
import type { Values } from '../xml/element-shape.js'
import { boolean, httpMethod, integer, key, oneOf, seconds, secondsOrAuto, text, url } from '../xml/kinds.js'
import { problem } from '../xml/problem.js'
import {
  action,
  type Conversation,
  defineElement,
  type Outcome,
  type Params,
  type Signal,
  type TypedStep,
} from './element.js'
import { neverReached } from './endless.js'
import { finishKeyFirst, promptItems } from './prompts.js'
import { type Hearing, heardWhole, maskProfanity, speechCharge, wordsUntil } from './speech-input.js'

const attributes = {
  action: url({ callbackConfig: true, required: true, meaning: 'receives what was entered or said' }),
  method: httpMethod({ default: 'POST', meaning: 'how action is requested' }),
  inputType: oneOf(['dtmf', 'speech', 'dtmf speech', 'speech dtmf'], {
    meaning: 'what is listened for; the first kind detected wins',
  }),
  executionTimeout: seconds({ default: 15, min: 5, max: 60, meaning: 'time for the input, after the prompts' }),
  digitEndTimeout: secondsOrAuto({ auto: 2000, min: 2, max: 10, meaning: 'time between digits; auto is 2 s (D29)' }),
  speechEndTimeout: secondsOrAuto({
    auto: 2000,
    min: 2,
    max: 10,
    meaning: 'silence that ends speech; auto is 2 s (D29)',
  }),
  startInputTimeout: seconds({ min: 1, provenance: 'observed', meaning: 'time for the caller to begin' }),
  retries: integer({ default: 1, min: 1, provenance: 'observed', meaning: 'attempts in all' }),
  finishOnKey: key({ default: '#', meaning: 'ends the digits and is not part of them; empty or none: no such key' }),
  numDigits: integer({ default: 32, min: 1, max: 32, meaning: 'so many digits end the input at once' }),
  speechModel: oneOf(['default', 'command_and_search', 'phone_call'], {
    default: 'default',
    meaning: 'changes nothing here',
  }),
  hints: text({ meaning: 'phrases to expect, joined by commas: 500 at most, 100 characters each, 10,000 in all' }),
  language: text({ default: 'en-US', meaning: 'the language that is spoken' }),
  interimSpeechResultsCallback: url({
    callbackConfig: true,
    meaning: 'is told what is understood while the caller speaks',
  }),
  interimSpeechResultsCallbackMethod: httpMethod({ default: 'POST', meaning: 'how it is told' }),
  log: boolean({ default: true, meaning: 'false keeps the input out of logs' }),
  redirect: boolean({ default: true, meaning: 'whether the document of action replaces this one' }),
  profanityFilter: boolean({ default: false, meaning: 'masks all but the first letter of profane words' }),
}

type GetInput = Conversation<TypedStep<Values<typeof attributes>>>

interface Context extends GetInput {
  digits: string
  /** What was said, utterance by utterance. */
  said: Hearing[]
  hearing: Hearing | undefined
  interims: number
  attempt: number
  because: string
}

const noting = (because: string) => assign<Context, Signal, undefined, Signal, never>({ because })

const listensTo = (step: { attributes: Readonly<Record<string, unknown>> }, kind: 'dtmf' | 'speech') =>
  String(step.attributes.inputType ?? 'dtmf').includes(kind)

const speechOf = ({ said, hearing, facts, step }: Context): string => {
  const words = hearing ? [...said.map(heardWhole), wordsUntil(hearing, facts.now())] : said.map(heardWhole)
  const speech = words.filter(Boolean).join(' ')
  return step.attributes.profanityFilter ? maskProfanity(speech, facts.profanities) : speech
}

/** How long the caller was listened to: of what is being said, the part so far. */
const heardFor = ({ said, hearing, facts }: Context): number =>
  said.reduce((sum, { ms }) => sum + ms, hearing ? Math.min(hearing.ms, facts.now() - hearing.began) : 0)

/** What is understood so far, the last word still unsure; nothing before the first word. */
const interimResult = (context: Context): Params | undefined => {
  const words = speechOf(context).split(' ').filter(Boolean)
  if (words.length === 0) return undefined
  const unstable = context.hearing ? (words.pop() ?? '') : ''
  return {
    StableSpeech: words.join(' '),
    UnstableSpeech: unstable,
    Stability: unstable ? '0.9' : '1.0',
    SequenceNumber: String(context.interims),
  }
}

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
const machine = setup({
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
    'keep what was said': assign(({ context }) =>
      context.hearing ? { said: [...context.said, context.hearing], hearing: undefined } : {},
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
  }),
  initial: 'open',
  on: { hungUp: { target: '.hungUp' } },
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
    hungUp: { type: 'final', entry: [assign({ digits: '', said: [], hearing: undefined }), noting('the call ended')] },
  },
  output: ({ context }): Outcome => {
    const { step, digits, because, said, hearing } = context
    const speech = digits ? '' : speechOf(context)
    if (!digits && !speech) return { to: 'next', because: `${because}: action is not called` }
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

const limits = { phrases: 500, each: 100, all: 10_000 }

/** Asks for keys, speech, or whichever comes first. Without input, `action` is not called (D23). */
export const getInput = defineElement({
  name: 'GetInput',
  docs: 'https://plivo.com/docs/voice/xml/input',
  attributes,
  children: { Speak: 'documented', Play: 'documented', Wait: 'SDK' },
  answers: 'yes',
  hears: step => [
    ...(listensTo(step, 'dtmf') ? (['digits'] as const) : []),
    ...(listensTo(step, 'speech') ? (['speech'] as const) : []),
  ],
  check({ attributes, children, tag }) {
    const problems = neverReached(children)
    if (attributes.inputType === undefined) {
      const message = '<GetInput> has no inputType: it listens for keys only'
      problems.push(problem('input-type-missing', message, { place: tag.place, allowed: 'dtmf, speech, dtmf speech' }))
    }
    const hints = String(attributes.hints ?? '')
    const phrases = hints.split(',')
    if (
      phrases.length > limits.phrases ||
      hints.length > limits.all ||
      phrases.some(({ length }) => length > limits.each)
    ) {
      const message = `<GetInput> has more hints than Plivo takes`
      const allowed = 'at most 500 phrases of 100 characters, 10,000 in all'
      problems.push(problem('hints-too-many', message, { place: tag.place, allowed }))
    }
    return problems
  },
  kind: 'converses',
  converses: machine,
})
