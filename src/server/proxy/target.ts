import { isIP } from 'node:net'

/** Where a proxy is asked to connect to. */
export interface Target {
  /** A name in lower case, or an IP address without brackets. */
  readonly host: string
  readonly port: number
}

const authority = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_](?:[a-z0-9._-]{0,252})))(?::(\d{1,5}))?$/i

/** `api.plivo.com:443`, `[::1]:8443`; what is wrong with it, in a sentence, for anything else. */
export function readTarget(written: string, defaultPort?: number): Target | string {
  const [, six, name, digits] = authority.exec(written) ?? []
  const host = (six ?? name)?.toLowerCase()
  if (host === undefined || (six !== undefined && isIP(host) !== 6)) {
    return `${JSON.stringify(written.slice(0, 200))} is no host with its port, such as api.plivo.com:443.`
  }
  const port = digits === undefined ? defaultPort : Number(digits)
  if (port === undefined) return `${JSON.stringify(written)} has no port; did you mean ${written}:443?`
  if (port >= 1 && port <= 65_535) return { host, port }
  return `There is no port ${digits}; allowed are 1 to 65535.`
}

export const writeTarget = ({ host, port }: Target): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
