import type { Command } from 'commander'
import type { Io, Output } from './io.js'
import { fitted } from './prose.js'

/** Longer lines are hard to read, however wide the terminal is. */
export const helpWidth = ({ columns = 100 }: Output): number => Math.min(columns, 110)

/** Says something before and after what commander makes of a command, wrapped to the terminal as that is. */
export function addWords(command: Command, io: Io, before: string, after: string): Command {
  const wrapped = (text: string) => (context: { readonly error: boolean }) =>
    fitted(text, helpWidth(context.error ? io.stderr : io.stdout))
  return command.addHelpText('before', wrapped(before)).addHelpText('after', wrapped(after))
}
