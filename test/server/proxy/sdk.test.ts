import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer, rootCertificates } from 'node:tls'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { makeAuthority, makeLeaf } from '../../../src/server/proxy/certificates.js'
import { plivoHosts } from '../../../src/server/proxy/plivo-hosts.js'
import { compiled, ends, isThere } from './compiled.js'
import { proxiedServer } from './proxied-server.js'

let built: Awaited<ReturnType<typeof compiled>>
beforeAll(async () => {
  built = await compiled()
}, 120_000)

const account = { auth_id: 'MAXXXXXXXXXXXXXXXXXX', auth_token: 'secret of the account' }
const basic = `Basic ${Buffer.from(`${account.auth_id}:${account.auth_token}`).toString('base64')}`

const createCall = "calls.create('+14155550100', '+14155550199', 'http://127.0.0.1:3000/answer#ct=500')"
const apps = {
  'app.cjs': `const plivo = require('plivo')
    new plivo.Client().${createCall}.then(call => console.log(call.requestUuid), error => console.log('failed', error))`,
  'app.mjs': `import plivo from 'plivo'
    const call = await new plivo.Client().${createCall}
    console.log(call.requestUuid)`,
}

/** A server whose account can be read, and what runs a command under `exec` beside it. */
async function execServer(options: Parameters<typeof proxiedServer>[0] = {}) {
  const server = await proxiedServer(options)
  writeFileSync(join(server.folder, 'account.json'), JSON.stringify(account))
  const exec = (flags: readonly string[], command: readonly string[], env: Record<string, string> = {}) =>
    ends(process.execPath, [built.cli, 'exec', '--port', String(server.port), ...flags, '--', ...command], { env })
  /** What reached the API, beside exec's own questions. */
  const asked = () => server.reached.filter(({ url }) => !url.startsWith('/offhook'))
  return { ...server, exec, asked }
}

describe('"The SDK, unchanged": offhook exec', { timeout: 60_000 }, () => {
  for (const [name, text] of Object.entries(apps)) {
    it.each([
      ['with the preload', []],
      ['by the proxy alone', ['--no-preload']],
    ])(`${name} makes a call ${'%s'}`, async (_, flags) => {
      const server = await execServer()
      const { out, code } = await server.exec(flags, ['node', built.app(name, text)])
      expect([out, code]).toEqual(['r1\n', 0])
      expect(server.asked()).toMatchObject([
        {
          method: 'POST',
          url: `/v1/Account/${account.auth_id}/Call/`,
          host: 'api.plivo.com',
          byProxy: flags.length > 0,
          headers: { authorization: basic },
        },
      ])
      expect(JSON.parse(server.asked()[0]?.body ?? '')).toMatchObject({ to: '+14155550199' })
    })
  }

  it('a client that was given the proxy in the code', async () => {
    const server = await execServer()
    const app = `const plivo = require('plivo')
      const client = new plivo.Client(undefined, undefined, { proxy: process.env.HTTPS_PROXY })
      client.${createCall}.then(call => console.log(call.requestUuid))`
    const file = built.app('proxy-option.cjs', app)
    for (const flags of [[], ['--no-preload']]) {
      expect((await server.exec(flags, ['node', file])).out).toBe('r1\n')
    }
    expect(server.asked().map(({ byProxy }) => byProxy)).toEqual([false, true])
  })

  it('a client that asks the proxy in absolute form', async () => {
    const server = await execServer()
    const app = `import http from 'node:http'
      const { hostname, port } = new URL(process.env.HTTPS_PROXY)
      const path = 'https://api.plivo.com/v1/Account/x/Call/'
      http.request({ hostname, port, path, method: 'POST', headers: { Host: 'api.plivo.com' } }, answer => {
        console.log(answer.statusCode)
        answer.resume()
      }).end('{}')`
    expect((await server.exec([], ['node', built.app('absolute.mjs', app)])).out).toBe('201\n')
    expect(server.asked()).toMatchObject([{ url: '/v1/Account/x/Call/', byProxy: true, body: '{}' }])
  })

  it('"with a token": the proxy gets it, and no line shows it', async () => {
    const server = await execServer({ token: 'to:k/en' })
    const flags = ['--token', 'to:k/en', '--no-preload']
    const { out, err } = await server.exec(flags, ['node', built.app('app.cjs', apps['app.cjs'])])
    expect(out).toBe('r1\n')
    expect(err).not.toMatch(/to:k|to%3Ak|secret/)
    expect(server.reached[0]?.headers.authorization).toBe('Bearer to:k/en')
    expect(server.asked()[0]?.headers.authorization).toBe(basic)
  })

  it.skipIf(!isThere('curl', '--version'))('curl', async () => {
    const server = await execServer()
    const args = ['-sS', '-u', 'a:b', '-d', 'to=1', 'https://api.plivo.com/v1/Account/x/Call/']
    expect((await server.exec([], ['curl', ...args])).out).toContain('"call fired"')
    expect(server.asked()).toMatchObject([{ body: 'to=1', byProxy: true }])
  })

  it.skipIf(!isThere('python3', '-c', 'import ssl'))('Python, by its own library', async () => {
    const server = await execServer()
    const program = `import urllib.request as u
print(u.urlopen('https://lookup.plivo.com/v1/Number/1').status)
print(u.urlopen(u.Request('https://api.plivo.com/v1/', b'{}')).status)`
    const { out, err } = await server.exec([], ['python3', '-c', program])
    expect(out, err).toBe('200\n201\n')
    expect(server.asked().map(({ host, byProxy }) => [host, byProxy])).toEqual([
      ['lookup.plivo.com', true],
      ['api.plivo.com', true],
    ])
  })

  it.skipIf(!isThere('python3', '-c', 'import requests'))('Python, by requests, with a token', async () => {
    const server = await execServer({ token: 'token' })
    const program = `import requests
print(requests.post('https://api.plivo.com/v1/', json={}).status_code)`
    const { out, err } = await server.exec(['--token', 'token'], ['python3', '-c', program])
    expect(out, err).toBe('201\n')
  })

  it('"Nothing weakens TLS for other hosts": their certificates are seen, and refused, as without it', async () => {
    const stranger = await makeLeaf(await makeAuthority(Date.now()), ['localhost'], Date.now())
    const other = createTlsServer({ cert: stranger.certificate, key: stranger.key }).listen(0, '127.0.0.2')
    other.on('tlsClientError', () => {})
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const server = await execServer()
    const app = `import { get } from 'node:https'
      get('https://127.0.0.2:${port}/').on('error', error => console.log(error.code))
      await fetch('https://127.0.0.2:${port}/').catch(error => console.log(error.cause.code))`
    const { out } = await server.exec([], ['node', built.app('other.mjs', app)])
    expect(out).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE\n'.repeat(2))
    if (isThere('curl', '--version')) {
      const { err } = await server.exec([], ['curl', '-sS', `https://127.0.0.2:${port}/`])
      expect(err).toMatch(/unable to get local issuer certificate|self.signed|unable to verify/)
    }
    expect(server.asked()).toEqual([])
  })

  it('what the environment trusts already is still trusted, by its own variable only', async () => {
    const server = await execServer()
    const mine = (await makeAuthority(Date.now())).certificate
    const file = built.app('mine.pem', mine)
    const app = `const { readFileSync } = require('node:fs')
      const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'DENO_CERT']
      console.log(JSON.stringify(names.map(name => readFileSync(process.env[name], 'utf8'))))`
    const env = { SSL_CERT_FILE: file }
    const { out } = await server.exec([], ['node', built.app('trust.cjs', app)], env)
    const [node, ssl, requests, curl, deno] = JSON.parse(out) as string[]
    const ours = server.authority.certificate
    expect([node, deno]).toEqual([ours, ours])
    expect([ssl, curl]).toEqual([`${mine.trimEnd()}\n${ours}`, `${mine.trimEnd()}\n${ours}`])
    expect(requests).not.toContain(mine.trimEnd())
    expect(requests?.endsWith(ours)).toBe(true)
    expect(requests?.split('BEGIN CERTIFICATE').length).toBeGreaterThan(20)
  })

  it('PHP is told by settings of its own, after those that are there', async () => {
    const server = await execServer()
    const app = `const { readFileSync } = require('node:fs')
      const [before, folder] = process.env.PHP_INI_SCAN_DIR.split(require('node:path').delimiter)
      console.log(before, readFileSync(folder + '/offhook.ini', 'utf8').replaceAll(process.env.SSL_CERT_FILE, 'FILE'))`
    const settings = 'curl.cainfo = "FILE"\nopenssl.cafile = "FILE"\n\n'
    const file = built.app('php.cjs', app)
    expect((await server.exec([], ['node', file])).out).toBe(` ${settings}`)
    expect((await server.exec([], ['node', file], { PHP_INI_SCAN_DIR: '/own' })).out).toBe(`/own ${settings}`)
  })

  it('a variable that names no file is a mistake that is named', async () => {
    const server = await execServer()
    const { code, err } = await server.exec([], ['true'], { REQUESTS_CA_BUNDLE: '/nowhere/ca.pem' })
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('REQUESTS_CA_BUNDLE names /nowhere/ca.pem, which cannot be read'),
    ])
  })

  it('the program has the account of the server, or its own', async () => {
    const server = await execServer()
    const app = built.app('env.cjs', 'console.log(process.env.PLIVO_AUTH_ID, process.env.PLIVO_AUTH_TOKEN)')
    const own = { PLIVO_AUTH_ID: 'own', PLIVO_AUTH_TOKEN: 'own too' }
    expect((await server.exec([], ['node', app], own)).out).toBe(`${account.auth_id} ${account.auth_token}\n`)
    expect((await server.exec(['--keep-credentials'], ['node', app], own)).out).toBe('own own too\n')
    rmSync(join(server.folder, 'account.json'))
    const { out, err } = await server.exec([], ['node', app], own)
    expect(out).toBe('own own too\n')
    expect(err).toContain('cannot be read from here')
  })

  it('the exit code is the program’s, and nothing is left behind', async () => {
    const server = await execServer()
    const app = built.app('exit.cjs', 'console.log(process.env.DENO_CERT); process.exitCode = Number(process.argv[2])')
    for (const code of [0, 7]) {
      const ended = await server.exec([], ['node', app, String(code)])
      expect(ended.code).toBe(code)
      expect(existsSync(ended.out.trim())).toBe(false)
      expect(ended.err).toMatch(/^offhook: Plivo's API is http:\/\/127\.0\.0\.1:\d+ for this program, as MAXX\w+\n$/)
    }
  })

  it.each([
    ['nowhere-to-be-found', 127, '"nowhere-to-be-found" is not there; is it in PATH?'],
    ['/dev/null', 126, '"/dev/null" cannot be executed: '],
  ])('%s ends with %i', async (name, code, says) => {
    const server = await execServer()
    const ended = await server.exec([], [name])
    expect(ended.code).toBe(code)
    expect(ended.err).toContain(says)
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('%s is passed on; a program that it ends is %i', async (signal, code) => {
    const server = await execServer()
    const app = built.app('waits.cjs', 'console.log("waits"); setInterval(() => {}, 1000)')
    const args = [built.cli, 'exec', '--port', String(server.port), 'node', app]
    const ended = await ends(process.execPath, args, {
      began: child => child.stdout?.once('data', () => child.kill(signal)),
    })
    expect(ended.code).toBe(code)
  })

  it('a program that heeds the signal decides itself', async () => {
    const server = await execServer()
    const app = built.app(
      'heeds.cjs',
      'process.on("SIGTERM", () => process.exit(5)); console.log("waits"); setInterval(() => {}, 1000)',
    )
    const args = [built.cli, 'exec', '--port', String(server.port), '--', 'node', app]
    const ended = await ends(process.execPath, args, {
      began: child => child.stdout?.once('data', () => child.kill('SIGTERM')),
    })
    expect(ended.code).toBe(5)
  })

  describe('says what is wrong', () => {
    const exec = (port: number, ...flags: string[]) =>
      ends(process.execPath, [built.cli, 'exec', '--port', String(port), ...flags, '--', 'true'])

    it('when nothing listens there: how to start it', async () => {
      const { code, err } = await exec(await freePort())
      expect(code).toBe(2)
      expect(err).toMatch(
        /^offhook: no "offhook serve" answers at \S+: nothing listens there\. Start it with "offhook serve --port \d+"/,
      )
    })

    const listening = async (listener: RequestListener) => {
      const server = createHttpServer(listener).listen(0, '127.0.0.1')
      onTestFinished(() => void server.close())
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    }

    it('when something else listens there', async () => {
      const { code, err } = await exec(await listening((_, response) => response.end('hello')))
      expect([code, err]).toEqual([2, expect.stringContaining('is not "offhook serve"')])
    })

    it('when what listens there sends an authority for the whole world', async () => {
      const about = JSON.stringify({ name: 'offhook', version: '1', auth_id: 'MA', data: '/' })
      const port = await listening((request, response) => {
        response.end(request.url === '/offhook' ? about : rootCertificates[0])
      })
      const { code, err } = await exec(port)
      expect([code, err]).toEqual([2, expect.stringContaining("is not one for Plivo's hosts only")])
    })

    it('when it wants a token', async () => {
      const port = await listening((_, response) => response.writeHead(401).end())
      const [none, wrong] = [await exec(port), await exec(port, '--token', 'wrong')]
      expect([none.code, none.err]).toEqual([2, expect.stringContaining('it has a token: --token says it')])
      expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('another token than that of --token')])
    })

    it('when there is no command', async () => {
      const { code, err } = await ends(process.execPath, [built.cli, 'exec'])
      expect([code, err]).toEqual([2, "offhook: missing required argument 'command'\n"])
    })
  })
})

describe('"--import offhook/register"', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof execServer>>
  beforeEach(async () => {
    server = await execServer()
  })

  const run = (name: string, text: string, env: Record<string, string> = {}) => {
    const credentials = { PLIVO_AUTH_ID: account.auth_id, PLIVO_AUTH_TOKEN: account.auth_token }
    return ends(process.execPath, ['--import', built.register, built.app(name, text)], {
      env: { OFFHOOK_URL: server.origin, ...credentials, ...env },
    })
  }

  it.each(Object.entries(apps))('%s makes a call', async (name, text) => {
    expect((await run(name, text)).out).toBe('r1\n')
    expect(server.asked()).toMatchObject([{ method: 'POST', host: 'api.plivo.com', headers: { authorization: basic } }])
  })

  it('is found by its name', async () => {
    const file = built.app('named.mjs', apps['app.mjs'])
    const env = { OFFHOOK_URL: server.origin, PLIVO_AUTH_ID: account.auth_id, PLIVO_AUTH_TOKEN: 'x' }
    // A package may import itself by its name.
    const { out, err } = await ends(process.execPath, ['--import', 'offhook/register', file], {
      env,
      cwd: built.folder,
    })
    expect([out, err]).toEqual(['r1\n', ''])
  })

  const forms = `import * as all from 'node:https'
    import https, { get, request } from 'node:https'
    import http from 'node:http'
    import { once } from 'node:events'
    import { createRequire } from 'node:module'
    const required = createRequire(import.meta.url)('https')
    const done = async asked => { const [answer] = await once(asked, 'response'); answer.resume(); await once(answer, 'end') }
    await done(get('https://api.plivo.com/1?a=b'))
    await done(get(new URL('https://lookup.plivo.com/2')))
    await done(all.get('https://api.plivo.com:443/3', { headers: { 'X-Own': '1' } }))
    await done(request({ host: 'api.plivo.com', path: '/4', method: 'PUT', headers: ['X-Own', '1', 'Content-Length', '2'] }).end('{}'))
    await done(https.request({ hostname: 'phlorunner.plivo.com', path: '/5', method: 'POST', agent: new https.Agent() }).end('five'))
    await done(required.request('https://user:pass@api.plivo.com/6', { method: 'DELETE' }).end())
    await done(http.get('http://api.plivo.com/7'))
    await done(https.get({ protocol: 'https:', host: 'API.plivo.com', path: '/8', headers: { host: 'own.example' } }))`

  it('hears every form of a request, and leaves the rest of it as it is', async () => {
    const { err } = await run('forms.mjs', forms)
    expect(err).toBe('')
    expect(server.asked().map(({ method, url, host, body }) => `${method} ${url} ${host} ${body}`)).toEqual([
      'GET /1?a=b api.plivo.com ',
      'GET /2 lookup.plivo.com ',
      'GET /3 api.plivo.com ',
      'PUT /4 api.plivo.com {}',
      'POST /5 phlorunner.plivo.com five',
      'DELETE /6 api.plivo.com ',
      'GET /7 api.plivo.com ',
      'GET /8 own.example ',
    ])
    expect(server.asked()[5]?.headers.authorization).toBe(`Basic ${Buffer.from('user:pass').toString('base64')}`)
    expect(server.asked()[2]?.headers['x-own']).toBe('1')
  })

  it('fetch, too', async () => {
    const app = `const url = 'https://api.plivo.com/v1/?a=b'
      console.log((await fetch(url)).status)
      console.log((await fetch(new URL(url), { method: 'POST', body: 'one', headers: { 'X-Own': '1' } })).status)
      console.log((await fetch(new Request(url, { method: 'POST', body: 'two', headers: { 'X-Own': '2' } }))).status)
      console.log((await fetch(new Request(url), { method: 'DELETE', headers: { 'X-Own': '3' } })).status)
      const left = new AbortController(); left.abort()
      await fetch(url, { signal: left.signal }).catch(error => console.log(error.name))`
    const { out, err } = await run('fetch.mjs', app)
    expect([out, err]).toEqual(['200\n201\n201\n200\nAbortError\n', ''])
    const asked = server.asked().map(({ method, url, body, headers }) => [method, url, body, headers['x-own']])
    expect(asked).toEqual([
      ['GET', '/v1/?a=b', '', undefined],
      ['POST', '/v1/?a=b', 'one', '1'],
      ['POST', '/v1/?a=b', 'two', '2'],
      ['DELETE', '/v1/?a=b', '', '3'],
    ])
  })

  it('"nothing else is touched": other hosts, other ports, names that look alike', async () => {
    const app = `import { get, request } from 'node:https'
      const failed = asked => new Promise(failed => asked.on('error', error => failed(error.code)))
      const lookup = (host, options, done) => done(Object.assign(new Error('looked up ' + host), { code: host }))
      for (const host of ['www.plivo.com', 'plivo.com', 'api.plivo.com.example', 'xapi.plivo.com', 'stats.plivo.com']) {
        console.log(await failed(get({ host, lookup })))
      }
      console.log(await failed(get({ host: 'api.plivo.com', port: 8443, lookup })))
      try { request('no url') } catch (error) { console.log(error.code) }
      await fetch('nonsense').catch(error => console.log(error.cause.code))`
    const { out } = await run('others.mjs', app)
    const hosts = ['www.plivo.com', 'plivo.com', 'api.plivo.com.example', 'xapi.plivo.com', 'stats.plivo.com']
    expect(out.trim().split('\n')).toEqual([...hosts, 'api.plivo.com', 'ERR_INVALID_URL', 'ERR_INVALID_URL'])
    expect(server.asked()).toEqual([])
  })

  it('"If offhook is not there: an error that says so"', async () => {
    const origin = `http://127.0.0.1:${await freePort()}`
    const app = `import { get } from 'node:https'
      get('https://api.plivo.com/').on('error', error => console.log(error.code, error.message))
      await fetch('https://api.plivo.com/').catch(error => console.log(error.cause.code, error.cause.message))`
    const { out } = await run('absent.mjs', app, { OFFHOOK_URL: origin })
    const lines = out.trim().split('\n')
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      expect(line).toContain(`ECONNREFUSED offhook does not answer at ${origin}`)
      expect(line).toContain('"offhook serve"')
    }
    const unheard = await run('unheard.mjs', "import { get } from 'node:https'; get('https://api.plivo.com/')", {
      OFFHOOK_URL: origin,
    })
    expect([unheard.code, unheard.err]).toEqual([1, expect.stringContaining('offhook does not answer at')])
  })

  it('an OFFHOOK_URL that is none is said at once', async () => {
    const { code, err } = await run('none.mjs', '', { OFFHOOK_URL: '127.0.0.1:8100' })
    expect([code, err]).toEqual([1, expect.stringContaining('OFFHOOK_URL is no http or https URL')])
  })

  it('"light": it imports builtins, and the list of hosts', () => {
    const text = readFileSync(new URL(built.register), 'utf8')
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name)
    expect(imported.filter(name => !name?.startsWith('node:'))).toEqual(['./plivo-hosts.js'])
    const hosts = readFileSync(new URL('plivo-hosts.js', built.register), 'utf8')
    expect(hosts).not.toMatch(/\bimport\b/)
  })
})

it("Plivo's API hosts are those that the official SDK asks", () => {
  const { resolve } = createRequire(import.meta.url)
  const files = ['rest/axios.js', 'rest/client.js', 'resources/lookup.js', 'resources/callFeedback.js']
  const code = files.map(file => readFileSync(resolve(`plivo/dist/${file}`), 'utf8')).join('\n')
  const asked = new Set([...code.matchAll(/https:\/\/([\w.]+\.plivo\.com)/g)].map(([, host]) => host))
  expect([...asked].sort()).toEqual([...plivoHosts, 'stats.plivo.com'].sort())
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(closed => server.close(closed))
  return port
}
