import { dirname, resolve } from 'node:path'
import { normalisedTrace } from '../../trace/normalised.js'
import { expectationKind, type Happened } from '../expectation-kind.js'
import { Mistake } from '../mistake.js'
import { flag } from '../plain-shapes.js'
import { readText } from '../read.js'
import { type Shape, shaped } from '../shape.js'
import { differenceOf } from '../text-difference.js'

/** A file beside the scenario, as it was named, and where it is. */
export interface TraceFile {
  readonly file: string
  readonly path: string
}

const traceFile: Shape<TraceFile> = shaped({ type: 'string', pattern: '\\.[A-Za-z]+$' }, field => {
  const file = field.text()
  if (file === undefined) return undefined
  const allowed = 'the path of a file, relative to this one: menu.trace.txt'
  if (!/\.[A-Za-z]+$/.test(file)) return field.mistake(`${JSON.stringify(file)} is no name of a file`, { allowed })
  if (/\.ya?ml$/i.test(file)) return field.mistake(`${JSON.stringify(file)} would be taken for a scenario`, { allowed })
  return { file, path: resolve(dirname(field.place.file), file) }
})

export const trace = expectationKind({
  meaning:
    'the trace is what that file says, ids and call times aside; `offhook test --update` writes it, relative to the scenario',
  written: 'trace: menu.trace.txt',
  subject: traceFile,
  beside: { times: { meaning: 'call times count, too', shape: flag } },
  describe: ({ file }) => `the trace is as ${file} says`,
  check: (expected, happened) => {
    const text = readText(expected.path)
    if (text instanceof Mistake) return [`${expected.file}: ${text.message}`, update]
    const difference = differenceOf(text, traceText(expected, happened))
    return difference && [...difference, update]
  },
})

const update = 'if that is right, offhook test --update writes it down'

/** What its file should say. */
export const traceText = (
  { times = false }: { readonly times?: boolean | undefined },
  { events }: Pick<Happened, 'events'>,
): string => normalisedTrace(events, { times })
