import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { deadline } from '../../src/clock/deadline.js'
import type { TraceEvent } from '../../src/index.js'
import { heardIn } from '../../src/party/heard.js'
import { compiled } from '../server/proxy/compiled.js'
import { temporaryFolder } from '../temporary-folder.js'

export const account = { auth_id: 'MASHOPSHOPSHOPSHOPSH', auth_token: 'c2hvcCBzaG9wIHNob3Agc2hvcA' }

/** The number that the applications have. */
export const shopNumber = '+14155550199'

/** How long anything may take before a test has failed, in ms of real time. */
const patience = 20_000

/** How an application reaches offhook: nothing in it is different. */
export type Way = 'exec' | 'register'

/** An application beside `offhook serve`, each in a process of its own. */
export interface ServedApp {
  /** Everything that has happened, as `offhook serve --json` prints it. */
  readonly events: readonly TraceEvent[]
  /** The first event that is so, waited for if need be. */
  happens<T extends TraceEvent['type']>(type: T, is?: (event: Of<T>) => boolean): Promise<Of<T>>
  /** Asks the application for a page: a POST if there is a body. */
  page(path: string, body?: object): Promise<Answered>
  /** Asks the application until its answer is so. */
  until(path: string, is: (body: Body) => boolean): Promise<Body>
  /** Starts the application once more, beside the one that runs; comes to what asks it for pages. */
  again(): Promise<ServedApp['page']>
  /** Asks the API what there is. */
  api(path: string): Promise<Answered>
  /** Asks offhook's own door. */
  door(path: string, body: object): Promise<Answered>
  /** What the party at the far end of a call has heard to its end, in order. */
  heard(call: string): string[]
  /** Stops both; comes to their exit codes. */
  stop(): Promise<{ readonly app: number | null; readonly serve: number | null }>
}

type Of<T extends TraceEvent['type']> = Extract<TraceEvent, { readonly type: T }>
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies as they are.
type Body = any
interface Answered {
  readonly status: number
  readonly body: Body
}

let built: ReturnType<typeof compiled> | undefined

/** Begins `offhook serve` with an `offhook.yaml`, and the application of a file beside it; both end with the test. */
export async function servedApp(file: string, yaml: string, way: Way, env = {}): Promise<ServedApp> {
  built ??= compiled()
  const { cli, register } = await built
  const folder = temporaryFolder()
  const config = join(folder, 'offhook.yaml')
  writeFileSync(config, `account: ${JSON.stringify(account)}\nnumbers: { "${shopNumber}": {} }\n${yaml}`)
  const data = join(folder, 'data')
  const serve = begin([cli, 'serve', '--port', '0', '--data', data, '--config', config, '--speed', '20', '--json'])
  const events: TraceEvent[] = []
  const watchers = new Set<() => void>()
  serve.lines('stdout', line => {
    events.push(JSON.parse(line))
    for (const look of [...watchers]) look()
  })
  const offhook = await serve.says(/listening on (\S+)/)

  const path = fileURLToPath(new URL(file, import.meta.url))
  const { port } = new URL(offhook)
  const given = { PORT: '0', PLIVO_NUMBER: shopNumber, ...env }
  const start = async () => {
    const app =
      way === 'exec'
        ? begin([cli, 'exec', '--port', port, '--', process.execPath, path], given)
        : begin(['--import', register, path], {
            ...given,
            OFFHOOK_URL: offhook,
            PLIVO_AUTH_ID: account.auth_id,
            PLIVO_AUTH_TOKEN: account.auth_token,
          })
    return { ...app, origin: new URL(await app.says(/: (http:\S+)/)).origin }
  }
  const app = await start()
  const { origin } = app
  const output = () => [app.text(), ...events.slice(-30).map(event => JSON.stringify(event))].join('\n')
  const happens: ServedApp['happens'] = (type, is = () => true) =>
    within(`${type} has not happened`, output, (found, watch) => {
      const look = () => {
        const event = events.find((one): one is Of<typeof type> => one.type === type && is(one as Of<typeof type>))
        if (event) found(event)
      }
      watchers.add(look)
      watch(() => watchers.delete(look))
      look()
    })
  const page: ServedApp['page'] = (where, body) => ask(origin + where, body)
  let last: Body
  return {
    events,
    happens,
    page,
    until: (where, is) =>
      within(
        `${where} was never so`,
        () => `${JSON.stringify(last)}\n${output()}`,
        (found, watch) => {
          let callOff = () => {}
          const look = async () => {
            const { body } = await page(where)
            if (is(body)) found(body)
            else callOff = deadline(20, look)
            last = body
          }
          watch(() => callOff())
          void look()
        },
      ),
    again: async () => {
      const { origin: other } = await start()
      return (where, body) => ask(other + where, body)
    },
    api: where => {
      const { auth_id: id, auth_token: token } = account
      const authorization = `Basic ${Buffer.from(`${id}:${token}`).toString('base64')}`
      return ask(`${offhook}/v1/Account/${id}/${where}`, undefined, { authorization })
    },
    door: (where, body) => ask(`${offhook}/offhook/${where}`, body),
    heard: call => events.flatMap(event => (event.call === call ? (heardIn(event) ?? []) : [])),
    stop: async () => ({ app: await app.stop(), serve: await serve.stop() }),
  }
}

async function ask(url: string, body?: object, headers = {}): Promise<Answered> {
  const written = body && { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(url, {
    ...written,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
  })
  const isJson = answer.headers.get('content-type')?.includes('json')
  return { status: answer.status, body: isJson ? await answer.json() : Buffer.from(await answer.arrayBuffer()) }
}

/** Comes to what is found; fails with what both processes wrote when it takes too long. */
function within<T>(
  what: string,
  output: () => string,
  work: (found: (value: T) => void, afterwards: (tidy: () => void) => void, lost: (error: Error) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let tidy = () => {}
    const callOff = deadline(patience, () => {
      tidy()
      reject(new Error(`${what} within ${patience / 1000} s:\n${output().slice(-6000)}`))
    })
    work(
      value => {
        callOff()
        tidy()
        resolve(value)
      },
      done => {
        tidy = done
      },
      error => {
        callOff()
        reject(error)
      },
    )
  })
}

/** Without what this machine's own environment would change. */
const bare = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/proxy|_CERT|_CERTS|BUNDLE|^NODE_OPTIONS$|^PLIVO|^OFFHOOK|^PUBLIC_URL$/i.test(name),
  ),
)

/** A process of Node that ends with the test. */
function begin(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { ...bare, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written: string[] = []
  const readers = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      written.push(text)
      for (const read of [...readers]) read()
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const text = () => written.join('')
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    const callOff = deadline(patience, () => child.kill('SIGKILL'))
    const code = await ended
    callOff()
    return code
  }
  onTestFinished(async () => void (await stop()))
  return {
    text,
    stop,
    /** Waits for something it writes; comes to the first group. */
    says: (pattern: RegExp): Promise<string> =>
      within(`${pattern} was not said`, text, (found, watch, lost) => {
        const read = () => {
          const [, group] = pattern.exec(text()) ?? []
          if (group !== undefined) found(group)
        }
        readers.add(read)
        watch(() => readers.delete(read))
        read()
        void ended.then(code => lost(new Error(`it ended with ${code} before ${pattern} was said:\n${text()}`)))
      }),
    lines: (name: 'stdout' | 'stderr', line: (text: string) => void) => {
      let rest = ''
      child[name]?.on('data', (part: string) => {
        const lines = (rest + part).split('\n')
        rest = lines.pop() ?? ''
        for (const one of lines) line(one)
      })
    },
  }
}
