import { text } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { emptyTarget, target, targetAttributes } from './dial-target.js'
import { defineElement } from './element.js'

/** A SIP endpoint that Dial rings. */
export const user = defineElement({
  name: 'User',
  docs: 'https://plivo.com/docs/voice/xml/routing',
  attributes: {
    ...targetAttributes,
    sipAuthUsername: text({ meaning: 'who it is that rings endpoints that ask for credentials (D88)' }),
    sipAuthPassword: text({
      pattern: /.{8,128}/,
      allowed: '8 to 128 characters',
      meaning: 'needed with sipAuthUsername; shown nowhere',
      secret: true,
    }),
  },
  body: target({
    allowed: 'a SIP address: sip:alice@phone.plivo.com',
    meaning: 'the SIP address of an endpoint',
    address: given => (/^sips?:[^\s@<>"]+@[^\s@<>"]+$/i.test(given) ? given : undefined),
  }),
  children: {},
  topLevel: false,
  check(step) {
    const { attributes, tag } = step
    const problems: Problem[] = emptyTarget(step)
    if (attributes.sipAuthUsername && !attributes.sipAuthPassword) {
      const message = '<User> has sipAuthUsername and no sipAuthPassword: the endpoint cannot be authenticated'
      problems.push(problem('sip-password-missing', message, { place: tag.place }))
    }
    return problems
  },
  answers: 'no',
  kind: 'names',
})
