import fc from 'fast-check'
import type { PhoneManner, PhoneStep } from '../../src/party/phone.js'

/** Whom a Dial may ring. */
export const addresses = ['+14155550111', '+14155550112', 'sip:bob@phone.plivo.com', 'sip:x@example.com'] as const

const ms = fc.constantFrom(0, 1, 500, 500, 2000, 2000, 3000, 7000, 30_000)

const step: fc.Arbitrary<PhoneStep> = fc.oneof(
  fc.record({ hears: fc.constantFrom('press', 'hello', /never/) }),
  fc.record({ presses: fc.constantFrom('5', '1', '*9', '12#') }),
  fc.record({ says: fc.constantFrom('Hello', 'One moment, please') }),
  fc.record({ waits: ms }),
  fc.constantFrom('beeps' as const, 'hangs up' as const),
)

const manner: fc.Arbitrary<PhoneManner> = fc.oneof(
  {
    arbitrary: fc.constantFrom('busy', 'no-answer', 'rejected', 'unreachable', 'unregistered', 'voicemail'),
    weight: 2,
  },
  {
    arbitrary: fc.record(
      { answers: ms, early: fc.constant('Please wait'), hangsUp: ms, does: fc.array(step, { maxLength: 3 }) },
      { requiredKeys: ['answers'] },
    ),
    weight: 6,
  },
  // Who is asked to confirm does.
  { arbitrary: fc.constant({ answers: 500, hears: 'press', presses: '5' }), weight: 3 },
  { arbitrary: fc.constant({ answers: 0 }), weight: 3 },
  { arbitrary: fc.constant({ answers: 500, asksFor: { username: 'bob', password: 'secret' } }), weight: 1 },
  { arbitrary: fc.record({ busy: ms }), weight: 1 },
  { arbitrary: fc.record({ rejects: ms, early: fc.constant('No') }), weight: 1 },
)

/** What the phones do, of which some are described. */
export const phones: fc.Arbitrary<Record<string, PhoneManner[]>> = fc.dictionary(
  fc.constantFrom(...addresses, 'default', 'default'),
  fc.array(manner, { minLength: 1, maxLength: 2 }),
  { minKeys: 1, maxKeys: 4, noNullPrototype: true },
)
