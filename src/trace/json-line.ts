/** What JSON leaves as it is, but a terminal would act on: DEL, C1, separators and marks that turn text around. */
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** A value as one line of JSON that is safe to look at in a terminal, too. */
export const jsonLine = (value: unknown): string => `${JSON.stringify(value).replace(unsafe, escaped)}\n`

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
