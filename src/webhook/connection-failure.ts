const certificateFailures: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate not trusted (self-signed)',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate not trusted (self-signed)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate not trusted (unknown issuer)',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate not trusted (unknown issuer)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate not trusted (unknown issuer)',
  CERT_HAS_EXPIRED: 'certificate expired',
  CERT_NOT_YET_VALID: 'certificate not yet valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate is for another host',
}

const networkFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'no answer from DNS',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'host unreachable',
  EADDRNOTAVAIL: 'host unreachable',
  ETIMEDOUT: 'no answer from the host',
  UND_ERR_DESTROYED: 'given up while connecting',
}

/** Why there is no connection, without ports and addresses that change from run to run (D64). */
export function connectionFailure(error: NodeJS.ErrnoException, phase: 'connect' | 'tls' = 'connect'): string {
  const code = error.code ?? ''
  const known = certificateFailures[code] ?? networkFailures[code]
  if (known !== undefined) return known
  const handshake = phase === 'tls' || /^(CERT|ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO|HOSTNAME)/.test(code)
  if (handshake || error.message.includes('TLS')) return 'TLS handshake failed'
  return code === 'ECONNRESET' ? 'connection closed while connecting' : `no connection (${code || error.message})`
}

const ours = /^(UND_ERR_(INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)|ERR_INVALID_IP_ADDRESS)$/

/** What is wrong with the request itself or with how connections are configured; the application has no part in it. */
export const cannotBeMade = ({ code = '', message }: NodeJS.ErrnoException): string | undefined =>
  ours.test(code) ? message : undefined

/**
 * Why an answer is no HTTP, `within` its headers or its body; undefined if the connection was closed or reset instead.
 * What undici's parser finds has no codes, only words.
 */
export function answerFailure({ name, message }: Error, within: 'headers' | 'body'): string | undefined {
  if (name === 'HeadersOverflowError') return 'the headers are larger than 16 KB'
  if (message === 'bad upgrade') return 'answered 101, which nobody asked for'
  // Whatever is wrong with headers among which is a Content-Length, is an error of that length to it.
  const parsed = name === 'HTTPParserError' ? message : within === 'headers' && name === lengthMismatch ? 'header' : ''
  if (parsed === '' || parsed.includes('EOF')) return undefined
  if (within === 'body') return 'the body is not the chunks it is said to be'
  return /header|Content-Length|Transfer-Encoding/i.test(parsed)
    ? 'the answer is not HTTP: its headers are malformed or contradict each other'
    : 'the answer is not HTTP'
}

const lengthMismatch = 'ResponseContentLengthMismatchError'
