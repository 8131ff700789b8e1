import { statSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { printable } from '../trace/printable.js'
import type { DiagramOptions, Trace } from '../trace/trace.js'
import { UsageError } from './exit-code.js'

/** Where a ladder goes, and how it is drawn. */
export interface LadderTarget {
  readonly form: Form
  /** Absent for stdout. */
  readonly file?: string
}

type Form = 'text' | 'mermaid' | 'svg'

const FORMS: Readonly<Record<string, Form>> = { '.txt': 'text', '.mmd': 'mermaid', '.svg': 'svg' }

/** What people write when they mean one of these: names of forms, and what else holds a diagram or an image. */
const MEANT: Readonly<Record<string, string>> = {
  text: '.txt',
  log: '.txt',
  ascii: '.txt',
  mermaid: '.mmd',
  md: '.mmd',
  markdown: '.mmd',
}

/** Reads the value of `--ladder`: a file whose ending says the form, or `-` for text on stdout. */
export function readLadder(written: string): LadderTarget {
  if (written === '-') return { form: 'text' }
  const ending = extname(written).toLowerCase()
  const form = FORMS[ending]
  if (/^[a-z]+:\/\//i.test(written) || (!form && isFolder(written))) {
    const target = printable(written)
    throw new InvalidArgumentError(
      `It is read as the ladder's file; did you mean "${target} --ladder", or "--ladder call.svg ${target}"?`,
    )
  }
  if (!form) throw new InvalidArgumentError(`${allowed}; did you mean ${suggested(written, ending)}?`)
  if (isFolder(written))
    throw new InvalidArgumentError(`It is a folder; did you mean ${join(written, `call${ending}`)}?`)
  if (!isFolder(dirname(written))) throw new InvalidArgumentError(`There is no folder ${dirname(written)}.`)
  return { form, file: written }
}

const allowed = 'Allowed is a file ending in .txt, .mmd (Mermaid) or .svg, or - for text on stdout'

/** `call.svg` for `svg`, `ring.mmd` for `ring.mermaid`, `ring.svg` for `ring` and `ring.png`. */
function suggested(written: string, ending: string): string {
  const word = written.toLowerCase().replace(/^\./, '')
  if (FORMS[`.${word}`] || MEANT[word]) return `call${MEANT[word] ?? `.${word}`}`
  const name = basename(written, extname(written)) || 'call'
  return join(dirname(written), `${name}${MEANT[ending.slice(1)] ?? '.svg'}`)
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    // No path at all, one that is too long: writing to it says why.
    return false
  }
}

/** Draws the ladder of a call into a file. Throws a UsageError where that cannot be. */
export function writeLadder(trace: Trace, file: string, form: Form, options: DiagramOptions): void {
  try {
    writeFileSync(file, DRAWN[form](trace, options))
  } catch (error) {
    throw new UsageError(`the ladder cannot be written to ${file} (${(error as NodeJS.ErrnoException).code})`)
  }
}

const DRAWN: Readonly<Record<Form, (trace: Trace, options: DiagramOptions) => string>> = {
  text: (trace, options) => trace.ladder(options),
  mermaid: (trace, options) => trace.mermaid(options),
  svg: (trace, options) => trace.svg(options),
}
