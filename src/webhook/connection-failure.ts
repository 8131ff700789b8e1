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
}

/** Why there is no connection, without ports and addresses that change from run to run (D64). */
export function connectionFailure(error: NodeJS.ErrnoException): string {
  const code = error.code ?? ''
  const known = certificateFailures[code] ?? networkFailures[code]
  if (known !== undefined) return known
  if (/^(CERT|ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO|HOSTNAME)/.test(code) || /TLS/.test(error.message))
    return 'TLS handshake failed'
  return code === 'ECONNRESET' ? 'connection closed while connecting' : `no connection (${code || error.message})`
}
