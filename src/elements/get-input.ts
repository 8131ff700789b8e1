import { boolean, httpMethod, integer, key, oneOf, seconds, secondsOrAuto, text, url } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { defineElement } from './element.js'
import { getInputMachine, listensTo } from './get-input-machine.js'

const attributes = {
  action: url({ callbackConfig: true, required: true, meaning: 'receives what was entered or said' }),
  method: httpMethod({ default: 'POST', meaning: 'how action is requested' }),
  inputType: oneOf(['dtmf', 'speech', 'dtmf speech', 'speech dtmf'], {
    meaning: 'what is listened for; the first kind detected wins',
  }),
  executionTimeout: seconds({ default: 15, min: 5, max: 60, meaning: 'time for the input, after the prompts' }),
  digitEndTimeout: secondsOrAuto({ auto: 2000, min: 2, max: 10, meaning: 'time between digits; auto is 2 s (D29)' }),
  speechEndTimeout: secondsOrAuto({
    auto: 2000,
    min: 2,
    max: 10,
    meaning: 'silence that ends speech; auto is 2 s (D29)',
  }),
  startInputTimeout: seconds({ min: 1, provenance: 'observed', meaning: 'time for the caller to begin' }),
  retries: integer({ default: 1, min: 1, provenance: 'observed', meaning: 'attempts in all' }),
  finishOnKey: key({ default: '#', meaning: 'ends the digits and is not part of them; empty or none: no such key' }),
  numDigits: integer({ default: 32, min: 1, max: 32, meaning: 'so many digits end the input at once' }),
  speechModel: oneOf(['default', 'command_and_search', 'phone_call'], {
    default: 'default',
    meaning: 'changes nothing here',
  }),
  hints: text({ meaning: 'phrases to expect, joined by commas: 500 at most, 100 characters each, 10,000 in all' }),
  language: text({ default: 'en-US', meaning: 'the language that is spoken' }),
  interimSpeechResultsCallback: url({
    callbackConfig: true,
    meaning: 'is told what is understood while the caller speaks',
  }),
  interimSpeechResultsCallbackMethod: httpMethod({ default: 'POST', meaning: 'how it is told' }),
  log: boolean({ default: true, meaning: 'false keeps the input out of logs' }),
  redirect: boolean({ default: true, meaning: 'whether the document of action replaces this one' }),
  profanityFilter: boolean({ default: false, meaning: 'masks all but the first letter of profane words' }),
}

export type GetInputAttributes = typeof attributes

const limits = { phrases: 500, each: 100, all: 10_000 }

/** Asks for keys, speech, or whichever comes first. Without input, `action` is not called (D23). */
export const getInput = defineElement({
  name: 'GetInput',
  docs: 'https://plivo.com/docs/voice/xml/input',
  attributes,
  children: { Speak: 'documented', Play: 'documented', Wait: 'SDK' },
  answers: 'yes',
  hears: step => [
    ...(listensTo(step, 'dtmf') ? (['digits'] as const) : []),
    ...(listensTo(step, 'speech') ? (['speech'] as const) : []),
  ],
  check({ attributes, tag }) {
    const problems: Problem[] = []
    if (attributes.inputType === undefined) {
      const message = '<GetInput> has no inputType: it listens for keys only'
      problems.push(problem('input-type-missing', message, { place: tag.place, allowed: 'dtmf, speech, dtmf speech' }))
    }
    const hints = String(attributes.hints ?? '')
    const phrases = hints.split(',')
    if (
      phrases.length > limits.phrases ||
      hints.length > limits.all ||
      phrases.some(({ length }) => length > limits.each)
    ) {
      const message = `<GetInput> has more hints than Plivo takes`
      const allowed = 'at most 500 phrases of 100 characters, 10,000 in all'
      problems.push(problem('hints-too-many', message, { place: tag.place, allowed }))
    }
    return problems
  },
  kind: 'converses',
  converses: getInputMachine,
})
