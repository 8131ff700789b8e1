import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect, createServer, rootCertificates } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AuthorityError, openAuthority } from '../../../src/server/proxy/authority.js'
import { isFresh, isSound, makeAuthority, makeLeaf, onlyForPlivo } from '../../../src/server/proxy/certificates.js'
import { temporaryFolder } from '../../temporary-folder.js'

const now = Date.now()
const day = 24 * 60 * 60_000
const made = await makeAuthority(now)

describe('the authority', () => {
  it('is kept: who opens the folder again gets the same', async () => {
    const folder = join(temporaryFolder(), 'authority')
    const { certificate, file } = await openAuthority(folder)
    expect(readFileSync(file, 'utf8')).toBe(certificate)
    expect((await openAuthority(folder)).certificate).toBe(certificate)
  })

  it('"key readable by its owner only", and so is the folder', async () => {
    const folder = join(temporaryFolder(), 'authority')
    await openAuthority(folder)
    const mode = (name: string) => statSync(join(folder, name)).mode & 0o777
    expect([mode('.'), mode('ca-key.pem'), mode('ca.pem')]).toEqual([0o700, 0o600, 0o644])
    expect(readdirSync(folder).sort()).toEqual(['ca-key.pem', 'ca.pem'])
  })

  it('a folder that others may enter is closed to them', async () => {
    const folder = join(temporaryFolder(), 'authority')
    mkdirSync(folder, { mode: 0o755 })
    await openAuthority(folder)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('a key that others could read is no secret any more: another authority takes its place', async () => {
    const folder = temporaryFolder()
    const { certificate } = await openAuthority(folder)
    chmodSync(join(folder, 'ca-key.pem'), 0o640)
    expect((await openAuthority(folder)).certificate).not.toBe(certificate)
    expect(statSync(join(folder, 'ca-key.pem')).mode & 0o777).toBe(0o600)
  })

  it.each(['ca.pem', 'ca-key.pem'])('a broken, empty or missing %s is replaced, with its other half', async name => {
    for (const harm of [
      (file: string) => writeFileSync(file, 'nonsense'),
      (file: string) => writeFileSync(file, ''),
      (file: string) => rmSync(file),
    ]) {
      const folder = temporaryFolder()
      const { certificate } = await openAuthority(folder)
      harm(join(folder, name))
      const again = await openAuthority(folder)
      expect(again.certificate).not.toBe(certificate)
      const key = readFileSync(join(folder, 'ca-key.pem'), 'utf8')
      expect(isSound({ certificate: again.certificate, key }, Date.now())).toBe(true)
    }
  })

  it('a folder that cannot be made is named, with the reason', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const opened = openAuthority(join(file, 'authority'))
    await expect(opened).rejects.toThrow(AuthorityError)
    await expect(opened).rejects.toThrow(/cannot be kept in .*authority: ENOTDIR/)
  })

  it('is made anew near its end, or with the key of another', async () => {
    const end = Date.parse(new X509Certificate(made.certificate).validTo)
    const sound = (at: number) => isSound(made, at)
    expect([sound(now), sound(end - 91 * day), sound(end - 89 * day), sound(end + day)]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(sound(now - 2 * day)).toBe(false)
    const { key } = await makeAuthority(now)
    expect(isSound({ ...made, key }, now)).toBe(false)
  })

  it('vouches for no more than a month: what it signs is made anew half-way', async () => {
    const leaf = await makeLeaf(made, ['api.plivo.com'], now)
    expect([now, now + 14 * day, now + 16 * day].map(at => isFresh(leaf, at))).toEqual([true, true, false])
  })

  it('the same context serves all connections while it is fresh', async () => {
    const authority = await openAuthority(temporaryFolder())
    const [one, other] = await Promise.all([authority.secureContext(), authority.secureContext()])
    expect(one).toBe(other)
  })
})

describe('"Nothing weakens TLS for other hosts"', () => {
  it.each([
    [['api.plivo.com', 'lookup.plivo.com'], 'api.plivo.com', undefined],
    [['other.example'], 'other.example', 'permitted subtree violation'],
    [['api.plivo.com', 'other.example'], 'other.example', 'permitted subtree violation'],
    [['plivo.com.example'], 'plivo.com.example', 'permitted subtree violation'],
    [['notplivo.com'], 'notplivo.com', 'permitted subtree violation'],
  ])('Node judges a certificate of the authority for %j', async (names, servername, refused) => {
    const leaf = await makeLeaf(made, names, now)
    const server = createServer({ cert: leaf.certificate, key: leaf.key }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const socket = connect({ port, host: '127.0.0.1', servername, ca: made.certificate })
    const judged = await new Promise<string | undefined>(judge => {
      socket.once('secureConnect', () => judge(undefined)).once('error', error => judge(error.message))
    })
    socket.destroy()
    expect(judged).toBe(refused)
  })

  const openssl = tool('openssl', 'version')
  it.skipIf(!openssl)('openssl judges alike, also of IP addresses, by its strict rules', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'ca.pem'), made.certificate)
    const verdict = async (name: string) => {
      const leaf = await makeLeaf(made, [name], now)
      writeFileSync(join(folder, 'leaf.pem'), leaf.certificate)
      try {
        const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', 'ca.pem', 'leaf.pem']
        return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim()
      } catch (error) {
        return /error \d+ .*/.exec(String((error as { stderr: string }).stderr))?.[0]
      }
    }
    expect(await verdict('api.plivo.com')).toBe('leaf.pem: OK')
    expect(await verdict('other.example')).toMatch(/permitted subtree violation/)
    expect(await verdict('127.0.0.1')).toMatch(/subtree violation/)
  })

  it('an authority for the whole world is not trusted, whoever sends it', async () => {
    expect(onlyForPlivo(made.certificate)).toBe(made.certificate)
    expect(onlyForPlivo(`words before\n${made.certificate}`)).toBe(made.certificate)
    const leaf = await makeLeaf(made, ['api.plivo.com'], now)
    for (const other of [leaf.certificate, rootCertificates[0] ?? '', '', 'nonsense', made.certificate.slice(0, 200)]) {
      expect(onlyForPlivo(other)).toBeUndefined()
    }
  })

  it('of several certificates in one text, no other one comes with it', () => {
    const [other = ''] = rootCertificates
    expect(onlyForPlivo(`${made.certificate}${other}`)).toBe(made.certificate)
    expect(onlyForPlivo(`${other}\n${made.certificate}`)).toBeUndefined()
  })
})

/** Whether a program is on this machine. */
function tool(name: string, ...args: string[]): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
