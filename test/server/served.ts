import { afterEach } from 'vitest'
import type { FetchHandler, TraceEvent } from '../../src/index.js'
import { readServeConfig } from '../../src/server/config/serve-config.js'
import { type Serving, type ServingOptions, startServing } from '../../src/server/serving.js'
import { temporaryFolder } from '../temporary-folder.js'

export const authId = 'MAAAAAAAAAAAAAAAAAAA'
export const authToken = 'main-token'
export const base = `/v1/Account/${authId}/`

/** One answer of the API. */
export interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies as they are.
  readonly body: any
  readonly headers: Headers
}

/** An account that is served, and its application at `http://app.test`. */
export interface Served extends Serving {
  /** Below the account's path unless the path begins with a slash; as the main account unless told otherwise. */
  get(path: string, as?: string): Promise<Answered>
  post(path: string, body?: object | string, as?: string): Promise<Answered>
  del(path: string, body?: object, as?: string): Promise<Answered>
  /** Waits for an event that has not happened yet. */
  happens<T extends TraceEvent['type']>(
    type: T,
    is?: (event: TraceEvent & { type: T }) => boolean,
  ): Promise<TraceEvent & { type: T }>
}

const open: Serving[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const account = `account: { auth_id: ${authId}, auth_token: ${authToken} }\n`

/** Serves what an `offhook.yaml` says, its account excepted, fifty times as fast as time; closed after the test. */
export async function serving(
  yaml = '',
  { app, ...options }: Partial<ServingOptions> & { readonly app?: FetchHandler } = {},
): Promise<Served> {
  const text = /^account:/m.test(yaml) ? yaml : account + yaml
  const read = readServeConfig(text, 'offhook.yaml')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const served = await startServing({
    config: read.config,
    data: temporaryFolder(),
    port: 0,
    version: '0.0.0',
    speed: 50,
    seed: 1,
    onTrouble: message => {
      throw new Error(message)
    },
    ...options,
  })
  open.push(served)
  if (app) served.board.exchange.mount('http://app.test', app)
  const ask = async (method: string, path: string, body?: object | string, as = `${authId}:${authToken}`) => {
    const answer = await fetch(served.origin + (path.startsWith('/') ? path : base + path), {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(as).toString('base64')}`,
        ...(body !== undefined && {
          'content-type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
        }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const written = await answer.text()
    const isJson = answer.headers.get('content-type')?.startsWith('application/json')
    return { status: answer.status, body: isJson ? JSON.parse(written) : written, headers: answer.headers }
  }
  const close = () => {
    open.splice(open.indexOf(served), 1)
    return served.close()
  }
  return {
    ...served,
    close,
    get: (path, as) => ask('GET', path, undefined, as),
    post: (path, body, as) => ask('POST', path, body, as),
    del: (path, body, as) => ask('DELETE', path, body, as),
    happens: (type, is = () => true) =>
      new Promise(resolve => {
        const stop = served.board.exchange.listen(event => {
          if (event.type !== type || !is(event as never)) return
          stop()
          resolve(event as never)
        })
      }),
  }
}

/** An application that answers every path with one document. */
export const answering =
  (elements: string): FetchHandler =>
  () =>
    new Response(`<?xml version="1.0"?><Response>${elements}</Response>`, { headers: { 'content-type': 'text/xml' } })
