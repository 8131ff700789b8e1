import { defineElement } from './element.js'

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
  kind: 'decides',
  decides: () => ({ outcome: { to: 'enter', because: 'its elements run as early media' } }),
})
