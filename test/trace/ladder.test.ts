import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../src/scenario/file.js'
import { runScenario } from '../../src/scenario/run.js'
import type { Happening, TraceEvent } from '../../src/trace/events.js'
import type { Figure } from '../../src/trace/ladder/figure.js'
import { application, caller, inOrder, leg, plivo, room } from '../../src/trace/ladder/lanes.js'
import { arrow, note } from '../../src/trace/ladder/marks.js'
import { ladderMermaid } from '../../src/trace/ladder/mermaid.js'
import { ladderSvg } from '../../src/trace/ladder/svg.js'
import { ladderText } from '../../src/trace/ladder/text.js'
import { columns } from '../../src/trace/printable.js'
import { type DiagramOptions, Trace } from '../../src/trace/trace.js'
import { judge } from '../../src/xml/judge.js'
import { everyEvent } from './every-event.js'
import { hostileEvent } from './hostile-event.js'
import { menuCall } from './menu-call.js'

function traceOf(events: readonly TraceEvent[]): Trace {
  const trace = new Trace()
  for (const event of events) trace.append(event)
  return trace
}

const told = (...happenings: (Happening & { at?: number })[]): Trace =>
  traceOf(happenings.map((event, index) => ({ seq: index + 1, at: 0, call: 'c', ...event }) as TraceEvent))

const allForms = (trace: Trace, options: DiagramOptions = {}): string[] => [
  trace.ladder(options),
  trace.ladder({ ...options, width: 60, colors: true }),
  trace.mermaid(options),
  trace.svg(options),
]

async function sample(folder: string): Promise<Trace> {
  const read = loadScenario(`xml-samples/${folder}/scenario.yaml`)
  if (!('scenario' in read)) throw new Error(read.problems.join('\n'))
  const { calls } = await runScenario(read.scenario)
  return calls[0]?.trace as Trace
}

describe('a call reads as a ladder, from top to bottom', () => {
  const calls = [
    ['menu-call', async () => traceOf(menuCall)],
    ['outage', () => sample('resilience/outage')],
  ] as const

  it.each(calls)('%s', async (name, trace) => {
    const call = await trace()
    await expect(call.ladder({ width: 80 })).toMatchFileSnapshot(`${name}.ladder.txt`)
    await expect(call.mermaid()).toMatchFileSnapshot(`${name}.ladder.mmd`)
    await expect(call.svg()).toMatchFileSnapshot(`${name}.ladder.svg`)
  })

  it('is the same with colours, but for them', () => {
    const trace = traceOf(menuCall)
    const colored = trace.ladder({ colors: true })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of.
    const codes = /\x1b\[\d+m/g
    expect(colored).toMatch(codes)
    expect(colored.replace(codes, '')).toBe(trace.ladder())
  })

  it('is empty without events, and still a drawing and a diagram', () => {
    const trace = traceOf([])
    expect(trace.ladder()).toBe('')
    expect(trace.mermaid()).toBe('sequenceDiagram\n')
    expect(wellFormed(trace.svg())).toBeUndefined()
  })
})

const sent = (webhook: string, url: string, purpose = 'answer'): Happening => ({
  type: 'webhook.sent',
  webhook,
  purpose,
  method: 'POST',
  url,
  params: {},
  policy: '',
})
const attempted = (webhook: string, attempt: number, outcome: string, cost = 0): Happening => ({
  type: 'webhook.attempted',
  webhook,
  attempt,
  outcome,
  reason: `as ${outcome}`,
  region: 'nearest',
  cost,
})
const delivered = (webhook: string, purpose = 'answer'): Happening => ({
  type: 'webhook.delivered',
  webhook,
  purpose,
  status: 200,
  bytes: 2,
  judgement: '200 on attempt 2 of 2.',
  rule: '',
  provenance: '',
  source: '',
})

const flat = (text: string): string => text.replace(/[─╌]+/g, '─')

describe('requests', () => {
  it('a failed attempt is a broken arrow with its class and time; without a connection it never gets there', () => {
    const trace = told(
      sent('w', 'http://a.sample/x'),
      attempted('w', 1, 'ct', 2000),
      attempted('w', 2, 'rt', 300),
      attempted('w', 3, 'ok'),
      delivered('w'),
    )
    expect(trace.mermaid().split('\n').slice(3, -1)).toEqual([
      '    plivo->>application: 0:00.000 POST /x (answer)',
      '    plivo--xapplication: ct after 2 s, attempt 1: as ct',
      '    plivo->>application: POST /x, attempt 2',
      '    application--xplivo: rt after 300 ms, attempt 2: as rt',
      '    plivo->>application: POST /x, attempt 3',
      '    application-->>plivo: 200 on attempt 2 of 2: 2 B',
    ])
    expect(flat(trace.ladder())).toContain('├─ ct after 2 s, attempt 1: as ct ─✗│')
    expect(flat(trace.ladder())).toContain('│✗─ rt after 300 ms, attempt 2: as rt ─┤')
  })

  it('each origin has a lane; whose answer it is, is said while several are on the way', () => {
    const mermaid = told(
      sent('w1', 'http://a.sample/x', 'one'),
      sent('w2', 'https://b.sample:8080', 'two'),
      delivered('w2', 'two'),
      delivered('w1', 'one'),
    ).mermaid()
    expect(mermaid).toContain('participant application as Application<br/>http://a.sample\n')
    expect(mermaid).toContain('participant application2 as Application<br/>https://b.sample:8080\n')
    expect(mermaid).toContain('plivo->>application2: POST / (two)\n')
    expect(mermaid).toContain('application2-->>plivo: 200: 2 B (two)\n')
    expect(mermaid).toContain('application-->>plivo: 200: 2 B\n')
  })
})

describe('the caller', () => {
  const press = (at: number, digit: string, heardBy?: string) => ({
    at,
    type: 'digit.pressed' as const,
    digit,
    ...(heardBy && { heardBy }),
  })

  it('presses keys that follow each other at once in one arrow', () => {
    const trace = told(press(0, '1', 'GetDigits'), press(200, '2', 'GetDigits'), press(2000, '3', 'GetDigits'))
    expect(flat(trace.ladder())).toContain('├─ presses 1 2 ─')
    expect(flat(trace.ladder())).toContain('├─ presses 3 ─')
    expect(flat(told(press(0, '1'), press(1, '2')).ladder())).toContain('├─ presses 1 (kept: nothing listens yet) ─')
  })

  it('is heard by whom he is connected to, where no element listens', () => {
    const trace = told(
      { type: 'speech.heard', text: 'Hello', ms: 500, across: true },
      { type: 'digit.pressed', digit: '7', across: true },
      { type: 'speech.heard', text: 'Bye', ms: 500 },
    )
    expect(flat(trace.ladder())).toContain('├─ says "Hello" (500 ms, heard by the other side) ─')
    expect(flat(trace.ladder())).toContain('├─ presses 7 ─')
    expect(flat(trace.ladder())).toContain('├─ says "Bye" (500 ms, nothing listens) ─')
  })

  it('waits in a gap with its length', () => {
    const trace = told(press(0, '1', 'Wait'), press(3_600_000, '2', 'Wait'))
    expect(trace.ladder()).toMatch(/\n {4}60 min {2}┊ +┊\n1:00:00\.000 ├─ presses 2/)
    expect(trace.mermaid()).toContain('Note over caller,plivo: 60 min later\n')
    expect(trace.svg()).toContain('>60 min</text>')
    const height = (svg: string) => Number(/height="(\d+)/.exec(svg)?.[1])
    expect(height(trace.svg())).toBeLessThan(400)
  })
})

/** Two phones that are dialled, one of which joins a room: what no event tells yet. */
function legs(): Figure {
  const [one, other] = [leg('l1', '+14155550111'), leg('l2', 'sip:bob@example.com')]
  const marks = [
    arrow(plivo, room('support'), 'enters', 'call'),
    arrow(plivo, one, 'dials', 'call'),
    arrow(plivo, other, 'dials', 'call'),
    arrow(leg('l2'), plivo, 'answers', 'good'),
    note(one, 'rings for 20 s, and is called off because the other one answered', 'faint'),
    arrow(other, room('support'), 'enters', 'call'),
  ]
  return {
    lanes: inOrder(marks.flatMap(({ from, to = from }) => [from, to])),
    rows: marks.map(mark => ({ ...mark, at: 0, events: [] })),
  }
}

describe('lanes stand in the order of the table: the caller, Plivo, applications, B legs, rooms', () => {
  it('whoever comes first, and by the name that is known', () => {
    expect(legs().lanes.map(({ title, name }) => `${title} ${name}`.trim())).toEqual([
      'Plivo',
      'B leg +14155550111',
      'B leg sip:bob@example.com',
      'Room support',
    ])
    expect(ladderMermaid(legs())).toContain('    leg2->>plivo: answers\n')
    expect(wellFormed(ladderSvg(legs()))).toBeUndefined()
    expect(flat(ladderText(legs(), { width: 60 }))).toContain('│◄─ answers ─┤               │\n')
  })

  it('three who are dialled at once have names that do not touch', () => {
    const phones = ['+14155550111', '+14155550112', '+14155550113']
    const marks = [
      arrow(caller('c', '+14155550100'), plivo, 'calls', 'call'),
      arrow(plivo, application('http://centre.test'), 'asks', 'web'),
      ...phones.map((phone, index) => arrow(plivo, leg(`l${index}`, phone), 'dials', 'call')),
    ]
    const figure = { lanes: inOrder(marks.flatMap(({ from, to = from }) => [from, to])), rows: [] }
    expect(ladderText(figure).split('\n')[1]).toMatch(/\+14155550111 +\+14155550112 +\+14155550113$/)
  })

  test.prop([fc.integer({ min: 1, max: 80 }), fc.integer({ min: 0, max: 130 })])(
    'however many there are, and however narrow it is',
    (count, width) => {
      const marks = Array.from({ length: count }, (_, index) =>
        arrow(plivo, leg(`${index}`, `+1415555${index}`), 'dials', 'call'),
      )
      const notes = marks.map(({ to }) => note(to ?? plivo, 'a longer text about this leg, in a note', 'faint'))
      const all = [...marks, ...notes]
      const lanes = inOrder(all.flatMap(({ from, to = from }) => [from, to]))
      const figure = { lanes, rows: all.map(mark => ({ ...mark, at: 0, events: [] })) }
      for (const line of ladderText(figure, { width }).split('\n'))
        expect(columns(line)).toBeLessThanOrEqual(Math.max(width, 60))
    },
  )
})

/** What expat says about it. */
const wellFormed = (xml: string) => judge(new TextEncoder().encode(xml))

const label = String.raw`(?:[^#;%<>&\\\`$\n]|#\d+;|<br/>)*`
const known = new RegExp(
  `^(?:sequenceDiagram|${[
    `    participant [a-z]+\\d* as ${label}`,
    `    Note right of [a-z]+\\d*: ${label}`,
    `    Note over [a-z]+\\d*(?:,[a-z]+\\d*)?: ${label}`,
    `    [a-z]+\\d*(?:->>|-->>|--x)[a-z]+\\d*: ${label}`,
  ].join('|')})$`,
)

describe('any sequence of events is drawn', () => {
  const sequences = fc.array(fc.oneof(hostileEvent, fc.constantFrom(...everyEvent)), { maxLength: 30 })

  test.prop([sequences, fc.integer({ min: 60, max: 200 }), fc.boolean()])(
    'in characters: nothing wider than the width, and nothing that a terminal would act on',
    (events, width, redact) => {
      const text = traceOf(events).ladder({ width, redact })
      for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(width)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
      expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]|\p{Cs}/u)
    },
  )

  test.prop([sequences, fc.boolean()])('as SVG: well-formed', (events, redact) => {
    const svg = traceOf(events).svg({ redact })
    expect(wellFormed(svg)).toBeUndefined()
    expect(svg).not.toMatch(/ (?:d|x|y|width|height|viewBox)="[^"]*(?:NaN|Infinity|undefined)/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(svg).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]|\p{Cs}/u)
  })

  test.prop([sequences, fc.boolean()])('as Mermaid: lines of known shapes only', (events, redact) => {
    for (const line of traceOf(events).mermaid({ redact }).trimEnd().split('\n')) {
      expect(line).toMatch(known)
      // "One should be careful when using the word end": it breaks a diagram.
      expect(line).not.toMatch(/\bend\b|%%|style/i)
    }
  })
})

describe('what must not be seen is in no form', () => {
  it('a parameter that log="false" collected', () => {
    const [event] = everyEvent.filter(({ type }) => type === 'webhook.sent')
    const secret = traceOf([{ ...event, params: { Digits: '86420' }, secret: ['Digits'] } as TraceEvent])
    for (const form of allForms(secret)) {
      expect(form).not.toContain('86420')
      expect(form).toContain('•••••')
    }
  })

  it('numbers and keys, with redact', () => {
    for (const form of allForms(traceOf(everyEvent), { redact: true })) expect(form).not.toMatch(/1234|14155550/)
    for (const form of allForms(traceOf(everyEvent))) expect(form).toMatch(/1234/)
  })
})

describe('the SVG', () => {
  const svg = traceOf(menuCall).svg()

  it('needs nothing else: no script, no font, no image, no link', () => {
    expect(svg).not.toMatch(/<script|@import|@font-face|url\(|href|<image|<foreignObject| on\w+=/)
    expect(svg).toContain('prefers-color-scheme:dark')
  })

  it('has the whole event of each mark as a tooltip, and every text as text', () => {
    expect(svg).toContain('&quot;judgement&quot;: &quot;503 is not retried')
    expect(svg).toContain('allowed&quot;: &quot;action, method, timeout')
    expect(svg).toMatch(/<text [^>]*>presses 1<\/text>/)
  })
})
