import { emitKeypressEvents } from 'node:readline'
import type { Call } from '../call/call.js'
import { type Caller, StepError } from '../party/caller.js'
import { columns, printable } from '../trace/printable.js'
import type { Colours } from './colours.js'
import { exitCodes } from './exit-code.js'
import { hangUpOnInterrupt } from './interrupt.js'
import type { Io } from './io.js'
import { type Key, Keypad } from './keypad.js'
import { beside } from './prose.js'
import type { Screen } from './screen.js'

/** What to do with the phone, before it rings. */
export function phoneHelp(about: string | undefined, paint: Colours, width: number): string {
  const key = (name: string) => paint.bold(name)
  const help = `  ${key('0-9 * #')} press   ${key('/')} speak   ${key('Ctrl-C')} or ${key('q')} hang up`
  return `\n${about ? beside('  ', 2, about, width) : ''}${help}\n\n`
}

/** Makes the terminal the caller's phone until the returned function is called. The terminal is always left as it was. */
export function openPhone(io: Io, screen: Screen, caller: Caller<Call>, paint: Colours): () => void {
  const { stdin, signals } = io
  const { call } = caller
  let wondered = false
  const keypad = new Keypad({
    presses: digit => call.press(digit),
    says: text => {
      caller.says(text).catch(error => {
        // The call ended before it was said, which the trace tells.
        if (!(error instanceof StepError)) throw error
      })
    },
    hangsUp: () => {
      if (call.over) io.quit(exitCodes.interrupted)
      else call.hangUp()
    },
    wonders: () => {
      if (!wondered)
        screen.print(paint.dim('            that is no key of a phone; 0-9 * # are, and / lets you say something'))
      wondered = true
    },
  })

  const hear = (text: string | undefined, key: Key) => {
    keypad.hear(text, key)
    screen.footer(speechLine(keypad.line, screen.width, paint))
  }
  const lost = () => call.hangUp()
  const restore = () => stdin.setRawMode?.(false)

  emitKeypressEvents(stdin)
  stdin.setRawMode?.(true)
  stdin.on('keypress', hear)
  stdin.on('end', lost)
  stdin.resume()
  signals.on('exit', restore)
  const deaf = hangUpOnInterrupt(io, call)
  return () => {
    stdin.off('keypress', hear)
    stdin.off('end', lost)
    stdin.pause()
    screen.footer('')
    restore()
    signals.off('exit', restore)
    deaf()
  }
}

/** The line that is being typed: its end, if it is longer than the terminal is wide. */
function speechLine(line: string | undefined, width: number, paint: Colours): string {
  if (line === undefined) return ''
  const lead = '  say: '
  const hint = '   Enter says it, Esc does not'
  let shown = printable(line)
  const room = Math.max(width - lead.length - 2, 10)
  while (columns(shown) > room) shown = [...shown].slice(1).join('')
  const help = line === '' && width > lead.length + hint.length ? `${paint.dim(hint)}\x1b[${hint.length}D` : ''
  return `${paint.bold(lead)}${shown}${help}`
}
