import { boolean, httpMethod, key, list, oneOf, seconds, text, url, urlOr } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { dialMachine } from './dial-machine.js'
import { defineElement } from './element.js'
import { sipHeaders } from './sip-headers.js'

const attributes = {
  action: url({ callbackConfig: true, meaning: 'is asked what to do when Dial is over' }),
  method: httpMethod({ default: 'POST', meaning: 'how action is requested' }),
  redirect: boolean({ default: true, meaning: 'whether the document of action replaces this one' }),
  timeout: seconds({ default: 120, min: 1, meaning: 'how long it rings; then who has not answered is hung up: 6010' }),
  timeLimit: seconds({
    default: 14_400,
    min: 1,
    meaning:
      'how long they may talk, at most as long as the call may last; then the callee is hung up (6000), the caller goes on',
  }),
  hangupOnStar: boolean({ default: false, meaning: 'the caller’s * hangs up the callee, and the caller goes on' }),
  callerId: text({ meaning: 'the number that the callee sees; the caller’s unless given' }),
  callerName: text({ maxLength: 50, meaning: 'the name that the callee sees; changes nothing here' }),
  confirmSound: url({
    callbackConfig: true,
    meaning: 'a document of Speak, Play and Wait for the callee, before the caller is connected',
  }),
  confirmKey: key({ meaning: 'the key that the callee must press; needs confirmSound' }),
  confirmTimeout: seconds({ default: 120, min: 1, meaning: 'time for confirmKey, from the answer; then 9110' }),
  dialMusic: urlOr(['real'], {
    callbackConfig: true,
    meaning: 'a document of Speak, Play and Wait for the caller while it rings; real: what the callee’s network says',
  }),
  callbackUrl: url({ callbackConfig: true, meaning: 'is told what every leg does' }),
  callbackMethod: httpMethod({ default: 'POST', meaning: 'how it is told' }),
  digitsMatch: list({
    item: /[0-9*#]+/,
    allowed: 'keys, separated by commas: 1,*9',
    meaning: 'keys of the caller that callbackUrl is told of',
  }),
  digitsMatchBLeg: list({
    item: /[0-9*#]+/,
    allowed: 'keys, separated by commas: 1,*9',
    meaning: 'keys of the callee that callbackUrl is told of',
  }),
  sipHeaders: sipHeaders({ meaning: 'headers for who is dialled; requests about a leg carry them as X-PH-<name>' }),
  callType: oneOf(['voice', 'whatsapp'], { default: 'voice', meaning: 'changes nothing here' }),
}

export type DialAttributes = typeof attributes

/** Rings one or several parties at once, and connects the caller to the first that answers. */
export const dial = defineElement({
  name: 'Dial',
  docs: 'https://plivo.com/docs/voice/xml/routing',
  attributes,
  children: { Number: 'documented', User: 'documented' },
  // Not by itself: the caller is answered when the callee is bridged (D20).
  answers: 'no',
  hears: () => ['digits'],
  leaves: ({ attributes }) => attributes.action !== undefined && attributes.redirect === true,
  check({ attributes, children, tag }) {
    const problems: Problem[] = []
    const add = (code: Problem['code'], message: string) => problems.push(problem(code, message, { place: tag.place }))
    const { confirmKey, confirmSound, callbackUrl, digitsMatch, digitsMatchBLeg } = attributes
    if (children.length === 0) {
      add('dial-without-target', '<Dial> has no Number and no User: it ends at once, with DialStatus=failed')
    }
    if (confirmKey && !confirmSound) {
      add('confirm-without-sound', 'confirmKey without confirmSound has no effect: whoever answers is connected')
    }
    const given = tag.attributes.some(({ name }) => name === 'confirmTimeout')
    if (given && !(confirmKey && confirmSound)) {
      add('confirm-timeout-useless', 'confirmTimeout has no effect without both confirmSound and confirmKey')
    }
    if ([digitsMatch, digitsMatchBLeg].some(keys => (keys as string[]).length > 0) && !callbackUrl) {
      add('digits-match-useless', 'digitsMatch has no effect without callbackUrl: nobody is told')
    }
    return problems
  },
  kind: 'converses',
  converses: dialMachine,
})
