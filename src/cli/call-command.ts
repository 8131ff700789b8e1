import type { Call } from '../call/call.js'
import { createExchange, type Exchange } from '../exchange/exchange.js'
import { runScenario, type ScenarioResult } from '../scenario/run.js'
import { printable } from '../trace/printable.js'
import type { Trace } from '../trace/trace.js'
import type { CallFlags } from './call-flags.js'
import { type CallPlan, planCall } from './call-plan.js'
import { describeCall, hidden } from './call-summary.js'
import { CallerNames } from './caller-names.js'
import { colours, isColoured } from './colours.js'
import { demoFarewell, demoIntroduction } from './demo.js'
import { exitCodes } from './exit-code.js'
import { hangUpOnInterrupt } from './interrupt.js'
import type { Io } from './io.js'
import { type KeptFiles, keptFiles } from './kept-files.js'
import { writeLadder } from './ladder-target.js'
import { printTrace, widest } from './live-trace.js'
import { openPhone, phoneHelp } from './phone.js'
import { beside } from './prose.js'
import { describeRecording, linger, recordingOptions, recordingsOf, refuseTakenPort } from './recordings.js'
import { Screen } from './screen.js'
import { findVoice } from './voice.js'
import { explainWait } from './waiting.js'

/** `offhook call`: places one call, shows it while it goes on, and sums it up. */
export async function callCommand(target: string | undefined, flags: CallFlags, io: Io): Promise<number> {
  const plan = planCall(target, flags, io)
  const kept = keptFiles(plan, flags)
  await refuseTakenPort(flags)
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
  const say = (line: string) => words.write(beside('  ', 2, line, width))
  /** Writes the files that are kept, and says so; whether a cassette has found that something is not as it was. */
  const keep = (...[result, exchange, interrupted]: Parameters<KeptFiles['write']>): boolean => {
    const { lines, failed } = kept.write(result, exchange, interrupted)
    for (const [label, text] of lines) {
      const shown = printable(summary.redacted && label === '' ? hidden(text) : text)
      // A line of a document is as long as it is.
      if (label === '') words.write(`${' '.repeat(12)}${shown}\n`)
      else words.write(beside(`  ${paint.dim(label.padEnd(10))}`, 12, shown, width))
    }
    return failed
  }
  let current: Exchange | undefined
  const callers: string[] = []
  /** All calls as far as they have come, those that were legs among them. */
  const soFar = () => ({
    name: plan.scenario.name,
    passed: false,
    failures: [],
    calls: (current?.calls ?? []).map(({ uuid, trace, arrival }, index) => {
      const name = callers[index]
      return { name: name ?? arrival.to, uuid, trace, attempts: [], ...(name === undefined && { leg: true as const }) }
    }),
  })
  const keepAtExit = () => {
    keep(soFar(), current, true)
  }
  const closing: (() => Promise<void> | void)[] = []

  /** Attends to a call in real time: keys and interrupts reach it, and a wait at its end is explained. */
  const attend = (call: Call) => {
    const leave = () => {
      screen.footer('')
      const calls = [{ name: '', uuid: call.uuid, trace: call.trace, attempts: [] }]
      sumUp(describeCall({ ...soFar(), calls }, plan, summary).text, call.trace)
      keepAtExit()
      io.quit(exitCodes.interrupted)
    }
    const explain = (text: string) => {
      const line = paint.dim(beside('  ', 2, text, width).trimEnd())
      if (flags.json) words.write(`${line}\n`)
      else screen.print(line)
    }
    closing.push(explainWait(call, summary.redacted, explain))
    closing.push(
      plan.phone
        ? openPhone(io, screen, call, paint, leave, digit => kept.pressed(digit))
        : hangUpOnInterrupt(io, call, leave),
    )
  }

  io.signals.on('exit', keepAtExit)
  if (flags.demo) words.write(demoIntroduction(plan, paint, width))
  if (plan.phone) words.write(phoneHelp(plan.sample?.about, paint, width, plan.scenario.callers[0]?.call.outbound))
  if (!flags.quiet) words.write(pace(plan, width))
  try {
    const { result, exchange } = await place(plan, flags, kept, {
      exchange: exchange => {
        current = exchange
        names?.attend(exchange)
        printTrace(exchange, flags, io, screen, names)
        if (voice) closing.push(voice(exchange))
      },
      calling: caller => {
        callers.push(caller)
        names?.calls(caller)
      },
      call: (call, { clock }) => {
        if (flags.timeout !== undefined) hangUpAfter(flags.timeout, call, clock)
        if (plan.speed !== undefined) attend(call)
      },
    })
    for (const close of closing.splice(0)) await close()
    const { text, failed } = describeCall(result, plan, summary)
    sumUp(text, exchange?.trace)
    const otherwise = keep(result, exchange)
    const isKept = flags.recordings !== undefined || flags.recordingsPort !== undefined
    const recorded = isKept ? recordingsOf(result.calls) : []
    if (!flags.quiet) for (const recording of recorded) say(`recorded  ${describeRecording(recording, flags)}`)
    if (flags.demo) words.write(demoFarewell(plan, paint, width))
    return (await partFrom(exchange, recorded.length > 0, flags, io, say)) && !failed && !otherwise
      ? exitCodes.completed
      : exitCodes.failed
  } finally {
    for (const close of closing) await close()
    // Whatever went wrong, what was played up to then is kept.
    keepAtExit()
    io.signals.off('exit', keepAtExit)
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
  call(call: Call, exchange: Exchange): void
}

interface Placed {
  readonly result: ScenarioResult
  /** Still open; none if the call could not be placed. */
  readonly exchange: Exchange | undefined
}

async function place(
  plan: CallPlan,
  flags: CallFlags,
  { interceptors }: KeptFiles,
  attend: Attendance,
): Promise<Placed> {
  const recordings = recordingOptions(flags)
  let exchange: Exchange | undefined
  try {
    const result = await runScenario(plan.scenario, {
      faults: flags.fault,
      interceptors,
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
      onCall: (_name, { call }) => exchange && attend.call(call, exchange),
      leaveOpen: true,
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
