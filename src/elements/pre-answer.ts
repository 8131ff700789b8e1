import { problem } from '../xml/problem.js'
import { type Decision, defineElement } from './element.js'
import { isEndless } from './endless.js'

/** Plays to a caller who is still ringing: early media, not billed. On an answered call its children simply run. */
export const preAnswer = defineElement({
  name: 'PreAnswer',
  docs: 'https://plivo.com/docs/voice/xml/routing',
  attributes: {},
  children: {
    Speak: 'documented',
    Play: 'documented',
    Wait: 'documented',
    GetDigits: 'SDK',
    Redirect: 'SDK',
    Message: 'SDK',
    DTMF: 'SDK',
  },
  answers: 'early',
  endless: ({ children }) => children.some(isEndless),
  kind: 'decides',
  decides({ tag }, { answered }): Decision {
    if (!answered) return { outcome: { to: 'enter', because: 'its elements run as early media' } }
    const message = '<PreAnswer> comes too late: the call is answered already, its elements run as any others'
    return {
      asks: [{ type: 'report', problem: problem('preanswer-after-answer', message, { place: tag.place }) }],
      outcome: { to: 'enter', because: 'its elements run on the answered call' },
    }
  },
})
