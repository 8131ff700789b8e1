import { assign, setup } from 'xstate'
import { beepLength } from '../audio/prompt.js'
import type { Values } from '../xml/element-shape.js'
import { boolean, httpMethod, keys, oneOf, seconds, url } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import {
  action,
  type Conversation,
  defineElement,
  type Outcome,
  type Recording,
  type Signal,
  type TypedStep,
} from './element.js'
import { recordingParams } from './recording-parameters.js'
import { type Hearing, wordsUntil } from './speech-input.js'
import { transcription, transcriptionDelay } from './transcription.js'

const attributes = {
  action: url({ callbackConfig: true, meaning: 'receives where the recording is, when it has ended' }),
  method: httpMethod({ default: 'POST', meaning: 'how action is requested' }),
  fileFormat: oneOf(['mp3', 'wav'], { default: 'mp3', meaning: 'the format of the file' }),
  redirect: boolean({ default: true, meaning: 'whether the document of action replaces this one' }),
  timeout: seconds({ default: 15, min: 1, meaning: 'so much silence ends the recording' }),
  maxLength: seconds({ default: 60, min: 1, meaning: 'how long it may be' }),
  playBeep: boolean({ default: true, meaning: 'a beep before the recording' }),
  finishOnKey: keys({ default: '#', none: true, meaning: 'any of these keys ends the recording; none: no key does' }),
  recordSession: boolean({ default: false, meaning: 'records the whole call in the background' }),
  startOnDialAnswer: boolean({ default: false, meaning: 'records from the moment a dialled party answers' }),
  recordChannelType: oneOf(['mono', 'stereo'], { default: 'stereo', meaning: 'changes nothing here' }),
  transcriptionType: oneOf(['auto', 'hybrid', 'manual'], { default: 'auto', meaning: 'changes nothing here' }),
  transcriptionUrl: url({ callbackConfig: true, meaning: 'receives the transcript' }),
  transcriptionMethod: httpMethod({ default: 'POST', meaning: 'ignored: Plivo always posts the transcript' }),
  transcriptionReportType: oneOf(['full', 'compact'], {
    default: 'compact',
    provenance: 'SDK',
    meaning: 'changes nothing here',
  }),
  callbackUrl: url({ callbackConfig: true, meaning: 'is told when the file is ready' }),
  callbackMethod: httpMethod({ default: 'POST', meaning: 'how it is told' }),
}

type Record = Conversation<TypedStep<Values<typeof attributes>>>

interface Context extends Record {
  recording: Recording | undefined
  hearing: Hearing | undefined
  key: string
  because: string
}

const noting = (because: string) => assign<Context, Signal, undefined, Signal, never>({ because })

/**
 * ```
 * beeping ─▶ recording { silent ⇄ speaking } ─timeout, maxLength, finishOnKey, hangup─▶ over
 * ```
 */
const machine = setup({
  types: { context: {} as Context, events: {} as Signal, input: {} as Record, output: {} as Outcome },
  delays: {
    timeout: ({ context }) => context.step.attributes.timeout,
    maxLength: ({ context }) => context.step.attributes.maxLength,
  },
  guards: {
    'a beep is wanted': ({ context }) => context.step.attributes.playBeep,
    'ends the recording': ({ context, event }) =>
      event.type === 'digit' && context.step.attributes.finishOnKey.includes(event.digit),
    'somebody is speaking': ({ context }) => context.hearing !== undefined,
  },
  actions: {
    'play the beep': ({ context }) => context.ask({ type: 'play', items: [{ sound: 'beep', ms: beepLength }] }),
    'begin to hear': assign({
      hearing: ({ context, event }) =>
        event.type === 'speech.started' ? { ...event, began: context.facts.now() } : context.hearing,
    }),
    'keep what was said': assign(({ context, event }) => {
      if (context.hearing && event.type === 'speech.ended') context.recording?.transcript.push(event.text)
      return { hearing: undefined }
    }),
    start: assign(({ context: { facts, step, ask } }) => {
      const id = facts.newId()
      const format = step.attributes.fileFormat
      const recording: Recording = {
        id,
        format,
        began: facts.now(),
        url: facts.recordingUrl(id, format),
        transcript: [],
      }
      ask({ type: 'startRecording', recording })
      return { recording }
    }),
    'note the interruption': assign({
      because: ({ context, event }) => (event.type === 'interrupted' ? event.because : context.because),
    }),
    'take the key': assign({ key: ({ event }) => (event.type === 'digit' ? event.digit : '') }),
    finish: ({ context }) => {
      const { recording, hearing, facts, ask, because } = context
      if (!recording) return
      recording.ended = facts.now()
      if (hearing) recording.transcript.push(wordsUntil(hearing, facts.now()))
      ask({ type: 'finishRecording', recording, because })
      const { callbackUrl, callbackMethod, transcriptionUrl } = context.step.attributes
      const params = recordingParams(recording, context.facts)
      if (callbackUrl)
        ask({ type: 'notify', purpose: 'Record callback', url: callbackUrl, method: callbackMethod, params })
      if (!transcriptionUrl) return
      ask({
        type: 'notify',
        purpose: 'Record transcription',
        url: transcriptionUrl,
        method: { given: 'POST', method: 'POST' },
        params: transcription(facts.callUuid, recording),
        after: transcriptionDelay,
        bare: true,
      })
    },
  },
}).createMachine({
  id: 'Record',
  context: ({ input }) => ({ ...input, recording: undefined, hearing: undefined, key: '', because: '' }),
  initial: 'starting',
  on: {
    interrupted: { target: '.over', actions: 'note the interruption' },
    'speech.started': { actions: 'begin to hear' },
    'speech.ended': { actions: 'keep what was said' },
  },
  states: {
    starting: { always: [{ guard: 'a beep is wanted', target: 'beeping' }, { target: 'recording' }] },
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
        speaking: { on: { 'speech.ended': { target: 'silent', actions: 'keep what was said' } } },
      },
    },
    over: { entry: 'finish', type: 'final' },
  },
  output: ({ context }): Outcome => {
    const { recording, step, key, because } = context
    if (!recording) return { to: 'next', because: `${because} before the recording began` }
    const params = { ...recordingParams(recording, context.facts), Digits: key }
    return action('Record', step.attributes, params, because)
  },
})

/** Records the caller in the foreground. */
export const record = defineElement({
  name: 'Record',
  docs: 'https://plivo.com/docs/voice/xml/record',
  attributes,
  children: {},
  answers: 'yes',
  hears: () => ['digits', 'speech'],
  check({ attributes, tag }) {
    const background = attributes.recordSession
      ? 'recordSession'
      : attributes.startOnDialAnswer
        ? 'startOnDialAnswer'
        : ''
    if (!background) return []
    const message = `offhook does not simulate <Record ${background}="true"> yet: it records in the foreground only`
    return [problem('unsupported-element', message, { place: tag.place })] satisfies Problem[]
  },
  kind: 'converses',
  converses: machine,
})
