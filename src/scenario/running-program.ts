import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { type AddressInfo, connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { deadline } from '../clock/deadline.js'
import { wallTime } from '../clock/real-clock.js'
import { matches } from './pattern.js'
import type { Program } from './program.js'
import { ProgramError } from './program-error.js'
import type { ScenarioAccount } from './settings.js'

/** A program that answers. */
export interface RunningProgram {
  /** `http://127.0.0.1:3000`. */
  readonly origin: string
  /** What it has printed from one instant to another (wall time, ms), line by line; the last lines only. */
  printed(from?: number, to?: number): string[]
  /** How it ended, if it has without being stopped: `exit code 1`. */
  readonly ended: string | undefined
  /** Whether it still answers; if it does not, comes back when it is known how it ended. */
  isThere(): Promise<boolean>
  /** Asks it to end (SIGTERM, to it and what it has started), and makes it end after a while. */
  stop(): Promise<void>
}

/** Lines that are kept of what a program prints. */
const keptLines = 500
/** Lines of it that an error quotes. */
const quotedLines = 12
/** How long it may take to end, and to listen after it has said that it is ready; in ms. */
const patience = 3000
const pollEvery = 25
const lastWords = 300

/**
 * Starts a program in a shell, with PORT, and with PLIVO_AUTH_ID and PLIVO_AUTH_TOKEN of the account that signs; comes back
 * when it is ready. Throws a ProgramError if its port is taken, if it ends first, or is not ready in time.
 */
export async function startProgram(program: Program, account: ScenarioAccount = {}): Promise<RunningProgram> {
  const port = await freePort(program)
  const child = spawn(program.command, {
    shell: true,
    cwd: program.cwd,
    // Its own group, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...accountEnvironment(account), PORT: String(port), ...program.env },
  })
  const running = new Running(child, program, port)
  try {
    await running.ready()
  } catch (error) {
    await running.stop()
    throw error
  }
  return running
}

const accountEnvironment = ({ authId, authToken }: ScenarioAccount) => ({
  ...(authId && { PLIVO_AUTH_ID: authId }),
  ...(authToken && { PLIVO_AUTH_TOKEN: authToken }),
})

class Running implements RunningProgram {
  #host = '127.0.0.1'
  readonly #child: ChildProcess
  readonly #program: Program
  readonly #port: number
  readonly #lines: { readonly at: number; readonly text: string }[] = []
  #text = ''
  #over: string | undefined
  #stopped = false
  readonly #closed: Promise<void>
  /** Called when something is printed, or it has ended. */
  #heard = () => {}
  readonly #kill = () => this.#signal('SIGKILL')

  constructor(child: ChildProcess, program: Program, port: number) {
    this.#child = child
    this.#program = program
    this.#port = port
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      stream.setEncoding('utf8').on('data', (text: string) => this.#say(text))
      createInterface({ input: stream }).on('line', line => this.#print(line))
    }
    this.#closed = new Promise(closed => {
      const end = (how: string) => {
        this.#over ??= how
        process.off('exit', this.#kill)
        this.#heard()
        closed()
      }
      child.once('error', error => end(error.message))
      child.once('exit', (code, signal) => {
        const how = signal ? `signal ${signal}` : `exit code ${code}`
        // Its last words may still be on their way; what it has started may keep its pipes open.
        child.once('close', () => end(how))
        deadline(lastWords, () => end(how))
      })
    })
    process.on('exit', this.#kill)
  }

  get origin(): string {
    return `http://${this.#host}:${this.#port}`
  }

  get ended(): string | undefined {
    return this.#stopped ? undefined : this.#over
  }

  printed(from = 0, to = Number.POSITIVE_INFINITY): string[] {
    return this.#lines.filter(({ at }) => at >= from && at <= to).map(({ text }) => text)
  }

  async ready(): Promise<void> {
    const { ready, readyWithin, command } = this.#program
    let late = false
    const callOff = deadline(readyWithin, () => {
      late = true
      this.#heard()
    })
    const refuse = (what: string) => {
      throw new ProgramError([`${JSON.stringify(command)} ${what}`, ...this.#quoted()].join('\n'))
    }
    try {
      while (ready && !matches(ready, this.#text)) {
        if (this.#over) refuse(`ended before it was ready: ${this.#over}`)
        if (late) refuse(`has not printed ${ready} within ${readyWithin / 1000} s`)
        await new Promise<void>(heard => {
          this.#heard = heard
        })
      }
      const since = wallTime()
      while (!(await this.#listens())) {
        if (this.#over) refuse(`ended before it listened on port ${this.#port}: ${this.#over}`)
        if (late || (ready && wallTime() - since > patience)) refuse(this.#silent)
        await pause(pollEvery)
      }
    } finally {
      callOff()
      this.#heard = () => {}
    }
  }

  async isThere(): Promise<boolean> {
    if (this.#over === undefined && (await this.#listens())) return true
    await Promise.race([this.#closed, pause(patience)])
    return false
  }

  async stop(): Promise<void> {
    if (this.#over) return this.#reap()
    this.#stopped = true
    this.#signal('SIGTERM')
    const callOff = deadline(patience, this.#kill)
    await this.#closed
    callOff()
    this.#reap()
  }

  /** What it has started and left behind. */
  #reap(): void {
    if (process.platform !== 'win32') this.#signal('SIGKILL')
  }

  get #silent(): string {
    const { ready, port, readyWithin } = this.#program
    const where = `on port ${this.#port} of 127.0.0.1`
    const hint = port === undefined ? '; does it listen on the port that PORT names? Else give app.port' : ''
    return ready
      ? `says that it is ready, and nothing listens ${where}${hint}`
      : `does not listen ${where} after ${readyWithin / 1000} s${hint}`
  }

  /** Whether its port takes connections; `localhost` may be ::1 to it. */
  async #listens(): Promise<boolean> {
    for (const host of ['127.0.0.1', '::1']) {
      if (!(await connects(host, this.#port))) continue
      this.#host = host.includes(':') ? `[${host}]` : host
      return true
    }
    return false
  }

  #say(text: string): void {
    this.#text = (this.#text + text).slice(-100_000)
    this.#heard()
  }

  #print(text: string): void {
    if (text !== '') this.#lines.push({ at: wallTime(), text })
    if (this.#lines.length > keptLines) this.#lines.shift()
  }

  #quoted(): string[] {
    const last = this.printed().slice(-quotedLines)
    return last.length > 0 ? ['it printed:', ...last.map(line => `  ${line}`)] : ['it printed nothing']
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child
    if (pid === undefined) return
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' })
      return
    }
    try {
      process.kill(-pid, signal)
    } catch {
      // The group is gone already.
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise(over => deadline(ms, over))

const connects = (host: string, port: number): Promise<boolean> =>
  new Promise(done => {
    const socket = connect({ host, port })
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })

/** The port that is given, if nobody has it; else one that nobody has. */
function freePort({ port: wanted = 0 }: Program): Promise<number> {
  const server = createServer()
  return new Promise((found, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'something listens there already' : error.message
      failed(new ProgramError(`port ${wanted} cannot be had for the application: ${why}`))
    })
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })
}
