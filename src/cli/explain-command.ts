import { hideCredentials, hideUrlCredentials } from '../trace/credentials.js'
import { explain } from '../webhook/explain.js'
import { findOccasions, nearestOccasion, type Occasion } from '../webhook/occasions.js'
import { requestUrl } from '../webhook/request-url.js'
import { colours, isColoured } from './colours.js'
import { exitCodes, UsageError } from './exit-code.js'
import type { ExplainFlags } from './explain-flags.js'
import { describeExplanation } from './explain-report.js'
import { helpWidth } from './help.js'
import type { Io } from './io.js'
import { jsonLine } from './json-line.js'

/** `offhook explain`: what a URL and its fragment come to. */
export function explainCommand(url: string, flags: ExplainFlags, io: Io): number {
  const asked = occasionOf(flags)
  const alike = occasionsCalled(asked)
  const explanation = explain(absolute(url), alike[0])
  if (flags.json) io.stdout.write(jsonLine({ ...explanation, alike: alike.map(({ name }) => name) }))
  else {
    const paint = colours(isColoured(io, io.stdout, flags.color))
    io.stdout.write(describeExplanation(explanation, alike, helpWidth(io.stdout), paint))
  }
  return explanation.problems.length === 0 ? exitCodes.completed : exitCodes.failed
}

function occasionOf({ audio, occasion }: ExplainFlags): string {
  if (audio && occasion !== undefined) {
    throw new UsageError(`--audio and --occasion do not go together: --audio is --occasion play`)
  }
  return occasion ?? (audio ? 'play' : 'answer')
}

function occasionsCalled(asked: string): readonly [Occasion, ...Occasion[]] {
  const [first, ...others] = findOccasions(asked)
  if (first) return [first, ...others]
  const near = nearestOccasion(asked)
  const hint = near === undefined ? '' : `; did you mean ${near.includes(' ') ? `"${near}"` : near}?`
  throw new UsageError(
    `there is no occasion "${asked}"${hint}
allowed are what Plivo calls its URLs: answer, fallback, hangup, action, redirect, "Dial action", callback_url, …`,
  )
}

function absolute(url: string): string {
  if (requestUrl(url)) return url
  const guess = /^[#/]/.test(url)
    ? `http://localhost:3000${url.startsWith('#') ? '/answer' : ''}${url}`
    : `http://${url.replace(/^[a-z]+:\/+/i, '')}`
  const near = requestUrl(guess) ? `; did you mean ${hideCredentials(guess)}?` : ''
  throw new UsageError(`${hideUrlCredentials(url)} is no absolute http or https URL${near}`)
}
