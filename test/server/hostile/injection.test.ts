import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answering, serving } from '../served.js'

const evil = 'a\r\nX-Evil: 1\r\n\r\n{"type":"call.ended"}\n\u001b[2J\u0000'

/** All files of a folder and of those in it, as text. */
const filesIn = (folder: string): { readonly name: string; readonly text: string }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(one => one.isFile())
    .map(one => ({ name: one.name, text: readFileSync(join(one.parentPath, one.name), 'utf8') }))

describe('"path and header injection impossible"', () => {
  it('what is in a value stays in it: no header of a webhook, no line of a file, no header of an answer', async () => {
    const asked: Request[] = []
    const served = await serving('phones: { default: { answers: 1s } }\n', {
      app: request => {
        asked.push(request.clone())
        return answering('<Hangup/>')(request)
      },
    })
    const made = { from: '14155550199', to: '14155550111', answer_url: 'http://app.test/a' }
    const attempts: [string, object][] = [
      ['Call/', { ...made, caller_name: evil }],
      ['Call/', { ...made, sip_headers: `Evil=${evil}` }],
      ['Call/', { ...made, from: evil }],
      ['Call/', { ...made, to: evil }],
      ['Call/', { ...made, answer_url: `http://app.test/${evil}` }],
      ['Call/', { ...made, answer_method: evil }],
      ['Application/', { app_name: evil, answer_url: 'http://app.test/a' }],
      ['Endpoint/', { username: evil, password: 'secret', alias: evil }],
      [`Conference/${encodeURIComponent(evil)}/Record/`, {}],
      ['/offhook/calls', { ...made, caller_name: evil }],
      ['/offhook/calls', { ...made, sip_headers: { Evil: evil } }],
      ['/offhook/calls', { ...made, from: evil }],
    ]
    for (const [path, body] of attempts) {
      const { status, headers } = await served.post(path, body)
      expect(status, path).toBeLessThan(500)
      expect(headers.get('x-evil'), path).toBeNull()
    }
    await served.close()
    for (const { headers } of asked) expect([...headers.keys()].filter(name => /evil/.test(name))).toEqual([])
    for (const { name, text } of filesIn(served.data.path).filter(one => one.name.endsWith('.jsonl'))) {
      expect(text.replaceAll('\n', ''), name).not.toMatch(/\p{Cc}/u)
      for (const line of text.split('\n').filter(one => one !== '')) {
        expect(Object.keys(JSON.parse(line)).length, name).toBeGreaterThan(1)
      }
    }
  })
})
