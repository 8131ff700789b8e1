// The page about webhooks: every table is made by running what it is about.
import { createExchange } from '../dist/index.js'
import { faultKinds } from '../dist/webhook/fault.js'
import { occasions } from '../dist/webhook/occasions.js'
import { cell, code, made, table } from './markdown.js'

const origin = 'https://app.test'
const xml = body => new Response(body, { headers: { 'content-type': 'text/xml' } })

/** The policies of the matrix, as fragments of an answer URL. */
const fragments = [
  '',
  'rc=0',
  'rc=3&ct=500',
  'rp=ct',
  'rp=rt&rt=3000',
  'rp=4xx',
  'rp=5xx',
  'rp=all&rc=2',
  'rp=all&rt=9000&tt=10000',
]

const written = ([name, { amount }]) => (amount ? `${name}=${amount.usual}${amount.unit === 'ms' ? 'ms' : ''}` : name)

/** The faults, and the answers that no fault has a name of its own for. */
const cases = [
  ...Object.entries(faultKinds).flatMap(([name, kind]) =>
    name === 'status'
      ? [204, 301, 404, 429, 500, 503].map(status => ({
          fault: `status=${status}`,
          meaning: `the answer is ${status}`,
        }))
      : [{ fault: written([name, kind]), meaning: kind.meaning }],
  ),
  { meaning: 'nothing goes wrong' },
]

const seconds = ms => `${Number((ms / 1000).toFixed(2))} s`

/** What becomes of the answer URL of a call that has a fallback: attempts, the time they take, and what comes next. */
async function met(fault, fragment) {
  const exchange = createExchange({ faults: fault ? [{ fault, url: '/answer' }] : [] })
  exchange.mount(origin, () => xml('<Response><Hangup/></Response>'))
  const answerUrl = `${origin}/answer${fragment && '#'}${fragment}`
  const caller = exchange.call({ answerUrl, fallbackUrl: `${origin}/fallback` })
  const alone = exchange.call({ answerUrl })
  await caller.callEnds()
  const { hangup } = await alone.callEnds()
  const { trace } = caller.call
  await exchange.close()
  const attempts = trace.of('webhook.attempted').filter(({ webhook }) => webhook === 'w1')
  const over = trace.events.find(event => event.webhook === 'w1' && /delivered|failed/.test(event.type))
  const asked = trace.of('webhook.sent').some(({ purpose }) => purpose === 'fallback')
  const time = over.at > 0 ? ` in ${seconds(over.at)}` : ''
  const words = `${attempts.length}${time}${asked ? '' : ', runs'}`
  return { outcome: attempts.at(-1).outcome, words, cause: asked ? hangup.code : '' }
}

async function matrix() {
  const rows = []
  for (const { fault, meaning } of cases) {
    const cells = []
    for (const fragment of fragments) cells.push(await met(fault, fragment))
    const all = key => [...new Set(cells.map(one => one[key]))].filter(Boolean).join(' or ')
    rows.push([
      fault ? code(fault) : '',
      cell(meaning),
      all('outcome'),
      ...cells.map(({ words }) => words),
      all('cause'),
    ])
  }
  const policies = fragments.map(one => (one ? code(`#${one}`) : 'no fragment'))
  return table(['fault', 'what happens', 'class', ...policies, 'hangup code without a fallback'], rows)
}

const configurable = { true: 'yes', false: 'no', audio: 'fixed audio policy' }

const urls = () =>
  table(
    ['URL', 'given in', 'configurable', 'known from', 'once it has failed', 'rule'],
    occasions.map(({ name, where, applicable, provenance, aftermath }) => [
      cell(name),
      where,
      configurable[applicable],
      provenance,
      cell(aftermath.failed),
      aftermath.rule.startsWith('http') ? `[page](${aftermath.rule})` : aftermath.rule,
    ]),
  )

export const webhooks = async () =>
  `# Webhooks

${made} \`npx offhook explain '<url>'\` says the same about one URL.

## Every failure, under every kind of policy

Each cell was made by placing a call whose answer URL has that fragment and meets that fault at every attempt, and which has
a fallback: how many attempts were made, and how long they took in call time. Then the fallback is asked, unless it says that
the document *runs*; without a fallback the call ends with the code in the last column. The same table is run against real hostile sockets in the tests, and both must give the same trace.
Any fault may strike any webhook: [how](scenarios.md#what-goes-wrong).

${await matrix()}

## Which URLs a fragment configures

${urls()}
`
