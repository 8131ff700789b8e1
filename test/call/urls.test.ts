import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'

/** The codes of the problems that a call finds in the URLs it is placed with, and the URL of each. */
const problemsOf = async (urls: { answerUrl?: string; fallbackUrl?: string; hangupUrl?: string }) => {
  const exchange = createExchange()
  exchange.mount('http://app.test', () => new Response('<Response/>', { headers: { 'content-type': 'text/xml' } }))
  const caller = exchange.call({ answerUrl: 'http://app.test/answer', ...urls })
  await caller.callEnds()
  return caller.call.trace.of('problem.found').map(({ code, url }) => [code, url])
}

describe('"a fragment on answer, fallback and hangup URL" is judged like one in a document (D60)', () => {
  it('of the answer URL', async () => {
    const answerUrl = 'http://app.test/answer#rt=5&plivo_timeout=3'
    expect(await problemsOf({ answerUrl })).toEqual([
      ['fragment-page-mistake', 'http://app.test/answer'],
      ['fragment-out-of-range', 'http://app.test/answer'],
    ])
  })

  it('credentials are neither sent nor shown (D78)', async () => {
    expect(await problemsOf({ answerUrl: 'http://user:secret@app.test/answer#rt=5' })).toEqual([
      ['url-credentials', 'http://•••@app.test/answer'],
      ['fragment-out-of-range', 'http://•••@app.test/answer'],
    ])
  })

  it('of fallback and hangup URL, whether they are asked or not', async () => {
    const [fallbackUrl, hangupUrl] = ['http://app.test/f#rt=', 'http://app.test/h#rc=77']
    expect(await problemsOf({ fallbackUrl, hangupUrl })).toEqual([
      ['fragment-malformed', 'http://app.test/f'],
      ['fragment-out-of-range', 'http://app.test/h'],
    ])
  })

  it('of a hundred thousand mistakes ten are told, and how many there are: the trace stays readable', async () => {
    const found = await problemsOf({ answerUrl: `http://app.test/answer#${'&'.repeat(100_000)}` })
    expect(found).toHaveLength(11)
    expect(found.at(-1)).toEqual(['fragment-more-problems', 'http://app.test/answer'])
  })

  it('a good one is no problem', async () => {
    expect(await problemsOf({ answerUrl: 'http://app.test/answer#ct=500&rp=all' })).toEqual([])
  })
})
