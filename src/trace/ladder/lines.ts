import { paint, wrap } from '../layout.js'

/** A text in lines of at most so many columns, a number beside its unit. */
export const linesOf = (text: string, room: number): string[] =>
  wrap([{ text: text.replace(UNITS, '$1\u00a0$2'), style: 'plain' }], room, paint(false)).map(line =>
    line.replaceAll('\u00a0', ' '),
  )

const UNITS = /(\d) (ms|s|min|B)\b/g
