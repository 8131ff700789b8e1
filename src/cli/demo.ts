import { describeSteps } from '../scenario/steps.js'
import { printable } from '../trace/printable.js'
import type { CallPlan } from './call-plan.js'
import { writeFolder } from './call-target.js'
import type { Colours } from './colours.js'

/** What the one who starts a demo is about to see. */
export function demoIntroduction({ sample, scenario, speed }: CallPlan, paint: Colours): string {
  const pace = speed === undefined ? 'in virtual time, which does not have to pass' : `${speed} times as fast as life`
  const steps = scenario.callers.map(({ does }) => describeSteps(does.map(({ step }) => step))).join('; ')
  return `
  ${paint.bold('A fake phone call')}, ${pace}. Nothing is dialled, nothing leaves this machine.

  ${paint.dim('application')}  ${printable(sample?.about || sample?.name || '')}
  ${paint.dim('caller')}       ${printable(steps || 'listens')}

`
}

/** What to try next. */
export function demoFarewell({ sample }: CallPlan, paint: Colours): string {
  const command = (line: string, words: string) => `    npx offhook ${line.padEnd(40)} ${paint.dim(words)}\n`
  const folder = sample ? writeFolder(sample.folder) : ''
  return `  ${paint.bold('Next')}
${command(`call ${folder}`, 'be the caller yourself')}${command('call http://localhost:3000/answer', 'call your own application')}${command(`test ${folder}`, 'the same call as a test')}
`
}
