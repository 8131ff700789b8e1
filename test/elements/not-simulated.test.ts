import { expect, it } from 'vitest'
import { playDocument } from './play-call.js'

it.each([
  [
    '<MultiPartyCall role="Agent">room</MultiPartyCall>',
    'offhook does not simulate <MultiPartyCall> yet: there are no participants',
  ],
  ['<Stream>wss://app.test</Stream>', 'offhook does not simulate <Stream> yet: audio is not carried over WebSockets'],
])('%s rejects the document with a sentence, before anything runs', async (element, message) => {
  const { ran, record, trace, problems } = await playDocument(`<Speak>Hello</Speak>${element}`)

  expect(ran).toEqual([])
  expect(record.hangup).toMatchObject({ code: 8011, source: 'Error' })
  expect(problems).toEqual(['unsupported-element'])
  expect(trace.of('problem.found')).toMatchObject([{ message, line: 1, column: 52 }])
  expect(trace.of('document.rejected')).toMatchObject([{ cause: 8011, reason: message }])
})
