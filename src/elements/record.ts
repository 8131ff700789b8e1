import { boolean, httpMethod, keys, oneOf, seconds, url } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { defineElement } from './element.js'
import { recordMachine } from './record-machine.js'
import { inBackground } from './recording.js'

const attributes = {
  action: url({
    callbackConfig: true,
    meaning: 'receives where the recording is: when it has ended, in the background at once',
  }),
  method: httpMethod({ default: 'POST', meaning: 'how action is requested' }),
  fileFormat: oneOf(['mp3', 'wav'], { default: 'mp3', meaning: 'the format of the file' }),
  redirect: boolean({ default: true, meaning: 'whether the document of action replaces this one' }),
  timeout: seconds({ default: 15, min: 1, meaning: 'so much silence ends the recording; not in the background' }),
  maxLength: seconds({ default: 60, min: 1, meaning: 'how long it may be, in the background as well' }),
  playBeep: boolean({ default: true, meaning: 'a beep before the recording; never in the background' }),
  finishOnKey: keys({
    default: '#',
    none: true,
    meaning: 'any of these keys ends the recording, but not one in the background; none: no key does',
  }),
  recordSession: boolean({
    default: false,
    meaning: 'records the call in the background, from now to its end; action is requested at once',
  }),
  startOnDialAnswer: boolean({
    default: false,
    meaning: 'the same, but from the moment a party answers that is dialled later',
  }),
  recordChannelType: oneOf(['mono', 'stereo'], {
    default: 'stereo',
    meaning: 'in the background: stereo has the caller on the left and what he hears on the right',
  }),
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

export type RecordAttributes = typeof attributes

/** In the background nothing ends it but its length and the call. */
const foregroundOnly = ['timeout', 'finishOnKey', 'playBeep']

/** Records the caller in the foreground, or the whole call in the background. */
export const record = defineElement({
  name: 'Record',
  docs: 'https://plivo.com/docs/voice/xml/record',
  attributes,
  children: {},
  answers: 'yes',
  hears: ({ attributes }) => (inBackground(attributes) ? [] : ['digits', 'speech']),
  leaves: ({ attributes }) =>
    inBackground(attributes) && attributes.action !== undefined && attributes.redirect === true,
  check({ attributes, tag }) {
    if (!inBackground(attributes)) return []
    const problems: Problem[] = []
    const given = (name: string) => tag.attributes.find(attribute => attribute.name === name)
    for (const name of foregroundOnly) {
      const place = given(name)?.place
      const message = `${name} has no effect in the background: only maxLength and the end of the call end the recording`
      if (place) problems.push(problem('record-foreground-only', message, { place }))
    }
    if (!given('maxLength')) {
      const message = 'without maxLength the recording ends after 60 s, even if the call goes on'
      problems.push(problem('record-max-length', message, { place: tag.place }))
    }
    return problems
  },
  kind: 'converses',
  converses: recordMachine,
})
