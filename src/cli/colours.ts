import picocolors from 'picocolors'
import type { Io, Output } from './io.js'

export type Colours = ReturnType<typeof picocolors.createColors>

/** Whether an output gets colours: terminals do, unless NO_COLOR, a dumb terminal or --no-color says otherwise. */
export const isColoured = ({ env }: Io, output: Output, wanted = true): boolean => {
  if (!wanted || env.NO_COLOR) return false
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0'
  return output.isTTY === true && env.TERM !== 'dumb'
}

export const colours = (on: boolean): Colours => picocolors.createColors(on)
