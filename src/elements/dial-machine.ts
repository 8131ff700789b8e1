import { cancel, enqueueActions, setup } from 'xstate'
import { speechLength } from '../audio/speech.js'
import { advance, confirm, type Dialling, judgeKey, playMusic, sendDigits } from './dial-confirmation.js'
import { type Dial, DialLegs } from './dial-legs.js'
import { actionParams } from './dial-parameters.js'
import { action, type Outcome, type Signal } from './element.js'
import { soundItems } from './prompts.js'

type Heard = Signal | { type: 'confirm.late'; leg: string }
type Of<T extends Heard['type']> = Extract<Heard, { type: T }>

/**
 * ```
 * ringing { everybody: rings ─▶ sending ─▶ fetching ─▶ confirming } ──first of all──▶ bridged ──▶ over
 *    └── timeout, nobody is left ──▶ over                                    star, callee, timeLimit
 * ```
 */
export const dialMachine = setup({
  types: { context: {} as Dialling, events: {} as Heard, input: {} as Dial, output: {} as Outcome },
  delays: { timeout: ({ context }) => context.step.attributes.timeout },
  guards: {
    'somebody is connected': ({ context }) => context.legs.connected !== undefined,
    'nobody is left': ({ context }) => context.legs.left.length === 0,
    'hangs up the callee': ({ context, event }) =>
      context.step.attributes.hangupOnStar && (event as Of<'digit'>).digit === '*',
  },
  actions: {
    'ring everybody': ({ context: { legs, ask } }) => {
      for (const { plan } of legs.all) ask({ type: 'placeLeg', plan })
    },
    'ask for music': ({ context: { step, ask, legs } }) => {
      const { dialMusic: url } = step.attributes
      if (url === undefined || url === 'real' || legs.all.length === 0) return
      ask({ type: 'fetchSounds', purpose: 'Dial dialMusic', url, params: {}, leg: undefined })
    },
    'hear it ring': ({ context, event }) => {
      const { leg: id, early } = event as Of<'leg.rang'>
      const leg = context.legs.find(id)
      if (!leg) return
      leg.rang = true
      if (early === undefined) return
      if (leg.tones?.early) sendDigits(context, leg)
      if (context.step.attributes.dialMusic !== 'real' || context.music.length > 0) return
      const ms = speechLength(early, context.facts.charactersPerSecond)
      playMusic(context, [{ sound: 'speech', text: early, ms, loop: 0, voice: 'early media', language: '' }])
    },
    'welcome who answers': enqueueActions(({ context, event, enqueue }) => {
      const { leg: id } = event as Of<'leg.answered'>
      const leg = context.legs.find(id)
      if (!leg) return
      leg.answeredAt = context.facts.now()
      context.legs.tell('answer', leg)
      advance(context, leg)
      const { confirmSound, confirmKey, confirmTimeout } = context.step.attributes
      const late = { type: 'confirm.late', leg: id } as never
      if (confirmSound && confirmKey) enqueue.raise(late, { delay: confirmTimeout, id: `confirmation of ${id}` })
    }),
    'go on after it was played': ({ context, event }) => {
      const leg = context.legs.find((event as Of<'leg.played'>).leg)
      if (leg?.phase === 'sending') advance(context, leg)
      else if (leg?.phase === 'confirming' && !context.step.attributes.confirmKey) context.legs.connect(leg)
    },
    'play the sounds': ({ context, event }) => {
      const { leg: id, steps = [] } = event as Of<'sounds.loaded'>
      const items = soundItems(steps, context.facts, context.ask)
      if (id === undefined) return playMusic(context, items)
      const leg = context.legs.find(id)
      if (leg) confirm(context, leg, items)
    },
    'repeat the music': ({ context }) => {
      // What takes no time is not repeated.
      if (context.facts.now() > context.musicAt) playMusic(context, context.music)
    },
    'judge its key': ({ context, event }) => {
      const { leg: id, digit } = event as Of<'leg.digit'>
      const leg = context.legs.find(id)
      if (leg) judgeKey(context, leg, digit)
    },
    'give up who did not confirm': ({ context, event }) => {
      const leg = context.legs.find((event as Of<'confirm.late'>).leg)
      if (!leg) return
      context.because = 'nobody confirmed within confirmTimeout'
      context.legs.hangUp(leg, 9110, 'Plivo', 'confirmKey was not pressed within confirmTimeout')
    },
    'give up who rings': ({ context }) => {
      const { legs } = context
      for (const leg of legs.left) {
        if (leg.answeredAt === undefined) legs.hangUp(leg, 6010, 'Plivo', 'it was not answered within timeout')
      }
      context.because = 'nobody answered within timeout'
    },
    'note its end': ({ context, event }) => {
      const { leg: id, end } = event as Of<'leg.ended'>
      const leg = context.legs.find(id)
      if (!leg) return
      context.legs.ended(leg, end)
      context.because = leg === context.legs.connected ? end.because : `nobody was connected: ${end.because}`
    },
    'drop the key': ({ context, event }) => {
      const { digit } = event as Of<'digit'>
      const happening = { type: 'digit.dropped', digits: digit, because: 'nobody is connected yet (D55)' } as const
      context.ask({ type: 'tell', happening })
    },
    'match the key of the caller': ({ context, event }) => context.legs.pressed('ALeg', (event as Of<'digit'>).digit),
    'match the key of the callee': ({ context, event }) =>
      context.legs.pressed('BLeg', (event as Of<'leg.digit'>).digit),
    'hang up the callee': ({ context }) => {
      context.because = 'the caller pressed *'
      const { connected } = context.legs
      if (connected) context.legs.hangUp(connected, 4000, 'Caller', 'the caller pressed *')
    },
    'hang up everybody': ({ context, event }) => {
      context.because = (event as Of<'interrupted'>).because
      context.legs.hangUpAll(context.because)
    },
    'stop the music': ({ context }) => context.ask({ type: 'stopPlaying', because: 'nobody rings any more' }),
    'forget confirmations': enqueueActions(({ context, enqueue }) => {
      for (const { plan } of context.legs.all) enqueue(cancel(`confirmation of ${plan.leg}`))
    }),
  },
}).createMachine({
  id: 'Dial',
  context: ({ input }) => ({
    ...input,
    legs: new DialLegs(input),
    music: [],
    musicAt: 0,
    because: 'nobody was connected',
  }),
  initial: 'ringing',
  on: { interrupted: { target: '.over', actions: 'hang up everybody' } },
  states: {
    ringing: {
      entry: ['ring everybody', 'ask for music'],
      exit: ['stop the music', 'forget confirmations'],
      always: [
        { guard: 'somebody is connected', target: 'bridged' },
        { guard: 'nobody is left', target: 'over' },
      ],
      after: { timeout: { actions: 'give up who rings' } },
      on: {
        'leg.rang': { actions: 'hear it ring' },
        'leg.answered': { actions: 'welcome who answers' },
        'leg.played': { actions: 'go on after it was played' },
        'leg.digit': { actions: 'judge its key' },
        'leg.ended': { actions: 'note its end' },
        'sounds.loaded': { actions: 'play the sounds' },
        'prompt.finished': { actions: 'repeat the music' },
        'confirm.late': { actions: 'give up who did not confirm' },
        digit: { actions: 'drop the key' },
      },
    },
    bridged: {
      on: {
        digit: [
          { guard: 'hangs up the callee', target: 'over', actions: 'hang up the callee' },
          { actions: 'match the key of the caller' },
        ],
        'leg.digit': { actions: 'match the key of the callee' },
        'leg.ended': { target: 'over', actions: 'note its end' },
      },
    },
    over: { type: 'final' },
  },
  output: ({ context }): Outcome => {
    const { step, facts, legs, because } = context
    return action('Dial', step.attributes, actionParams(legs.result, facts), because)
  },
})
