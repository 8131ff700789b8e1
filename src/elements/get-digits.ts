import { assign, setup } from 'xstate'
import { beepLength } from '../audio/prompt.js'
import type { Values } from '../xml/element-shape.js'
import { boolean, httpMethod, integer, key, keys, seconds, url } from '../xml/kinds.js'
import { action, type Conversation, defineElement, type Outcome, type Signal, type TypedStep } from './element.js'
import { finishKeyFirst, noAction, promptItems } from './prompts.js'

const attributes = {
  action: url({ callbackConfig: true, meaning: 'receives Digits; without it they are dropped' }),
  method: httpMethod({ default: 'POST', meaning: 'how action is requested' }),
  timeout: seconds({
    default: 5,
    min: 1,
    meaning: 'time for the first digit, after the prompts; then the attempt failed',
  }),
  digitTimeout: seconds({ default: 2, min: 1, meaning: 'time between digits; then what was entered counts' }),
  finishOnKey: key({ default: '#', meaning: 'ends the entry and is not part of it; empty or none: no such key' }),
  numDigits: integer({ default: 99, min: 1, max: 99, meaning: 'so many digits end the entry at once' }),
  retries: integer({ default: 1, min: 1, meaning: 'attempts in all (D24): 1 plays the prompts once' }),
  redirect: boolean({ default: true, meaning: 'whether the document of action replaces this one' }),
  playBeep: boolean({ default: false, meaning: 'a beep after the prompts' }),
  validDigits: keys({ default: '1234567890*#', meaning: 'the digits that are accepted' }),
  invalidDigitsSound: url({ callbackConfig: 'audio', meaning: 'played after an entry that is not accepted' }),
  log: boolean({ default: true, meaning: 'false keeps the digits out of logs' }),
}

type GetDigits = Conversation<TypedStep<Values<typeof attributes>>>

interface Context extends GetDigits {
  digits: string
  attempt: number
  /** What ended the entry or the wait for it, in words. */
  because: string
  /** The call was over, or went on elsewhere. */
  brokenOff: boolean
  accepted: boolean
}

const noting = (because: string) => assign<Context, Signal, undefined, Signal, never>({ because })

/**
 * ```
 * open { prompting ─▶ beeping ─▶ waiting ─▶ collecting } ─digit─▶ judging ─▶ over (its action)
 *            ▲                      │ timeout                       │ not valid
 *            │                      ▼                               ▼
 *            └── attempts left ── missed ◀────────────────────── rejecting
 *                                   └─▶ over (the next element)
 * ```
 */
const machine = setup({
  types: { context: {} as Context, events: {} as Signal, input: {} as GetDigits, output: {} as Outcome },
  delays: {
    timeout: ({ context }) => context.step.attributes.timeout,
    digitTimeout: ({ context }) => context.step.attributes.digitTimeout,
  },
  guards: {
    'ends the entry': ({ context, event }) =>
      event.type === 'digit' && event.digit === context.step.attributes.finishOnKey,
    'is the last digit': ({ context }) => context.digits.length + 1 >= context.step.attributes.numDigits,
    'nothing was entered': ({ context }) => context.digits === '',
    'every digit is valid': ({ context }) =>
      [...context.digits].every(digit => context.step.attributes.validDigits.includes(digit)),
    'a beep is wanted': ({ context }) => context.step.attributes.playBeep,
    'attempts are left': ({ context }) => context.attempt < context.step.attributes.retries,
  },
  actions: {
    'play the prompts': ({ context }) =>
      context.ask({ type: 'play', items: promptItems(context.step.children, context.facts) }),
    'play the beep': ({ context }) => context.ask({ type: 'play', items: [{ sound: 'beep', ms: beepLength }] }),
    'play the invalid sound': ({ context }) => {
      const sound = context.step.attributes.invalidDigitsSound?.href
      context.ask({ type: 'play', items: sound ? [{ sound: 'audio', url: sound, loop: 1 }] : [] })
    },
    'stop the prompts': ({ context }) => context.ask({ type: 'stopPlaying', because: 'barge-in: a key was pressed' }),
    'take the digit': assign({
      digits: ({ context, event }) => (event.type === 'digit' ? context.digits + event.digit : context.digits),
    }),
    'begin again': assign({ digits: '' }),
    'begin the next attempt': assign({ attempt: ({ context }) => context.attempt + 1 }),
    accept: assign({ accepted: true }),
    'note the interruption': assign({
      because: ({ context, event }) => (event.type === 'interrupted' ? event.because : context.because),
      brokenOff: true,
    }),
    'report that finishOnKey came first': ({ context: { step, ask } }) => ask(finishKeyFirst(step)),
    'tell what was missed': ({ context }) => {
      const { attempt, because, step } = context
      const happening = {
        type: 'input.missed',
        element: 'GetDigits',
        because,
        attempt,
        of: step.attributes.retries,
      } as const
      context.ask({ type: 'tell', happening })
    },
    'tell what was entered': ({ context }) => {
      const value = context.step.attributes.log ? context.digits : '•'.repeat(context.digits.length)
      const { because } = context
      const happening = { type: 'input.collected', element: 'GetDigits', input: 'digits', value, because } as const
      context.ask({ type: 'tell', happening })
    },
  },
}).createMachine({
  id: 'GetDigits',
  context: ({ input }) => ({ ...input, digits: '', attempt: 1, because: '', accepted: false, brokenOff: false }),
  initial: 'open',
  on: { interrupted: { target: '.over', actions: 'note the interruption' } },
  states: {
    open: {
      initial: 'prompting',
      on: {
        digit: [
          {
            guard: 'ends the entry',
            target: 'judging',
            actions: ['stop the prompts', noting('finishOnKey was pressed')],
          },
          {
            guard: 'is the last digit',
            target: 'judging',
            actions: ['stop the prompts', 'take the digit', noting('numDigits was reached')],
          },
          { target: '.collecting', actions: ['stop the prompts', 'take the digit'] },
        ],
      },
      states: {
        prompting: {
          entry: ['begin again', 'play the prompts'],
          on: { 'prompt.finished': [{ guard: 'a beep is wanted', target: 'beeping' }, { target: 'waiting' }] },
        },
        beeping: { entry: 'play the beep', on: { 'prompt.finished': 'waiting' } },
        waiting: {
          after: { timeout: { target: '#GetDigits.missed', actions: noting('no digit came within timeout') } },
        },
        collecting: {
          after: {
            digitTimeout: {
              target: '#GetDigits.judging',
              actions: noting('no further digit came within digitTimeout'),
            },
          },
        },
      },
    },
    judging: {
      always: [
        { guard: 'nothing was entered', target: 'missed', actions: 'report that finishOnKey came first' },
        { guard: 'every digit is valid', target: 'over', actions: ['accept', 'tell what was entered'] },
        { target: 'rejecting', actions: noting('the entry has a digit that is not in validDigits') },
      ],
    },
    rejecting: { entry: 'play the invalid sound', on: { 'prompt.finished': 'missed' } },
    missed: {
      entry: 'tell what was missed',
      always: [{ guard: 'attempts are left', target: 'open', actions: 'begin the next attempt' }, { target: 'over' }],
    },
    over: { type: 'final' },
  },
  output: ({ context: { step, accepted, digits, because, brokenOff } }): Outcome => {
    if (!accepted) return { to: 'next', because, instead: noAction(brokenOff) }
    return action('GetDigits', step.attributes, { Digits: digits }, because)
  },
})

/** Asks for digits, with prompts that a key interrupts. Without input, `action` is not called (D23). */
export const getDigits = defineElement({
  name: 'GetDigits',
  docs: 'https://plivo.com/docs/voice/xml/input',
  attributes,
  children: { Speak: 'documented', Play: 'documented', Wait: 'SDK' },
  answers: 'yes',
  hears: () => ['digits'],
  kind: 'converses',
  converses: machine,
})
