import { defineElement } from './element.js'

const later = (name: string, docs: string, what: string) =>
  defineElement({
    name,
    docs: `https://plivo.com/docs/voice/xml/${docs}`,
    attributes: {},
    children: {},
    answers: 'yes',
    kind: 'unsupported',
    unsupported: `offhook does not simulate <${name}> yet: ${what}`,
  })

/** Elements that Plivo knows and offhook does not simulate; a document with one of them is rejected with the sentence. */
export const notSimulated = [
  later('MultiPartyCall', 'multiparty-call', 'there are no participants'),
  later('Stream', 'audio-streaming', 'audio is not carried over WebSockets'),
]
