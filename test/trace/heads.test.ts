import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Happening, TraceEvent } from '../../src/trace/events.js'
import { createTextRenderer } from '../../src/trace/text.js'
import { Trace } from '../../src/trace/trace.js'

/** Calls from numbers that differ in their last digits only. */
const callers = (count: number): Trace => Trace.from(Array.from({ length: count }, (_, index) => arrival(index)))

const arrival = (index: number): TraceEvent => ({
  seq: index + 1,
  at: 0,
  call: `c${index}`,
  type: 'call.arrived',
  from: `+1415555${1000 + index}`,
  to: '+14155550199',
  direction: 'inbound',
})

const told = (...happenings: Happening[]): Trace =>
  Trace.from(happenings.map((event, index) => ({ seq: index + 1, at: 0, call: 'c', ...event })))

describe('"Keep the end of a number": it tells one caller from another', () => {
  it('where there is no room for all of it', () => {
    const [titles, numbers] = callers(9).ladder().split('\n')
    expect(titles?.match(/Caller/g)).toHaveLength(9)
    for (let index = 0; index < 9; index++) expect(numbers).toMatch(new RegExp(`…\\d*${1000 + index}( |$)`))
  })

  it('where lanes are too narrow even for that, a legend says who each is', () => {
    const [first, ...lines] = callers(20).ladder().split('\n')
    expect(first).toMatch(/^ {2}A Caller \+14155551000 {3}B Caller \+14155551001 {3}C Caller \+14155551002 /)
    const marks = lines[lines.indexOf('') + 1]
    expect(marks?.trim().split(/ +/).join('')).toBe('ABCDEFGHIJKLMNOPQRSTU')
  })

  test.prop([fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 160 })])(
    'however many there are, each can be found above the diagram',
    (count, width) => {
      const ladder = callers(count).ladder({ width })
      const above = ladder.slice(0, ladder.indexOf('0:00.000'))
      for (let index = 0; index < count; index++) expect(above).toContain(`${1000 + index}`)
      for (const line of ladder.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
    },
  )

  it('numbers that end alike have a legend, too', () => {
    const alike = [arrival(0), { ...arrival(1), from: '+14165551000' }] as TraceEvent[]
    const many = [...alike, ...Array.from({ length: 7 }, (_, index) => arrival(index + 2))]
    expect(Trace.from(many).ladder().split('\n')[0]).toContain('A Caller +14155551000   B Caller +14165551000')
  })
})

describe('"What callers are called, by their CallUUID"', () => {
  const names = new Map([
    ['c0', 'anna'],
    ['c1', 'ben\x1b'],
    ['c3', '+14155559999'],
  ])

  it('stands above their lanes in every form', () => {
    expect(callers(3).ladder({ names })).toMatch(/^ +anna +ben\\x1b +Caller +Plivo\n +\+14155551000/)
    expect(callers(2).mermaid({ names })).toContain('participant caller as anna<br/>+14155551000')
    expect(callers(2).svg({ names })).toMatch(/<text class="title"[^>]*>anna<\/text>/)
    expect(callers(4).svg({ names, redact: true })).not.toContain('5559999')
  })

  it('stands before their lines, in place of an id', () => {
    const lines = callers(3).text({ names }).split('\n')
    expect(lines.map(line => line.slice(12, 31).trim().split(/ +/))).toEqual([
      ['anna', 'call'],
      ['ben\\x1b', 'call'],
      ['c2', 'call'],
      [''],
    ])
  })

  it('as it happens, also of the first call, and of one whose name comes with it', () => {
    const known = new Map<string, string>()
    const live = createTextRenderer({ names: known })
    known.set('c0', 'anna')
    expect(live.line(arrival(0))).toContain('[anna] +14155551000 ->')
    expect(live.line(arrival(1))).toContain('[c1] +14155551001 ->')
    known.set('c2', 'carl')
    expect(live.line(arrival(2))).toContain('[carl] +14155551002 ->')
  })
})

describe('"The second leg to the same number is #2"', () => {
  const dialed = (leg: string): Happening => ({
    type: 'leg.dialed',
    leg,
    to: '+14155550111',
    from: '+14155550100',
    position: 1,
    phone: '',
  })
  const rings = { type: 'leg.rang', leg: 'l2' } as const
  const trace = told(dialed('l1'), dialed('l2'), { ...rings, leg: 'l1' }, rings)

  it('in the text', () => {
    expect(trace.text()).toMatch(/dials +\+14155550111 .+\n.+dials +\+14155550111 #2 /)
    expect(trace.text()).toMatch(/rings +\[\+14155550111\]\n.+rings +\[\+14155550111 #2\]\n/)
  })

  it('in the ladder', () => {
    expect(trace.ladder()).toMatch(/\+14155550111 +\+14155550111 #2\n/)
    expect(trace.mermaid()).toContain('participant leg2 as B leg<br/>+14155550111 #35;2')
  })
})
