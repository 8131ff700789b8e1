import type { Reading } from './reading.js'

/** What nobody may read in a report: user and password, with `@` at its end, as the URL and the request have them. */
export const secretsIn = ({ credentials }: Reading, headers: ReadonlyMap<string, string>): string[] =>
  [credentials, basicCredentials(headers)].filter(secret => secret.length > 1)

/** Of Basic authentication, as they would stand in a URL; empty if there are none. */
export function basicCredentials(headers: ReadonlyMap<string, string>): string {
  const [, basic = ''] = /^basic\s+(\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  return basic && `${Buffer.from(basic, 'base64').toString('utf8')}@`
}
