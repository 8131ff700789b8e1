import { emitKeypressEvents } from 'node:readline'
import { deadline } from '../clock/deadline.js'
import type { Line } from '../party/line.js'
import { columns, printable } from '../trace/printable.js'
import type { Colours } from './colours.js'
import { hangUpOnInterrupt } from './interrupt.js'
import type { Io } from './io.js'
import { type Key, Keypad } from './keypad.js'
import { beside } from './prose.js'
import type { Screen } from './screen.js'

/** What to do with the phone, before it rings. */
export function phoneHelp(about: string | undefined, paint: Colours, width: number, rings = false): string {
  const key = (name: string) => paint.bold(name)
  const first = rings ? `  ${key('Enter')} pick up ` : ''
  const help = `${first}  ${key('0-9 * #')} press   ${key('/')} speak   ${key('Ctrl-C')} or ${key('q')} hang up`
  return `\n${about ? beside('  ', 2, about, width) : ''}${help}\n\n`
}

/** Whoever is called has to pick up first. */
const ringing = 'your phone rings: Enter picks it up, q declines'

/** Whoever types nothing for so long has stopped typing, in wall ms. */
const endOfTyping = 2000

/**
 * Makes the terminal the caller's phone until the returned function is called. The terminal is always left as it was,
 * and not before a sentence that is being typed is finished: its letters would go to the shell. A second Ctrl-C leaves.
 */
export function openPhone(
  io: Io,
  screen: Screen,
  call: Line,
  paint: Colours,
  leave: () => void,
): () => Promise<void> | void {
  const { stdin, signals } = io
  let wondered = false
  let gone = false
  let typed: (() => void) | undefined
  const note = (text: string) => screen.print(paint.dim(beside(' '.repeat(12), 12, text, screen.width).trimEnd()))
  const keypad = new Keypad({
    presses: digit => (call.unanswered ? note(ringing) : call.press(digit)),
    beginsSpeaking: () => call.beginSpeaking(),
    finishesSpeaking: text => {
      if (call.over && text) note('the call ended before that was said')
      call.finishSpeaking(text)
    },
    picksUp: () => call.pickUp(),
    hangsUp: () => {
      if (!call.over) call.hangUp()
      else if (!typed) leave()
    },
    wonders: () => {
      if (!wondered) note('that is no key of a phone; 0-9 * # are, and / lets you say something')
      wondered = true
    },
  })

  const hear = (text: string | undefined, key: Key) => {
    keypad.hear(text, key)
    screen.footer(speechLine(keypad.line, screen.width, paint))
    typed?.()
  }
  const lost = () => {
    gone = true
    call.hangUp()
    typed?.()
  }
  const restore = () => stdin.setRawMode?.(false)

  if (call.unanswered) call.trace.listen(event => event.type === 'call.rang' && note(ringing))
  emitKeypressEvents(stdin)
  stdin.setRawMode?.(true)
  stdin.on('keypress', hear)
  stdin.on('end', lost)
  stdin.resume()
  signals.on('exit', restore)
  const deaf = hangUpOnInterrupt(io, call, leave)

  const close = () => {
    stdin.off('keypress', hear)
    stdin.off('end', lost)
    stdin.pause()
    screen.footer('')
    restore()
    signals.off('exit', restore)
    deaf()
  }
  /** Until Enter, Esc or Ctrl-C ends the line, the terminal goes away, or nothing is typed any more. */
  const endOfLine = () =>
    new Promise<void>(done => {
      let callOff = () => {}
      typed = () => {
        callOff()
        if (keypad.line === undefined || gone) done()
        else callOff = deadline(endOfTyping, done)
      }
      typed()
    })
  return () => {
    if (keypad.line === undefined) return close()
    note('the call is over and hears nothing more; Enter ends the line')
    return endOfLine().then(close)
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
