import { describeSteps } from '../scenario/steps.js'
import type { CallPlan } from './call-plan.js'
import { writeFolder } from './call-target.js'
import type { Colours } from './colours.js'
import { beside } from './prose.js'

/** What the one who starts a demo is about to see. */
export function demoIntroduction({ sample, scenario, speed }: CallPlan, paint: Colours, width: number): string {
  const pace = speed === undefined ? 'in virtual time, which does not have to pass' : `${speed} times as fast as life`
  const steps = scenario.callers.map(({ does }) => describeSteps(does.map(({ step }) => step))).join('; ')
  const row = (label: string, text: string) => beside(`  ${paint.dim(label.padEnd(13))}`, 15, text, width)
  return [
    `\n  ${paint.bold('A fake phone call')}, ${pace}. Nothing is dialled, nothing leaves this machine.\n\n`,
    row('application', sample?.about || sample?.name || ''),
    row('caller', steps || 'listens'),
    '\n',
  ].join('')
}

/** What to try next. */
export function demoFarewell({ sample }: CallPlan, paint: Colours): string {
  const folder = sample ? writeFolder(sample.folder) : ''
  const command = (line: string, words: string) => `    npx offhook ${line.padEnd(38)}  ${paint.dim(words)}\n`
  return [
    `  ${paint.bold('Next')}\n`,
    command(`call ${folder}`, 'be the caller yourself'),
    command('call http://localhost:3000/answer', 'call your own application'),
    command(`test ${folder}`, 'the same call as a test'),
    '\n',
  ].join('')
}
