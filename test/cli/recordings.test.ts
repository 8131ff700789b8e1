import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mediaLength } from '../../src/audio/media.js'
import { run } from '../../src/cli/program.js'
import { freePort } from '../exchange/free-port.js'
import { temporaryFolder } from '../temporary-folder.js'
import { memoryIo, offhook } from './memory-io.js'

const sample = 'xml-samples/voicemail/record'

describe('--recordings writes them', () => {
  test('offhook call: "says so at the end", with the length', async () => {
    const folder = join(temporaryFolder(), 'out')
    const { code, out } = await offhook(['call', sample, '--demo', '--recordings', folder])
    const [name = ''] = readdirSync(folder)
    const { ms } = (await mediaLength(readFileSync(join(folder, name)))) as { ms: number }

    expect(code).toBe(0)
    expect(name).toMatch(/^[0-9a-f-]{36}\.mp3$/)
    expect(out.replace(/\s+/g, '')).toContain(`recorded${join(folder, name)},`)
    expect(out).toContain(`${Math.floor(ms / 100) / 10} s`)
  })

  test('with --json they are named on stderr, and the trace is the same as without', async () => {
    const folder = temporaryFolder()
    const plain = await offhook(['call', sample, '--demo', '--json'])
    const { out, err } = await offhook(['call', sample, '--demo', '--json', '--recordings', folder])
    expect(out).toBe(plain.out)
    expect(err).toContain('recorded')
  })

  test('offhook test: each scenario has a folder of its own, for the same seed gives the same ids', async () => {
    const folder = temporaryFolder()
    const { code, out } = await offhook(['test', 'xml-samples/voicemail', '--recordings', folder])
    expect(code).toBe(0)
    expect(readdirSync(folder)).toContain('xml-samples-voicemail-record-scenario')
    const inside = join(folder, 'xml-samples-voicemail-record-scenario')
    expect(out).toContain(`${join(inside, readdirSync(inside)[0] as string)}, `)
  })

  test('2: a folder that cannot be made', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    for (const command of [
      ['call', sample, '--demo'],
      ['test', sample],
    ]) {
      const { code, err } = await offhook([...command, '--recordings', file])
      expect(code).toBe(2)
      expect(err).toContain(`--recordings ${file}: EEXIST`)
    }
  })
})

describe('--recordings-port serves them', () => {
  test('an application that fetches the recording after it has answered still gets it', async () => {
    let fetched: (length: number) => void = () => {}
    const length = new Promise<number>(resolve => {
      fetched = resolve
    })
    const app = createServer((request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += chunk
      })
      request.on('end', () => {
        const url = new URLSearchParams(body).get('RecordUrl')
        response.end(url ? '<Response/>' : `<Response><Record maxLength="2" action="${base}/done"/></Response>`)
        if (url)
          response.once(
            'close',
            () => void fetch(url).then(async file => fetched((await file.arrayBuffer()).byteLength)),
          )
      })
    })
    await new Promise<void>(ready => app.listen(0, '127.0.0.1', ready))
    const base = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
    const port = String(await freePort())
    const { code, out } = await offhook(['call', `${base}/answer`, '--recordings-port', port])
    app.close()
    expect(code).toBe(0)
    expect(out.replace(/\s+/g, '')).toContain(`recordedhttp://127.0.0.1:${port}/v1/Account/`)
    expect(await length).toBe(56 * 216)
  })

  test('in a terminal until Ctrl-C', async () => {
    const port = String(await freePort())
    let said = () => {}
    const serving = new Promise<void>(resolve => {
      said = resolve
    })
    const io = memoryIo({ terminal: true, onOutput: text => text.includes('until Ctrl-C') && said() })
    const ended = run(
      ['call', sample, '--script', 'hears beep; says hello there; presses #', '--virtual', '--recordings-port', port],
      io,
    )
    await serving
    const [, path] = /(\/v1\/Account\/\S+?\.mp3)/.exec(io.out().replace(/\n\s+/g, '')) ?? []
    expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200)
    io.signals.emit('SIGINT')
    expect(await ended).toBe(0)
    await expect(fetch(`http://127.0.0.1:${port}${path}`)).rejects.toThrow()
  })

  test('2: what is no port', async () => {
    const { code, err } = await offhook(['call', sample, '--demo', '--recordings-port', '0'])
    expect(code).toBe(2)
    expect(err).toContain('Allowed is a port from 1 to 65535.')
  })

  test.each(['call', 'test'])('2: offhook %s, a port that is taken, before anybody calls', async command => {
    const server = createServer()
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
    const { port } = server.address() as AddressInfo
    const { code, out, err } = await offhook([command, sample, '--recordings-port', String(port)])
    server.close()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe(
      `offhook: --recordings-port ${port}: something else listens there (EADDRINUSE); free the port, or give another one\n`,
    )
  })

  test('2: not with --update, whose traces are the same on every machine', async () => {
    const { code, err } = await offhook(['test', sample, '--update', '--recordings-port', '8101'])
    expect(code).toBe(2)
    expect(err).toContain('do not go together')
  })
})
