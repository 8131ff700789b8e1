import { chmodSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer as createNetServer } from 'node:net'
import { join } from 'node:path'
import { deadline } from '../clock/deadline.js'
import { chanceSeed } from '../exchange/ids.js'
import type { ServeConfig } from './config/serve-config.js'
import { configuredDirectory } from './configured-directory.js'
import { isLoopback } from './guard.js'
import { absoluteForm } from './proxy/absolute-form.js'
import type { ProxyRules } from './proxy/admission.js'
import { openAuthority } from './proxy/authority.js'
import { isPlivoHost } from './proxy/plivo-hosts.js'
import { attachProxy } from './proxy/proxy.js'
import { type AccessLine, createServer, type Patience } from './server.js'
import { type DataFolder, openDataFolder } from './store/data-folder.js'
import { Switchboard } from './switchboard.js'

/** How an account is served. */
export interface ServingOptions {
  readonly config: ServeConfig
  /** The data folder. */
  readonly data: string
  /** 0 is any that is free. */
  readonly port: number
  /** Where it listens; `127.0.0.1` unless given. */
  readonly host?: string
  /** Where others reach it, scheme and host: URLs of recordings begin with it. Where it listens unless given. */
  readonly publicUrl?: string
  /** Call time per real time; what the configuration says, or 1, unless given. */
  readonly speed?: number
  /** By chance unless given: ids must be other ones than those of earlier runs. */
  readonly seed?: number
  readonly version: string
  /** What becomes of requests to other hosts than Plivo's; they are tunnelled unless given. */
  readonly proxy?: ProxyRules['others']
  /** What the proxy, and whoever uses offhook's own doors, has to know. */
  readonly token?: string
  /** How long clients may take. */
  readonly patience?: Patience
  /** Told of every request that was answered. */
  readonly log?: (line: AccessLine) => void
  /** Hears of what cannot be written. */
  readonly onTrouble: (message: string) => void
  /** Told what the proxy has refused, and what failed there. */
  readonly onProxy?: (line: string) => void
  /** Has the switchboard before anything can happen. */
  readonly onBoard?: (board: Switchboard) => void
}

/** An account that is being served. */
export interface Serving {
  readonly board: Switchboard
  /** `http://127.0.0.1:8100` */
  readonly origin: string
  /** Absolute path of the data folder. */
  readonly data: DataFolder
  /** Ends the calls, sends their hangup URLs, writes what is to be kept, and stops. */
  close(): Promise<void>
}

/** Opens the data folder and the exchange, and serves the account. Throws a DataFolderError, or an Error about the port. */
export const startServing = async (options: ServingOptions): Promise<Serving> => {
  const { config, host = '127.0.0.1', publicUrl, version, log, proxy: others = 'tunnel', token, onProxy } = options
  const rules = { others, ...(token !== undefined && { token }), ...(onProxy && { log: onProxy }) }
  // The URLs of recordings have the port.
  const port = options.port || (await freePort(host))
  const origin = `http://${nameOf(host)}:${port}`
  const data = openDataFolder(options.data, options.onTrouble)
  const board = openBoard(options, data, publicUrl ?? origin)
  options.onBoard?.(board)
  try {
    keepCredentials(board, data)
    const authority = await openAuthority(join(data.path, 'authority'))
    const server = await createServer({
      board,
      version,
      local: isLoopback(host),
      isKnownHost: isPlivoHost,
      wrap: listener => absoluteForm(listener, rules),
      ...(config.limits.requests !== undefined && { requests: config.limits.requests }),
      ...(config.limits.inboundCallsPerSecond !== undefined && {
        inboundCallsPerSecond: config.limits.inboundCallsPerSecond,
      }),
      ...(token !== undefined && { token }),
      certificate: () => authority.certificate,
      ...(log && { log }),
      ...(options.patience && { patience: options.patience }),
    })
    const proxy = attachProxy(server.server, { ...rules, authority })
    await server.listen({ port, host })
    const close = async () => {
      await board.close()
      proxy.close()
      // Who says nothing is not waited for.
      const callOff = deadline(grace, () => server.server.closeAllConnections())
      await server.close()
      callOff()
      data.close()
    }
    return { board, origin, data, close }
  } catch (error) {
    await board.close()
    data.close()
    throw error
  }
}

/** How long answers may take that are being written when everything stops, in ms. */
const grace = 500

const openBoard = (options: ServingOptions, data: DataFolder, origin: string): Switchboard => {
  const { config, seed = chanceSeed(), speed = config.speed ?? 1 } = options
  const { account, limits, regions, fidelity, timeLimit, charactersPerSecond } = config
  const { subaccounts: _, ...main } = account
  const board = new Switchboard({
    accounts: main,
    limits,
    data,
    exchange: {
      seed,
      speed,
      recordings: { origin, folder: data.recordings.folder },
      faults: config.faults.map(({ rule }) => rule),
      ...(regions && { regions }),
      ...(fidelity && { fidelity }),
      ...(timeLimit !== undefined && { timeLimit }),
      ...(charactersPerSecond !== undefined && { charactersPerSecond }),
    },
  })
  // Nobody should have to describe phones before the first call goes through (D92).
  board.exchange.phone('default', { answers: '2s' })
  for (const { address, behaviour } of config.phones) board.phone(address, behaviour)
  const configured = configuredDirectory(config, board.accounts.main.authId, board.exchange.epochOf(0))
  for (const change of [...data.directory.before, ...configured]) board.directory.restore(change)
  return board
}

/** The name in a URL of where it listens; all addresses of this machine are its own, too. */
const nameOf = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** For `offhook exec`, and nobody else: whose account is served. */
const keepCredentials = ({ accounts: { main } }: Switchboard, { path }: DataFolder): void => {
  const file = join(path, 'account.json')
  writeFileSync(file, `${JSON.stringify({ auth_id: main.authId, auth_token: main.account.authToken })}\n`, {
    mode: 0o600,
  })
  chmodSync(file, 0o600)
}

const freePort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createNetServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
