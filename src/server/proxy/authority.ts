import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { wallTime } from '../../clock/real-clock.js'
import { type Certified, isFresh, isSound, makeAuthority, makeLeaf } from './certificates.js'
import { plivoHosts } from './plivo-hosts.js'

/** Who vouches, on this machine and to programs that are told so, that offhook is Plivo's API. */
export interface Authority {
  /** PEM, without the key: for whoever is to trust it. */
  readonly certificate: string
  /** Where that is. */
  readonly file: string
  /** What offhook shows for Plivo's API hosts; made anew when its life is half over. */
  secureContext(): Promise<SecureContext>
}

/** The certificate authority cannot be kept; the message says where and why. */
export class AuthorityError extends Error {
  override name = 'AuthorityError'
}

/**
 * Reads the certificate authority in a folder of its own, or makes one: `ca.pem`, and `ca-key.pem` for its owner's eyes
 * only. One that is broken, comes to its end, or whose key others could have read is replaced.
 */
export async function openAuthority(folder: string): Promise<Authority> {
  const files = { certificate: join(folder, 'ca.pem'), key: join(folder, 'ca-key.pem') }
  const kept = await keep(folder, files)
  let leaf: Promise<Leaf> | undefined
  return {
    certificate: kept.certificate,
    file: files.certificate,
    async secureContext() {
      if (leaf && !isFresh(await leaf, wallTime())) leaf = undefined
      leaf ??= leafOf(kept)
      return (await leaf).context
    },
  }
}

interface Leaf extends Certified {
  readonly context: SecureContext
}

interface Files {
  readonly certificate: string
  readonly key: string
}

async function leafOf(authority: Certified): Promise<Leaf> {
  const leaf = await makeLeaf(authority, plivoHosts, wallTime())
  const context = createSecureContext({ cert: leaf.certificate, key: leaf.key, minVersion: 'TLSv1.2' })
  return { ...leaf, context }
}

async function keep(folder: string, files: Files): Promise<Certified> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await chmod(folder, 0o700)
    const found = await read(files)
    if (found && isSound(found, wallTime())) return found
    const made = await makeAuthority(wallTime())
    await replace(files.key, made.key, 0o600)
    await replace(files.certificate, made.certificate, 0o644)
    if (await isOpen(files.key)) {
      await rm(files.key)
      throw new AuthorityError(
        `${files.key} would be readable by others, whatever its mode: keep the data on another file system (--data)`,
      )
    }
    return made
  } catch (error) {
    if (error instanceof AuthorityError) throw error
    throw new AuthorityError(`the certificate authority cannot be kept in ${folder}: ${(error as Error).message}`)
  }
}

/** What is there; nothing if a file is missing, or if others may read the key: then it is no secret any more. */
async function read({ certificate, key }: Files): Promise<Certified | undefined> {
  try {
    if (await isOpen(key)) return undefined
    return { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Windows has no such modes; there, a user's folders are closed to other users. */
const isOpen = async (file: string): Promise<boolean> =>
  process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0

/** Whoever reads meanwhile finds the old file or the new one. */
async function replace(file: string, text: string, mode: number): Promise<void> {
  const fresh = `${file}.${process.pid}`
  await rm(fresh, { force: true })
  await writeFile(fresh, text, { mode, flag: 'wx' })
  await chmod(fresh, mode)
  await rename(fresh, file)
}
