import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { compiled } from './proxy/compiled.js'
import { authId, authToken } from './served.js'

let cli: string
beforeAll(async () => {
  cli = (await compiled()).cli
}, 60_000)

const authorization = `Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`

/** Serves in a process of its own; comes to where, and to what reads its trace. */
const serve = async (folder: string, ...flags: string[]) => {
  const config = join(folder, 'offhook.yaml')
  writeFileSync(config, `account: { auth_id: ${authId}, auth_token: ${authToken} }\n`)
  const args = [cli, 'serve', '--port', '0', '--data', join(folder, 'data'), '--config', config, '--json', ...flags]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const events = createInterface(child.stdout)[Symbol.asyncIterator]()
  const words = createInterface(child.stderr)
  const origin = await new Promise<string>((resolve, reject) => {
    words.on('line', line => {
      const found = /^listening on (\S+)$/.exec(line)?.[1]
      if (found) resolve(found)
    })
    words.once('close', () => reject(new Error('it has not begun to listen')))
  })
  return { child, origin, events }
}

const ask = async (url: string, body?: object) => {
  const headers = { authorization, 'content-type': 'application/json' }
  const answer = await fetch(url, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) })
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies as they are.
  return (await answer.json()) as any
}

it('"survive kill -9 in mid-write, and are listed again after a restart"', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder()
  const one = await serve(folder)
  const made = { from: '14155550199', to: '14155550111', answer_url: 'http://127.0.0.1:9/answer' }
  const calls = []
  for (let index = 0; index < 20; index++) {
    calls.push((await ask(`${one.origin}/v1/Account/${authId}/Call/`, made)).request_uuid)
  }
  // All of them ring, or are about to: something is being written.
  for (let rung = 0; rung < 10; ) {
    const { value = '{}' } = await one.events.next()
    if (JSON.parse(value).type === 'call.rang') rung++
  }
  const over = once(one.child, 'exit')
  process.kill(one.child.pid as number, 'SIGKILL')
  await over

  const { child, origin } = await serve(folder)
  const { objects, meta } = await ask(`${origin}/v1/Account/${authId}/Call/`)
  expect(meta.total_count).toBe(20)
  expect(objects.map((call: { call_uuid: string }) => call.call_uuid).sort()).toEqual(calls.sort())
  for (const call of objects) expect(call).toMatchObject({ hangup_cause_code: 0, hangup_source: 'Unknown' })
  const trace = await fetch(`${origin}/offhook/calls/${calls[0]}/trace`)
  expect(trace.status).toBe(200)
  for (const line of (await trace.text()).trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ call: calls[0] })
  const stopped = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await stopped).toEqual([0, null])
})
