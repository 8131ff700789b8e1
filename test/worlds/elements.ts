import fc from 'fast-check'
import { attribute, attributes, maybe, several, tag } from './attributes.js'
import { conference } from './conferences.js'
import { dial } from './dials.js'
import { audio, callback, linkFrom } from './pages.js'

const words = fc.constantFrom('Hi', '', 'Hello', 'Press 5', 'Good morning to everybody', 'One, two &amp; three')
const written = (name: string, url: fc.Arbitrary<string>) => url.map(value => ` ${name}="${value}"`)

const loop = attribute('loop', '0', '1', '2', '-1')
const seconds = ['1', '3', '6', '0', 'x'] as const
const finishOnKey = attribute('finishOnKey', '#', '*', '1', 'none', '')
const redirect = attribute('redirect', 'true', 'false', 'yes')
const method = attribute('method', 'GET', 'POST', 'PUT')

const speak = tag('Speak', attributes(loop, attribute('voice', 'MAN', 'Polly.Amy')), words)
const play = tag('Play', loop, audio)
const wait = tag(
  'Wait',
  attributes(
    attribute('length', ...seconds),
    attribute('silence', 'true'),
    attribute('minSilence', '500', '2000'),
    attribute('beep', 'true'),
  ),
)
const dtmf = tag('DTMF', attribute('async', 'true', 'false'), fc.constantFrom('12', 'wW#', '', 'x'))
const prompts = several([speak, play, wait], 2)
const hangup = tag('Hangup', attributes(attribute('reason', 'busy', 'rejected'), attribute('schedule', '1', '5', '20')))
const message = tag(
  'Message',
  attributes(
    fc.constantFrom(' src="1"', ''),
    fc.constantFrom(' dst="2"', ' dst="2&lt;3"', ''),
    maybe(written('callbackUrl', callback), 1),
  ),
  words,
)

/** Where an action leads: given or not. */
const actionFrom = (page: number) => maybe(written('action', linkFrom(page)), 1)

const getDigits = (page: number) =>
  tag(
    'GetDigits',
    attributes(
      actionFrom(page),
      method,
      redirect,
      finishOnKey,
      attribute('timeout', ...seconds),
      attribute('digitTimeout', '1', '2'),
      attribute('numDigits', '1', '2', '0'),
      attribute('retries', '1', '3', '0'),
      attribute('playBeep', 'true'),
      attribute('validDigits', '123', '#'),
      attribute('invalidDigitsSound', '{{base}}/long.wav', '{{base}}/404'),
      attribute('log', 'false'),
    ),
    prompts,
  )

const getInput = (page: number) =>
  tag(
    'GetInput',
    attributes(
      actionFrom(page),
      method,
      redirect,
      finishOnKey,
      attribute('inputType', 'dtmf', 'speech', 'dtmf speech'),
      attribute('executionTimeout', '5', '15', '1'),
      attribute('digitEndTimeout', 'auto', '2', '3'),
      attribute('speechEndTimeout', 'auto', '2', '3'),
      attribute('startInputTimeout', '2'),
      attribute('retries', '1', '2'),
      attribute('numDigits', '1', '2'),
      attribute('profanityFilter', 'true'),
      maybe(written('interimSpeechResultsCallback', callback), 2),
    ),
    prompts,
  )

const record = (page: number) =>
  tag(
    'Record',
    attributes(
      actionFrom(page),
      method,
      redirect,
      finishOnKey,
      attribute('timeout', ...seconds),
      attribute('maxLength', '1', '4', '20'),
      attribute('playBeep', 'false'),
      attribute('fileFormat', 'wav'),
      maybe(fc.constantFrom(' recordSession="true"', ' startOnDialAnswer="true"'), 1),
      attribute('recordChannelType', 'mono', 'stereo'),
      maybe(written('callbackUrl', callback), 1),
      maybe(written('transcriptionUrl', callback), 2),
    ),
  )

const redirection = (page: number) => tag('Redirect', method, linkFrom(page))

const preAnswer = (page: number) =>
  tag('PreAnswer', fc.constant(''), several([speak, play, wait, getDigits(page), redirection(page), message, dtmf], 2))

/** What a call begins with, if it is to come to something. */
export const opening: fc.Arbitrary<string> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant(''), weight: 4 },
  { arbitrary: dial(0), weight: 2 },
  { arbitrary: conference(0), weight: 2 },
)

/** An element of a page's document. */
export const elementOf = (page: number): fc.Arbitrary<string> => {
  const weighed = (weight: number, ...all: fc.Arbitrary<string>[]) => all.map(arbitrary => ({ arbitrary, weight }))
  return fc.oneof(
    { withCrossShrink: true },
    ...weighed(4, speak),
    ...weighed(5, dial(page)),
    ...weighed(3, conference(page), getDigits(page), record(page)),
    ...weighed(2, getInput(page), redirection(page), wait, message),
    ...weighed(1, play, dtmf, hangup, preAnswer(page)),
  )
}
