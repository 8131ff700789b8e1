/**
 * Where the API of Plivo is, by the official SDKs: requests to these hosts come to offhook, and to no other.
 * Not `plivo.com` and `www`, which people read, nor `stats.plivo.com`, which is told how good a call was.
 */
export const plivoHosts: readonly string[] = ['api.plivo.com', 'lookup.plivo.com', 'phlorunner.plivo.com']

/** Whether a host, as a URL, a CONNECT or a TLS handshake names it, is one of Plivo's API. */
export const isPlivoHost = (host: string): boolean => plivoHosts.includes(host.toLowerCase().replace(/\.$/, ''))
