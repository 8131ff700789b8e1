import { statSync } from 'node:fs'
import { createDocumentCache } from '../exchange/document-cache.js'
import { hideCredentials } from '../trace/credentials.js'
import { printable } from '../trace/printable.js'
import { requestUrl, shownUrl } from '../webhook/request-url.js'
import type { CheckFlags, CheckFormat } from './check-flags.js'
import { githubReport } from './check-github.js'
import { jsonReport } from './check-json.js'
import { type CheckReport, failsFrom } from './check-outcome.js'
import { prettyReport } from './check-report.js'
import { sarifReport } from './check-sarif.js'
import { type Checked, checkSource, isUrl, type Unread } from './check-source.js'
import { colours, isColoured } from './colours.js'
import { settingsFile } from './configured-urls.js'
import { exitCodes, UsageError } from './exit-code.js'
import { fixFile } from './fixed-file.js'
import { findFiles } from './found-files.js'
import { helpWidth } from './help.js'
import type { Io } from './io.js'

/** `offhook check`: the problems of documents, and of URLs in settings, one source after another. */
export async function checkCommand(paths: readonly string[], flags: CheckFlags, io: Io): Promise<number> {
  const names = [...new Set(paths.flatMap(path => sourcesOf(path, flags)))]
  refuseContradictions(names, flags)
  const report = reports[flags.json ? 'json' : (flags.format ?? 'pretty')](flags, io)
  // An element that is not simulated is no mistake of the document.
  const documents = createDocumentCache({ notSimulated: 'note' })
  const fails = failsFrom(flags.severity)
  const checked: Checked[] = []
  const unread: Unread[] = []
  let fixed = 0
  for (const name of names) {
    let source = await checkSource(name, documents, flags, io)
    if (flags.fix && 'found' in source) {
      const done = await fixFile(source, documents)
      fixed += done.fixed
      source = done.source
    }
    if ('unread' in source) {
      unread.push(source)
      io.stderr.write(`offhook: ${printable(hideCredentials(source.unread))}\n`)
      continue
    }
    const found = flags.quiet ? source.found.filter(({ problem }) => fails(problem.severity)) : source.found
    // The text of what is right is not needed any more.
    const told = { ...source, found, text: found.length > 0 ? source.text : '' }
    checked.push(told)
    io.stdout.write(report.checked(told))
  }
  const failed = checked.some(({ found }) => found.some(({ problem }) => fails(problem.severity)))
  const exitCode = unread.length > 0 ? exitCodes.usage : failed ? exitCodes.failed : exitCodes.completed
  io.stdout.write(report.ended({ checked, unread, fixed, fails, exitCode }))
  return exitCode
}

const reports: Readonly<Record<CheckFormat, (flags: CheckFlags, io: Io) => CheckReport>> = {
  pretty: ({ color }, io) => prettyReport(helpWidth(io.stdout), colours(isColoured(io, io.stdout, color))),
  json: () => jsonReport,
  sarif: () => sarifReport,
  github: (_, { env }) => githubReport(env.GITHUB_WORKSPACE),
}

function sourcesOf(path: string, { fragments }: CheckFlags): string[] {
  if (path === '-') return [path]
  if (isUrl(path)) {
    if (requestUrl(path)) return [path]
    throw new UsageError(
      `${shownUrl(path)} is not a URL that can be requested; it looks like http://localhost:3000/answer`,
    )
  }
  if (!fragments && settingsFile.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError(`${path} is no document; --fragments checks the URLs in it`)
  }
  return fragments
    ? findFiles([path], documentOrSettings, 'XML, JSON, YAML or .env file')
    : findFiles([path], /\.xml$/i, 'XML file')
}

const documentOrSettings = new RegExp(`\\.xml$|${settingsFile.source}`, 'i')

function refuseContradictions(names: readonly string[], { json, format, fix, method, param }: CheckFlags): void {
  if (json && format !== undefined && format !== 'json') {
    throw new UsageError(`--json and --format ${format} do not go together: choose one`)
  }
  if (fix && names.some(name => name === '-' || isUrl(name))) {
    throw new UsageError('--fix corrects files; it cannot correct standard input or what a URL answers')
  }
  if (names.some(isUrl)) return
  if (method) throw new UsageError('--method is for URLs, and none is given')
  if (param) throw new UsageError('--param is for URLs, and none is given')
}
