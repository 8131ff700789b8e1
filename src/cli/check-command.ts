import { readFile } from 'node:fs/promises'
import { createDocumentCache } from '../exchange/document-cache.js'
import { shownUrl } from '../webhook/request-url.js'
import type { Problem } from '../xml/problem.js'
import type { CheckFlags } from './check-flags.js'
import { describeProblems, describeTotals, inOrder } from './check-report.js'
import { colours, isColoured } from './colours.js'
import { exitCodes, UsageError } from './exit-code.js'
import { findFiles } from './found-files.js'
import { helpWidth } from './help.js'
import type { Input, Io } from './io.js'
import { jsonLine } from './json-line.js'

/** `offhook check`: the problems of documents, file by file. */
export async function checkCommand(paths: readonly string[], flags: CheckFlags, io: Io): Promise<number> {
  const paint = colours(isColoured(io, io.stdout, flags.color))
  const documents = createDocumentCache()
  const all: Problem[] = []
  const files = paths.flatMap(path => (path === '-' ? ['-'] : filesOf(path)))
  for (const file of files) {
    const body = await read(file, io.stdin)
    const problems = inOrder(documents.load(withoutTemplate(body)).problems.map(asWritten))
    const name = file === '-' ? 'standard input' : file
    if (flags.json)
      for (const { place, ...problem } of problems) io.stdout.write(jsonLine({ file, ...place, ...problem }))
    else if (problems.length > 0)
      io.stdout.write(describeProblems(name, body.toString('utf8'), problems, helpWidth(io.stdout), paint))
    all.push(...problems)
  }
  if (!flags.json) io.stdout.write(describeTotals(files.length, all, paint))
  return all.every(problem => problem.severity === 'note') ? exitCodes.completed : exitCodes.failed
}

function filesOf(path: string): string[] {
  if (/^https?:\/\//i.test(path)) {
    const url = shownUrl(path)
    throw new UsageError(`check reads files, and ${url} is a URL; try: curl -s '${url}' | offhook check -`)
  }
  return findFiles([path], /\.xml$/i, 'XML file')
}

async function read(file: string, stdin: Input): Promise<Buffer> {
  if (file !== '-') {
    return readFile(file).catch(error => {
      throw new UsageError(`${file} cannot be read: ${error.message}`)
    })
  }
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/**
 * The documents of sample folders say `{{base}}` for where the sample is served. It is read as a URL that is just as
 * long, so that every column stays that of the file.
 */
const base = { template: '{{base}}', url: 'http://b' } as const

function withoutTemplate(body: Buffer): Buffer {
  if (!body.includes(base.template)) return body
  return Buffer.from(body.toString('latin1').replaceAll(base.template, base.url), 'latin1')
}

/** The problem in the words of the file. */
function asWritten(problem: Problem): Problem {
  const restore = (text: string) => text.replace(/http:\/\/b(?![\w.:-])/g, base.template)
  return {
    ...problem,
    message: restore(problem.message),
    ...(problem.nearest !== undefined && { nearest: restore(problem.nearest) }),
  }
}
