import { assign, setup } from 'xstate'
import { beepLength } from '../audio/prompt.js'
import { action, type Outcome, type Signal } from './element.js'
import {
  inBackground,
  planOf,
  type Record,
  type RecordingPlan,
  recordingParams,
  unfinishedParams,
} from './recording.js'

interface Context extends Record {
  plan: RecordingPlan | undefined
  speaking: boolean
  key: string
  because: string
}

const noting = (because: string) => assign<Context, Signal, undefined, Signal, never>({ because })

/**
 * ```
 * beeping ─▶ recording { silent ⇄ speaking } ─timeout, maxLength, finishOnKey, hangup─▶ over
 * handedOver: in the background it goes on without the element
 * ```
 */
export const recordMachine = setup({
  types: { context: {} as Context, events: {} as Signal, input: {} as Record, output: {} as Outcome },
  delays: {
    timeout: ({ context }) => context.step.attributes.timeout,
    maxLength: ({ context }) => context.step.attributes.maxLength,
  },
  guards: {
    'it goes on in the background': ({ context }) => inBackground(context.step.attributes),
    'a beep is wanted': ({ context }) => context.step.attributes.playBeep,
    'ends the recording': ({ context, event }) =>
      event.type === 'digit' && context.step.attributes.finishOnKey.includes(event.digit),
    'somebody is speaking': ({ context }) => context.speaking,
  },
  actions: {
    'hand it over': assign(({ context }) => {
      const { maxLength: limit, recordChannelType, startOnDialAnswer } = context.step.attributes
      const plan = planOf(context, recordChannelType)
      // With both flags it waits for the answer.
      context.ask({ type: 'recordMeanwhile', plan, limit, from: startOnDialAnswer ? 'answer' : 'now' })
      return { plan, because: 'it is recorded in the background' }
    }),
    'play the beep': ({ context }) => context.ask({ type: 'play', items: [{ sound: 'beep', ms: beepLength }] }),
    'begin to hear': assign({ speaking: true }),
    'hear nothing': assign({ speaking: false }),
    start: assign(({ context }) => {
      const plan = planOf(context, 'caller')
      context.ask({ type: 'startRecording', plan })
      return { plan }
    }),
    'note the interruption': assign({
      because: ({ context, event }) => (event.type === 'interrupted' ? event.because : context.because),
    }),
    'take the key': assign({ key: ({ event }) => (event.type === 'digit' ? event.digit : '') }),
    finish: ({ context: { plan, ask, because } }) => {
      if (plan) ask({ type: 'finishRecording', recording: plan.recording, because })
    },
  },
}).createMachine({
  id: 'Record',
  context: ({ input }) => ({ ...input, plan: undefined, speaking: false, key: '', because: '' }),
  initial: 'starting',
  on: {
    interrupted: { target: '.over', actions: 'note the interruption' },
    'speech.started': { actions: 'begin to hear' },
    'speech.ended': { actions: 'hear nothing' },
  },
  states: {
    starting: {
      always: [
        { guard: 'it goes on in the background', target: 'handedOver' },
        { guard: 'a beep is wanted', target: 'beeping' },
        { target: 'recording' },
      ],
    },
    beeping: { entry: 'play the beep', on: { 'prompt.finished': 'recording' } },
    recording: {
      entry: 'start',
      initial: 'choosing',
      after: { maxLength: { target: 'over', actions: noting('maxLength was reached') } },
      on: {
        digit: {
          guard: 'ends the recording',
          target: 'over',
          actions: ['take the key', noting('a key of finishOnKey was pressed')],
        },
      },
      states: {
        choosing: { always: [{ guard: 'somebody is speaking', target: 'speaking' }, { target: 'silent' }] },
        silent: {
          on: { 'speech.started': { target: 'speaking', actions: 'begin to hear' } },
          after: { timeout: { target: '#Record.over', actions: noting('timeout: nothing was said for so long') } },
        },
        speaking: { on: { 'speech.ended': { target: 'silent', actions: 'hear nothing' } } },
      },
    },
    over: { entry: 'finish', type: 'final' },
    handedOver: { entry: 'hand it over', type: 'final' },
  },
  output: ({ context }): Outcome => {
    const { plan, step, key, because, facts } = context
    if (!plan) return { to: 'next', because: `${because} before the recording began` }
    const { recording } = plan
    const params = inBackground(step.attributes) ? unfinishedParams(recording) : recordingParams(recording, facts)
    return action('Record', step.attributes, { ...params, Digits: key }, because)
  },
})
