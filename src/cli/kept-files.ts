import type { Exchange } from '../exchange/exchange.js'
import type { ScenarioResult } from '../scenario/run.js'
import { Disguise } from '../scenario/saved-disguise.js'
import type { Interceptor } from '../webhook/interceptor.js'
import type { CallFlags } from './call-flags.js'
import type { CallPlan } from './call-plan.js'
import { cassetteFor, describeCassette } from './cassette.js'
import { refuseToOverwrite, saveCalls } from './save.js'

/** What a call leaves behind in files: itself as a scenario, and the answers of the application. */
export interface KeptFiles {
  readonly interceptors: readonly Interceptor[]
  /** Tells of a key that was pressed by hand. */
  pressed(digit: string): void
  /** Writes them once, whatever became of the call; the lines say what was written or found, by label. */
  write(result: Partial<ScenarioResult>, exchange: Exchange | undefined, interrupted?: boolean): Written
}

export interface Written {
  readonly lines: readonly (readonly [label: string, text: string])[]
  /** An answer was missing in a cassette, or a comparison found something. */
  readonly failed: boolean
}

const nothing: Written = { lines: [], failed: false }

/** Throws a UsageError for files that cannot be read, or must not be written. */
export function keptFiles(plan: CallPlan, flags: CallFlags): KeptFiles {
  refuseToOverwrite(flags)
  // One for both files: whoever is in both is the same in both.
  const disguise = new Disguise(flags.redact ?? false)
  const cassette = cassetteFor(flags, disguise)
  let isWritten = false
  let pressed = ''
  return {
    interceptors: cassette ? [cassette.interceptor] : [],
    pressed: digit => {
      pressed += digit
    },
    write: ({ calls = [], failures = [], unmet = [] }, exchange, interrupted = false) => {
      if (isWritten) return nothing
      isWritten = true
      const report = cassette?.close()
      const saved =
        flags.save === undefined
          ? []
          : [
              saveCalls(flags.save, { calls, failures, unmet }, exchange, {
                plan,
                flags,
                disguise,
                interrupted,
                pressed,
              }),
            ]
      const [first, ...rest] = report ? describeCassette(report) : []
      return {
        lines: [
          ...(first === undefined ? [] : [['cassette', first] as const]),
          ...rest.map(line => ['', line] as const),
          ...saved.map(line => ['saved', line] as const),
        ],
        failed: report?.failed ?? false,
      }
    },
  }
}
