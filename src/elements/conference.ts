import { boolean, httpMethod, integer, list, oneOf, seconds, text, textBody, url, urlOr } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { conferenceMachine } from './conference-machine.js'
import { defineElement } from './element.js'

const sound = (when: string) =>
  urlOr(['', 'beep:1', 'beep:2'], {
    default: '',
    callbackConfig: false,
    meaning: `one beep, two, or a document of Speak, Play and Wait, for everybody in the room when a member ${when}`,
  })

const attributes = {
  muted: boolean({ default: false, meaning: 'the member is not heard' }),
  enterSound: sound('enters'),
  exitSound: sound('leaves'),
  startConferenceOnEnter: boolean({
    default: true,
    meaning: 'whether the conference starts when this member enters; until it starts, members wait and are not heard',
  }),
  endConferenceOnExit: boolean({ default: false, meaning: 'it ends for everybody when this member leaves' }),
  stayAlone: boolean({ default: true, meaning: 'false: it ends for this member when all others have left' }),
  waitSound: url({
    callbackConfig: true,
    meaning: 'a document of Speak, Play and Wait for the member until the conference starts, and while it is alone',
  }),
  maxMembers: integer({
    min: 1,
    max: 20,
    meaning: 'how many the room holds, 20 unless given (D98); the first member’s counts',
  }),
  record: boolean({ default: false, meaning: 'whether the conference is recorded' }),
  recordFileFormat: oneOf(['mp3', 'wav'], { default: 'mp3', meaning: 'the format of the file' }),
  recordWhenAlone: boolean({
    default: false,
    provenance: 'SDK',
    meaning: 'whether it is recorded while nobody else is there',
  }),
  timeLimit: seconds({
    default: 86_400,
    min: 0,
    meaning: 'how long it lasts, 0 for ever; the first member’s counts',
  }),
  hangupOnStar: boolean({ default: false, meaning: '* leaves the room, and the call goes on' }),
  action: url({ callbackConfig: true, meaning: 'is asked what to do when the member has left' }),
  method: httpMethod({ default: 'POST', meaning: 'how action is requested' }),
  redirect: boolean({ default: true, meaning: 'whether the document of action replaces this one' }),
  callbackUrl: url({ callbackConfig: true, meaning: 'is told what this member does' }),
  callbackMethod: httpMethod({ default: 'POST', meaning: 'how it is told' }),
  digitsMatch: list({
    item: /[0-9*#]+/,
    allowed: 'keys, separated by commas: 1,*9',
    meaning: 'keys of the member that callbackUrl is told of',
  }),
  floorEvent: boolean({ default: false, meaning: 'callbackUrl is told when this member takes the floor' }),
  relayDTMF: boolean({ default: true, meaning: 'the keys of this member are heard by the others' }),
  transcriptionType: oneOf(['auto', 'hybrid', 'manual'], { default: 'auto', meaning: 'changes nothing here' }),
  transcriptionUrl: url({ callbackConfig: false, meaning: 'receives the transcript of the recording' }),
  transcriptionMethod: httpMethod({ default: 'POST', meaning: 'how it receives it' }),
  beep: text({ provenance: 'SDK', meaning: 'changes nothing here' }),
  sendDigits: text({ provenance: 'SDK', meaning: 'changes nothing here' }),
}

export type ConferenceAttributes = typeof attributes

/** Takes the call into a room, with everybody else who is in the room of that name. */
export const conference = defineElement({
  name: 'Conference',
  docs: 'https://plivo.com/docs/voice/xml/conferencing',
  attributes,
  body: textBody({ allowed: 'a name', meaning: 'the name of the room: who gives the same name meets' }),
  children: {},
  answers: 'yes',
  hears: () => ['digits', 'speech'],
  check({ attributes, body, tag }) {
    const problems: Problem[] = []
    const add = (code: Problem['code'], message: string) => problems.push(problem(code, message, { place: tag.place }))
    if (body === '') {
      add('conference-unnamed', '<Conference> has no name: the document is rejected before anything runs')
    }
    const { callbackUrl, digitsMatch, floorEvent } = attributes
    if ((digitsMatch as string[]).length > 0 && !callbackUrl) {
      add('digits-match-useless', 'digitsMatch has no effect without callbackUrl: nobody is told')
    }
    if (floorEvent && !callbackUrl) {
      add('floor-event-useless', 'floorEvent has no effect without callbackUrl: nobody is told')
    }
    return problems
  },
  kind: 'converses',
  converses: conferenceMachine,
})
