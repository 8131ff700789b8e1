import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createServer } from '../../../src/server/server.js'
import { answering, authId, authToken, base, serving } from '../served.js'
import { rawClient, statuses } from './raw-client.js'

const authorization = `Authorization: Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`
const patience = { head: 200, request: 300, idle: 200, still: 60_000 }

describe('slow clients', () => {
  it.each([
    ['says nothing', ''],
    ['begins a head and stops', 'GET /offhook HTTP/1.1\r\nHost: 127'],
    [
      'begins a body and stops',
      `POST ${base}Call/ HTTP/1.1\r\nHost: 127.0.0.1\r\n${authorization}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"from":`,
    ],
  ])('one that %s is let go: 408, or nothing', async (_, bytes) => {
    const { origin } = await serving('', { patience })
    const client = await rawClient(origin)
    if (bytes !== '') client.send(bytes)
    for (const status of statuses(await client.closed())) expect(status).toBe(408)
  })

  it('one that asks nothing more is let go', async () => {
    const { origin } = await serving('', { patience })
    const client = await rawClient(origin)
    client.send('GET /offhook/nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    expect(statuses(await client.closed())).toEqual([404])
  })

  it('one that resets in the middle of its request harms nobody', async () => {
    const { origin, get } = await serving()
    for (let times = 0; times < 50; times++) {
      const client = await rawClient(origin)
      client.send(`POST ${base}Call/ HTTP/1.1\r\nHost: 127.0.0.1\r\n${authorization}\r\nContent-Length: 9\r\n\r\n{`)
      client.socket.resetAndDestroy()
    }
    expect((await get('Call/')).status).toBe(200)
  })

  it('a server that stops does not wait for connections that say nothing, nor for streams that are not read', async () => {
    const { origin, close, post, happens } = await serving('', { app: answering('<Wait length="600"/>') })
    const runs = happens('element.started')
    await post('/offhook/calls', { from: '14155550100', to: '14155550199', answer_url: 'http://app.test/a' })
    await runs
    const silent = await rawClient(origin)
    const reader = await rawClient(origin)
    reader.send('GET /offhook/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    await reader.until('200 OK')
    reader.socket.pause()
    await close()
    silent.socket.destroy()
    reader.socket.destroy()
  })
})

describe('many clients', () => {
  it('"10,000 connections" that say nothing: others are answered meanwhile, and nothing is left of them', {
    timeout: 60_000,
  }, async () => {
    const { board } = await serving()
    const server = await createServer({ board, version: '0', data: '', local: true } as Parameters<
      typeof createServer
    >[0])
    const origin = await server.listen({ port: 0, host: '127.0.0.1' })
    try {
      const client = fileURLToPath(new URL('silent-client.js', import.meta.url))
      const crowd = spawn(process.execPath, [client, new URL(origin).port, '10000'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      await once(crowd.stdout, 'data')
      expect(await connections(server.server)).toBeGreaterThanOrEqual(9000)
      const answer = await fetch(`${origin}${base}Call/`)
      expect(answer.status).toBe(401)
      await answer.text()
      crowd.stdin.end()
      await once(crowd, 'close')
    } finally {
      await server.close()
    }
    expect(await connections(server.server)).toBe(0)
  })
})

const connections = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))))
