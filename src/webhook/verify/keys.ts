import { exactMatch, type Hypothesis, signaturesAsSent } from './hypothesis.js'
import type { Reading, SignatureHeader, Tokens, Version } from './reading.js'
import { nonceName } from './signature-headers.js'

export const tokenWhitespace: Hypothesis = {
  code: 'token-whitespace',
  advice:
    'Give the token without quotes, spaces and line ends: trim it where it is read from a file or the environment.',
  ...exactMatch,
  *changes(reading) {
    const forms: ((token: string) => string)[] = [
      token => token.trim(),
      unquoted,
      token => `${token}\n`,
      token => `${token}\r\n`,
      token => `${token} `,
      token => ` ${token}`,
      token => `"${token}"`,
    ]
    for (const [at, form] of forms.entries()) {
      const tokens = bothTokens(reading.tokens, form)
      if (tokens.account === reading.tokens.account && tokens.main === reading.tokens.main) continue
      const sentence =
        at < 2
          ? 'The token has something around it that does not belong to it.'
          : 'Whoever signed used the token with something around it (a line end, a space, quotes).'
      yield { reading: { ...reading, tokens }, sentence }
    }
  },
}

/** Without spaces and quotes around it. */
function unquoted(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && around.test(text[start] ?? '')) start++
  while (start < end && around.test(text[end - 1] ?? '')) end--
  return text.slice(start, end)
}

const around = /^[\s"'`\ufeff]$/

const bothTokens = ({ account, main }: Tokens, change: (token: string) => string): Tokens => ({
  account: change(account),
  main: change(main),
})

export const otherAccount: Hypothesis = {
  code: 'token-other-account',
  advice:
    'X-Plivo-Signature-V3 is signed with the token of the account that owns the number or application, -Ma- headers with that of its main account: verify each with its own.',
  ...signaturesAsSent,
  *changes(reading) {
    const { account, main } = reading.tokens
    if (account === main) return
    const sentence = 'The signature is by the token of the other account: main account and subaccount are mixed up.'
    yield { reading: { ...reading, tokens: { account: main, main: account } }, sentence }
  },
}

export const authIdAsToken: Hypothesis = {
  code: 'token-auth-id',
  advice: 'Sign and verify with the auth token, not with the auth ID (MA… or SA…).',
  ...signaturesAsSent,
  *changes(reading, { authId }) {
    const ids = [authId, reading.params.ParentAuthID, reading.params.AccountID].flat()
    for (const id of new Set(ids)) {
      if (!id) continue
      const sentence = 'Whoever signed used the auth ID in the place of the token.'
      yield { reading: { ...reading, tokens: { account: id, main: id } }, sentence }
    }
  },
}

export const headerSpaces: Hypothesis = {
  code: 'header-list-spaces',
  advice:
    'Two signatures are separated by a comma alone; the SDKs do not trim them. Look at what joins or rewrites headers on the way.',
  ...exactMatch,
  *changes(reading) {
    const sentence = 'The list of signatures in the header has spaces around its commas.'
    yield changed(reading, sentence, header => ({ ...header, signatures: header.signatures.map(one => one.trim()) }))
  },
}

export const headerDoubled: Hypothesis = {
  code: 'header-doubled',
  advice:
    'Let one proxy alone hand on X-Plivo-… headers: two headers of a name are joined with a comma, and that is no nonce.',
  ...exactMatch,
  *changes(reading, { headers }) {
    const nonces = ['V3', 'V2'].map(version => headers.get(nonceName(version as Version).toLowerCase()) ?? '')
    const times = Math.max(...nonces.map(nonce => nonce.split(',', mostTimes).length))
    if (times < 2) return
    for (let at = 0; at < times; at++) {
      const one = (nonce: string | undefined) => nonce?.split(',', mostTimes).map(part => part.trim())
      const equal = nonces.every(nonce => new Set(one(nonce)).size === 1)
      const sentence = equal
        ? `The X-Plivo-… headers came ${times === 2 ? 'twice' : `${times} times`}, with the same values.`
        : `A nonce came several times, with different values; the signature is of ${one(nonces.find(Boolean))?.[at] ?? 'one'}.`
      yield changed(reading, sentence, header => {
        const nonce = one(header.nonce)
        return {
          ...header,
          signatures: header.signatures.map(signature => signature.trim()),
          nonce: nonce?.[at] ?? nonce?.[0],
        }
      })
      if (equal) return
    }
  },
}

/** A header is looked at so often at most. */
const mostTimes = 10

export const headerMangled: Hypothesis = {
  code: 'header-mangled',
  advice: 'Compare the header as it came: base64 with +, / and =, neither decoded nor quoted.',
  ...exactMatch,
  *changes(reading) {
    const sentence =
      'The signature in the header was changed on the way (quotes, escapes, spaces, URL-safe base64, or hexadecimal).'
    yield changed(reading, sentence, header => ({ ...header, signatures: header.signatures.map(asBase64) }))
    yield changed(reading, 'The nonce in the header has something around it.', header => ({
      ...header,
      nonce: header.nonce && unquoted(header.nonce),
    }))
  },
}

function asBase64(written: string): string {
  const plain = unquoted(written)
    .replace(/^sha(1|256)=/i, '')
    .replace(/%2b/gi, '+')
    .replace(/%2f/gi, '/')
    .replace(/%3d/gi, '=')
    .replace(/[ -]/g, '+')
    .replaceAll('_', '/')
  if (/^([\da-f]{40}|[\da-f]{64})$/i.test(plain)) return Buffer.from(plain, 'hex').toString('base64')
  return Buffer.from(plain, 'base64').toString('base64')
}

export const otherNonce: Hypothesis = {
  code: 'nonce-other',
  advice: `Verify each version with its own nonce: V3 with ${nonceName('V3')}, V2 with ${nonceName('V2')}.`,
  ...signaturesAsSent,
  *changes(reading, { headers }) {
    for (const version of ['V2', 'V3'] as const) {
      const nonce = headers.get(nonceName(version).toLowerCase())
      const sentence = `The signature is of the nonce in ${nonceName(version)}.`
      if (nonce !== undefined) yield changed(reading, sentence, header => ({ ...header, nonce }))
    }
    yield changed(reading, 'The signature is of no nonce at all.', header => ({ ...header, nonce: '' }))
  },
}

export const otherVersion: Hypothesis = {
  code: 'header-other-version',
  advice: 'Take the signature from the header of the version that is verified: V2 and V3 sign different texts.',
  ...signaturesAsSent,
  *changes(reading) {
    for (const version of ['V3', 'V2', 'V1'] as const) {
      const sentence = `What stands in the header is a ${version} signature.`
      yield changed(reading, sentence, header => ({ ...header, version: version as Version }))
    }
  },
}

/** One more change to headers, after those that the reading has already. */
function changed(reading: Reading, sentence: string, change: (header: SignatureHeader) => SignatureHeader) {
  const { header: before } = reading
  return { reading: { ...reading, header: (one: SignatureHeader) => change(before?.(one) ?? one) }, sentence }
}
