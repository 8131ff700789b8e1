import { createExchange } from '../../src/exchange/exchange.js'
import type { ExchangeOptions } from '../../src/exchange/options.js'
import { describeExpectation, type Expectation } from '../../src/scenario/expectation.js'
import { readScenario, type Scenario } from '../../src/scenario/file.js'
import { runScenario, type ScenarioResult } from '../../src/scenario/run.js'

/** What is answered at a path: a document, or anything else. */
export type Routes = Readonly<Record<string, string | ((request: Request) => Response | Promise<Response>)>>

export const readOne = (text: string, file = 'menu.yaml'): Scenario => {
  const read = readScenario(
    `call: { answer_url: http://app.test/answer, hangup_url: http://app.test/hangup }\n${text}`,
    file,
  )
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.scenario
}

/** Plays a scenario against an application in this process. */
export const play = (text: string, routes: Routes, options: ExchangeOptions = {}): Promise<ScenarioResult> =>
  runScenario(readOne(text), {
    createExchange: given => {
      const exchange = createExchange({ ...given, ...options })
      exchange.mount('http://app.test', async request => {
        const route = routes[new URL(request.url).pathname] ?? ''
        return typeof route === 'string' ? new Response(route && `<Response>${route}</Response>`) : route(request)
      })
      return exchange
    },
  })

/** What failed, each as a sentence and what happened instead; without the trace. */
export const failures = ({ failures }: ScenarioResult): string[] =>
  failures.map(({ expected, instead }) => [expected, ...instead].join('\n'))

export const sentences = (expect: readonly Expectation[]): string[] => expect.map(describeExpectation)

/** The mistakes of a file that expects this. */
export const mistakes = (expectation: string, callers = ''): string[] => {
  const read = readScenario(
    `call: { answer_url: http://app.test/answer }\n${callers}expect:\n  - ${expectation}\n`,
    'menu.yaml',
  )
  return 'problems' in read ? read.problems.map(String) : []
}
