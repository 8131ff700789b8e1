import { existsSync } from 'node:fs'
import type { Exchange } from '../exchange/exchange.js'
import type { ScenarioCall, ScenarioResult } from '../scenario/run.js'
import type { Disguise } from '../scenario/saved-disguise.js'
import { writeWhole } from '../scenario/saved-file.js'
import { savedScenario } from '../scenario/saved-scenario.js'
import type { CallFlags } from './call-flags.js'
import type { CallPlan } from './call-plan.js'
import { UsageError } from './exit-code.js'
import { shellWord } from './shell-word.js'

/** Throws before anybody has rung: a call that was made cannot be made again. */
export function refuseToOverwrite({ save, force }: CallFlags): void {
  if (save === undefined || force || !existsSync(save)) return
  throw new UsageError(`${save} exists already; --force overwrites it, another name keeps both`)
}

/** How a call was made. */
export interface Circumstances {
  readonly plan: CallPlan
  readonly flags: CallFlags
  readonly disguise: Disguise
  readonly interrupted: boolean
  /** All keys that were pressed by hand. */
  readonly pressed: string
}

/** Writes the calls as a scenario, and says what was written and how to run it. */
export function saveCalls(
  file: string,
  { calls, failures, unmet = [] }: Pick<ScenarioResult, 'calls' | 'failures' | 'unmet'>,
  exchange: Exchange | undefined,
  { plan, flags, disguise, interrupted, pressed }: Circumstances,
): string {
  if (!calls.some(({ trace }) => trace.events.length > 0)) return 'nothing: no call was placed'
  const neverMet = new Set(unmet.map(({ rule }) => rule))
  const { text, steps, expectations, secretKeys } = savedScenario(
    {
      scenario: plan.scenario,
      calls: calls as readonly ScenarioCall[],
      faults: (flags.fault ?? []).filter(rule => !neverMet.has(rule)),
      unmet: exchange?.unmetPhones() ?? [],
      byHand: plan.phone,
      ...(plan.phone && { pressed }),
      // What a sample says that it takes is call time, and is taken each time.
      measured: plan.speed !== undefined && !plan.sample,
      missed: failures.length > 0,
      ...(interrupted && { interrupted }),
    },
    file,
    disguise,
  )
  try {
    writeWhole(file, text)
  } catch (error) {
    return `✗ ${file} could not be written: ${(error as Error).message}`
  }
  const fill = secretKeys && disguise.redacts ? ' (fill in the secret keys first)' : ''
  return `${file}: ${count(steps, 'step')}, ${count(expectations, 'expectation')}; run it with: offhook test ${shellWord(file)}${fill}`
}

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`
