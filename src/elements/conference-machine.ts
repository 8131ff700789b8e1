import { assign, setup } from 'xstate'
import {
  type Conference,
  fetchMusic,
  type Meeting,
  planOf,
  playMusic,
  playToAll,
  tell,
  tellExit,
} from './conference-meeting.js'
import { actionParams } from './conference-parameters.js'
import { action, type Outcome, type Signal } from './element.js'
import { KeyPatterns } from './key-patterns.js'
import { soundItems } from './prompts.js'

type Of<T extends Signal['type']> = Extract<Signal, { type: T }>

/**
 * ```
 * entering ─▶ inside { waiting ⇄ meeting } ──star, removed, ended, hangup──▶ outside ─▶ over
 *    └── the room is full ───────────────────────────────────────────────────────────▶ over
 * ```
 */
export const conferenceMachine = setup({
  types: { context: {} as Meeting, events: {} as Signal, input: {} as Conference, output: {} as Outcome },
  guards: {
    waits: ({ context }) => context.waits,
    'leaves the room': ({ context, event }) =>
      context.step.attributes.hangupOnStar && (event as Of<'digit'>).digit === '*',
  },
  actions: {
    enter: ({ context }) => context.ask({ type: 'enterRoom', plan: planOf(context) }),
    'be a member': assign(({ context: { step }, event }) => {
      const { member, conference, waits } = event as Of<'room.entered'>
      return { member: { room: step.body, conference, member }, waits }
    }),
    'tell that it has entered': ({ context, event }) => {
      tell(context, 'enter', { ConferenceFirstMember: String((event as Of<'room.entered'>).first) })
      playToAll(context, 'enterSound')
    },
    'wait or meet': assign({ waits: ({ event }) => (event as Of<'room.waits'>).waits }),
    'note the recording': assign({ recording: ({ event }) => (event as Of<'room.recorded'>).recording }),
    'ask for the wait sound': assign(({ context }) => fetchMusic(context)),
    'play the wait sound': assign(({ context, event }) => {
      const { steps = [] } = event as Of<'sounds.loaded'>
      return playMusic(context, soundItems(steps, context.facts, context.ask))
    }),
    'go on with the wait sound': assign(({ context }) => {
      // What takes no time is not repeated.
      if (context.facts.now() <= context.musicAt) return {}
      return fetchMusic(context)
    }),
    'stop the wait sound': ({ context }) => context.ask({ type: 'stopPlaying', because: 'nobody waits any more' }),
    'press the key': ({ context, event }) => {
      const { digit } = event as Of<'digit'>
      const match = context.keys.press(digit)
      if (match !== undefined) tell(context, 'digits', { ConferenceDigitsMatch: match })
      context.ask({ type: 'pressInRoom', digit })
    },
    'take the floor': ({ context }) => context.ask({ type: 'takeFloor' }),
    'tell of the floor': ({ context }) => {
      if (context.step.attributes.floorEvent) tell(context, 'floor')
    },
    'say it': ({ context, event }) => context.ask({ type: 'sayInRoom', text: (event as Of<'speech.ended'>).text }),
    'leave by star': assign({ because: 'the caller pressed *' }),
    'note why': assign({ because: ({ event }) => (event as Of<'room.full' | 'room.left' | 'interrupted'>).because }),
    leave: ({ context }) => {
      const last = context.facts.company === 0
      context.ask({ type: 'leaveRoom', because: context.because })
      tellExit(context, last)
    },
    'tell that it was removed': ({ context, event }) => tellExit(context, (event as Of<'room.left'>).last),
  },
}).createMachine({
  id: 'Conference',
  context: ({ input }) => ({
    ...input,
    keys: new KeyPatterns(input.step.attributes.digitsMatch),
    member: undefined,
    waits: false,
    recording: undefined,
    music: [],
    fetched: 0,
    musicAt: 0,
    because: '',
  }),
  initial: 'entering',
  on: { interrupted: { target: '.over', actions: ['note why', 'leave'] } },
  states: {
    entering: {
      entry: 'enter',
      on: {
        'room.entered': { target: 'inside', actions: ['be a member', 'tell that it has entered'] },
        'room.full': { target: 'over', actions: 'note why' },
        // It ended before the member was told that it had entered.
        'room.left': { target: 'over', actions: 'note why' },
      },
    },
    inside: {
      initial: 'choosing',
      on: {
        digit: [
          { guard: 'leaves the room', target: 'over', actions: ['leave by star', 'leave'] },
          { actions: 'press the key' },
        ],
        'speech.started': { actions: 'take the floor' },
        'speech.ended': { actions: 'say it' },
        'room.floor': { actions: 'tell of the floor' },
        'room.recorded': { actions: 'note the recording' },
        'room.waits': { target: '.choosing', actions: 'wait or meet' },
        'room.left': { target: 'over', actions: ['note why', 'tell that it was removed'] },
      },
      states: {
        choosing: { always: [{ guard: 'waits', target: 'waiting' }, { target: 'meeting' }] },
        waiting: {
          entry: 'ask for the wait sound',
          exit: 'stop the wait sound',
          on: {
            'sounds.loaded': { actions: 'play the wait sound' },
            'prompt.finished': { actions: 'go on with the wait sound' },
          },
        },
        meeting: {},
      },
    },
    over: { type: 'final' },
  },
  output: ({ context }): Outcome => {
    const { step, member, recording, because } = context
    if (!member) return { to: 'next', because, instead: 'its action is skipped, too (D39)' }
    return action('Conference', step.attributes, actionParams(member, recording), because)
  },
})
