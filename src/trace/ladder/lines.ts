import { paint, wrap } from '../layout.js'
import { columns } from '../printable.js'

/** A text in lines of at most so many columns, a number beside its unit, and no value in two that would fit in one. */
export const linesOf = (text: string, room: number): string[] =>
  wrap([{ text: breakable(text.replace(UNITS, '$1\u00a0$2'), room), style: 'plain' }], room, paint(false)).map(line =>
    line.replaceAll('\u00a0', ' '),
  )

const UNITS = /(\d) (ms|s|min|B)\b/g

/** A parameter that is too long for a line breaks behind its name: the blank there is where the line ends. */
const breakable = (text: string, room: number): string =>
  text.replace(PARAMETER, (whole, name: string, value: string) => (columns(whole) > room ? `${name} ${value}` : whole))

const PARAMETER = /(?<![^ ])(\w+=)([^ ]+)/g
