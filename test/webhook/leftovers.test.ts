import { createHook } from 'node:async_hooks'
import { expect, it } from 'vitest'
import { deadline } from '../../src/clock/deadline.js'
import { VirtualClock } from '../../src/clock/virtual-clock.js'
import { createWebhookEngine } from '../../src/webhook/engine.js'
import { readPolicy } from '../../src/webhook/fragment.js'
import { createUndiciTransport } from '../../src/webhook/undici-transport.js'
import type { Delivery } from '../../src/webhook/webhook.js'
import { blackhole, closedPort, hostileServer } from './hostile-server.js'

/** The promises made while `work` runs that are still open when it is over. */
async function openPromises(work: () => Promise<void>): Promise<number> {
  const open = new Set<number>()
  const hook = createHook({
    init: (id, type) => {
      if (type === 'PROMISE') open.add(id)
    },
    promiseResolve: id => open.delete(id),
  })
  hook.enable()
  await work()
  await new Promise<void>(resolve => deadline(20, resolve))
  hook.disable()
  return open.size
}

const resources = () => process.getActiveResourcesInfo().sort()

it('"no sockets, timers or promises left after a run": whatever became of its webhooks', async () => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
  const silent = await hostileServer(() => {})
  const stalling = await hostileServer(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<'))
  const resetting = await hostileServer(socket => socket.resetAndDestroy())
  const answering = await hostileServer(socket => socket.write(ok))
  const hole = await blackhole()
  const servers = [silent, stalling, resetting, answering, ...(hole ? [hole] : [])].map(({ url }) => url)
  const urls = [...servers, `http://127.0.0.1:${await closedPort()}/`].flatMap(url => [
    url,
    url.replace('http', 'https'),
  ])
  // What this way of counting leaves itself.
  const own = await openPromises(async () => {})
  const before = resources()

  const ends: boolean[] = []
  const open = await openPromises(async () => {
    const clock = new VirtualClock()
    const transport = createUndiciTransport()
    const engine = createWebhookEngine({
      clock,
      transport,
      record: () => {},
      tokensOf: () => ({ authToken: 'token' }),
      nonce: () => '1',
    })
    await clock.run<void>(done => {
      for (let i = 0; i < 200; i++) {
        const { policy, url } = readPolicy(`${urls[i % urls.length]}#ct=700&rt=200&rp=all`, true)
        const webhook = { call: 'c', purpose: 'answer', url, method: 'POST', params: {}, policy, signed: true } as const
        engine.send(webhook, ({ ok }: Delivery) => {
          if (ends.push(ok) === 200) done()
        })
      }
    })
    expect(clock.pending()).toEqual({ holds: [], timers: [] })
    await transport.close()
  })

  expect(ends).toHaveLength(200)
  expect(ends).toContain(true)
  expect(open - own).toBe(0)
  for (const server of [silent, stalling, resetting, answering]) await server.close()
  // The servers of this test are gone, and nothing else has come.
  const after = resources().filter(name => !before.includes(name))
  expect(after).toEqual([])
  await hole?.close()
})
