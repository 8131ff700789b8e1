import { existsSync } from 'node:fs'
import { loadServeConfig, type ServeConfig } from '../server/config/serve-config.js'
import { isLoopback } from '../server/guard.js'
import { AuthorityError } from '../server/proxy/authority.js'
import type { AccessLine } from '../server/server.js'
import { type Serving, startServing } from '../server/serving.js'
import { DataFolderError } from '../server/store/data-folder.js'
import { hideCredentials } from '../trace/credentials.js'
import { printable } from '../trace/printable.js'
import { hiddenIn } from './call-summary.js'
import { type Colours, colours, isColoured } from './colours.js'
import { exitCodes, UsageError } from './exit-code.js'
import { stoppable } from './interrupt.js'
import type { Io } from './io.js'
import { printTrace } from './live-trace.js'
import { Screen } from './screen.js'
import type { ServeFlags } from './serve-flags.js'
import { counted, welcome } from './serve-welcome.js'
import { version } from './version.js'

/** What is read where `--config` is not given, if it is there. */
const usualConfig = 'offhook.yaml'

/** `offhook serve`: serves an account until it is interrupted. */
export async function serveCommand(flags: ServeFlags, io: Io): Promise<number> {
  const config = readConfig(flags, io)
  refuseOpenDoors(flags, config)
  const words = flags.json ? io.stderr : io.stdout
  const paint = colours(isColoured(io, words, flags.color))
  const screen = new Screen(words)
  const say = (line: string) => screen.print(printable(line))
  const stopped = stoppable(io)
  const serving = await start(flags, config, io, screen, paint)
  words.write(welcome(serving, config, flags, paint))
  await stopped
  const { accounts } = serving.board
  const going = serving.board.live(accounts.main).length
  if (going > 0) say(`hanging up ${counted(going, 'call')}, and telling the hangup URLs; Ctrl-C leaves at once`)
  await serving.close()
  say(`stopped; what has happened is in ${serving.data.path}`)
  return exitCodes.completed
}

async function start(flags: ServeFlags, config: ServeConfig, io: Io, screen: Screen, paint: Colours): Promise<Serving> {
  const { port, host, data, speed, seed } = flags
  try {
    return await startServing({
      config,
      data,
      port,
      host,
      version: version(),
      ...(flags.publicUrl !== undefined && { publicUrl: flags.publicUrl }),
      ...(speed !== undefined && { speed }),
      ...(seed !== undefined && { seed }),
      proxy: flags.proxy,
      ...(flags.token !== undefined && { token: flags.token }),
      onProxy: line => screen.print(paint.dim(`${head('proxy')}${line.replace(/^proxy: /, '')}`)),
      onTrouble: message => screen.print(paint.red(printable(message))),
      onBoard: ({ exchange }) => {
        if (flags.quiet) {
          exchange.listen(event => {
            if (event.type === 'call.ended') screen.print(`${head('ended')}${event.call}  ${event.cause} ${event.name}`)
          })
        } else printTrace(exchange, { ...flags, quiet: undefined }, io, screen)
      },
      log: line => {
        const written = printable(accessLine(line))
        screen.print(paint.dim(flags.redact ? hiddenIn(written) : written))
      },
    })
  } catch (error) {
    if (error instanceof DataFolderError || error instanceof AuthorityError) throw new UsageError(error.message)
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new UsageError(`--port ${port}: something else listens there; give another one`)
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new UsageError(`--host ${host} --port ${port}: cannot listen there (${message})`)
    }
    throw error
  }
}

/** A line that has no time, below those of the trace. */
const head = (label: string): string => `${' '.repeat(12)}${label.padEnd(11)}`

const accessLine = ({ method, path, status, error }: AccessLine): string => {
  const why = error === undefined ? '' : `  ${hideCredentials(error)}`
  return `${head('api')}${method} ${path.replace(/^\/v1\/Account\/[^/]+/, '…')}  ${status}${why}`
}

function readConfig(flags: ServeFlags, io: Io): ServeConfig {
  const file = flags.config ?? (existsSync(usualConfig) ? usualConfig : undefined)
  const read = loadServeConfig(file)
  if ('problems' in read) {
    throw new UsageError(`the configuration is not valid:\n${read.problems.map(problem => `  ${problem}`).join('\n')}`)
  }
  for (const warning of read.warnings) io.stderr.write(`${printable(String(warning))}\n`)
  return read.config
}

/** Whoever reaches the port can place calls, and use the proxy: that needs secrets that are none of the defaults. */
function refuseOpenDoors({ host, token }: ServeFlags, { account }: ServeConfig): void {
  if (isLoopback(host)) return
  if (token === undefined || token.length < 16) {
    throw new UsageError(`--host ${host} can be reached from other machines: give --token with 16 characters or more`)
  }
  if (account.authToken === undefined) {
    throw new UsageError(
      `--host ${host} can be reached from other machines: give account.auth_token in the configuration`,
    )
  }
}
