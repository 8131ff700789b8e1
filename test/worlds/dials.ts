import fc from 'fast-check'
import { attribute, attributes, maybe, rare, tag } from './attributes.js'
import { callback, linkFrom, sounds } from './pages.js'
import { addresses } from './phones.js'

const written = (name: string, url: fc.Arbitrary<string>) => url.map(value => ` ${name}="${value}"`)

const target = fc
  .tuple(
    fc.oneof(
      { arbitrary: fc.constantFrom(...addresses), weight: 9 },
      { arbitrary: fc.constantFrom('12', 'nobody', 'sip:y@phone.plivo.com'), weight: 1 },
    ),
    attributes(
      attribute('sendDigits', 'w1', '1W2x'),
      attribute('sendOnPreanswer', 'true'),
      attribute('sipHeaders', 'A=1'),
    ),
    maybe(
      fc.constantFrom('secret', 'wrong').map(word => ` sipAuthUsername="bob" sipAuthPassword="${word}"`),
      2,
    ),
  )
  .map(([to, given, credentials]) =>
    to.startsWith('sip') ? `<User${given}${credentials}>${to}</User>` : `<Number${given}>${to}</Number>`,
  )

const targets = fc.array(target, { minLength: 1, maxLength: 3 }).map(all => all.join(''))
const maybeNobody = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant(''), weight: 1 },
  { arbitrary: targets, weight: 12 },
)

const confirmation = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant(''), weight: 4 },
  { arbitrary: fc.constant(' confirmSound="{{base}}/whisper" confirmKey="5"'), weight: 1 },
  { arbitrary: attributes(maybe(written('confirmSound', sounds), 1), attribute('confirmKey', '5', '1')), weight: 1 },
)

/** A Dial of a page's document: anybody may be rung in any way. */
export const dial = (page: number): fc.Arbitrary<string> =>
  tag(
    'Dial',
    attributes(
      maybe(written('action', linkFrom(page)), 1),
      attribute('redirect', 'false'),
      rare('timeout', '1', '5', '0'),
      rare('timeLimit', '1', '4'),
      attribute('hangupOnStar', 'true'),
      confirmation,
      attribute('confirmTimeout', '1', '3'),
      maybe(fc.oneof(fc.constant(' dialMusic="real"'), written('dialMusic', sounds)), 2),
      maybe(written('callbackUrl', callback), 1),
      attribute('digitsMatch', '1,12', '*'),
      attribute('digitsMatchBLeg', '5,2#'),
    ),
    maybeNobody,
  )
