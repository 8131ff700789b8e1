import { type Hypothesis, urlIsSigned } from './hypothesis.js'
import { type Reading, type SignatureHeader, signedText, urlOf } from './reading.js'
import { basicCredentials } from './secrets.js'

const instead = (right: Reading, reading: Reading): string =>
  `The signature is of ${urlOf(right)}; what was verified is ${urlOf(reading)}`

export const scheme: Hypothesis = {
  code: 'scheme',
  advice:
    'Verify the scheme that Plivo called: behind a proxy or tunnel that ends TLS, https (Express: trust proxy; or a configured public URL).',
  ...urlIsSigned,
  *changes(reading) {
    const right = { ...reading, scheme: reading.scheme.toLowerCase() === 'https' ? 'http' : 'https' }
    yield { reading: right, sentence: `${instead(right, reading)}: another scheme.` }
  },
}

const usualPorts = { http: '80', https: '443' } as const

/** Where applications usually listen. */
const likelyPorts = [
  80, 443, 3000, 3001, 4000, 4567, 5000, 5001, 7000, 8000, 8008, 8080, 8081, 8088, 8443, 8888, 9000, 9443,
]

export const port: Hypothesis = {
  code: 'port',
  advice:
    'Verify with the port exactly as it stands in the URL that Plivo was given: a port that is not written there is not signed.',
  ...urlIsSigned,
  *changes(reading, { headers }) {
    const [, host = '', written = ''] = /^(.*?)(:\d+)?$/s.exec(reading.authority) ?? []
    const fromHost = /:\d+$/.exec(headers.get('host') ?? '')?.[0]
    const usual = `:${usualPorts[reading.scheme.toLowerCase() === 'https' ? 'https' : 'http']}`
    const likely = likelyPorts.map(one => `:${one}`)
    for (const right of new Set(['', fromHost ?? '', usual, ...likely])) {
      if (right !== written) yield withPort(reading, host, right)
    }
  },
}

/** Every port there is, one after the other; only after all that is more likely. */
export const anyPort: Hypothesis = {
  ...port,
  *changes(reading) {
    const host = reading.authority.replace(/:\d+$/, '')
    const compose = otherwiseAlike(reading)
    for (let one = 1; one < 65536; one++) {
      const { reading: right, sentence } = withPort(reading, host, `:${one}`)
      yield { reading: { ...right, compose }, sentence }
    }
  },
}

/** What is signed of a reading that has another authority: the rest of the text is made once. */
function otherwiseAlike(reading: Reading) {
  const rests = new Map<string, string | undefined>()
  return (right: Reading, header: SignatureHeader): string | undefined => {
    const before = `${reading.scheme}://${header.version === 'V1' ? reading.credentials : ''}`
    if (!rests.has(header.name))
      rests.set(header.name, signedText(reading, header)?.slice(before.length + reading.authority.length))
    const rest = rests.get(header.name)
    return rest === undefined ? undefined : before + right.authority + rest
  }
}

function withPort(reading: Reading, host: string, right: string) {
  const changed = { ...reading, authority: host + right }
  return {
    reading: changed,
    sentence: `${instead(changed, reading)}: ${right ? `with port ${right.slice(1)}` : 'without the port'}.`,
  }
}

export const host: Hypothesis = {
  code: 'host',
  advice: 'Verify the host that Plivo called, not the one that the application is known by behind its proxy.',
  ...urlIsSigned,
  *changes(reading, { headers }) {
    const { authority } = reading
    const hosts = [headers.get('host')?.trim() ?? '', authority.toLowerCase(), ...aliases(authority)]
    for (const right of new Set(hosts)) {
      if (right === authority || !/^[^\s/@?#]+$/.test(right)) continue
      const changed = { ...reading, authority: right }
      yield { reading: changed, sentence: `${instead(changed, reading)}: another host.` }
    }
  },
}

/** Other names of what is most likely the same machine. */
function aliases(authority: string): string[] {
  const local = /^(localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)(?=:|$)/i
  if (local.test(authority)) {
    return ['localhost', '127.0.0.1', 'host.docker.internal'].map(name => authority.replace(local, name))
  }
  return [authority.startsWith('www.') ? authority.slice(4) : `www.${authority}`, authority.replace(/\.(?=:|$)/, '')]
}

export const credentials: Hypothesis = {
  code: 'credentials',
  advice:
    'Whoever signed kept user and password in the URL (as the Python SDK does); Plivo, and the Node SDK, leave them out.',
  provenance: 'SDK',
  rule: 'D70',
  *changes(reading, { headers }) {
    for (const kept of new Set([reading.credentials, basicCredentials(headers)])) {
      if (!kept) continue
      const right = { ...reading, credentials: '', authority: kept + reading.authority }
      yield { reading: right, sentence: 'The signature is of the URL with its user and password.' }
    }
    if (reading.credentials) {
      yield {
        reading: { ...reading, credentials: '' },
        sentence: 'The V1 signature is of the URL without its user and password.',
      }
    }
  },
}
