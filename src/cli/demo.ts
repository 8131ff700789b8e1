import type { Scenario } from '../scenario/file.js'
import { describeAnyStep } from '../scenario/steps.js'
import type { CallPlan } from './call-plan.js'
import { writeFolder } from './call-target.js'
import type { Colours } from './colours.js'
import { beside, fitted } from './prose.js'

/** What the one who starts a demo is about to see. */
export function demoIntroduction({ sample, scenario, speed }: CallPlan, paint: Colours, width: number): string {
  const pace = speed === undefined ? 'in virtual time, which does not have to pass' : `${speed} times as fast as life`
  const steps = scenario.callers.map(({ does }) => does.map(({ step }) => describeAnyStep(step)).join('; ')).join('; ')
  const row = (label: string, text: string) => beside(`  ${paint.dim(label.padEnd(13))}`, 15, text, width)
  const title = 'A fake phone call'
  const first = beside('  ', 2, `${title}, ${pace}. Nothing is dialled, nothing leaves this machine.`, width)
  return [
    `\n${first.replace(title, paint.bold(title))}\n`,
    row('application', sample?.about || sample?.name || ''),
    row(isOutbound(scenario) ? 'callee' : 'caller', steps || 'listens'),
    '\n',
  ].join('')
}

const isOutbound = ({ callers }: Scenario): boolean => callers.some(({ call }) => call.outbound)

/** What to try next. */
export function demoFarewell({ sample, scenario }: CallPlan, paint: Colours, width: number): string {
  const folder = sample ? writeFolder(sample.folder) : ''
  const own = isOutbound(scenario) ? `call ${folder} --outbound` : `call ${folder}`
  const command = (line: string, words: string) => {
    const shown = fitted(`    npx offhook ${line.padEnd(Math.max(37, own.length))}   ${words}`, width)
    return `${shown.slice(0, -words.length)}${paint.dim(words)}\n`
  }
  return [
    `  ${paint.bold('Next')}\n`,
    command(own, isOutbound(scenario) ? 'be called yourself' : 'be the caller yourself'),
    command('call http://localhost:3000/answer', 'call your own application'),
    command(`test ${folder}`, 'the same call as a test'),
    '\n',
  ].join('')
}
