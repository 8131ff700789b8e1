import { type AnyStateMachine, type DoneActorEvent, sendTo, setup } from 'xstate'
import type { Conversation, Element, Outcome, Signal } from '../elements/element.js'

/** What the machine has done by its call; the call knows the facts, the machine what may happen when. */
export interface Conduct {
  answered(): void
  startStep(): void
  conversation(): Conversation
  finishStep(outcome: Outcome): void
  leave(): void
  readonly over: boolean
  /** Whether the present step has begun and is not finished. */
  readonly running: boolean
}

export type CallEvent =
  | { type: 'answer' }
  | { type: 'openEarlyMedia' }
  | { type: 'fetch' }
  | { type: `run.${string}` }
  | { type: 'end' }
  | Signal

const running = (name: string) => `run.${name}` as const

const left = { target: '#call.document.left' }
const passOn = { actions: 'pass the signal on' }
const signals = { digit: passOn, 'speech.started': passOn, 'speech.ended': passOn, 'prompt.finished': passOn }

/**
 * ```
 * line      ringing ──▶ earlyMedia ──▶ answered ──▶ ended
 * document  fetching ⇄ executing.<Element> ──▶ left
 * ```
 * The states of `executing` are the registry's elements. One that converses is an invoked machine, which hears the
 * signals; when the call ends it hears `hungUp` and still comes to its outcome, then the document is left.
 */
export const createCallMachine = (elements: Iterable<Element>): AnyStateMachine => {
  const executing: Record<string, object> = {}
  const runs: Record<string, string> = {}
  for (const element of elements) {
    runs[running(element.name)] = `.executing.${element.name}`
    executing[element.name] =
      element.kind === 'converses'
        ? {
            entry: 'start the step',
            invoke: {
              id: 'element',
              src: element.converses,
              input: ({ context }: { context: { call: Conduct } }) => context.call.conversation(),
              onDone: [
                { guard: 'the call is over', target: '#call.document.left', actions: 'finish the step' },
                { actions: 'finish the step' },
              ],
            },
            on: { ...signals, end: [{ guard: 'the element runs', actions: 'tell that it is over' }, left] },
          }
        : { entry: 'start the step' }
  }
  const machine = setup({
    types: { context: {} as { call: Conduct }, events: {} as CallEvent, input: {} as { call: Conduct } },
    guards: {
      'the call is over': ({ context }) => context.call.over,
      'the element runs': ({ context }) => context.call.running,
    },
    actions: {
      'be answered': ({ context }) => context.call.answered(),
      'start the step': ({ context }) => context.call.startStep(),
      'finish the step': ({ context, event }) =>
        context.call.finishStep((event as unknown as DoneActorEvent<Outcome>).output),
      'pass the signal on': sendTo('element', ({ event }) => event),
      'tell that it is over': sendTo('element', { type: 'hungUp' }),
      leave: ({ context }) => context.call.leave(),
    },
  }).createMachine({
    id: 'call',
    type: 'parallel',
    context: ({ input }: { input: { call: Conduct } }) => input,
    states: {
      line: {
        initial: 'ringing',
        states: {
          ringing: { on: { openEarlyMedia: 'earlyMedia', answer: 'answered', end: 'ended' } },
          earlyMedia: { on: { answer: 'answered', end: 'ended' } },
          answered: { entry: 'be answered', on: { end: 'ended' } },
          ended: { type: 'final' },
        },
      },
      document: {
        initial: 'fetching',
        on: { ...runs, fetch: '.fetching', end: '.left' },
        states: {
          fetching: {},
          executing: { states: executing as never, initial: Object.keys(executing)[0] as never },
          left: { entry: 'leave', type: 'final' },
        },
      },
    },
  } as never)
  return machine as unknown as AnyStateMachine
}
