import { describe, expect, it } from 'vitest'
import { type CheckOptions, checkDocument } from '../../src/xml/check.js'
import type { ElementShape } from '../../src/xml/element-shape.js'
import { boolean, integer, seconds, text, textBody, url } from '../../src/xml/kinds.js'
import { parseDocument } from '../../src/xml/parse.js'
import { problem } from '../../src/xml/problem.js'

const meaning = 'something'
const docs = 'https://plivo.com/docs/voice/xml/'
const shapes: ElementShape[] = [
  {
    name: 'Speak',
    docs,
    attributes: { loop: integer({ default: 1, min: 0, meaning }), voice: text({ default: 'WOMAN', meaning }) },
    body: { ...textBody({ meaning }), mixed: true },
    children: {},
  },
  {
    name: 'GetDigits',
    docs,
    attributes: {
      action: url({ callbackConfig: true, meaning, required: true }),
      timeout: seconds({ default: 5, min: 1, meaning }),
      redirect: boolean({ default: true, meaning }),
    },
    children: { Speak: 'documented', Wait: 'SDK' },
  },
  {
    name: 'Wait',
    docs,
    attributes: { length: seconds({ default: 1, min: 1, meaning }), minSilence: integer({ meaning }) },
    children: {},
    check: ({ attributes, tag }) =>
      attributes.minSilence === 0 ? [problem('wait-min-silence', 'No silence.', { place: tag.place })] : [],
  },
  { name: 'Hangup', docs, attributes: {}, children: {} },
  {
    name: 'Dial',
    docs,
    attributes: { sendOnPreanswer: boolean({ default: false, meaning }) },
    children: { Number: 'documented' },
  },
  { name: 'Number', docs, attributes: {}, body: textBody({ meaning }), children: {}, topLevel: false },
  { name: 'Stream', docs, attributes: {}, children: {}, unsupported: 'offhook does not simulate <Stream> yet' },
]
const registry = new Map(shapes.map(shape => [shape.name, shape]))

const check = (source: string, options?: CheckOptions) => {
  const result = parseDocument(source)
  if ('problem' in result) throw new Error(result.problem.message)
  return checkDocument(result.document, registry, options)
}
const inResponse = (content: string, options?: CheckOptions) => check(`<Response>${content}</Response>`, options)

describe('steps', () => {
  it('D12: an empty Response is valid', () => {
    expect(check('<Response/>')).toEqual({ steps: [], problems: [] })
  })

  it('a step has the values given, the defaults of the others, its body, its children and its place', () => {
    const { steps, problems } = inResponse(
      '<GetDigits action="http://x.example/" timeout="7"><Speak loop="2"> Hi </Speak></GetDigits>',
    )
    expect(problems).toEqual([])
    expect(steps).toMatchObject([
      {
        element: { name: 'GetDigits' },
        attributes: { action: { href: 'http://x.example/' }, timeout: 7000, redirect: true },
        body: undefined,
        children: [{ element: { name: 'Speak' }, attributes: { loop: 2, voice: 'WOMAN' }, body: 'Hi' }],
        tag: { place: { line: 1, column: 11 } },
      },
    ])
  })

  it('child tags that are part of the body (SSML) are no steps', () => {
    const { steps, problems } = inResponse('<Speak>a<break/><Hangup/></Speak>')
    expect(problems).toEqual([])
    expect(steps[0]?.children).toEqual([])
  })

  it("rules between attributes are the shape's own", () => {
    expect(inResponse('<Wait minSilence="0"/>').problems).toMatchObject([
      { code: 'wait-min-silence', place: { line: 1, column: 11 } },
    ])
  })
})

describe('the root', () => {
  it.each([
    ['<response/>', 'names are case-sensitive'],
    ['<html/>', 'This is a web page'],
    ['<Speak/>', 'The root element is <Speak>, not <Response>'],
  ])('%s is rejected', (source, words) => {
    const { rejected, steps } = check(source)
    expect(rejected).toMatchObject({
      code: 'root-not-response',
      severity: 'breaks',
      nearest: '<Response>',
      place: { line: 1, column: 1 },
    })
    expect(rejected?.message).toContain(words)
    expect(steps).toEqual([])
  })

  it('attributes on Response are ignored with a note', () => {
    expect(check('<Response xmlns="urn:x"/>').problems).toMatchObject([
      { code: 'response-attribute', severity: 'note' },
    ])
  })

  it('D14: text directly in Response is ignored, white space is nothing', () => {
    const { problems, rejected } = inResponse('\n  hello <Hangup/>\n ')
    expect(rejected).toBeUndefined()
    expect(problems).toMatchObject([
      { code: 'text-in-response', severity: 'risky', rule: 'D14', place: { line: 2, column: 3 } },
    ])
  })
})

describe('D1: an unknown element rejects the document before anything runs', () => {
  it.each([
    ['speak', '<Speak>', /Names are exact: write <Speak>/],
    ['Speek', '<Speak>', /Did you mean <Speak>\?$/],
    ['get_digits', '<GetDigits>', /write <GetDigits>/],
    ['Zebra', undefined, /^Plivo has no element <Zebra>: the document is rejected before anything runs\.$/],
    ['constructor', undefined, /Plivo has no element <constructor>/],
  ])('%s', (name, nearest, words) => {
    const { rejected, steps } = inResponse(`<Speak>a</Speak><${name}/>`)
    expect(rejected).toMatchObject({
      code: 'unknown-element',
      severity: 'breaks',
      rule: 'D1',
      place: { line: 1, column: 27 },
    })
    expect(rejected?.nearest).toBe(nearest)
    expect(rejected?.message).toMatch(words)
    expect(steps).toEqual([])
  })

  it.each([
    ['Say', '<Speak>'],
    ['Gather', '<GetDigits>'],
    ['Reject', '<Hangup reason="rejected">'],
    ['Pause', '<Wait>'],
    ['Sms', '<Message>'],
  ])('%s is TwiML: Plivo calls it %s', (name, nearest) => {
    const { rejected } = inResponse(`<${name}/>`)
    expect(rejected).toMatchObject({ code: 'foreign-element', nearest })
    expect(rejected?.message).toMatch(/is an element of TwiML, not of Plivo/)
  })

  it.each(['SIPTransfer', 'Notify', 'GetSpeech'])('%s is of the plivoframework', name => {
    expect(inResponse(`<${name}/>`).rejected?.message).toMatch(/of the plivoframework, not of Plivo/)
  })

  it("with unknownElements: 'ignore' the rest runs", () => {
    const { rejected, steps, problems } = inResponse('<Say>a</Say><Hangup/>', { unknownElements: 'ignore' })
    expect(rejected).toBeUndefined()
    expect(steps).toMatchObject([{ element: { name: 'Hangup' } }])
    expect(problems).toMatchObject([{ code: 'foreign-element', severity: 'risky' }])
    expect(problems[0]?.message).toMatch(/it is ignored/)
  })

  it('everything that is wrong is collected, the first rejecting problem is the reason', () => {
    const { rejected, problems } = inResponse('<Hangup a="1"/><Foo/><Stream/><Bar/>')
    expect(problems.map(({ code }) => code)).toEqual([
      'unknown-attribute',
      'unknown-element',
      'unsupported-element',
      'unknown-element',
    ])
    expect(rejected).toBe(problems[1])
  })

  it('an element that is not simulated rejects with its own sentence', () => {
    expect(inResponse('<Stream><a/></Stream>').problems).toMatchObject([
      { code: 'unsupported-element', message: 'offhook does not simulate <Stream> yet' },
    ])
  })
})

describe('nesting', () => {
  it('D4: "executed, problem (note: SDK, not documented)"', () => {
    const { steps, problems, rejected } = inResponse('<GetDigits action="http://x.example/"><Wait/></GetDigits>')
    expect(rejected).toBeUndefined()
    expect(steps[0]?.children).toMatchObject([{ element: { name: 'Wait' } }])
    expect(problems).toMatchObject([{ code: 'nesting-sdk-only', severity: 'note', provenance: 'SDK', rule: 'D4' }])
  })

  it('D5: what nothing documents is rejected', () => {
    expect(inResponse('<Hangup><Speak/></Hangup>').rejected).toMatchObject({
      code: 'nesting-undocumented',
      allowed: 'no elements',
      rule: 'D5',
    })
    const { rejected } = inResponse('<Number>1</Number>')
    expect(rejected?.message).toBe(
      '<Number> may not stand in <Response>: the document is rejected before anything runs. It may stand in <Dial>.',
    )
  })

  it('text in an element that reads none is ignored', () => {
    expect(inResponse('<Wait>3</Wait>').problems).toMatchObject([{ code: 'text-ignored', severity: 'risky' }])
  })
})

describe('D2: an unknown attribute is ignored, with the nearest name', () => {
  it.each([
    ['<Speak Voice="MAN"/>', 'voice', /Names are exact: write voice/],
    ['<Speak vioce="MAN"/>', 'voice', /Did you mean voice\?/],
    ['<Speak colour="red"/>', undefined, /<Speak> has no attribute colour: it is ignored\.$/],
    ['<Speak toString="x"/>', undefined, /has no attribute toString/],
  ])('%s', (source, nearest, words) => {
    const { problems, rejected, steps } = inResponse(source)
    expect(rejected).toBeUndefined()
    expect(steps[0]?.attributes).toEqual({ loop: 1, voice: 'WOMAN' })
    expect(problems).toMatchObject([
      { code: 'unknown-attribute', severity: 'risky', rule: 'D2', place: { line: 1, column: 18 } },
    ])
    expect(problems[0]?.nearest).toBe(nearest)
    expect(problems[0]?.message).toMatch(words)
  })

  it.each([
    ['<Wait min_silence="5"/>', 'minSilence', 'Node'],
    ['<Dial sendOnPreAnswer="true"/>', 'sendOnPreanswer', '.NET'],
  ])("%s is named as an SDK's spelling", (source, nearest, sdk) => {
    const { problems } = inResponse(source)
    expect(problems).toMatchObject([{ code: 'sdk-spelling', provenance: 'SDK', nearest }])
    expect(problems[0]?.message).toContain(`the ${sdk} SDK`)
  })

  it('a required attribute that is missing', () => {
    expect(inResponse('<GetDigits/>').problems).toMatchObject([{ code: 'attribute-missing', severity: 'risky' }])
  })

  it('D3: a value that is not allowed: the default applies', () => {
    const { steps, problems } = inResponse('<GetDigits action="http://x.example/" timeout="soon"/>')
    expect(steps[0]?.attributes.timeout).toBe(5000)
    expect(problems).toMatchObject([{ code: 'value-not-allowed', place: { line: 1, column: 49 } }])
  })
})

describe('fragments', () => {
  it('are judged by whoever knows them, told whether the URL takes callback configuration, and placed at the attribute', () => {
    const asked: unknown[] = []
    const { problems } = inResponse('<GetDigits action="http://x.example/#ct=1"/>', {
      checkUrl: (href, configurable) => {
        asked.push([href, configurable])
        return [problem('fragment-out-of-range', 'Too short.')]
      },
    })
    expect(asked).toEqual([['http://x.example/#ct=1', true]])
    expect(problems).toMatchObject([{ code: 'fragment-out-of-range', place: { line: 1, column: 22 } }])
  })
})
