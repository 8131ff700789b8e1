/** Text, or the value of an attribute, for XML and HTML. What XML has no way to write is written as an escape. */
export const escapeXml = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(unwritable, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"]/g, char => entities[char] ?? char)

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot write
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
