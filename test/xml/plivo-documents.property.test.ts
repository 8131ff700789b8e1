import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDocumentCache } from '../../src/exchange/document-cache.js'
import { type Built, build, newResponse, planOf, text, values } from './plivo-documents.js'

const documents = createDocumentCache({ notSimulated: 'note' })
const problemsOf = (xml: string) => documents.load(xml).problems

/** One of each element, so that the package itself says what it knows. */
const built = new Map<string, Built>()
const visit = (one: Built): Built => {
  built.set(one.element, one)
  for (const name of one.nestables) {
    if (built.has(name)) continue
    const plan = fc.sample(
      planOf(name, () => []),
      { numRuns: 1, seed: 1 },
    )[0]
    if (plan) visit(build(one, plan))
  }
  return one
}
const response = visit(newResponse())
const nestablesOf = (name: string) => built.get(name)?.nestables ?? []

/** What is not right with what the package lets one build, and is no false alarm. */
const risks: Readonly<Record<string, string>> = {
  'unknown-attribute': 'digits of DTMF: no page of Plivo has it',
  'sdk-spelling': 'min_silence of Wait: Plivo’s attribute is minSilence',
  'wait-min-silence': 'a minSilence that does not fit into length',
  'confirm-without-sound': 'a confirmKey without confirmSound',
  'confirm-timeout-useless': 'a confirmTimeout without confirmSound and confirmKey',
  'digits-match-useless': 'a digitsMatch without callbackUrl',
  'floor-event-useless': 'a floorEvent without callbackUrl',
}

test('every element and every attribute that the package knows is built here', () => {
  for (const [name, { valid_attributes }] of built) {
    const known = name === 'Speak' ? ['voice', 'language', 'loop'] : Object.keys(values[name] ?? {})
    expect(new Set(known), name).toEqual(new Set(valid_attributes ?? []))
  }
  expect(built.size).toBeGreaterThan(25)
})

test('no false alarm: whatever the package can build, within the documented ranges, breaks nothing', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(...response.nestables).chain(name => planOf(name, nestablesOf)),
        { maxLength: 6 },
      ),
      plans => {
        const document = newResponse()
        for (const plan of plans) build(document, plan)
        const xml = document.toXML()
        const alarms = problemsOf(xml).filter(
          ({ severity, code }) => severity === 'breaks' || (severity === 'risky' && !risks[code]),
        )
        expect(alarms, xml).toEqual([])
      },
    ),
    { numRuns: 1500 },
  )
})

test.each([
  ['a Dial that rings nobody', 'dial-without-target', (to: Built) => to.addDial?.({})],
  ['a Conference without a name', 'conference-unnamed', (to: Built) => to.addConference?.('')],
  ['a Number without digits', 'target-empty', (to: Built) => to.addDial?.({}).addNumber?.('')],
  ['a relative URL', 'url-invalid', (to: Built) => to.addRedirect?.('/menu')],
  [
    'a quote in an attribute, which the package writes as it is',
    'not-well-formed',
    (to: Built) => to.addDial?.({ callerName: '"Anna"' }).addNumber?.('14155550111'),
  ],
  ['a control character, which XML cannot carry', 'not-well-formed', (to: Built) => to.addSpeak?.('a\u0001b')],
])('what it can build and breaks at Plivo, too: %s', (_, code, add) => {
  const document = newResponse()
  add(document)
  const breaking = problemsOf(document.toXML()).filter(({ severity }) => severity === 'breaks')
  expect(breaking.map(found => found.code)).toEqual([code])
})

test('the texts are not tame', () => {
  expect(fc.sample(text, 200).some(words => /[<&]/.test(words))).toBe(true)
})
