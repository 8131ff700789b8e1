import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fastify from 'fastify'
import { readServeConfig } from '../../dist/server/config/serve-config.js'
import { makeCall } from '../../dist/server/rest/make-call.js'
import { startServing } from '../../dist/server/serving.js'
import { heap, measure, median, table, whole } from './measure.js'

const authId = 'MAAAAAAAAAAAAAAAAAAA'
const base = `/v1/Account/${authId}/`
const held = 10_000
const roomSize = 20
const requests = 3000

const configuration = `
account: { auth_id: ${authId}, auth_token: bench }
phones: { default: { answers: 10ms }, "+14155550112": busy }
fidelity: { room_size: ${roomSize} }
`
const authorization = `Basic ${Buffer.from(`${authId}:bench`).toString('base64')}`
const headers = { authorization, 'content-type': 'application/json' }
const client = fileURLToPath(new URL('rest-client.js', import.meta.url))

/** A client in a process of its own. */
const ask = async asked => {
  const sent = { method: 'GET', headers, connections: 10, count: requests, ...asked }
  const { stdout } = await promisify(execFile)(process.execPath, [client, JSON.stringify(sent)])
  return JSON.parse(stdout)
}

const made = (path, to = '14155550111') =>
  JSON.stringify({ from: '14155550199', to, answer_url: `http://bench.test${path}`, time_limit: 86400 })

let rooms = 0
const documents = {
  '/wait': () => '<Wait length="36000"/>',
  '/hangup': () => '<Hangup/>',
  '/room': () => `<Conference>room ${Math.floor(rooms++ / roomSize)}</Conference>`,
}

const application = request => {
  const elements = documents[new URL(request.url).pathname]?.() ?? ''
  return new Response(`<Response>${elements}</Response>`, { headers: { 'content-type': 'text/xml' } })
}

/** An account that is served in this process, without its proxy being used. */
async function serving() {
  const { config } = readServeConfig(configuration, 'bench')
  const data = await mkdtemp(join(tmpdir(), 'offhook-bench-'))
  const served = await startServing({ config, data, port: 0, version: 'bench', seed: 1, onTrouble: console.error })
  served.board.exchange.mount('http://bench.test', application)
  const close = async () => {
    await served.close()
    await rm(data, { recursive: true })
  }
  return { ...served, close }
}

/** The same parameters, and an answer of the same size, by fastify alone. */
async function bare() {
  const server = fastify()
  server.post('/Call/', { schema: { body: makeCall.body } }, (_, reply) =>
    reply.code(201).send({ api_id: authId, message: 'call fired', request_uuid: authId }),
  )
  server.get('/Call/', () => ({ api_id: authId, calls: [] }))
  const origin = await server.listen({ port: 0, host: '127.0.0.1' })
  return { origin, close: () => server.close() }
}

/** Lets the event loop turn until something is so. */
const until = async isSo => {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 20))
}

async function rates(rounds) {
  const plain = await bare()
  const { board, origin, close } = await serving()
  const subjects = {
    'fastify alone: POST, validated': { origin: plain.origin, method: 'POST', path: '/Call/', body: made('/hangup') },
    'POST Call/ to a busy line': { origin, method: 'POST', path: `${base}Call/`, body: made('/hangup', '14155550112') },
    'POST Call/, answered, <Hangup/>': { origin, method: 'POST', path: `${base}Call/`, body: made('/hangup') },
    'fastify alone: GET': { origin: plain.origin, path: '/Call/' },
    'GET Call/?status=live': { origin, path: `${base}Call/?status=live` },
  }
  const found = Object.fromEntries(Object.keys(subjects).map(name => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, asked] of Object.entries(subjects)) {
      const { perSecond } = await ask(asked)
      await until(() => board.live(board.accounts.main).length === 0)
      // The first round warms up.
      if (round > 0) found[name].push(perSecond)
    }
  }
  await close()
  await plain.close()
  return Object.fromEntries(Object.entries(found).map(([name, all]) => [name, median(all)]))
}

/** Calls that go on, all at once: how long they take to begin, what they hold, and how quick the API is meanwhile. */
async function holding(path, element) {
  const { board, origin, close } = await serving()
  const rounds = []
  for (let round = 0; round < 2; round++) {
    const before = await heap()
    const rss = process.memoryUsage().rss
    const began = performance.now()
    await ask({ origin, method: 'POST', path: `${base}Call/`, body: made(path), count: held, connections: 50 })
    const isUp = ({ call }) =>
      call.trace.events.some(event => event.type === 'element.started' && event.element === element)
    await until(() => board.live(board.accounts.main).filter(isUp).length === held)
    const placed = performance.now() - began
    const perCall = ((await heap()) - before) / held
    const resident = process.memoryUsage().rss - rss
    const [one] = board.live(board.accounts.main)
    const { p50, p99 } = await ask({ origin, path: `${base}Call/${one.call.uuid}/?status=live`, count: 2000 })
    const idle = await measure(() => new Promise(resolve => setTimeout(resolve, 2000)))
    const ending = performance.now()
    await ask({ origin, method: 'DELETE', path: `${base}Call/`, count: 1, connections: 1 })
    await until(() => board.live(board.accounts.main).length === 0 && board.exchange.calls.length === 0)
    const ended = performance.now() - ending
    rounds.push({
      placed,
      perCall,
      resident,
      p50,
      p99,
      idle: idle.cpu / idle.wall,
      ended,
      left: (await heap()) - before,
    })
  }
  await close()
  return rounds
}

/** REST calls per second beside a bare route, and calls that are held. */
export async function serve({ rounds }) {
  return {
    rates: await rates(rounds),
    wait: await holding('/wait', 'Wait'),
    conference: await holding('/room', 'Conference'),
  }
}

export const printServe = ({ rates, wait, conference }) => {
  const bareOf = name => rates[name.includes('POST') ? 'fastify alone: POST, validated' : 'fastify alone: GET']
  const rows = Object.entries(rates).map(([name, perSecond]) => [
    name,
    whole(perSecond),
    `${((perSecond / bareOf(name)) * 100).toFixed(0)} %`,
  ])
  const megabytes = bytes => (bytes / 2 ** 20).toFixed(0)
  const all = [
    ...wait.map((round, index) => ['Wait', index, round]),
    ...conference.map((round, index) => ['Conference', index, round]),
  ]
  return [
    'Requests per second to offhook serve, the client in another process, 10 connections',
    '',
    table(['', 'per second', 'of fastify alone'], ...rows),
    '',
    `${whole(held)} calls held at once, twice`,
    '',
    table(
      [
        '',
        'placed in s',
        'KB of heap each',
        'MB resident',
        'GET p50 ms',
        'p99 ms',
        'idle CPU',
        'ended in s',
        'MB left',
      ],
      ...all.map(([name, index, one]) => [
        `${name}, ${index === 0 ? 'first' : 'again'}`,
        (one.placed / 1000).toFixed(1),
        (one.perCall / 1024).toFixed(1),
        megabytes(one.resident),
        one.p50.toFixed(1),
        one.p99.toFixed(1),
        `${(one.idle * 100).toFixed(1)} %`,
        (one.ended / 1000).toFixed(1),
        megabytes(one.left),
      ]),
    ),
  ].join('\n')
}
