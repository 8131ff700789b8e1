import { paint, wrap } from '../trace/layout.js'
import { printable } from '../trace/printable.js'

/** Text from anywhere, safe to print and wrapped at a width, beside a lead that takes `indent` columns. */
export function beside(lead: string, indent: number, text: string, width: number): string {
  const lines = wrap([{ text: printable(text), style: 'plain' }], Math.max(width, 60) - indent, paint(false))
  return `${lead}${lines.join(`\n${' '.repeat(indent)}`)}\n`
}
