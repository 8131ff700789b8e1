import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createExchange, describeDifferences, type FetchHandler, openCassette } from '../../src/index.js'
import { Redaction } from '../../src/scenario/cassette/redaction.js'
import { redactionOf } from '../../src/scenario/saved-redaction.js'
import { loopbackApp } from '../cli/loopback-app.js'
import { offhook } from '../cli/memory-io.js'
import { temporaryFolder } from '../temporary-folder.js'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Repeats the caller's name and what he says, in documents and in queries. */
const parrot: FetchHandler = async request => {
  const params = new URLSearchParams(await request.text())
  const name = params.get('CallerName') ?? ''
  const said = params.get('Speech') ?? ''
  const action = `http://app.test/said?who=${encodeURIComponent(name)}&amp;said=${encodeURIComponent(said)}`
  const document = request.url.endsWith('/said')
    ? `<Speak>${escaped(said)}</Speak>`
    : `<GetInput inputType="speech" action="${action}"><Speak>${escaped(name)}, say it</Speak></GetInput>`
  return new Response(`<Response>${document}</Response>`, { headers: { 'content-type': 'text/xml' } })
}

async function call(file: string, callerName: string, says: string, app?: FetchHandler) {
  const cassette = openCassette(file, { redact: true })
  const exchange = createExchange({ interceptors: [cassette.interceptor] })
  if (app) exchange.mount('http://app.test', app)
  const caller = exchange.call({ from: '+4930901820', callerName, answerUrl: 'http://app.test/answer' })
  await caller.hears(/say it/)
  await caller.says(says)
  await caller.callEnds()
  await exchange.close()
  return describeDifferences(cassette.close())
}

describe('"Secrets and phone numbers redacted on request" yields a file that still replays', () => {
  it.each([
    ['Anna "Q" & Co', 'my secret plan 0123'],
    ["O'Neil <x>", 'yes'],
    ['Zoë 😀', 'call me at +49 30 901820, please'],
    ['1e3 no', 'no'],
  ])('the name %j and the words %j are in it in no spelling', async (name, says) => {
    const file = join(temporaryFolder(), 'a.cassette.yaml')
    await call(file, name, says, parrot)
    const text = readFileSync(file, 'utf8')
    for (const secret of [name, escaped(name), encodeURIComponent(name), '4930901820', `Speech: ${says}`])
      expect(text).not.toContain(secret)
    expect(await call(file, name, says)).toEqual([])
  })

  it('the same of the scenario that --save writes beside it, which plays without the application', async () => {
    const folder = temporaryFolder()
    const [saved, cassette] = [join(folder, 's.yaml'), join(folder, 's.cassette.yaml')]
    const app = await loopbackApp(base => ({
      '/answer': `<Response><GetInput inputType="speech" action="${base}/said"><Speak>Anna &amp; Co, say it</Speak></GetInput></Response>`,
      '/said': '<Response><Speak>You said my secret plan</Speak></Response>',
    }))
    const flags = ['--caller-name', 'Anna & Co', '--redact', '--script', 'hears say it; says my secret plan']
    const made = await offhook(['call', `${app.base}/answer`, ...flags, '--save', saved, '--cassette', cassette])
    expect(made.code).toBe(0)
    await app.close()
    for (const file of [saved, cassette]) expect(readFileSync(file, 'utf8')).not.toMatch(/Anna|secret plan/)
    const again = await offhook(['call', '--scenario', saved, '--cassette', cassette])
    expect(again.code, again.out + again.err).toBe(0)
  })
})

describe('what was said', () => {
  it('is as long as it was, and one word of it is replaced only where it stands alone', () => {
    const redaction = new Redaction()
    redaction.knowSpeech('help')
    redaction.knowSpeech('my plan 9')
    expect(redaction.secret('help')).toBe('xxxx')
    expect(redaction.text('Press 1 for help, my plan 9')).toBe('Press 1 for help, xx xxxx 0')
    expect(redaction.secret('xx xxxx 0')).toHaveLength(9)
  })
})

it('custom SIP headers may say who calls: their values are invented in a saved scenario', () => {
  const calls = [{ sipHeaders: { Acct: '998877' } }]
  const { value } = redactionOf(calls, [])({ value: 'Acct 998877' })
  expect(value).toMatch(/^Acct (?!998877)\d{6}$/)
})
