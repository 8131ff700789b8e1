import type { Scenario } from '../scenario/file.js'
import { type Answering, callOptionsOf, dialOutOptionsOf } from '../scenario/placed-call.js'
import { loadSampleApp } from '../scenario/sample-app.js'

/** A URL that a call is given when it is placed. */
export interface NamedUrl {
  /** What it is requested for, in the words of the trace. */
  readonly purpose: string
  readonly method: string
  readonly url: string
  /** Who says so: `fallback_url`. */
  readonly option: string
}

/** The URLs that the calls of a scenario are given, by its file or by its app. `origin` is where its program listens. */
export function namedUrls(scenario: Scenario, origin?: string): NamedUrl[] {
  const loaded = scenario.app && loadSampleApp(scenario.app.folder)
  if (loaded && 'problems' in loaded) return []
  const app: Answering | undefined = loaded?.app ?? (origin === undefined ? undefined : { origin })
  return scenario.callers.flatMap(({ call }) => {
    const { answerUrl, answerMethod, fallbackUrl, fallbackMethod, hangupUrl, hangupMethod } = callOptionsOf(call, app)
    const made = call.outbound ? dialOutOptionsOf(call, app) : undefined
    return [
      ...named('answer', 'answer_url', answerUrl, answerMethod),
      ...named('fallback', 'fallback_url', fallbackUrl, fallbackMethod),
      ...named('hangup', 'hangup_url', hangupUrl, hangupMethod),
      ...named('ring', 'ring_url', made?.ringUrl, made?.ringMethod),
      ...named('machine detection', 'machine_detection_url', made?.machineDetectionUrl, made?.machineDetectionMethod),
    ]
  })
}

const named = (purpose: string, option: string, url: string | undefined, method = 'POST'): NamedUrl[] =>
  url ? [{ purpose, method, url, option }] : []
