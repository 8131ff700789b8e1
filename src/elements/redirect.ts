import { httpMethod, urlBody } from '../xml/kinds.js'
import { defineElement } from './element.js'

/** Leaves the document for another one. What follows it never runs. */
export const redirect = defineElement({
  name: 'Redirect',
  docs: 'https://plivo.com/docs/voice/xml/routing',
  attributes: {
    method: httpMethod({ default: 'POST', code: 7034, meaning: 'how the document is requested' }),
  },
  body: urlBody({ callbackConfig: true, meaning: 'where the next document is' }),
  children: {},
  answers: 'yes',
  kind: 'decides',
  decides: ({ attributes, body }) => ({
    outcome: {
      to: 'fetch',
      origin: 'redirect',
      purpose: 'Redirect',
      url: body,
      method: attributes.method,
      params: {},
      replaces: true,
      because: 'its document replaces this one',
    },
  }),
})
