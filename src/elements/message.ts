import { httpMethod, oneOf, text, textBody, url } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { type Decision, defineElement } from './element.js'

/** Sends a text message and goes on at once (D43). */
export const message = defineElement({
  name: 'Message',
  docs: 'https://plivo.com/docs/messaging/xml/message',
  attributes: {
    src: text({ meaning: 'one of your numbers' }),
    dst: text({ meaning: 'where to; several numbers are joined by <, written &lt;' }),
    type: oneOf(['sms'], { default: 'sms', meaning: 'what kind of message' }),
    callbackUrl: url({ callbackConfig: false, meaning: 'is told what became of it' }),
    callbackMethod: httpMethod({ default: 'POST', meaning: 'how it is told' }),
  },
  body: textBody({ meaning: 'the text' }),
  children: {},
  answers: 'yes',
  check({ attributes, body, tag }) {
    const missing = [attributes.src ? '' : 'src', attributes.dst ? '' : 'dst', body ? '' : 'text'].filter(Boolean)
    if (missing.length === 0) return []
    const what = `<Message> has no ${missing.join(' and no ')}: nothing is sent`
    return [problem('message-incomplete', what, { place: tag.place })] satisfies Problem[]
  },
  kind: 'decides',
  decides({ attributes, body }): Decision {
    const { src, dst, callbackUrl, callbackMethod } = attributes
    if (!src || !dst || !body) return { outcome: { to: 'next', because: 'it is incomplete: nothing is sent' } }
    const to = dst
      .split('<')
      .map(number => number.trim())
      .filter(Boolean)
    return {
      asks: [{ type: 'sendMessage', message: { from: src, to, text: body, callbackUrl, callbackMethod } }],
      outcome: { to: 'next', because: 'the message is queued' },
    }
  },
})
