import type { Phases } from '../../webhook/phases.js'
import { writeTime } from '../time.js'
import { Block, InOneLine, Noted, writeYaml } from '../yaml-text.js'
import type { CassetteAnswer, CassetteEntry, Tape } from './entry.js'

const heading = `What an application answered, request by request. While this file is given, the flow is played without it:
  offhook call <url> --cassette <this file>                            replays
  offhook call <url> --cassette <this file> --cassette-mode compare    asks the application, and shows what has changed
  offhook call <url> --cassette <this file> --cassette-mode record     writes it anew
Ids of the call are written as {{CallUUID}} and the like, and are those of the running call when it is replayed.`

/** Writes a tape as a file that people read. */
export function writeTape({ calls, entries, redacted }: Tape): string {
  const several = calls.length > 1
  const content = {
    cassette: 1,
    ...(redacted && {
      redacted: new Noted('Numbers, names, what was said, and keys that are secret are not the real ones.', true),
    }),
    calls: new Noted(
      'Who calls whom.',
      calls.map(call => new InOneLine(call)),
    ),
    answers: entries.map(entry => entryOf(entry, several)),
  }
  return writeYaml(content, heading)
}

function entryOf({ call, purpose, method, url, with: params, answer }: CassetteEntry, several: boolean): object {
  return {
    ...(several && { call }),
    purpose,
    method,
    url,
    ...(Object.keys(params).length > 0 && { with: new InOneLine(params) }),
    ...answerOf(answer),
  }
}

const answeredOutcomes = new Set(['ok', '3xx', '4xx', '5xx'])

function answerOf({ outcome, status, reason, headers, body, costs, cutByTotal, took }: CassetteAnswer): object {
  const isAnswer = answeredOutcomes.has(outcome) && status !== undefined
  return {
    ...(!isAnswer && { outcome, reason }),
    status,
    ...(Object.keys(headers).length > 0 && { headers: new InOneLine(headers) }),
    ...(body.length > 0 && bodyOf(body)),
    ...(cutByTotal && { cut_by_total: true }),
    ...(costs && { costs: new InOneLine(timesOf(costs)) }),
    ...(took !== undefined && { took: writeTime(Math.round(took)) }),
  }
}

const timesOf = (costs: Phases): Record<string, string> =>
  Object.fromEntries(
    Object.entries(costs).flatMap(([phase, ms]) => (ms === undefined ? [] : [[phase, writeTime(Math.round(ms))]])),
  )

function bodyOf(body: Uint8Array): object {
  const text = textIn(body)
  if (text === undefined) return { base64: new Block(inLines(Buffer.from(body).toString('base64'))) }
  return { body: text.includes('\n') || text.length > 60 ? new Block(text) : text }
}

/** The text that bytes are, if they are one in UTF-8 that a person can read. */
export function textIn(body: Uint8Array): string | undefined {
  const text = Buffer.from(body).toString('utf8')
  return /[^\P{Cc}\t\n\r]/u.test(text) || !Buffer.from(text).equals(Buffer.from(body)) ? undefined : text
}

const inLines = (text: string): string => `${text.replace(/.{100}(?=.)/g, '$&\n')}\n`
