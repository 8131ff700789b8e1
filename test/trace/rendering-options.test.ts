import { describe, expect, it } from 'vitest'
import { Trace } from '../../src/trace/trace.js'

const trace = Trace.from([])
const forms = ['text', 'ladder', 'mermaid', 'svg'] as const
/** Calls a rendering as JavaScript may. */
const rendered = (form: (typeof forms)[number], options: unknown) => () => trace[form](options as object)

describe('a rendering refuses options that it does not have', () => {
  it.each(forms)('%s: with the nearest right one', form => {
    expect(rendered(form, { redat: true })).toThrow(
      new TypeError(`${form} has no option "redat"; did you mean redact?`),
    )
    expect(rendered(form, { redact: 'yes' })).toThrow(new TypeError('redact is yes; allowed are true and false'))
    expect(rendered(form, { names: { c: 'anna' } })).toThrow(TypeError)
    expect(rendered(form, 5)).toThrow(TypeError)
    expect(rendered(form, null)).toThrow(TypeError)
    expect(rendered(form, { redact: undefined })).not.toThrow()
    expect(rendered(form, undefined)).not.toThrow()
  })

  it.each(['text', 'ladder'] as const)('%s: "Columns, 60 or more"', form => {
    for (const width of [0, 59, -1, 80.5, Number.NaN, Number.POSITIVE_INFINITY, '80']) {
      expect(rendered(form, { width })).toThrow(
        new RangeError(`width is ${width}; allowed is a whole number of columns, 60 or more`),
      )
    }
    expect(rendered(form, { width: 60 })).not.toThrow()
  })
})
