import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { median, table, whole } from './measure.js'

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const folder = fileURLToPath(new URL('../suite/forty', import.meta.url))

const commands = {
  'offhook --version': ['--version'],
  'offhook test, --jobs 1': ['test', folder, '--jobs', '1'],
  'offhook test, --jobs 2': ['test', folder, '--jobs', '2'],
}

/** Forty scenarios as somebody runs them: a process, that starts the application as another one, beside an empty process. */
export async function forty({ rounds }) {
  const samples = Object.fromEntries(Object.keys(commands).map(name => [name, []]))
  for (let turn = 0; turn < rounds; turn++) {
    for (const [name, args] of Object.entries(commands)) samples[name].push(await spawned(args))
  }
  return {
    rounds,
    cores: cpus().length,
    results: Object.entries(samples).map(([name, all]) => ({
      name,
      wall: median(all.map(({ wall }) => wall)),
      slowest: Math.max(...all.map(({ wall }) => wall)),
      cpu: median(all.map(({ cpu }) => cpu)),
    })),
  }
}

/** The wall and CPU time of a process and all that it has waited for, in ms; the shell's `times` tells the latter. */
async function spawned(args) {
  const start = performance.now()
  const child = spawn('sh', ['-c', '"$@" >/dev/null || exit 1; times', 'sh', process.execPath, cli, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    told += text
  })
  const code = await new Promise(ended => child.once('close', ended))
  const wall = performance.now() - start
  if (code !== 0) throw new Error(`offhook ${args.join(' ')} failed; try it`)
  const [, children = ''] = told.trim().split('\n')
  return {
    wall,
    cpu: [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + m * 60e3 + s * 1e3, 0),
  }
}

export const printForty = ({ rounds, cores, results }) =>
  [
    `Forty scenarios over an application that is started for them (medians of ${rounds} interleaved rounds, ${cores} cores)`,
    '',
    table(
      ['a process', 'wall, ms', 'slowest, ms', 'CPU with its children, ms'],
      ...results.map(({ name, wall, slowest, cpu }) => [name, whole(wall), whole(slowest), whole(cpu)]),
    ),
  ].join('\n')
