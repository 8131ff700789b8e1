import { hideCredentials } from './credentials.js'

/**
 * A document as it may be quoted: with as many dots as the credentials in it have characters (D78), so that every column
 * stays. Where a reader of XML would still find some, behind references or around comments, no line of it is quoted.
 */
export function shownSource(source: string): string {
  const dots = (secret: string) => secret.replace(/[^\r\n]/g, '•')
  const shown = hideCredentials(source, dots).replace(schemeless, (_, before, secret) => before + dots(secret))
  const read = shown
    .replace(/<!--(?:.*?-->|.*)|<!\[CDATA\[|\]\]>/gs, '')
    .replace(/&#(?:x([\da-f]+)|(\d+));/gi, (_, hex, decimal) => character(Number(hex ? `0x${hex}` : decimal)))
  return hideCredentials(read) === read ? shown : ''
}

/** A value that begins with `user:password@host`. */
const schemeless = /([>"']\s*(?!sips?:|mailto:)[^\s<>"'/\\?#:]+:)([^\s<>"'/\\?#]+)(?=@)/gi

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '')
