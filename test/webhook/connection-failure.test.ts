import { describe, expect, it } from 'vitest'
import { answerFailure, cannotBeMade, connectionFailure } from '../../src/webhook/connection-failure.js'

describe('D64: "refused, unreachable, DNS, TLS handshake, certificate", in words that are the same every time', () => {
  it.each([
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:53817', 'connection refused'],
    ['EHOSTUNREACH', 'connect EHOSTUNREACH 10.0.0.1:80 - Local (10.0.0.2:50122)', 'host unreachable'],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND nosuch.invalid', 'no such host'],
    ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN nosuch.invalid', 'no answer from DNS'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'certificate not trusted (self-signed)'],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'unable to verify the first certificate',
      'certificate not trusted (unknown issuer)',
    ],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'certificate expired'],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "Hostname/IP does not match certificate's altnames",
      'certificate is for another host',
    ],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', 'TLS handshake failed'],
    [
      'ECONNRESET',
      'Client network socket disconnected before secure TLS connection was established',
      'TLS handshake failed',
    ],
    ['ECONNRESET', 'read ECONNRESET', 'connection closed while connecting'],
    ['EMFILE', 'too many open files', 'no connection (EMFILE)'],
  ])('%s', (code, message, reason) => {
    expect(connectionFailure(Object.assign(new Error(message), { code }))).toBe(reason)
  })
})

describe('what undici says of an answer, in words that are the same every time', () => {
  const error = (name: string, message: string) => Object.assign(new Error(message), { name })
  const parser = (what: string) => error('HTTPParserError', `Response does not match the HTTP/1.1 protocol (${what})`)
  const mismatch = error(
    'ResponseContentLengthMismatchError',
    'Response body length does not match content-length header',
  )

  it('a body that was cut short is no broken answer, whatever the parser calls it', () => {
    expect(answerFailure(parser('Invalid EOF state'), 'body')).toBeUndefined()
    expect(answerFailure(mismatch, 'body')).toBeUndefined()
    expect(answerFailure(error('SocketError', 'other side closed'), 'headers')).toBeUndefined()
  })

  it('anything wrong with headers among which is a Content-Length is about them', () => {
    const malformed = 'the answer is not HTTP: its headers are malformed or contradict each other'
    expect(answerFailure(mismatch, 'headers')).toBe(malformed)
    expect(answerFailure(parser('Invalid header token'), 'headers')).toBe(malformed)
  })

  it('what cannot be sent is told from what the network does', () => {
    const withCode = (code: string) => Object.assign(new Error('so'), { code })
    expect(cannotBeMade(withCode('UND_ERR_INVALID_ARG'))).toBe('so')
    expect(cannotBeMade(withCode('ECONNREFUSED'))).toBeUndefined()
    expect(cannotBeMade(withCode('UND_ERR_SOCKET'))).toBeUndefined()
  })

  it('reset in the handshake', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    expect(connectionFailure(reset, 'tls')).toBe('TLS handshake failed')
  })
})
