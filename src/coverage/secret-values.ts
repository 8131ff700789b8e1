import { dots } from '../trace/secret.js'
import type { Trace } from '../trace/trace.js'

export interface SecretValues {
  /** A text with dots for the secrets in it, as many as they have characters. */
  readonly hide: (text: string) => string
}

/** Less is found in any text: to hide every 1 would hide everything and give nothing away less. */
const shortest = 3
const most = 200

/** What elements with log="false" have collected: an application may repeat it in its documents and URLs. */
export function secretValues(traces: readonly Trace[]): SecretValues {
  const values = new Set<string>()
  for (const trace of traces) {
    for (const { params, secret = [] } of trace.of('webhook.sent')) {
      for (const name of secret) {
        const value = params[name]?.trim() ?? ''
        if (value.length < shortest || values.size >= most) continue
        values.add(value)
        values.add(encodeURIComponent(value.replace(/\p{Cs}/gu, '\ufffd')))
      }
    }
  }
  const patterns = [...values].sort((a, b) => b.length - a.length).map(patternOf)
  return { hide: text => patterns.reduce((shown, pattern) => shown.replace(pattern, dots), text) }
}

/** Digits anywhere, as they may stand in a longer number; words as words, as "yes" is in many others. */
const patternOf = (value: string): RegExp => {
  const written = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return /\p{L}/u.test(value)
    ? new RegExp(`(?<![\\p{L}\\d])${written}(?![\\p{L}\\d])`, 'gu')
    : new RegExp(written, 'gu')
}
