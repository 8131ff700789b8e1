import { describe, expect, it } from 'vitest'
import { connectionFailure } from '../../src/webhook/connection-failure.js'

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
