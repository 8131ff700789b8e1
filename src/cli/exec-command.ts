import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { printable } from '../trace/printable.js'
import { writeCertificates } from './exec-certificates.js'
import { execEnvironment, overruled } from './exec-environment.js'
import type { ExecFlags } from './exec-flags.js'
import { type ExecServer, findServer } from './exec-server.js'
import type { Io, Signal } from './io.js'

/** What shells end with when a program cannot be run. */
const codes = { notExecutable: 126, notFound: 127, signalled: 128 }

/** `offhook exec`: runs a program whose requests to Plivo reach a running `offhook serve`; comes to its exit code. */
export async function execCommand(words: readonly string[], flags: ExecFlags, io: Io): Promise<number> {
  const server = await findServer(flags)
  const folder = await mkdtemp(join(tmpdir(), 'offhook-exec-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  io.signals.on('exit', remove)
  try {
    const certificates = await writeCertificates(folder, server.authority, io.env)
    const account = flags.keepCredentials ? undefined : server.account
    const env = execEnvironment(io.env, {
      origin: server.origin,
      certificates,
      ...(flags.token !== undefined && { token: flags.token }),
      ...(flags.preload && { preload: new URL('../server/proxy/register.js', import.meta.url).href }),
      ...(account && { account }),
    })
    for (const line of [whatIsSet(server, flags), ...overruled(io.env)]) {
      io.stderr.write(`offhook: ${printable(line)}\n`)
    }
    return await run(words, env, io)
  } finally {
    remove()
    io.signals.off('exit', remove)
  }
}

function whatIsSet({ origin, account, authId }: ExecServer, { keepCredentials }: ExecFlags): string {
  const credentials = keepCredentials
    ? 'with the credentials of its own'
    : account
      ? `as ${account.auth_id}`
      : `with credentials of its own (those of ${authId} cannot be read from here)`
  return `Plivo's API is ${origin} for this program, ${credentials}`
}

/** With the terminal of this one. Signals are passed on, and it is the program that decides when it is over. */
function run(words: readonly string[], env: Record<string, string | undefined>, io: Io): Promise<number> {
  const [name = '', ...args] = words
  return new Promise(over => {
    const child = spawn(name, args, { stdio: 'inherit', env })
    const signals: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const heeds = signals.map(signal => {
      // A terminal sends Ctrl-C to the program as well: twice would be once too often.
      const pass = () => void (signal === 'SIGINT' && io.stdin.isTTY ? undefined : child.kill(signal as NodeJS.Signals))
      io.signals.on(signal, pass)
      return () => io.signals.off(signal, pass)
    })
    const end = (code: number) => {
      for (const stop of heeds) stop()
      over(code)
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      const found = error.code !== 'ENOENT'
      const why = found ? `cannot be executed: ${error.message}` : 'is not there; is it in PATH?'
      io.stderr.write(`offhook: ${printable(JSON.stringify(name))} ${printable(why)}\n`)
      end(found ? codes.notExecutable : codes.notFound)
    })
    child.once('exit', (code, signal) => {
      end(code ?? codes.signalled + (constants.signals[signal as NodeJS.Signals] ?? 0))
    })
  })
}
