import { Session } from 'node:inspector/promises'

/** How long `work` takes on the wall and on this process's CPUs, in microseconds. */
export async function measure(work) {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const wall = (performance.now() - start) * 1000
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: user + system }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The bytes of heap in use when everything that can go has gone. */
export async function heap() {
  if (!globalThis.gc) throw new Error('run this with node --expose-gc')
  // What is only waiting for its last turn of the event loop is no longer part of a call.
  for (let i = 0; i < 4; i++) {
    await new Promise(resolve => setTimeout(resolve, 50))
    globalThis.gc()
  }
  return process.memoryUsage().heapUsed
}

/** Whose time it is: the first pattern that a script's URL matches. */
const owners = [
  [/\/dist\/webhook\/form\.js$/, 'form'],
  [/\/dist\/webhook\/signature\.js$/, 'signature'],
  [/\/dist\/webhook\/(undici-transport|connection-pool)\.js$|\/node_modules\/(undici|light-my-request)\//, 'HTTP'],
  [/\/dist\/webhook\//, 'webhook policy and bookkeeping'],
  [/\/dist\/xml\/|\/node_modules\/(fast-xml-parser|expat-wasm)\//, 'parse and check'],
  [/\/dist\/clock\//, 'clock'],
  [/\/node_modules\/xstate\//, 'machines: xstate'],
  [/\/dist\/(call|elements)\//, 'machines: call and elements'],
  [/\/dist\/trace\//, 'trace'],
  [/\/dist\/(audio|party)\//, 'prompts and parties'],
  [/\/dist\//, 'exchange'],
  [/\/test\/bench\//, 'the benchmark itself'],
]

/**
 * Whose time `work` spends, as shares of what is not idle. A sample belongs to the innermost script that has an owner;
 * Node's own code called by nobody we know is the event loop and its sockets.
 */
export async function profile(work) {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
  await work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()

  const nodes = new Map(profile.nodes.map(node => [node.id, node]))
  const owned = new Map()
  const claim = (node, inherited) => {
    const { url, functionName } = node.callFrame
    const own = owners.find(([pattern]) => pattern.test(url))?.[1]
    const owner = own ?? (functionName === '(garbage collector)' ? 'garbage collection' : inherited)
    owned.set(node.id, functionName === '(idle)' ? undefined : owner)
    for (const child of node.children ?? []) claim(nodes.get(child), owner)
  }
  claim(profile.nodes[0], 'event loop and sockets (Node)')

  const times = new Map()
  profile.samples.forEach((id, index) => {
    const owner = owned.get(id)
    if (owner) times.set(owner, (times.get(owner) ?? 0) + profile.timeDeltas[index])
  })
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times].map(([owner, time]) => ({ owner, share: time / total })).sort((a, b) => b.share - a.share)
}

/** A Markdown table with aligned columns: the first to the left, the others to the right. */
export function table(head, ...rows) {
  const cells = [head, ...rows].map(row => row.map(cell => String(cell)))
  const widths = head.map((_, column) => Math.max(3, ...cells.map(row => row[column].length)))
  const pad = (cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))
  const line = row => `| ${row.map(pad).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n')
}

export const whole = number => Math.round(number).toLocaleString('en-US')
export const percent = number => `${(number * 100).toFixed(0)} %`
