import fc from 'fast-check'
import { faultKinds, faultNames, type WrittenFault } from '../../src/webhook/fault.js'
import type { FaultRule } from '../../src/webhook/fault-rule.js'

const fault: fc.Arbitrary<WrittenFault> = fc.oneof(
  fc.constantFrom(...faultNames.filter(name => faultKinds[name].phase !== 'tls' && name !== 'oversized')),
  fc.constantFrom('duplicate' as const, 'lost-answer' as const),
  fc.constantFrom(...[204, 302, 404, 503].map(status => ({ status }))),
  fc.constantFrom(...[1, 700, 5000, 50_000].map(slow => ({ slow }))),
  fc.constantFrom(...[0, 12].map(bytes => ({ 'stall-after': bytes }))),
)

const rule: fc.Arbitrary<FaultRule> = fc.record(
  {
    fault,
    url: fc.constantFrom('/answer', '/b', '/c', '/callback', '/hangup', '.wav', /[bd]$/),
    purpose: fc.constantFrom('action', 'callback', 'answer', 'hangup', 'audio', 'Redirect'),
    method: fc.constant('POST' as const),
    call: fc.constantFrom(1, 2),
    attempts: fc.constantFrom([1], [2], '1-2'),
    times: fc.constantFrom(1, 2),
    probability: fc.constantFrom(0.5, 0.9),
  },
  { requiredKeys: ['fault'] },
)

/** What goes wrong with webhooks: mostly nothing. */
export const faults: fc.Arbitrary<FaultRule[]> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant<FaultRule[]>([]), weight: 2 },
  { arbitrary: fc.array(rule, { minLength: 1, maxLength: 2 }), weight: 1 },
)
