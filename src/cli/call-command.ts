import type { Call } from '../call/call.js'
import { wallTime } from '../clock/real-clock.js'
import { createExchange, type Exchange } from '../exchange/exchange.js'
import type { Caller } from '../party/caller.js'
import { runScenario, type ScenarioResult } from '../scenario/run.js'
import type { CallFlags } from './call-flags.js'
import { type CallPlan, planCall } from './call-plan.js'
import { describeCall } from './call-summary.js'
import { colours, isColoured } from './colours.js'
import { demoFarewell, demoIntroduction } from './demo.js'
import { exitCodes } from './exit-code.js'
import type { Io, Output } from './io.js'
import { printTrace } from './live-trace.js'
import { openPhone, phoneHelp } from './phone.js'
import { Screen } from './screen.js'
import { openVoice } from './voice.js'

/** `offhook call`: places one call, shows it while it goes on, and sums it up. */
export async function callCommand(target: string | undefined, flags: CallFlags, io: Io): Promise<number> {
  const plan = planCall(target, flags, io)
  // With --json, stdout is for programs: words for people go to stderr.
  const words: Output = flags.json ? io.stderr : io.stdout
  const paint = colours(isColoured(io, words, flags.color))
  const voice = flags.voice ? openVoice(io, plan.speed !== undefined) : undefined
  if (flags.demo) words.write(demoIntroduction(plan, paint))
  const screen = new Screen(io.stdout)
  const { result, overheard } = await place(plan, flags, io, screen, exchange => {
    const stop = printTrace(exchange, flags, io, screen)
    return () => {
      stop()
      voice?.silence()
    }
  }, exchange => voice?.follow(exchange))
  const summary = describeCall({ result, plan, flags, paint })
  words.write(summary.text)
  if (flags.demo) words.write(demoFarewell(plan, paint))
  return summary.failed || overheard ? exitCodes.failed : exitCodes.completed
}
