import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createDocumentCache } from '../../src/exchange/document-cache.js'

const folder = fileURLToPath(new URL('sdk-corpus', import.meta.url))
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.xml'))
  .map(entry => join(entry.parentPath, entry.name))
  .sort()

const documents = createDocumentCache({ notSimulated: 'note' })

/** What would fail at Plivo, too. The tests of the SDKs compare strings, and nobody ever calls with them. */
const mistakes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'go/complex.xml': {
    'url-invalid': 'action="action", <Redirect>url</Redirect>, <Play>url</Play>',
    'method-invalid': 'method="method"',
    'target-invalid': '<User>user</User> is no SIP address',
    'speak-language': 'MAN speaks no "en"',
  },
  'node/response-add.xml': { 'dial-without-target': 'its first <Dial> rings nobody' },
  'node/xml-should-work.xml': { 'url-invalid': '<Redirect>url</Redirect>, <Play>url</Play>' },
  'python/conference.xml': { 'conference-unnamed': 'no name between its tags' },
  'python/get-input.xml': { 'url-invalid': '<Play>This is test</Play>' },
  'python/pre-answer.xml': { 'url-invalid': '<Play>This is test</Play>, <Redirect>This is test</Redirect>' },
  'python/response-dial.xml': { 'dial-without-target': 'it rings nobody' },
  'python/response-play.xml': { 'url-invalid': '<Play>dummy</Play>' },
  'python/response-redirect.xml': { 'url-invalid': '<Redirect>dummy</Redirect>' },
  'python/user.xml': { 'nesting-undocumented': 'a <User> outside of <Dial>' },
}

test('there are documents of four SDKs', () => {
  expect(files.length).toBeGreaterThan(40)
  expect(new Set(files.map(file => relative(folder, file).split(/[/\\]/)[0])).size).toBe(4)
})

test.each(files.map(file => relative(folder, file).replaceAll('\\', '/')))(
  'no false alarm: %s breaks only where it says why',
  name => {
    const { problems } = documents.load(readFileSync(join(folder, name)))
    const breaking = problems.filter(({ severity }) => severity === 'breaks').map(({ code }) => code)
    expect([...new Set(breaking)].sort()).toEqual(Object.keys(mistakes[name] ?? {}).sort())
  },
)

test('an element that is not simulated is a note for who checks, and rejects the document for who calls', () => {
  const body = '<Response><Stream>wss://app.test</Stream><Speak>Hi</Speak></Response>'
  expect(documents.load(body)).toMatchObject({ problems: [{ code: 'unsupported-element', severity: 'note' }] })
  expect(documents.load(body).rejected).toBeUndefined()
  expect(createDocumentCache().load(body).rejected).toMatchObject({ code: 'unsupported-element', severity: 'breaks' })
})
