import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { explain } from '../../src/webhook/explain.js'
import { findOccasions, type Occasion } from '../../src/webhook/occasions.js'

/**
 * Thirty URLs whose meaning somebody wrote down from the vendor's two pages alone, without knowing this program.
 * `null` is what the pages do not say; there `explain` must cite the decision it takes.
 */
interface Reading {
  readonly url: string
  readonly occasion: string
  readonly effective: Readonly<Record<string, number | string | readonly string[] | null>>
  readonly ignored: readonly string[]
  readonly attempts: Readonly<Record<string, number | null>>
  readonly milliseconds: Readonly<Record<string, number | null>>
  readonly sure: boolean
  readonly because: string
}

const readings: readonly Reading[] = JSON.parse(
  readFileSync(new URL('./thirty-fragments.json', import.meta.url), 'utf8'),
)

/** The reader's words for what happens, and ours. */
const words: Readonly<Record<string, string>> = {
  refused: 'connection refused',
  'never connects': 'connection never completes',
  '404': '4xx',
  '503': '5xx',
  'partial response': 'stalled in the body',
}

const explained = ({ url, occasion }: Reading) => {
  const [found] = findOccasions(occasion)
  expect(found, occasion).toBeDefined()
  return explain(url, found as Occasion)
}

/** What is known of it, in the shape of the reader's. */
const known = (reading: Reading) => {
  const { policy, outcomes } = explained(reading)
  const of = (when: string) => outcomes.find(outcome => outcome.when === (words[when] ?? when))
  const values = Object.fromEntries(policy.map(({ key, value }) => [key, value]))
  const rp = values.rp === 'all' ? '4xx,5xx,ct,rt' : String(values.rp)
  return {
    effective: { ...values, rp: rp.split(',').sort() },
    attempts: Object.fromEntries(Object.keys(reading.attempts).map(when => [when, of(when)?.attempts])),
    milliseconds: Object.fromEntries(Object.keys(reading.milliseconds).map(when => [when, of(when)?.takes])),
  }
}

/** Only what the pages say. */
const said = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, Array.isArray(value) ? [...value].sort() : value]),
  )

it('there are thirty', () => expect(readings).toHaveLength(30))

describe.each(readings.map((reading, index) => ({ ...reading, name: `${index + 1}: ${reading.url}` })))(
  '$name ($occasion)',
  reading => {
    it('means what the pages say', () => {
      const ours = known(reading)
      expect(ours.effective).toMatchObject(said(reading.effective))
      expect(ours.attempts).toMatchObject(said(reading.attempts))
      expect(ours.milliseconds).toMatchObject(said(reading.milliseconds))
    })

    it('what takes no effect is named, and what the pages leave open cites the decision', () => {
      const { problems, notes } = explained(reading)
      for (const piece of reading.ignored) {
        const [key = ''] = piece.split('=')
        expect(problems.map(({ message }) => message).join('\n')).toContain(key)
      }
      const open = Object.values({ ...reading.effective }).includes(null)
      if (!open) return
      const cited = [...problems.map(({ rule }) => rule), ...notes.map(({ text }) => text)].join('\n')
      expect(cited).toMatch(/\bD\d\d\b/)
    })
  },
)
