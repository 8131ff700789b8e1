import type { Tag, Text } from '../../src/xml/document.js'

const place = { line: 1, column: 1 }

/** A tag as the parser would give it; strings are texts. */
export const tag = (name: string, attributes: Record<string, string> = {}, ...children: (Tag | string)[]): Tag => ({
  name,
  attributes: Object.entries(attributes).map(([key, value]) => ({ name: key, value, place })),
  children: nodes(...children),
  place,
})

export const nodes = (...children: (Tag | string)[]): (Tag | Text)[] =>
  children.map(child => (typeof child === 'string' ? { text: child, place } : child))
