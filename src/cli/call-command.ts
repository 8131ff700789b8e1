import type { Call } from '../call/call.js'
import { createExchange, type Exchange } from '../exchange/exchange.js'
import type { Caller } from '../party/caller.js'
import { runScenario, type ScenarioResult } from '../scenario/run.js'
import type { CallFlags } from './call-flags.js'
import { type CallPlan, planCall } from './call-plan.js'
import { describeCall } from './call-summary.js'
import { colours, isColoured } from './colours.js'
import { demoFarewell, demoIntroduction } from './demo.js'
import { exitCodes } from './exit-code.js'
import { hangUpOnInterrupt } from './interrupt.js'
import type { Io } from './io.js'
import { printTrace, widest } from './live-trace.js'
import { openPhone, phoneHelp } from './phone.js'
import { Screen } from './screen.js'
import { findVoice } from './voice.js'

/** `offhook call`: places one call, shows it while it goes on, and sums it up. */
export async function callCommand(target: string | undefined, flags: CallFlags, io: Io): Promise<number> {
  const plan = planCall(target, flags, io)
  // With --json, stdout is for programs: words for people go to stderr.
  const words = flags.json ? io.stderr : io.stdout
  const colored = isColoured(io, words, flags.color)
  const paint = colours(colored)
  const width = Math.min(words.columns ?? 100, widest)
  const voice = flags.voice ? findVoice(io) : undefined
  const screen = new Screen(io.stdout)
  const closing: (() => void)[] = []

  if (flags.demo) words.write(demoIntroduction(plan, paint, width))
  if (plan.phone) words.write(phoneHelp(plan.sample?.about, paint, width))
  try {
    const result = await place(plan, flags, {
      exchange: exchange => {
        printTrace(exchange, flags, io, screen)
        if (voice) closing.push(voice(exchange))
      },
      caller: (caller, { clock }) => {
        if (flags.timeout !== undefined) hangUpAfter(flags.timeout, caller.call, clock)
        if (plan.phone) closing.push(openPhone(io, screen, caller, paint))
        else if (plan.speed !== undefined) closing.push(hangUpOnInterrupt(io, caller.call))
      },
    })
    for (const close of closing.splice(0)) close()
    const { text, failed } = describeCall(result, plan, {
      colored,
      redacted: flags.redact ?? false,
      width,
    })
    words.write(text)
    if (flags.demo) words.write(demoFarewell(plan, paint))
    return failed ? exitCodes.failed : exitCodes.completed
  } finally {
    for (const close of closing) close()
  }
}

/** Called when there is an exchange, and when there is a caller, before anything has happened. */
interface Attendance {
  exchange(exchange: Exchange): void
  caller(caller: Caller<Call>, exchange: Exchange): void
}

async function place(plan: CallPlan, flags: CallFlags, attend: Attendance): Promise<ScenarioResult> {
  let exchange: Exchange | undefined
  try {
    return await runScenario(plan.scenario, {
      createExchange: given => {
        exchange = createExchange({
          ...given,
          account: plan.account,
          ...(plan.speed !== undefined && { clock: 'real', speed: plan.speed }),
          ...(flags.header && { webhooks: { headers: flags.header } }),
        })
        attend.exchange(exchange)
        return exchange
      },
      onCall: (_name, caller) => exchange && attend.caller(caller, exchange),
    })
  } catch (error) {
    await exchange?.close()
    throw error
  }
}

/** Ends what would go on for longer; what ends by itself does not wait for it. */
function hangUpAfter(ms: number, call: Call, clock: Exchange['clock']): void {
  const timer = clock.after(ms, '--timeout', () => call.hangUp(), { background: true })
  call.trace.listen(event => event.type === 'call.ended' && clock.cancel(timer))
}
