import { expect, test } from 'vitest'
import { failures, play, type Routes } from '../play.js'

const instead = async (routes: Routes, more = ''): Promise<string> =>
  failures(await play(`${more}expect:\n  - no_failed_requests\n`, routes)).join('\n')

test('"every request was answered with success in the end": a callback that fails is named, although the call goes on', async () => {
  const answer = '<Speak>Hello</Speak>'
  expect(await instead({ '/answer': answer, '/hangup': '' })).toBe('')
  expect(await instead({ '/answer': answer, '/hangup': () => new Response('', { status: 500 }) })).toMatch(
    /^every request is answered with success\nPOST http:\/\/app\.test\/hangup \(hangup\).* failed: 500 is not retried/,
  )
})

test('"in the end": one that is answered when it is tried again has not failed', async () => {
  let asked = 0
  const second = () => new Response(asked++ === 0 ? '' : '<Response/>', { status: asked === 1 ? 503 : 200 })
  const answer = '<Redirect>http://app.test/next#rp=5xx</Redirect>'
  expect(await instead({ '/answer': answer, '/next': second, '/hangup': '' })).toBe('')
  expect(asked).toBe(2)
})

test('"but for those that a fault was injected into"', async () => {
  const faults = 'faults: [{ url: /hangup, fault: { status: 500 } }]\n'
  expect(await instead({ '/answer': '<Speak>Hello</Speak>' }, faults)).toBe('')
})
