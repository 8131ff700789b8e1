import { createExchange } from '../../dist/index.js'
import { measure, median, table, whole } from './measure.js'

const origin = 'http://bench.test'

/** One room of so many members, and 200 callers in rooms of 20. */
const worlds = [
  { name: '10 in one room', members: 10, rooms: 1, times: 20 },
  { name: '100 in one room', members: 100, rooms: 1, times: 2 },
  { name: '1,000 in one room', members: 1000, rooms: 1, times: 1 },
  { name: '200 in 10 rooms', members: 200, rooms: 10, times: 1 },
]

/**
 * A conference from the first member to the last: everybody calls in and is told of to callbackUrl, one member speaks
 * three times and everybody hears it, everybody hangs up. What a member costs must not grow with their number.
 */
export async function conference({ rounds }) {
  const samples = worlds.map(() => [])
  await meet(worlds[0])
  for (let turn = 0; turn < rounds; turn++) {
    for (const [index, world] of worlds.entries()) {
      let events = 0
      const { wall, cpu } = await measure(async () => {
        for (let time = 0; time < world.times; time++) events = await meet(world)
      })
      const all = world.members * world.times
      samples[index].push({ cpu: cpu / all, seconds: wall / 1e6 / world.times, events: events / world.members })
    }
  }
  return {
    rounds,
    results: worlds.map(({ name }, index) => ({
      name,
      cpu: median(samples[index].map(({ cpu }) => cpu)),
      seconds: median(samples[index].map(({ seconds }) => seconds)),
      events: median(samples[index].map(({ events }) => events)),
    })),
  }
}

async function meet({ members, rooms }) {
  const exchange = createExchange({ fidelity: { roomSize: 1000 } })
  exchange.mount(origin, request => {
    const { pathname } = new URL(request.url)
    const [, room] = /^\/answer-(\d+)$/.exec(pathname) ?? []
    if (room === undefined) return new Response('')
    const document = `<Response><Conference callbackUrl="${origin}/told" enterSound="beep:1">room ${room}</Conference></Response>`
    return new Response(document, { headers: { 'content-type': 'text/xml' } })
  })
  const callers = Array.from({ length: members }, (_, index) =>
    exchange.call({ answerUrl: `${origin}/answer-${index % rooms}`, hangupUrl: `${origin}/hangup` }),
  )
  await callers[0].waits('2s')
  for (let room = 0; room < rooms; room++) {
    for (let time = 0; time < 3; time++) await callers[room].says('Good morning, everybody')
  }
  for (const caller of callers) await caller.hangsUp()
  for (const caller of callers) await caller.callEnds()
  await exchange.close()
  return callers.reduce((sum, { call }) => sum + call.trace.events.length, 0)
}

export const printConference = ({ rounds, results }) =>
  [
    `Conferences, with an application in the same process (medians of ${rounds} interleaved rounds)`,
    '',
    table(
      ['members', 'CPU of a member, us', 'events of a member', 'seconds in all'],
      ...results.map(({ name, cpu, events, seconds }) => [name, whole(cpu), whole(events), seconds.toFixed(2)]),
    ),
  ].join('\n')
