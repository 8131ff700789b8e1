import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
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

/** Serves in a process of its own; comes to where, and to what reads its trace. It may open so many files, if that is given. */
const serve = async (folder: string, files?: number) => {
  const config = join(folder, 'offhook.yaml')
  writeFileSync(config, `account: { auth_id: ${authId}, auth_token: ${authToken} }\n`)
  const args = [cli, 'serve', '--port', '0', '--data', join(folder, 'data'), '--config', config, '--json']
  const limited = ['-c', `ulimit -n ${files}; exec "$0" "$@"`, process.execPath, ...args]
  const [command, given] = files === undefined ? [process.execPath, args] : ['sh', limited]
  const child = spawn(command, given, { stdio: ['ignore', 'pipe', 'pipe'] })
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
  // What happened in the last moment is lost, and that may be all of it.
  const lines = (await trace.text()).split('\n').filter(Boolean)
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ call: calls[0] })
  const stopped = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await stopped).toEqual([0, null])
})

it.skipIf(process.platform === 'win32')(
  'more connections than it may have open cost it nothing but their number: it lives, and keeps its calls',
  { timeout: 60_000 },
  async () => {
    const folder = temporaryFolder()
    const { child, origin } = await serve(folder, 300)
    const { port } = new URL(origin)
    const kept = connect(Number(port), '127.0.0.1').setEncoding('utf8')
    await once(kept, 'connect')
    const crowd = Array.from({ length: 600 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}))
    await Promise.all(crowd.map(one => new Promise(resolve => one.once('connect', resolve).once('close', resolve))))
    const made = JSON.stringify({ from: '14155550199', to: '14155550111', answer_url: 'http://127.0.0.1:9/answer' })
    const head = [
      `POST /v1/Account/${authId}/Call/ HTTP/1.1`,
      'Host: 127.0.0.1',
      `Authorization: ${authorization}`,
      'Content-Type: application/json',
      `Content-Length: ${made.length}`,
    ]
    kept.write(`${head.join('\r\n')}\r\n\r\n${made}`)
    expect((await once(kept, 'data'))[0]).toMatch(/^HTTP\/1\.1 201 /)
    await gone([...crowd, kept])
    expect((await fetch(`${origin}/offhook`)).status).toBe(200)
    const stopped = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await stopped).toEqual([0, null])
    const again = await serve(folder)
    expect((await ask(`${again.origin}/v1/Account/${authId}/Call/`)).meta.total_count).toBe(1)
  },
)

const gone = (sockets: readonly Socket[]) =>
  Promise.all(
    sockets.map(socket => {
      const closed = new Promise(resolve => (socket.closed ? resolve(true) : socket.once('close', resolve)))
      socket.destroy()
      return closed
    }),
  )
