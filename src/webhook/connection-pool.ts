import type { Socket, TcpSocketConnectOpts } from 'node:net'
import type { ConnectionOptions as TlsOptions } from 'node:tls'
import { buildConnector, Client, errors } from 'undici'
import { afterwards } from '../clock/afterwards.js'
import { deadline } from '../clock/deadline.js'

export interface ConnectionOptions {
  /** How connections are made: `ca` to trust, a `lookup` to use, and what else tls.connect takes. */
  readonly connect?: Partial<Omit<TlsOptions & TcpSocketConnectOpts, 'host' | 'port' | 'timeout' | 'ALPNProtocols'>>
}

/** Is told what happens on a connection while it has it. */
export interface ConnectionUser {
  /** It is being made now; before that, it may have queued. */
  connecting(): void
  /** TCP is established, and TLS comes next where there is any. */
  established(): void
  /** Bytes have come. */
  heard(): void
}

/**
 * How many connections are made at once to an origin. Making one costs both sides work, and the other side is often on the same
 * machine: with 64 at a time each takes a good tenth of a second on a busy one, with 256 a whole second, of the two that
 * ct allows. A thousand calls at once would then fail without any fault of the network.
 */
const connectingAtOnce = 64

/** Ms after which a connection that does not come about makes room: it waits, which costs nobody any work. */
const makesRoomAfter = 200

/** How long an idle connection is kept, unless the application announces less. */
const keptFor = 4_000

/** Shared, because a stack for each of many would cost more than the closing. */
const givenUp = new errors.ClientDestroyedError('given up')

const nothing: Buffer = Buffer.alloc(0)
/** `HTTP/1.1 1xx` */
const interimStart = 12

/** One connection to an origin, for one request after another. It is made once: when it is gone, it is gone. */
export class Connection {
  readonly client: Client
  readonly secure: boolean
  /** Whether an earlier request has gone over it. */
  kept = false
  /** Whether it was reset, which undici takes for the end of a body without a length. */
  reset = false
  user: ConnectionUser | undefined
  #socket: Socket | undefined
  /** Bytes that may be the beginning of an interim answer. */
  #unsure: Buffer = nothing
  #dropped = false

  constructor(
    readonly origin: string,
    makeSocket: buildConnector.connector,
    gate: Gate,
    onClose: (connection: Connection) => void,
  ) {
    this.secure = origin.startsWith('https:')
    const connect: buildConnector.connector = (options, callback) => {
      if (this.#socket) {
        callback(new Error('closed while idle'), null)
        return
      }
      gate.enter(leave => {
        if (this.#dropped) return leave()
        this.user?.connecting()
        const callOff = deadline(makesRoomAfter, leave)
        const done = () => {
          callOff()
          leave()
        }
        try {
          // The connector returns the socket, although its type does not say so.
          this.#socket = makeSocket(options, (...made) => {
            done()
            callback(...made)
          }) as unknown as Socket
          this.#watch(this.#socket, onClose)
        } catch (error) {
          done()
          callback(new errors.InvalidArgumentError((error as Error).message), null)
        }
      })
    }
    this.client = new Client(origin, {
      connect,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keptFor,
      maxHeaderSize: 2 ** 14,
    })
  }

  #watch(socket: Socket, onClose: (connection: Connection) => void): void {
    socket.on('connect', () => this.user?.established())
    // Before undici's own listener, which takes the bytes: it tells of headers only when they are complete.
    socket.on('readable', () => {
      if (socket.readableLength > 0) this.user?.heard()
    })
    socket.on('error', () => {
      this.reset = true
    })
    socket.on('close', () => onClose(this))
  }

  /**
   * To be called for what was heard before a final status: drops interim answers from it, however they are cut into
   * packets. "The client can simply discard this interim response" if it did not ask for it (RFC 9110, 15.2.1), whereas
   * undici takes a 100 for an error. 101 is none of them: it would end HTTP.
   */
  passOverInterim(): void {
    const came: Buffer | null = this.#socket?.read()
    if (!came) return
    let bytes = Buffer.concat([this.#unsure, came])
    this.#unsure = nothing
    for (;;) {
      const start = bytes.toString('latin1', 0, interimStart)
      if (!/^HTTP\/1\.\d 1(?!01)\d\d/.test(start)) break
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#unsure = bytes
        return
      }
      bytes = bytes.subarray(end + 4)
    }
    if (bytes.length < interimStart && 'HTTP/1.1 100'.startsWith(bytes.toString('latin1'))) this.#unsure = bytes
    else this.#socket?.unshift(bytes)
  }

  /** Whether the other side, or the network, has ended it. */
  get lost(): boolean {
    return !this.#dropped && this.#socket?.destroyed === true
  }

  /** Ends it, also while it queues or is being made. */
  async drop(): Promise<void> {
    this.#dropped = true
    const socket = this.#socket
    const closed = socket && !socket.closed && new Promise(resolve => socket.once('close', resolve))
    socket?.destroy(givenUp)
    await this.client.destroy(givenUp)
    await closed
  }
}

/** Connections to all origins; those that nobody uses are kept for a while. */
export class ConnectionPool {
  readonly #makeSocket: buildConnector.connector
  readonly #gates = new Map<string, Gate>()
  readonly #all = new Set<Connection>()
  readonly #idle = new Map<string, Connection[]>()

  constructor({ connect }: ConnectionOptions) {
    this.#makeSocket = buildConnector({ ...connect, timeout: 0, allowH2: false })
  }

  /** A kept connection if there is one, else one that will be made when the first request is dispatched on it. */
  take(origin: string, user: ConnectionUser): Connection {
    const connection =
      this.#takeIdle(origin) ?? new Connection(origin, this.#makeSocket, this.#gateOf(origin), this.#forget)
    this.#all.add(connection)
    connection.user = user
    return connection
  }

  keep(connection: Connection): void {
    connection.user = undefined
    connection.kept = true
    const idle = this.#idle.get(connection.origin)
    if (idle) idle.push(connection)
    else this.#idle.set(connection.origin, [connection])
  }

  /** Nobody waits for its end, and whatever deadline is due comes first. */
  drop(connection: Connection): void {
    connection.user = undefined
    afterwards(() => {
      this.#forget(connection)
      void connection.drop()
    })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map(connection => connection.drop()))
    this.#all.clear()
    this.#idle.clear()
  }

  #gateOf(origin: string): Gate {
    const gate = this.#gates.get(origin) ?? new Gate(connectingAtOnce)
    this.#gates.set(origin, gate)
    return gate
  }

  #takeIdle(origin: string): Connection | undefined {
    const connection = this.#idle.get(origin)?.pop()
    return connection?.lost ? this.#takeIdle(origin) : connection
  }

  readonly #forget = (connection: Connection): void => {
    this.#all.delete(connection)
    const idle = this.#idle.get(connection.origin)
    const at = idle?.lastIndexOf(connection) ?? -1
    if (at >= 0) idle?.splice(at, 1)
    if (idle?.length === 0) this.#idle.delete(connection.origin)
  }
}

/** Lets so many in at once, and the others in their order as those leave. */
class Gate {
  #free: number
  #opening = false
  readonly #queue: ((leave: () => void) => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  enter(entered: (leave: () => void) => void): void {
    this.#queue.push(entered)
    this.#open()
  }

  /** Some leave at once, so that this is called while it runs. */
  #open(): void {
    if (this.#opening) return
    this.#opening = true
    while (this.#free > 0 && this.#queue.length > 0) {
      this.#free--
      let inside = true
      this.#queue.shift()?.(() => {
        if (!inside) return
        inside = false
        this.#free++
        this.#open()
      })
    }
    this.#opening = false
  }
}
