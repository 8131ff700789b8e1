import fc from 'fast-check'

/** ` name="value"`, or, mostly, nothing, which it shrinks to: an element with all of its attributes is nobody's. */
export const attribute = (name: string, ...values: string[]): fc.Arbitrary<string> =>
  maybe(fc.constantFrom(...values.map(value => ` ${name}="${value}"`)), 2)

/** The same, of what leaves little else to happen. */
export const rare = (name: string, ...values: string[]): fc.Arbitrary<string> =>
  maybe(fc.constantFrom(...values.map(value => ` ${name}="${value}"`)), 8)

/** Nothing, `often` times as often as something, which shrinks to nothing. */
export const maybe = (something: fc.Arbitrary<string>, often: number): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(''), weight: often },
    { arbitrary: something, weight: 1 },
  )

export const attributes = (...all: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...all).map(written => written.join(''))

export const tag = (name: string, given: fc.Arbitrary<string>, content: fc.Arbitrary<string> = fc.constant('')) =>
  fc.tuple(given, content).map(([written, inside]) => `<${name}${written}>${inside}</${name}>`)

export const several = (kinds: readonly fc.Arbitrary<string>[], maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.oneof(...kinds), { maxLength }).map(all => all.join(''))
