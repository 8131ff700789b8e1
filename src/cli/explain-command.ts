import { hideCredentials, hideUrlCredentials } from '../trace/credentials.js'
import { jsonLine } from '../trace/json-line.js'
import { explain, type Note } from '../webhook/explain.js'
import { findExceptions, findOccasions, nearestOccasion, type Occasion, occasions } from '../webhook/occasions.js'
import { requestUrl } from '../webhook/request-url.js'
import { colours, isColoured } from './colours.js'
import { exitCodes, UsageError } from './exit-code.js'
import type { ExplainFlags } from './explain-flags.js'
import { describeExplanation, describeOccasions } from './explain-report.js'
import { helpWidth } from './help.js'
import type { Io } from './io.js'

/** `offhook explain`: what a URL and its fragment come to. */
export function explainCommand(url: string | undefined, flags: ExplainFlags, io: Io): number {
  if (flags.occasions) return listOccasions(url, flags, io)
  if (url === undefined) throw new UsageError("missing required argument 'url'; --occasions lists what URLs are for")
  const asked = occasionOf(flags)
  const alike = occasionsCalled(asked)
  const plain = explain(absolute(url), alike[0])
  const explanation = { ...plain, notes: [...exceptionsOf(asked, alike[0]), ...plain.notes] }
  if (flags.json) io.stdout.write(jsonLine({ ...explanation, alike: alike.map(({ name }) => name) }))
  else {
    const paint = colours(isColoured(io, io.stdout, flags.color))
    io.stdout.write(describeExplanation(explanation, alike, helpWidth(io.stdout), paint))
  }
  return explanation.problems.length === 0 ? exitCodes.completed : exitCodes.failed
}

function listOccasions(url: string | undefined, { json, color }: ExplainFlags, io: Io): number {
  if (url !== undefined)
    throw new UsageError('--occasions lists what URLs are for, and explains none: leave the URL out')
  const paint = colours(isColoured(io, io.stdout, color))
  io.stdout.write(json ? occasions.map(jsonLine).join('') : describeOccasions(occasions, paint))
  return exitCodes.completed
}

const takes = { true: 'takes a fragment', false: 'takes no fragment', audio: 'has the fixed values of audio' } as const

/** A note on each of those that share the name, and not what is explained. */
const exceptionsOf = (asked: string, { applicable }: Occasion): Note[] =>
  findExceptions(asked).map(one => {
    const how = one.applicable === applicable ? 'has other consequences' : takes[`${one.applicable}`]
    const decision = one.rule === 'D68' ? ' (D68)' : ''
    return { text: `${one.name} ${how}${decision}: explain it with --occasion "${one.name}".`, source: one.source }
  })

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
allowed are answer, fallback, hangup, action, "Dial action", callback_url, redirect, …
all of them: offhook explain --occasions`,
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
