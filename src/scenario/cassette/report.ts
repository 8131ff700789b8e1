import { type ChangedParameter, describeChange } from './matching.js'

export type CassetteMode = 'record' | 'replay' | 'compare'

/** What has changed since a cassette was recorded. `request` is one line: `POST /menu (GetDigits action) Digits="1"`. */
export type CassetteDifference = { readonly request: string } & (
  | /** It has no stored answer. */ { readonly kind: 'missing'; readonly nearest?: string }
  | /** It was stored, and never asked for. */ { readonly kind: 'unasked' }
  | /** It was not made when the cassette was recorded. */ { readonly kind: 'added'; readonly nearest?: string }
  | { readonly kind: 'parameters'; readonly changed: readonly ChangedParameter[] }
  | { readonly kind: 'outcome'; readonly was: string; readonly is: string }
  | {
      readonly kind: 'header'
      readonly name: string
      readonly was: string | undefined
      readonly is: string | undefined
    }
  | /** Lines begin with `- `, `+ ` or two blanks. */ { readonly kind: 'document'; readonly lines: readonly string[] }
  | /** It came before one that it came after. */ { readonly kind: 'order'; readonly before: string }
)

export interface CassetteReport {
  readonly file: string
  readonly mode: CassetteMode
  /** Attempts that were stored, answered from the cassette, or compared with it. */
  readonly attempts: number
  readonly differences: readonly CassetteDifference[]
  /** Whether a run with it has failed: an answer was missing, or a comparison found something. */
  readonly failed: boolean
}

export const reportOf = (
  file: string,
  mode: CassetteMode,
  attempts: number,
  differences: readonly CassetteDifference[],
): CassetteReport => ({
  file,
  mode,
  attempts,
  differences,
  // A caller who hangs up earlier than he did asks for less, and nothing is wrong with that.
  failed: mode === 'compare' ? differences.length > 0 : differences.some(({ kind }) => kind === 'missing'),
})

/** What a report found, line by line; nothing if nothing has changed. */
export const describeDifferences = ({ differences, mode }: CassetteReport): string[] =>
  differences.flatMap(difference => describeDifference(difference, mode))

function describeDifference(difference: CassetteDifference, mode: CassetteMode): string[] {
  const { request } = difference
  switch (difference.kind) {
    case 'missing':
      return [`not in the cassette: ${request}`, ...near(difference.nearest)]
    case 'unasked':
      return [mode === 'compare' ? `not asked for any more: ${request}` : `stored, but never asked for: ${request}`]
    case 'added':
      return [`new: ${request}`, ...near(difference.nearest)]
    case 'parameters':
      return [`other parameters: ${request}`, ...difference.changed.map(one => `  ${describeChange(one)}`)]
    case 'outcome':
      return [`another outcome: ${request}`, `  was: ${difference.was}`, `  is: ${difference.is}`]
    case 'header':
      return [
        `another header: ${request}`,
        `  ${describeChange({ name: difference.name, was: difference.was, is: difference.is })}`,
      ]
    case 'document':
      return [`another document: ${request}`, ...difference.lines.map(line => `  ${line}`)]
    case 'order':
      return [`another order: ${request}`, `  it came after ${difference.before}, and now comes before it`]
  }
}

const near = (nearest: string | undefined): string[] => (nearest === undefined ? [] : [`  the nearest is ${nearest}`])
