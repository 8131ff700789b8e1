import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/cli/program.js'
import { temporaryFolder } from '../temporary-folder.js'
import { type MemoryIo, memoryIo } from './memory-io.js'

const authId = 'MAAAAAAAAAAAAAAAAAAA'
const token = 'the-token-of-the-account'

/** Serves until it says that it listens, lets something be done meanwhile, and ends it by a signal. */
async function served(
  flags: readonly string[],
  meanwhile: (origin: string, io: MemoryIo) => Promise<void> = async () => {},
  { yaml = '', signal = 'SIGINT', data = temporaryFolder() } = {},
) {
  const config = join(temporaryFolder(), 'offhook.yaml')
  writeFileSync(config, `account: { auth_id: ${authId}, auth_token: ${token} }\n${yaml}`)
  let ready = (_: string) => {}
  const listening = new Promise<string>(resolve => {
    ready = resolve
  })
  const io = memoryIo({
    onOutput: text => {
      const origin = /listening on (\S+)/.exec(text)?.[1]
      if (origin) ready(origin)
    },
  })
  const code = run(['serve', '--config', config, '--data', data, '--port', '0', ...flags], io)
  const origin = await Promise.race([listening, code.then(() => Promise.reject(new Error(io.err())))])
  await meanwhile(origin, io)
  io.signals.emit(signal)
  return { code: await code, io, data, origin }
}

const refused = async (...flags: string[]) => {
  const io = memoryIo()
  const code = await run(['serve', '--data', temporaryFolder(), ...flags], io)
  return { code, err: io.err() }
}

const authorization = `Basic ${Buffer.from(`${authId}:${token}`).toString('base64')}`

const makeCall = async (origin: string) => {
  const answer = await fetch(`${origin}/v1/Account/${authId}/Call/`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ from: '14155550199', to: '14155550111', answer_url: 'http://127.0.0.1:9/answer#ct=100' }),
  })
  expect(answer.status).toBe(201)
}

describe('offhook serve', () => {
  it('"prints `listening on http://…` when it is ready", after whose account it is and what to copy', async () => {
    const yaml =
      'applications: { main: { answer_url: "http://127.0.0.1:3000/answer" } }\nnumbers: { "+14155550199": main }\n'
    const { io, origin, code, data } = await served([], undefined, { yaml })
    const port = new URL(origin).port
    expect(io.out().replaceAll(data, 'DATA').replaceAll(port, 'PORT')).toMatchInlineSnapshot(`
      "
        account         MAAAAAAAAAAAAAAAAAAA
        its token       in DATA/account.json
        API             http://127.0.0.1:PORT/v1/Account/MAAAAAAAAAAAAAAAAAAA/
        +14155550199    main: http://127.0.0.1:3000/answer
        phones          every number answers after 2 s, unless the configuration says otherwise
        data            DATA

        an application  npx offhook exec --port PORT -- node app.js
        a caller        curl http://127.0.0.1:PORT/offhook/calls -d from=%2B14155550100 -d to=%2B14155550199

      listening on http://127.0.0.1:PORT

      stopped; what has happened is in DATA
      "
    `)
    expect(code).toBe(0)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('"graceful stop": %s', async signal => {
    const { code, io } = await served([], undefined, { signal })
    expect(code).toBe(0)
    expect(io.out()).toContain('stopped; what has happened is in ')
    expect(io.out()).not.toContain('hanging up')
    expect(io.quits).toEqual([])
  })

  it('a second signal leaves at once: 130', async () => {
    const { io } = await served([], async (_, world) => void world.signals.emit('SIGINT'))
    expect(io.quits).toEqual([130])
  })

  it('with a token or on another address, what is printed to be copied has them', async () => {
    const { io } = await served(['--token', '0123456789abcdef', '--host', '127.0.0.2'])
    expect(io.out()).toMatch(/npx offhook exec --port \d+ --host 127\.0\.0\.2 --token TOKEN -- node app\.js/)
    expect(io.out()).toMatch(/curl http:\/\/127\.0\.0\.2:\d+\/offhook\/calls -H 'authorization: Bearer TOKEN' -d/)
    expect(io.out()).not.toContain('0123456789abcdef')
  })

  it('says how many calls it hangs up', async () => {
    const { io } = await served([], origin => makeCall(origin))
    expect(io.out()).toContain('hanging up 1 call, and telling the hangup URLs; Ctrl-C leaves at once')
  })

  it('"Traces and call records persist in the data folder … and are listed again after a restart"', async () => {
    const data = temporaryFolder()
    await served(['--speed', '50'], origin => makeCall(origin), { data })
    const [record] = readFileSync(join(data, 'calls.jsonl'), 'utf8').trim().split('\n').slice(-1)
    const { call } = JSON.parse(record ?? '')
    expect(readdirSync(join(data, 'traces'))).toEqual([`${call.uuid}.jsonl`])
    const { io } = await served(
      [],
      async origin => {
        const answer = await fetch(`${origin}/v1/Account/${authId}/Call/`, { headers: { authorization } })
        expect(((await answer.json()) as { objects: object[] }).objects).toMatchObject([{ call_uuid: call.uuid }])
      },
      { data },
    )
    expect(io.out()).toMatch(/1 call of earlier runs/)
  })

  it('"auth tokens never in traces or logs": it is in one file, which is its owner\'s', async () => {
    const { io, data } = await served(['--params'], origin => makeCall(origin))
    expect(io.out() + io.err()).not.toContain(token)
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
    const having = files
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter(file => readFileSync(file, 'utf8').includes(token))
    expect(having).toEqual([join(data, 'account.json')])
    for (const { parentPath, name } of files) {
      if (name !== 'ca.pem') expect(statSync(join(parentPath, name)).mode & 0o077, name).toBe(0)
    }
  })

  it('--json prints the trace as JSON Lines, and everything else on stderr', async () => {
    // With --json, `listening` is on stderr.
    const config = join(temporaryFolder(), 'offhook.yaml')
    writeFileSync(config, '')
    const io = memoryIo()
    const code = run(['serve', '--config', config, '--data', temporaryFolder(), '--port', '0', '--json'], io)
    while (!io.err().includes('listening on')) await new Promise(resolve => setImmediate(resolve))
    io.signals.emit('SIGTERM')
    expect(await code).toBe(0)
    expect(io.out()).toBe('')
  })
})

describe('what offhook serve refuses', () => {
  it('"refuses non-loopback binds without --host plus a token"', async () => {
    const { code, err } = await refused('--host', '0.0.0.0')
    expect([code, err]).toEqual([
      2,
      'offhook: --host 0.0.0.0 can be reached from other machines: give --token with 16 characters or more\n',
    ])
  })

  it('there, a token that everybody knows is none: that of the account', async () => {
    const { code, err } = await refused('--host', '0.0.0.0', '--token', '0123456789abcdef')
    expect([code, err]).toEqual([
      2,
      'offhook: --host 0.0.0.0 can be reached from other machines: give account.auth_token in the configuration\n',
    ])
  })

  it('"the config file is validated with places": all mistakes at once', async () => {
    const config = join(temporaryFolder(), 'offhook.yaml')
    writeFileSync(config, 'numbres: {}\naccount: { auth_id: MA1 }\n')
    const { code, err } = await refused('--config', config)
    expect(code).toBe(2)
    expect(err).toContain(`${config}:1:1  unknown key "numbres"; did you mean "numbers"?`)
    expect(err).toContain(`${config}:2:`)
  })

  it('a configuration that is not there, and a port that is taken, are told', async () => {
    expect((await refused('--config', 'nowhere.yaml')).err).toContain('nowhere.yaml  there is no such file')
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    const { code, err } = await refused('--port', String(port))
    other.close()
    expect([code, err]).toEqual([2, `offhook: --port ${port}: something else listens there; give another one\n`])
  })

  it('a data folder that another one has is told', async () => {
    const data = temporaryFolder()
    await served(
      [],
      async () => {
        const { code, err } = await refused('--data', data, '--port', '0')
        expect(code).toBe(2)
        expect(err).toMatch(/is in use by another offhook serve/)
      },
      { data },
    )
    expect(existsSync(join(data, 'lock'))).toBe(false)
  })

  it.each([
    [['--port', 'x'], /Allowed is/],
    [['--speed', '0'], /Allowed is a number, more than 0/],
    [['--proxy', 'maybe'], /Allowed are tunnel and refuse/],
    [['--prot', '1'], /did you mean --port/i],
    [['extra'], /too many arguments/],
  ])('%j', async (flags, message) => {
    const { code, err } = await refused(...flags)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })
})
