import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallLog } from '../../dist/server/store/call-log.js'
import { TraceFiles } from '../../dist/server/store/trace-files.js'
import { listenerOf } from './app.js'
import { heap, measure, median, table, whole } from './measure.js'
import { openExchange, playWaves } from './play.js'

const calls = 1000
const records = 100_000
const origin = 'http://bench.test'

/** What it costs to keep traces on disk while calls go on, and to have many records of calls. */
export async function store({ rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-bench-'))
  try {
    return { rounds, traces: await traces(folder, rounds), records: await log(join(folder, 'calls.jsonl')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The events of calls that go on at once, as they come; nothing else is measured. */
async function traces(folder, rounds) {
  const exchange = openExchange()
  exchange.mount(origin, listenerOf(origin))
  const events = []
  exchange.listen(event => events.push(event))
  await playWaves(exchange, origin, calls, calls)
  await exchange.close()

  const inTurns = async append => {
    for (let from = 0; from < events.length; from += 50) {
      for (const event of events.slice(from, from + 50)) append(event)
      await new Promise(setImmediate)
    }
  }
  const variants = {
    nothing: () => inTurns(() => {}),
    'JSON only': () => inTurns(event => JSON.stringify(event)),
    'trace files': async path => {
      const files = new TraceFiles(path, console.error)
      await inTurns(event => files.append(event))
      files.close()
    },
    'appendFileSync of each event': path =>
      inTurns(event => appendFileSync(join(path, `${event.call}.jsonl`), `${JSON.stringify(event)}\n`)),
  }
  const samples = Object.fromEntries(Object.keys(variants).map(name => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const path = join(folder, `${name}-${round}`)
      mkdirSync(path)
      const taken = await measure(() => run(path))
      if (round >= 0) samples[name].push(taken)
      rmSync(path, { recursive: true })
    }
  }
  return {
    calls,
    events: events.length,
    results: Object.entries(samples).map(([variant, taken]) => ({
      variant,
      wall: median(taken.map(({ wall }) => wall)) / 1000,
      cpuOfCall: median(taken.map(({ cpu }) => cpu)) / calls,
    })),
  }
}

async function log(file) {
  const writing = new CallLog(file, console.error)
  const written = await measure(() => {
    for (let number = 0; number < records; number++) write(writing, number)
  })
  writing.close()
  const before = await heap()
  let reading
  const read = await measure(() => {
    reading = new CallLog(file, console.error)
  })
  const bytesOfCall = ((await heap()) - before) / records
  const count = reading.ended().length
  reading.close()
  return { count, written: written.wall / 1000, read: read.wall / 1000, bytesOfCall, fileSize: statSync(file).size }
}

function write(calls, number) {
  const uuid = `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
  const from = `+1415555${String(number % 10_000).padStart(4, '0')}`
  const facts = { uuid, from, to: '+14155550199', direction: 'inbound', startedAt: 1_700_000_000_000 + number * 1000 }
  calls.begin({ ...facts, account: 'MABENCHBENCHBENCHBEN', billRate: '0.00850', sourceIp: '127.0.0.1' })
  calls.end({
    ...facts,
    status: 'completed',
    hangup: {
      code: 4000,
      name: 'Normal Hangup',
      cause: 'NORMAL_CLEARING',
      source: 'Caller',
      because: 'the caller hung up',
    },
    answeredAt: facts.startedAt + 1000,
    endedAt: facts.startedAt + 31_000,
    duration: 30,
    billDuration: 60,
    totalCost: '0.00850',
    recordings: [],
    messages: [],
    legs: [],
  })
}

export const printStore = ({ rounds, traces, records }) =>
  [
    `Traces: the ${whole(traces.events)} events of ${whole(traces.calls)} calls at once, medians of ${rounds} rounds`,
    '',
    table(
      ['what is done with an event', 'ms in all', 'CPU of a call, in µs'],
      ...traces.results.map(({ variant, wall, cpuOfCall }) => [variant, whole(wall), whole(cpuOfCall)]),
    ),
    '',
    `Records: ${whole(records.count)} calls`,
    '',
    table(
      ['ms to write', 'ms to read', 'heap of each, in bytes', 'file, in MB'],
      [
        whole(records.written),
        whole(records.read),
        whole(records.bytesOfCall),
        (records.fileSize / 2 ** 20).toFixed(0),
      ],
    ),
  ].join('\n')
