// Asks a server so often, on so many connections that are kept: how long it took, and every request. A process of its own.
import { Agent, request } from 'node:http'

const [, , written] = process.argv
const { origin, method, path, headers, body, connections, count } = JSON.parse(written)
const { hostname, port } = new URL(origin)
const agent = new Agent({ keepAlive: true, maxSockets: connections })

const ask = () =>
  new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent }, answer => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode))
    })
    sent.once('error', reject)
    sent.end(body)
  })

const times = []
const statuses = {}
let left = count
const work = async () => {
  while (left-- > 0) {
    const began = performance.now()
    const status = await ask()
    times.push(performance.now() - began)
    statuses[status] = (statuses[status] ?? 0) + 1
  }
}
const began = performance.now()
await Promise.all(Array.from({ length: connections }, work))
const ms = performance.now() - began
agent.destroy()
times.sort((one, other) => one - other)
const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))]
process.stdout.write(JSON.stringify({ perSecond: (count / ms) * 1000, p50: at(0.5), p99: at(0.99), statuses }))
