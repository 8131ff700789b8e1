import type { Call } from '../call/call.js'
import { createExchange, type Exchange } from '../exchange/exchange.js'
import type { Cassette } from '../scenario/cassette/open-cassette.js'
import { runScenario, type ScenarioResult } from '../scenario/run.js'
import { printable } from '../trace/printable.js'
import type { Trace } from '../trace/trace.js'
import type { CallFlags } from './call-flags.js'
import { type CallPlan, planCall } from './call-plan.js'
import { describeCall, hiddenIn, labelWidth } from './call-summary.js'
import { CallerNames } from './caller-names.js'
import { cassetteOf } from './cassette.js'
import { colours, isColoured } from './colours.js'
import { demoFarewell, demoIntroduction } from './demo.js'
import { exitCodes } from './exit-code.js'
import { hangUpOnInterrupt } from './interrupt.js'
import type { Io } from './io.js'
import { writeLadder } from './ladder-target.js'
import { printTrace, widest } from './live-trace.js'
import { openPhone, phoneHelp } from './phone.js'
import { beside } from './prose.js'
import { describeRecording, linger, recordingOptions, recordingsOf, refuseTakenPort } from './recordings.js'
import { Keeper } from './save.js'
import { Screen } from './screen.js'
import { findVoice } from './voice.js'
import { explainWait } from './waiting.js'

/** `offhook call`: places one call, shows it while it goes on, and sums it up. */
export async function callCommand(target: string | undefined, flags: CallFlags, io: Io): Promise<number> {
  const plan = planCall(target, flags, io)
  await refuseTakenPort(flags)
  const cassette = cassetteOf(plan.scenario.cassette, flags.cassetteMode, flags.redact ?? false)
  const keeper = new Keeper(plan, flags, cassette)
  const keep = () => void keeper.finish()
  // With --json, stdout is for programs: words for people go to stderr.
  const words = flags.json ? io.stderr : io.stdout
  const colored = isColoured(io, words, flags.color)
  const paint = colours(colored)
  const width = Math.min(words.columns ?? 100, widest)
  const voice = flags.voice ? findVoice(io) : undefined
  const screen = new Screen(io.stdout)
  const summary = { colored, redacted: flags.redact ?? false, named: flags.quiet ?? false, width }
  // A single caller is the caller.
  const names = plan.scenario.callers.length > 1 ? new CallerNames() : undefined
  const drawn = { redact: summary.redacted, ...(names && { names }) }
  /** Sums a call up, below its ladder, or with the ladder in its file. */
  const sumUp = (text: string, trace?: Trace) => {
    const { form, file } = flags.ladder === true ? { form: 'text' as const } : (flags.ladder ?? {})
    if (form && trace && file === undefined)
      words.write(`\n${trace.ladder({ ...drawn, width: Math.max(width, 60), colors: colored })}`)
    words.write(text)
    if (!form || !trace || file === undefined) return
    writeLadder(trace, file, form, drawn)
    words.write(`  ${paint.dim('ladder')}    ${printable(file)}\n\n`)
  }
  /** Says what was kept of the call; whether all of it is as it should be. */
  const sayKept = (result?: ScenarioResult): boolean => {
    const kept = keeper.finish(result)
    for (const { label, line, details, failed } of kept) {
      words.write(beside(`  ${label.padEnd(labelWidth)}`, labelWidth + 2, `${failed ? '✗ ' : ''}${line}`, width))
      for (const detail of details) words.write(`    ${summary.redacted ? hiddenIn(detail) : detail}\n`)
    }
    if (kept.length > 0) words.write('\n')
    return kept.every(({ failed }) => !failed)
  }
  const closing: (() => Promise<void> | void)[] = [() => void io.signals.off('exit', keep)]
  io.signals.on('exit', keep)

  /** Attends to a call in real time: keys and interrupts reach it, and a wait at its end is explained. */
  const attend = (call: Call) => {
    const leave = () => {
      screen.footer('')
      const soFar = {
        name: plan.scenario.name,
        passed: false,
        failures: [],
        calls: [{ name: '', uuid: call.uuid, trace: call.trace, attempts: [] }],
      }
      sumUp(describeCall(soFar, plan, summary).text, call.trace)
      sayKept()
      io.quit(exitCodes.interrupted)
    }
    const explain = (text: string) => {
      const line = paint.dim(beside('  ', 2, text, width).trimEnd())
      if (flags.json) words.write(`${line}\n`)
      else screen.print(line)
    }
    closing.push(explainWait(call, summary.redacted, explain))
    closing.push(
      plan.phone ? openPhone(io, screen, keeper.noting(call), paint, leave) : hangUpOnInterrupt(io, call, leave),
    )
  }

  if (flags.demo) words.write(demoIntroduction(plan, paint, width))
  if (plan.phone) words.write(phoneHelp(plan.sample?.about, paint, width, plan.scenario.callers[0]?.call.outbound))
  if (!flags.quiet) words.write(pace(plan, width))
  try {
    const { result, exchange } = await place(plan, flags, cassette, {
      exchange: exchange => {
        keeper.attend(exchange)
        names?.attend(exchange)
        printTrace(exchange, flags, io, screen, names)
        if (voice) closing.push(voice(exchange))
      },
      calling: caller => names?.calls(caller),
      call: (call, { clock }, name) => {
        keeper.called(name, call)
        if (flags.timeout !== undefined) hangUpAfter(flags.timeout, call, clock)
        if (plan.speed !== undefined) attend(call)
      },
    })
    for (const close of closing.splice(0)) await close()
    const { text, failed } = describeCall(result, plan, summary)
    sumUp(text, exchange?.trace)
    const isKept = sayKept(result)
    const say = (line: string) => words.write(beside('  ', 2, line, width))
    const kept = flags.recordings !== undefined || flags.recordingsPort !== undefined
    const recorded = kept ? recordingsOf(result.calls) : []
    if (!flags.quiet) for (const recording of recorded) say(`recorded  ${describeRecording(recording, flags)}`)
    if (flags.demo) words.write(demoFarewell(plan, paint, width))
    return (await partFrom(exchange, recorded.length > 0, flags, io, say)) && !failed && isKept
      ? exitCodes.completed
      : exitCodes.failed
  } finally {
    keeper.finish()
    for (const close of closing) await close()
  }
}

/** An application takes its own time, which is more time of a call that is faster; a sample takes none. */
function pace({ speed = 1, sample }: CallPlan, width: number): string {
  if (speed === 1 || sample) return ''
  return beside('  ', 2, `call time runs ${speed} times as fast as your application`, width)
}

/** Called when there is an exchange, and when there is a call, before anything has happened. */
interface Attendance {
  exchange(exchange: Exchange): void
  calling(caller: string): void
  call(call: Call, exchange: Exchange, caller: string): void
}

interface Placed {
  readonly result: ScenarioResult
  /** Still open; none if the call could not be placed. */
  readonly exchange: Exchange | undefined
}

async function place(
  plan: CallPlan,
  flags: CallFlags,
  cassette: Cassette | undefined,
  attend: Attendance,
): Promise<Placed> {
  const recordings = recordingOptions(flags)
  let exchange: Exchange | undefined
  try {
    const result = await runScenario(plan.scenario, {
      faults: flags.fault,
      createExchange: given => {
        exchange = createExchange({
          ...given,
          account: plan.account,
          recordings,
          ...(plan.speed !== undefined && { clock: 'real', speed: plan.speed }),
          ...(flags.header && { webhooks: { headers: flags.header } }),
        })
        attend.exchange(exchange)
        return exchange
      },
      onCalling: attend.calling,
      onCall: (name, { call }) => exchange && attend.call(call, exchange, name),
      leaveOpen: true,
      ...(cassette && { interceptors: [cassette.interceptor] }),
      // What is replayed needs no program.
      ...(cassette?.mode === 'replay' && plan.scenario.program && { origin: 'http://127.0.0.1' }),
    })
    return { result, exchange }
  } catch (error) {
    await exchange?.close()
    throw error
  }
}

/** Serves recordings for a while, if there are any, and closes the exchange; whether all of them were written. */
async function partFrom(
  exchange: Exchange | undefined,
  recorded: boolean,
  flags: CallFlags,
  io: Io,
  say: (line: string) => void,
): Promise<boolean> {
  if (recorded && flags.recordingsPort !== undefined) await linger(io, say)
  try {
    await exchange?.close()
    return true
  } catch (error) {
    say(`✗ ${(error as Error).message}`)
    return false
  }
}

/** Ends what would go on for longer; what ends by itself does not wait for it. */
function hangUpAfter(ms: number, call: Call, clock: Exchange['clock']): void {
  const timer = clock.after(ms, '--timeout', () => call.hangUp(), { background: true })
  call.trace.listen(event => event.type === 'call.ended' && clock.cancel(timer))
}
