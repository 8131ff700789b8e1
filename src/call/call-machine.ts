import { type AnyStateMachine, createActor, type DoneActorEvent, sendTo, setup } from 'xstate'
import type { Clock } from '../clock/clock.js'
import type { Conversation, Element, Outcome } from '../elements/element.js'

/** What the machine has done by its call; the call knows the facts, the machine what may happen when. */
export interface Conduct {
  answered(): void
  startStep(): void
  conversation(): Conversation
  finishStep(outcome: Outcome): void
  leave(): void
  readonly over: boolean
  /** Whether what runs now is early media, which does not answer the call. */
  readonly early: boolean
  /** Whether the present step has begun and is not finished. */
  readonly running: boolean
  /** Whether another document is to run instead of what runs now, whatever that comes to. */
  readonly transferred: boolean
  /** Why the present element is taken from the call. */
  readonly interruption: string
  /** Asks for the document that the call was transferred to, if it was. */
  fetchNext(): void
}

export type CallEvent =
  | { type: 'answer' }
  | { type: 'openEarlyMedia' }
  | { type: 'fetch' }
  | { type: 'transfer' }
  | { type: `run.${string}` }
  | { type: 'end' }

const left = '#call.document.left'
const fetching = '#call.document.fetching'

/**
 * ```
 * line      ringing ──▶ earlyMedia ──▶ answered ──▶ ended
 * document  fetching ⇄ executing.<Element> ──▶ left
 * ```
 * The states of `executing` are the registry's elements that take time; running one that answers moves the line, too.
 * One that converses is an invoked machine, to which the call sends signals; when the call ends, or is transferred, it
 * hears `interrupted` and still comes to its outcome, then the document is left, or another one fetched.
 */
export const createCallMachine = (elements: Iterable<Element>): AnyStateMachine => {
  const executing: Record<string, object> = {}
  const runs: Record<string, string> = {}
  const answers: Record<string, object> = {}
  for (const { name, kind, ...element } of elements) {
    if (kind !== 'sounds' && kind !== 'converses') continue
    runs[`run.${name}`] = `.executing.${name}`
    if (element.answers === 'yes') answers[`run.${name}`] = { guard: 'it is not early media', target: 'answered' }
    executing[name] = kind === 'converses' && 'converses' in element ? conversing(element.converses) : sounding
  }
  const machine = setup({
    types: { context: {} as { call: Conduct }, events: {} as CallEvent, input: {} as { call: Conduct } },
    guards: {
      'it is not early media': ({ context }) => !context.call.early,
      'the call is over': ({ context }) => context.call.over,
      'it was transferred': ({ context }) => context.call.transferred,
      'the element runs': ({ context }) => context.call.running,
      'another document replaces this one': ({ event }) => {
        const { output } = event as unknown as DoneActorEvent<Outcome>
        return output.to === 'fetch' && output.replaces
      },
    },
    actions: {
      'be answered': ({ context }) => context.call.answered(),
      'start the step': ({ context }) => context.call.startStep(),
      'finish the step': ({ context, event }) =>
        context.call.finishStep((event as unknown as DoneActorEvent<Outcome>).output),
      'interrupt it': sendTo('element', ({ context }) => ({
        type: 'interrupted',
        because: context.call.interruption,
      })),
      'fetch what is next': ({ context }) => context.call.fetchNext(),
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
          ringing: { on: { ...answers, openEarlyMedia: 'earlyMedia', answer: 'answered', end: 'ended' } },
          earlyMedia: { on: { ...answers, answer: 'answered', end: 'ended' } },
          answered: { entry: 'be answered', on: { end: 'ended' } },
          ended: { type: 'final' },
        },
      },
      document: {
        initial: 'fetching',
        on: { ...runs, fetch: '.fetching', transfer: '.fetching', end: '.left' },
        states: {
          fetching: { entry: 'fetch what is next', on: { transfer: { target: fetching, reenter: true } } },
          executing: { states: executing as never, initial: Object.keys(executing)[0] as never },
          left: { entry: 'leave', type: 'final' },
        },
      },
    },
  } as never)
  return machine as unknown as AnyStateMachine
}

/** The actor of one call; it is not started yet. */
export const createCallActor = (machine: AnyStateMachine, call: Conduct & { stepName: string }, clock: Clock) =>
  createActor(machine, {
    input: { call },
    clock: {
      setTimeout: (work, ms) => clock.after(ms, `a delay of ${call.stepName}`, work) as never,
      clearTimeout: timer => clock.cancel(timer as never),
    },
  })

const sounding = { entry: 'start the step' }

const conversing = (src: AnyStateMachine) => ({
  entry: 'start the step',
  invoke: {
    id: 'element',
    src,
    input: ({ context }: { context: { call: Conduct } }) => context.call.conversation(),
    onDone: [
      { guard: 'the call is over', target: left, actions: 'finish the step' },
      { guard: 'it was transferred', target: fetching, actions: 'finish the step' },
      { guard: 'another document replaces this one', target: fetching, actions: 'finish the step' },
      { actions: 'finish the step' },
    ],
  },
  on: {
    end: [{ guard: 'the element runs', actions: 'interrupt it' }, { target: left }],
    transfer: [{ guard: 'the element runs', actions: 'interrupt it' }, { target: fetching }],
  },
})
