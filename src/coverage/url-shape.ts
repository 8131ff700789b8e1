/** An application's URL without what differs from call to call and from run to run: what coverage counts by. */
export interface UrlShape {
  readonly method: string
  /** Of this machine without the port: `http://localhost:*`. */
  readonly origin: string
  /** With `{id}` for ids, and the names of the query without their values: `/call/{id}/menu?lang&step`. */
  readonly path: string
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/

/** Of an absolute http or https URL, already without credentials; undefined for anything else. Never throws. */
export function urlShape(method: string, url: string): UrlShape | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined
  const { protocol, hostname, host, pathname, searchParams } = new URL(url)
  const origin = `${protocol}//${loopback.test(hostname) ? 'localhost:*' : host}`
  const names = [...new Set(searchParams.keys())].sort().slice(0, mostNames)
  const query = names.length > 0 ? `?${names.map(name => withoutIds(name.slice(0, longestName))).join('&')}` : ''
  const path = pathname.slice(0, longestPath).split('/').map(segment).join('/')
  return { method, origin, path: path + query }
}

/** `POST http://localhost:*\/menu`: what it is known by. */
export const urlKey = ({ method, origin, path }: UrlShape): string => `${method} ${origin}${path}`

const mostNames = 20
const longestName = 60
const longestPath = 500

const uuid = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi
const hexadecimal = /(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{8,}(?![0-9a-z])/gi

/** Ids that look like ids wherever they stand: UUIDs, and hexadecimal numbers of eight digits and more. */
export const withoutIds = (text: string): string => text.replace(uuid, '{id}').replace(hexadecimal, '{id}')

/**
 * One or two digits name a step more often than they are an id (`/menu/2`) and stay; so does what begins with a word
 * (`/press1`). A long mix of letters and digits is an id.
 */
function segment(written: string): string {
  if (/^(?:\+|%2B)?\d{3,}$/i.test(written)) return '{id}'
  const text = withoutIds(written)
  return /^(?=[^\d]*\d)(?=[^a-z]*[a-z])[a-z\d_-]{16,}$/i.test(text) ? '{id}' : text
}
