import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { mergeFacts } from '../../src/coverage/coverage.js'
import { type Facts, joinFacts, noFacts } from '../../src/coverage/facts.js'
import { exercised, home, ofSample } from './exercised.js'

const call = `call: { answer_url: "${home}/answer", hangup_url: "${home}/hangup" }`
const routes = {
  '/answer': `<GetDigits action="${home}/menu" numDigits="1"><Speak>Press 1 or 2.</Speak></GetDigits><Speak>Goodbye.</Speak>`,
  '/menu': (params: URLSearchParams) => `<Speak>Order 100${params.get('Digits')}</Speak>`,
  '/hangup': 200,
}

/** Scenarios that share URLs and documents, with variants of one another, and some that share nothing. */
let pool: Facts[] = []
beforeAll(async () => {
  pool = [
    await exercised('one', `${call}\ncaller: [hears: press 1, presses: "1"]`, routes),
    await exercised('two', `${call}\ncaller: [hears: press 1, presses: "2"]`, routes),
    await exercised('nothing', `${call}\ncaller: []`, routes),
    await exercised('broken', `${call}\ncaller: []`, { ...routes, '/answer': '<?xml' }),
    await exercised(
      'retried',
      `${call.replace('/answer', '/answer#rp=5xx')}\nfaults: [{ url: /answer, attempts: [1], fault: { status: 500 } }]\ncaller: []`,
      routes,
    ),
    await ofSample('xml-samples/dial/whisper/scenario.yaml'),
    await ofSample('xml-samples/ivr/menu/scenario.yaml'),
  ]
})

const picks = fc.array(fc.nat({ max: 6 }), { maxLength: 12 })
const take = (numbers: readonly number[]) => numbers.map(number => pool[number] as Facts)

test('merging is commutative: the order in which scenarios end does not matter', () => {
  fc.assert(
    fc.property(
      picks.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, other]) => {
        expect(mergeFacts(take(other))).toEqual(mergeFacts(take(all)))
      },
    ),
  )
})

test('merging is associative: workers may join their own facts first', () => {
  fc.assert(
    fc.property(picks, picks, picks, (a, b, c) => {
      const [one, two, three] = [a, b, c].map(part => take(part).reduce(joinFacts, noFacts())) as [Facts, Facts, Facts]
      expect(joinFacts(joinFacts(one, two), three)).toEqual(joinFacts(one, joinFacts(two, three)))
      expect(mergeFacts([one, two, three])).toEqual(mergeFacts(take([...a, ...b, ...c])))
    }),
    { numRuns: 50 },
  )
})

test('facts that are joined stay as they were', () => {
  const before = structuredClone(pool)
  mergeFacts(pool)
  expect(pool).toEqual(before)
})

test('another scenario never makes anything less exercised, and what it did not touch stays as it was', () => {
  fc.assert(
    fc.property(picks, fc.nat({ max: 6 }), (some, more) => {
      const before = mergeFacts(take(some))
      const after = mergeFacts(take([...some, more]))
      expect(after.total.covered).toBeGreaterThanOrEqual(before.total.covered)
      expect(after.total.total).toBeGreaterThanOrEqual(before.total.total)
    }),
  )
})
