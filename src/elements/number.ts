import { oneOf } from '../xml/kinds.js'
import { emptyTarget, target, targetAttributes } from './dial-target.js'
import { defineElement } from './element.js'

/** A telephone number that Dial rings. */
export const number = defineElement({
  name: 'Number',
  docs: 'https://plivo.com/docs/voice/xml/routing',
  attributes: {
    ...targetAttributes,
    sendDigitsMode: oneOf(['rfc2833'], { meaning: 'how the keys are sent; changes nothing here' }),
  },
  body: target({
    allowed: 'a number in E.164, with or without its plus',
    meaning: 'the number',
    address: given => {
      // Hyphens, blanks and brackets are how people group digits.
      const number = given.replace(/[\s().-]/g, '')
      return /^\+?\d{2,15}$/.test(number) ? number : undefined
    },
  }),
  children: {},
  topLevel: false,
  check: emptyTarget,
  answers: 'no',
  kind: 'names',
})
