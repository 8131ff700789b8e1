import 'reflect-metadata'
import { createPrivateKey, type webcrypto, X509Certificate } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509Certificate as X509Issuer,
} from '@peculiar/x509'

/** A certificate and its key, as PEM. */
export interface Certified {
  readonly certificate: string
  readonly key: string
}

const day = 24 * 60 * 60_000
/** Clocks of containers and virtual machines differ. */
const clockSkew = day
const life = { authority: 5 * 365 * day, leaf: 30 * day }
/** What is left of it when a certificate is made anew. */
const reserve = { authority: 90 * day, leaf: 15 * day }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * Permitted are plivo.com and what is below it, excluded are all IP addresses (RFC 5280, 4.2.1.10; in DER). Clients refuse
 * whatever else the key signs, so that it is worth nothing to whoever gets hold of it.
 */
const nameConstraints = der(
  0x30,
  der(0xa0, der(0x30, der(0x82, Buffer.from('plivo.com')))),
  der(0xa1, der(0x30, der(0x87, Buffer.alloc(8))), der(0x30, der(0x87, Buffer.alloc(32)))),
)

/** A tag, the length of what follows (127 bytes at most), and that. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, content.length]), content])
}

/** A certificate authority that can vouch for hosts of Plivo, and for nobody else; `now` in epoch ms. */
export async function makeAuthority(now: number): Promise<Certified> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=offhook local authority for plivo.com,O=offhook',
    notBefore: new Date(now - clockSkew),
    notAfter: new Date(now + life.authority),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new Extension('2.5.29.30', true, nameConstraints),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: pem(certificate), key: await pemOf(keys.privateKey) }
}

/** A certificate for hosts, signed by an authority, for a few weeks. */
export async function makeLeaf(authority: Certified, hosts: readonly string[], now: number): Promise<Certified> {
  const issuer = new X509Issuer(authority.certificate)
  const pkcs8 = createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' })
  const signingKey = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const names: JsonGeneralName[] = hosts.map(value => ({ type: 'dns', value }))
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${hosts[0]}`,
    issuer: issuer.subject,
    notBefore: new Date(Math.max(now - clockSkew, issuer.notBefore.getTime())),
    notAfter: new Date(Math.min(now + life.leaf, issuer.notAfter.getTime())),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: pem(certificate), key: await pemOf(keys.privateKey) }
}

/** Whether an authority can be used for a good while: its key is its own, its names are constrained, its end is far. */
export function isSound({ certificate, key }: Certified, now: number): boolean {
  try {
    const read = new X509Certificate(certificate)
    const belongs = read.ca && read.checkPrivateKey(createPrivateKey(key))
    return belongs && onlyForPlivo(certificate) !== undefined && isValid(read, now, reserve.authority)
  } catch {
    return false
  }
}

/**
 * The one authority in a text, if it can vouch for Plivo's hosts only: trusting it weakens no other host, whoever has sent
 * it. Nothing for anything else.
 */
export function onlyForPlivo(text: string): string | undefined {
  try {
    const read = new X509Issuer(text)
    const found = read.getExtension('2.5.29.30')
    return found?.critical && nameConstraints.equals(Buffer.from(found.value)) ? pem(read) : undefined
  } catch {
    return undefined
  }
}

/** Whether a certificate for hosts still has a good part of its life before it. */
export const isFresh = ({ certificate }: Certified, now: number): boolean =>
  isValid(new X509Certificate(certificate), now, reserve.leaf)

const isValid = ({ validFrom, validTo }: X509Certificate, now: number, left: number): boolean =>
  Date.parse(validFrom) <= now && now + left < Date.parse(validTo)

const pem = (certificate: X509Issuer): string => `${certificate.toString('pem').trim()}\n`

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', key)
  return `${PemConverter.encode(pkcs8, PemConverter.PrivateKeyTag).trim()}\n`
}
