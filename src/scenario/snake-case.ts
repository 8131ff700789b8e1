/** Names of options in a text as files and the REST API have them: `aleg_url` for `alegUrl`. */
export const inSnakeCase = (text: string): string =>
  text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, name => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`))
