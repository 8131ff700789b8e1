import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { UsageError } from './exit-code.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Which variables name the certificates that a program trusts, and what it trusts if they do not. */
const variables: Readonly<Record<string, { readonly instead: readonly string[]; readonly added?: true }>> = {
  // Node and Deno trust these besides their own.
  NODE_EXTRA_CA_CERTS: { instead: [], added: true },
  DENO_CERT: { instead: [], added: true },
  SSL_CERT_FILE: { instead: [] },
  REQUESTS_CA_BUNDLE: { instead: ['CURL_CA_BUNDLE'] },
  CURL_CA_BUNDLE: { instead: ['SSL_CERT_FILE'] },
}

/** Where systems keep the certificates that they trust; the first that is there is the system's. */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/usr/local/etc/openssl@3/cert.pem',
  '/opt/homebrew/etc/openssl@3/cert.pem',
]

/**
 * Writes what the program is to trust into a folder: what it trusts already, by its own variables or else the system's, and
 * the authority. Comes to the variables with the files that they are to name.
 */
export async function writeCertificates(folder: string, authority: string, env: Environment): Promise<Environment> {
  const system = systemCertificates()
  const told: Partial<Record<string, string>> = {}
  const written = new Map<string, string>()
  for (const [name, { instead, added }] of Object.entries(variables)) {
    const named = [name, ...instead].find(one => env[one])
    const trusted = named ? await certificatesOf(named, env[named] ?? '') : added ? '' : await system()
    const file = written.get(trusted) ?? join(folder, trusted === '' ? 'ca.pem' : `bundle-${written.size}.pem`)
    if (!written.has(trusted)) await writeFile(file, [trusted, authority].filter(Boolean).join('\n'), { mode: 0o600 })
    written.set(trusted, file)
    told[name] = file
  }
  return { ...told, PHP_INI_SCAN_DIR: await writePhpSettings(folder, told.SSL_CERT_FILE ?? '', env) }
}

/** PHP has settings where others have variables; they are read after those that it finds anyway. */
async function writePhpSettings(
  folder: string,
  bundle: string,
  { PHP_INI_SCAN_DIR = '' }: Environment,
): Promise<string> {
  const settings = join(folder, 'php')
  await mkdir(settings)
  await writeFile(join(settings, 'offhook.ini'), `curl.cainfo = "${bundle}"\nopenssl.cafile = "${bundle}"\n`)
  return `${PHP_INI_SCAN_DIR}${delimiter}${settings}`
}

function systemCertificates(): () => Promise<string> {
  let read: Promise<string> | undefined
  const find = async () => {
    for (const file of systemBundles) {
      const text = await readFile(file, 'utf8').catch(() => '')
      if (text.includes('BEGIN CERTIFICATE')) return text.trimEnd()
    }
    return rootCertificates.join('\n')
  }
  return () => {
    read ??= find()
    return read
  }
}

/** Of a file, or of all files in a folder, as a variable names them. */
async function certificatesOf(variable: string, path: string): Promise<string> {
  try {
    if (!(await stat(path)).isDirectory()) return (await readFile(path, 'utf8')).trimEnd()
    const files = await readdir(path, { withFileTypes: true })
    const texts = await Promise.all(files.map(({ name }) => readFile(join(path, name), 'utf8').catch(() => '')))
    return texts
      .filter(text => text.includes('BEGIN CERTIFICATE'))
      .join('\n')
      .trimEnd()
  } catch (error) {
    throw new UsageError(`${variable} names ${path}, which cannot be read: ${(error as Error).message}`)
  }
}
