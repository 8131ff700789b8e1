import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Exchange } from '../exchange/exchange.js'
import type { Io } from './io.js'

/** Programs that speak, the best first. They read the text from their standard input: it never is a command or an option. */
const programs: readonly (readonly [name: string, ...options: string[]])[] = [
  ['espeak-ng', '--stdin'],
  ['espeak', '--stdin'],
  ['say', '-f', '-'],
  ['spd-say', '--wait', '--pipe-mode'],
]

/** Starts a program without a shell. */
export type Spawn = (program: string, options: readonly string[]) => ChildProcess

/** Attaches the voice to an exchange; the returned function silences it. */
export type Voice = (exchange: Exchange) => () => void

const start: Spawn = (program, options) => spawn(program, options, { stdio: ['pipe', 'ignore', 'ignore'] })

/** The speech program of this machine, ready to speak prompts; if there is none, says which ones would do. */
export function findVoice(io: Io, run: Spawn = start): Voice | undefined {
  for (const [name, ...options] of programs) {
    const program = onPath(name, io.env.PATH)
    if (program) return exchange => speakPrompts(exchange, () => run(program, options))
  }
  const names = programs.map(([name]) => name).join(', ')
  io.stderr.write(`offhook: no voice: none of the speech programs ${names} is installed; the call goes on without\n`)
  return undefined
}

function speakPrompts(exchange: Exchange, begin: () => ChildProcess): () => void {
  let speaking: ChildProcess | undefined
  const silence = () => {
    speaking?.kill()
    speaking = undefined
  }
  const stop = exchange.listen(event => {
    // Whom the caller dials has a phone of its own.
    if (event.leg !== undefined) return
    if (event.type === 'prompt.finished' || event.type === 'call.ended') silence()
    if (event.type !== 'prompt.started' || event.sound !== 'speech') return
    silence()
    speaking = begin()
    // A program that fails or is cut short only makes the call a silent one.
    speaking.on('error', () => {})
    speaking.stdin?.on('error', () => {})
    speaking.stdin?.end(`${speakable(event.text)}\n`)
  })
  return () => {
    stop()
    silence()
  }
}

/** Without what speech programs take for commands: control characters, and `[[…]]`. */
const speakable = (text: string): string => text.replace(/\p{Cc}/gu, ' ').replace(/\[{2,}|\]{2,}/g, ' ')

function onPath(name: string, path = ''): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map(folder => join(folder, name))
    .find(file => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
