import { paint, wrap } from '../trace/layout.js'
import { printable } from '../trace/printable.js'

/** Nothing is wrapped narrower than this. */
const narrowest = 40

/** Text from anywhere, safe to print and wrapped at a width, beside a lead that takes `indent` columns; each line painted. */
export function beside(
  lead: string,
  indent: number,
  text: string,
  width: number,
  look: (line: string) => string = line => line,
): string {
  const room = Math.max(width, narrowest) - indent
  const lines = wrap([{ text: printable(text), style: 'plain' }], room, paint(false)).map(look)
  return `${lead}${lines.join(`\n${' '.repeat(indent)}`)}\n`
}

/**
 * A text of paragraphs and examples, for a terminal of that width. Lines of prose that follow one another are one
 * paragraph. An example is indented: a command, and after three blanks or more what it does, which comes below it where
 * there is no room beside it.
 */
export function fitted(text: string, width: number): string {
  const room = Math.max(width, narrowest)
  const blocks = text.replace(/(?<=[^\n])\n(?=[^\s])/g, ' ').split('\n')
  return blocks.map(line => (line.length <= room ? line : refitted(line, room))).join('\n')
}

function refitted(line: string, room: number): string {
  const [, indent = '', command = '', words = ''] = /^( *)(.*?)(?: {3,}(.*))?$/.exec(line) ?? []
  if (indent === '') return beside('', 0, line, room).trimEnd()
  return [
    ...continued(command, room - indent.length).map((part, index) => `${indent}${index > 0 ? '    ' : ''}${part}`),
    ...(words ? [beside(`${indent}    `, indent.length + 4, words, room).trimEnd()] : []),
  ].join('\n')
}

/** A command over several lines, as a shell takes it: each but the last ends in a backslash. */
function continued(command: string, room: number): string[] {
  const lines: string[] = []
  for (const part of command.split(/ (?=--|\|)/)) {
    const longer = `${lines.at(-1)} ${part}`
    if (lines.length > 0 && longer.length <= room - (lines.length > 1 ? 6 : 2)) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line))
}
