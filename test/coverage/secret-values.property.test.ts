import fc from 'fast-check'
import { expect, test } from 'vitest'
import { secretValues } from '../../src/coverage/secret-values.js'
import type { TraceEvent } from '../../src/trace/events.js'
import { Trace } from '../../src/trace/trace.js'

const traceOf = (value: string) =>
  Trace.from([
    {
      type: 'webhook.sent',
      seq: 1,
      at: 0,
      call: 'c',
      webhook: 'w1',
      purpose: 'action',
      method: 'POST',
      url: '',
      policy: '',
      params: { Digits: value },
      secret: ['Digits'],
    } as TraceEvent,
  ])

test('whatever was collected, it is hidden where it stands alone, and nothing throws', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3, unit: 'grapheme' }), value => {
      fc.pre(value.trim().length >= 3 && /[^•\s]/.test(value) && !value.includes('•'))
      expect(secretValues([traceOf(value)]).hide(`You said "${value.trim()}".`)).not.toContain(`"${value.trim()}"`)
    }),
  )
})

test('digits are hidden in longer numbers, too; texts keep their length', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9*#]{3,12}$/), fc.stringMatching(/^[0-9a-z ]*$/), (value, around) => {
      const text = around + value + around
      const shown = secretValues([traceOf(value)]).hide(text)
      expect(shown).not.toContain(value)
      expect(shown.length).toBe(text.length)
    }),
  )
})
