import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Program } from '../../src/scenario/program.js'
import { ProgramError } from '../../src/scenario/program-error.js'
import { startProgram } from '../../src/scenario/running-program.js'
import { freePort } from '../exchange/free-port.js'
import { menuFolder } from './menu-server.js'

const place = { file: 'menu.yaml', line: 1, column: 6 }
const program = (change: Partial<Program> = {}): Program => ({
  command: 'node server.mjs',
  cwd: menuFolder(),
  ready: /listening/,
  readyWithin: 10_000,
  env: {},
  place,
  ...change,
})

const listens = (origin: string): Promise<boolean> =>
  fetch(`${origin}/answer`, { method: 'POST' }).then(
    () => true,
    () => false,
  )

/** What starting it comes to, when it does not start. */
const refusal = async (change: Partial<Program>): Promise<string> => {
  try {
    await (await startProgram(program(change))).stop()
  } catch (error) {
    expect(error).toBeInstanceOf(ProgramError)
    return (error as Error).message
  }
  return 'it started'
}

describe('"starts the application if asked", "killed cleanly"', () => {
  it('it is told its port by PORT, answers there, and is gone after stop', async () => {
    const running = await startProgram(program())
    expect(running.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await listens(running.origin)).toBe(true)
    expect(running.printed()).toEqual(['the menu is listening', 'POST /answer'])
    await running.stop()
    expect(await listens(running.origin)).toBe(false)
    expect(running.ended).toBeUndefined()
  })

  it('what it has started is ended with it, and what does not heed SIGTERM is ended all the same', async () => {
    const deaf = program({
      command: `node -e "process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)" & node server.mjs`,
    })
    const running = await startProgram(deaf)
    await running.stop()
    expect(await listens(running.origin)).toBe(false)
  })

  it('the account that signs is in its environment, and env of the file wins', async () => {
    const account = { authId: 'MATEST', authToken: 'the-token' }
    const command = `node -e "console.log('T', process.env.PLIVO_AUTH_TOKEN, process.env.PLIVO_AUTH_ID)" && node server.mjs`
    const running = await startProgram(program({ command, env: { PLIVO_AUTH_ID: 'MAOWN' } }), account)
    await running.stop()
    expect(running.printed()[0]).toBe('T the-token MAOWN')
  })

  it('without "ready" its port is tried until it takes a connection', async () => {
    const running = await startProgram(program({ ready: undefined }))
    expect(await listens(running.origin)).toBe(true)
    await running.stop()
  })

  it('a program that listens on ::1 only is found, too', async ({ skip }) => {
    const server = createServer()
    const works = await new Promise(done => {
      server.once('error', () => done(false)).listen(0, '::1', () => done(true))
    })
    server.close()
    skip(!works, 'this machine has no ::1')
    const command = `node -e "require('http').createServer((_, r) => r.end()).listen(process.env.PORT, '::1')"`
    const running = await startProgram(program({ command, ready: undefined }))
    expect(running.origin).toMatch(/^http:\/\/\[::1\]:\d+$/)
    await running.stop()
  })
})

describe('an application that does not start is explained, with what it printed', () => {
  it('its port is taken', async () => {
    const port = await freePort()
    const server = createServer()
    await new Promise<void>(ready => server.listen(port, '127.0.0.1', ready))
    expect(await refusal({ port })).toBe(
      `port ${port} cannot be had for the application: something listens there already`,
    )
    server.close()
  })

  it('it ends before it is ready', async () => {
    const command = `node -e "console.error('no database'); process.exit(3)"`
    expect(await refusal({ command })).toMatch(/ended before it was ready: exit code 3\nit printed:\n {2}no database$/)
  })

  it('there is no such command', async () => {
    expect(await refusal({ command: 'nod server.mjs' })).toMatch(
      /ended before it was ready: exit code 127\nit printed:\n.*nod/,
    )
  })

  it('it is not ready in time', async () => {
    expect(await refusal({ ready: /serving/, readyWithin: 300 })).toMatch(
      /has not printed \/serving\/ within 0.3 s\nit printed/,
    )
  })

  it('it says that it is ready, and listens somewhere else', async () => {
    const command = `node -e "console.log('listening on 3000'); setInterval(() => {}, 1000)"`
    expect(await refusal({ command, readyWithin: 600 })).toMatch(
      /says that it is ready, and nothing listens on port \d+ of 127\.0\.0\.1; does it listen on the port that PORT names\? Else give app\.port/,
    )
  })
})
