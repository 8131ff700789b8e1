import { expect, test } from 'vitest'
import { describeFailure } from '../../src/scenario/failure.js'
import { play, type Routes } from './play.js'

const menu = (attributes = 'numDigits="1"'): string =>
  `<GetDigits action="http://app.test/menu" ${attributes}><Speak>1 or 2</Speak></GetDigits>`

const failed = async (keys: string, routes: Routes): Promise<string> => {
  const { failures } = await play(`caller: [{ presses: "${keys}" }, { hears: connecting }]`, routes)
  return failures.map(describeFailure).join('\n')
}

test('a failure shows which request the document answered, and why an action was not called', async () => {
  const text = await failed('1', {
    '/answer': menu(),
    '/menu': '<GetDigits action="http://app.test/menu" numDigits="1"><Speak>Sales or returns</Speak></GetDigits>',
  })
  expect(text).toContain('  which answered POST http://app.test/menu (GetDigits action) Digits="1"\n')
  expect(text).toContain(
    '  actions that were not called\n    <GetDigits> (1:11): there was no input: action is not called (D23)\n',
  )
})

test('the request stands there only if its parameters tell something', async () => {
  expect(await failed('1', { '/answer': '<Speak>Nobody is here</Speak>' })).not.toContain('which answered')
})

test('a failure shows where a document is not well-formed, whatever was executed before', async () => {
  const text = await failed('1', { '/answer': menu(), '/menu': '<Speak>Connecting you' })
  expect(text).toMatch(
    / {2}the document of http:\/\/app\.test\/menu was rejected: mismatched tag: line 1, column \d+\n.*Digits="1"\n +1 \| <Response><Speak>Connecting you<\/Response>\n[ |]+\^\n/,
  )
})

test('a failure quotes what the application said of its mistake: without tags, in one line, a secret as dots', async () => {
  const page = '<html><title>Error</title><pre>No account\n 2580\u0007</pre></html>'
  const text = await failed('2580', {
    '/answer': menu('numDigits="4" log="false"'),
    '/menu': () => new Response(page + 'x'.repeat(1000), { status: 500 }),
  })
  expect(text).toMatch(/ {4}attempt 1: 500 is not retried.*\n {8}it said: No account ••••\\x07 x+… \(\d+ more\)\n/)
})

test('a step that fails is shown from where it began, and the place is that of what was heard instead', async () => {
  const later = Array.from(
    { length: 20 },
    (_, index) => `<Wait length="3"/><Redirect>http://app.test/${index + 1}</Redirect>`,
  )
  const routes = Object.fromEntries(later.map((document, index) => [`/${index}`, document]))
  const text = await failed('1', {
    ...routes,
    '/answer': menu(),
    '/menu': '<Speak>Putting you through</Speak><Redirect>http://app.test/0</Redirect>',
    '/20': '<Hangup/>',
  })
  expect(text).toContain('  caller was at <Speak> (1:11) of http://app.test/menu\n')
  const ladder = text.slice(text.indexOf('how it went'))
  expect(ladder).toContain('presses 1')
  expect(ladder).toContain('"Putting you through"')
  expect(ladder).not.toContain('hangs up')
})
