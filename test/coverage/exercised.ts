import { coverageOf, type Exercised } from '../../src/coverage/coverage-of.js'
import type { Facts } from '../../src/coverage/facts.js'
import { namedUrls } from '../../src/coverage/named-urls.js'
import { createExchange } from '../../src/exchange/exchange.js'
import { loadScenario, readScenario, type Scenario } from '../../src/scenario/file.js'
import { runScenario } from '../../src/scenario/run.js'

/** Where the hand-made applications of these tests are mounted. */
export const home = 'http://127.0.0.1:4321'

/** What a path answers: a document without its Response, or a status. */
export type Routes = Readonly<Record<string, string | number | ((params: URLSearchParams) => string | number)>>

/** What a scenario with these steps exercises of an application. */
export async function exercised(name: string, yaml: string, routes: Routes): Promise<Facts> {
  return coverageOf(await played(name, yaml, routes))
}

/** A scenario, played against an application in this process. */
export async function played(name: string, yaml: string, routes: Routes): Promise<Exercised> {
  const file = 'calls/handmade.yaml'
  const read = readScenario(`name: ${JSON.stringify(name)}\n${yaml}`, file)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { calls } = await runScenario(read.scenario, {
    createExchange: options => {
      const exchange = createExchange(options)
      exchange.mount(home, async request => {
        const { pathname } = new URL(request.url)
        const route = routes[pathname] ?? 404
        const reply = typeof route === 'function' ? route(new URLSearchParams(await request.text())) : route
        if (typeof reply === 'number') return new Response('', { status: reply })
        const body = reply.startsWith('<?') || reply === '' ? reply : `<Response>\n${reply}\n</Response>`
        return new Response(body, { headers: { 'content-type': 'text/xml' } })
      })
      return exchange
    },
  })
  return { scenario: name, file, calls, named: namedUrls(read.scenario) }
}

/** What the scenario of a sample exercises. */
export async function ofSample(file: string): Promise<Facts> {
  const read = loadScenario(file)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const scenario: Scenario = read.scenario
  const { calls } = await runScenario(scenario)
  return coverageOf({ scenario: scenario.name, file, calls, named: namedUrls(scenario) })
}
