import fc from 'fast-check'
import { attribute, attributes, maybe, rare, tag } from './attributes.js'
import { callback, linkFrom, sounds } from './pages.js'

const written = (name: string, url: fc.Arbitrary<string>) => url.map(value => ` ${name}="${value}"`)
const sound = (name: string) =>
  maybe(fc.oneof(fc.constantFrom(` ${name}="beep:1"`, ` ${name}="beep:2"`), written(name, sounds)), 2)

/** A Conference of a page's document: whoever comes to one of the same name meets there. */
export const conference = (page: number): fc.Arbitrary<string> =>
  tag(
    'Conference',
    attributes(
      maybe(written('action', linkFrom(page)), 1),
      attribute('redirect', 'false'),
      rare('muted', 'true'),
      rare('startConferenceOnEnter', 'false'),
      attribute('endConferenceOnExit', 'true'),
      rare('stayAlone', 'false'),
      rare('maxMembers', '1', '2', '0'),
      rare('timeLimit', '0', '1', '5'),
      attribute('hangupOnStar', 'true'),
      attribute('record', 'true'),
      attribute('recordFileFormat', 'wav'),
      attribute('recordWhenAlone', 'true'),
      rare('relayDTMF', 'false'),
      sound('enterSound'),
      sound('exitSound'),
      maybe(written('waitSound', sounds), 2),
      maybe(written('callbackUrl', callback), 1),
      attribute('digitsMatch', '1,12', '*9'),
      attribute('floorEvent', 'true'),
      maybe(written('transcriptionUrl', callback), 2),
    ),
    fc.oneof(
      { arbitrary: fc.constant('red'), weight: 16 },
      { arbitrary: fc.constant('blue'), weight: 2 },
      { arbitrary: fc.constant(''), weight: 1 },
    ),
  )
