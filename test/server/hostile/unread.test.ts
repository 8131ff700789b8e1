import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { inTurn } from '../../../src/server/in-turn.js'
import { serving } from '../served.js'
import { exchanged, rawClient } from './raw-client.js'

const get = (path: string, ...headers: string[]) =>
  ['GET '.concat(path, ' HTTP/1.1'), 'Host: 127.0.0.1', ...headers, '', ''].join('\r\n')

const listening = async (listener: RequestListener): Promise<Server & { origin: string }> => {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(server, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

describe('answers that are not read', () => {
  it('"costs the memory of one answer": a thousand requests at once, of which none is read, are not all answered', async () => {
    let begun = 0
    const much = 'x'.repeat(8 << 20)
    const server = await listening(
      inTurn((_, response) => {
        begun++
        response.end(much)
      }),
    )
    const client = await rawClient(server.origin)
    client.socket.pause()
    client.send(get('/').repeat(1000))
    // Another client is answered after it was heard.
    await exchanged(server.origin, get('/', 'Connection: close'))
    expect(begun).toBe(2)
    client.socket.destroy()
  })

  it('"when what was asked before on its connection has been": in order, bodies included', async () => {
    const server = await listening(
      inTurn(async (request, response) => {
        let body = ''
        for await (const part of request) body += part
        response.end(`<${request.url} ${body}>`)
      }),
    )
    const post = (path: string, body: string) =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const client = await rawClient(server.origin)
    client.send(post('/1', 'one') + post('/2', 'b'.repeat(100_000)) + get('/3', 'Connection: close'))
    const answer = await client.closed()
    expect(answer.match(/<\/\d/g)).toEqual(['</1', '</2', '</3'])
    expect(answer).toContain('b'.repeat(100_000))
  })

  it('who goes in the middle takes along what it has asked', async () => {
    const asked: string[] = []
    let answer = () => {}
    const begun = new Promise<void>(resolve => {
      answer = resolve
    })
    const server = await listening(
      inTurn(request => {
        asked.push(request.url ?? '')
        answer()
      }),
    )
    const gone = new Promise(resolve => server.once('connection', socket => socket.once('close', resolve)))
    const client = await rawClient(server.origin)
    client.send(get('/1') + get('/2'))
    await begun
    client.socket.resetAndDestroy()
    await gone
    expect(asked).toEqual(['/1'])
  })

  it('a client that reads nothing is let go', { timeout: 20_000 }, async () => {
    const { origin, get: ask } = await serving('', {
      patience: { head: 5000, request: 5000, idle: 5000, still: 300 },
    })
    const client = await rawClient(origin)
    client.socket.pause()
    client.send(get('/offhook/openapi.json').repeat(500))
    // A socket that is paused hears that it was let go when it writes.
    const writes = () => new Promise<boolean>(resolve => client.socket.write(get('/offhook'), error => resolve(!error)))
    while (await writes()) await ask('Call/')
    expect((await ask('Call/')).status).toBe(200)
  })

  it('"A tunnel may be silent as long as it likes"', async () => {
    const { origin } = await serving('', { patience: { head: 500, request: 500, idle: 100, still: 100 } })
    const silent = await listening(() => {})
    const client = await rawClient(origin)
    client.send(`CONNECT 127.0.0.1:${new URL(silent.origin).port} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await client.until('200 Connection established')
    // Whoever asks something else, and says nothing then, is let go after a longer time.
    const other = await rawClient(origin)
    other.send(get('/offhook'))
    await other.closed()
    expect(client.socket.destroyed).toBe(false)
    client.socket.destroy()
  })
})
