// What a call costs, and how exact deadlines are. Loopback only.
//
//   npm run bench -- [calls|memory|conference|mount|deadlines|stalled|forty|store|serve ...] [--rounds 7] [--json]

import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { calls, printCalls } from './calls.js'
import { conference, printConference } from './conference.js'
import { deadlines, printDeadlines } from './deadlines.js'
import { forty, printForty } from './forty.js'
import { memory, printMemory } from './memory.js'
import { mount, printMount } from './mount.js'
import { printServe, serve } from './serve.js'
import { printStalled, stalled } from './stalled.js'
import { printStore, store } from './store.js'

const benchmarks = {
  calls: { run: calls, print: printCalls },
  memory: { run: memory, print: printMemory },
  conference: { run: conference, print: printConference },
  mount: { run: mount, print: printMount },
  deadlines: { run: deadlines, print: printDeadlines },
  stalled: { run: stalled, print: printStalled },
  forty: { run: forty, print: printForty },
  store: { run: store, print: printStore },
  serve: { run: serve, print: printServe },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '7' } },
})
const names = positionals.length > 0 ? positionals : ['calls']
const unknown = names.find(name => !Object.hasOwn(benchmarks, name))
const rounds = Number(values.rounds)
if (unknown || !Number.isInteger(rounds) || rounds < 1) {
  const mistake = unknown ? `There is no benchmark "${unknown}".` : `--rounds ${values.rounds} is no number of rounds.`
  console.error(`${mistake} Try: ${Object.keys(benchmarks).join(', ')}, with --rounds 7, --json.`)
  process.exit(2)
}

const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown CPU'}`
const report = { machine }
if (!values.json) console.log(machine)
for (const name of names) {
  report[name] = await benchmarks[name].run({ rounds })
  if (!values.json) console.log(`\n${benchmarks[name].print(report[name])}`)
}
if (values.json) console.log(JSON.stringify(report, undefined, 2))
