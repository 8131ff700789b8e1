import { describe, expect, test } from 'vitest'
import { type Coverage, mergeFacts } from '../../src/coverage/coverage.js'
import { exercised, home, ofSample, played, type Routes } from './exercised.js'

const menu = `<GetDigits action="${home}/menu" numDigits="1" timeout="4">
<Speak>Press 1 for sales, 2 for support.</Speak>
</GetDigits>
<Speak>Goodbye.</Speak>`

const shop: Routes = {
  '/answer': menu,
  '/menu': params =>
    `<Speak>You pressed ${params.get('Digits')}. You are caller ${4000 + Number(params.get('Digits'))}.</Speak>`,
  '/hangup': 200,
}
const call = `call: { answer_url: "${home}/answer", hangup_url: "${home}/hangup", fallback_url: "${home}/fallback" }`
const steps = (...all: string[]) => `${call}\ncaller: [${all.join(', ')}]`

const urlOf = ({ urls }: Coverage, path: string) => {
  const url = urls.find(one => one.path === path)
  if (!url) throw new Error(`no ${path} in ${urls.map(({ key }) => key)}`)
  return url
}
const elementsOf = (coverage: Coverage, path: string) =>
  urlOf(coverage, path).documents.map(({ elements }) =>
    elements.map(({ name, line, column, times }) => `${name} ${line}:${column} ${times}`),
  )
const branchesOf = (coverage: Coverage, path: string) =>
  Object.fromEntries(
    urlOf(coverage, path).documents.flatMap(({ elements }) =>
      elements.flatMap(({ branches }) => branches.map(({ branch, times }) => [branch, times])),
    ),
  )
const coverageOfSteps = async (...all: string[]) => mergeFacts([await exercised('one', steps(...all), shop)])

describe('elements', () => {
  test('"executed how often or never", with its place and the reason', async () => {
    const coverage = await coverageOfSteps('hears: press 1', 'presses: "1"')
    expect(elementsOf(coverage, '/answer')).toEqual([['GetDigits 2:1 1', 'Speak 3:1 1', 'Speak 5:1 0']])
    const never = urlOf(coverage, '/answer').documents[0]?.elements[2]
    expect(never).toMatchObject({ says: 'Goodbye.', because: ['<GetDigits> 2:1: numDigits was reached'] })
  })

  test('"a Speak nested in GetDigits counts as heard when its prompt began"', async () => {
    const coverage = mergeFacts([
      await exercised('early', steps('presses: "1"'), {
        ...shop,
        '/answer': `<GetDigits action="${home}/menu" numDigits="1">\n<Speak>First.</Speak>\n<Speak>Second.</Speak>\n</GetDigits>`,
      }),
    ])
    const [first] = elementsOf(coverage, '/answer')
    expect(first?.slice(0, 1)).toEqual(['GetDigits 2:1 1'])
    expect(first?.at(-1)).toBe('Speak 4:1 0')
  })

  test('who is dialled has run, and what early media has in it runs by itself', async () => {
    const coverage = mergeFacts([
      await exercised('dial', `${call}\nphones: { "+14155550111": busy }\ncaller: []`, {
        ...shop,
        '/answer': '<PreAnswer>\n<Speak>Hold on.</Speak>\n</PreAnswer>\n<Dial>\n<Number>14155550111</Number>\n</Dial>',
      }),
    ])
    expect(elementsOf(coverage, '/answer')).toEqual([['PreAnswer 2:1 1', 'Speak 3:1 1', 'Dial 5:1 1', 'Number 6:1 1']])
  })

  test('documents of sounds run as far as they are heard', async () => {
    const coverage = mergeFacts([await ofSample('xml-samples/dial/whisper/scenario.yaml')])
    expect(elementsOf(coverage, '/whisper')).toEqual([['Speak 3:3 2']])
  })
})

describe('documents', () => {
  test('"normalised: ids, numbers, ports": those that differ in numbers only are one', async () => {
    const facts = [
      await exercised('one', steps('hears: press 1', 'presses: "1"'), shop),
      await exercised('two', steps('hears: press 1', 'presses: "2"'), shop),
    ]
    const [document, another] = urlOf(mergeFacts(facts), '/menu').documents
    expect(another).toBeUndefined()
    expect(document).toMatchObject({ times: 2, by: ['calls/handmade.yaml: one', 'calls/handmade.yaml: two'] })
  })

  test('one that is rejected says why, and has no elements that count', async () => {
    const coverage = mergeFacts([
      await exercised('broken', steps(), { ...shop, '/answer': '<?xml version="1.0"?><Respon' }),
    ])
    const { documents, categories } = urlOf(coverage, '/answer')
    expect(documents[0]).toMatchObject({ times: 1, elements: [], source: '<?xml version="1.0"?><Respon' })
    expect(documents[0]?.rejected).toMatch(/unclosed token/)
    expect(categories.elements.total).toBe(0)
  })
})

describe('branches of input', () => {
  const untouched = { 'key 1': 0, 'key 2': 0, invalid: 0, 'no input': 0, hangup: 0 }

  test.each([
    ['keys that are offered and pressed', ['hears: press 1', 'presses: "2"'], { 'key 2': 1 }],
    ['"a key that was pressed but not offered" is invalid', ['hears: press 1', 'presses: "7"'], { invalid: 1 }],
    ['"no input (timeout)"', ['hears: press 1'], { 'no input': 1 }],
    ['"hangup during the prompt"', ['waits: 1s', 'hangs up'], { hangup: 1 }],
    ['"hangup during the input"', ['hears: press 1', 'waits: 1s', 'hangs up'], { hangup: 1 }],
  ])('%s', async (_, does, taken) => {
    expect(branchesOf(await coverageOfSteps(...does), '/answer')).toEqual({ ...untouched, ...taken })
  })

  test('a first attempt without input is not yet the branch: the document goes on only after the last', async () => {
    const coverage = mergeFacts([await ofSample('xml-samples/ivr/menu/scenario.yaml')])
    expect(branchesOf(coverage, '/answer')).toEqual({ ...untouched, 'key 1': 1 })
  })

  test('"speech if inputType allows", beside keys', async () => {
    const coverage = mergeFacts([await ofSample('xml-samples/ivr/speech/scenario.yaml')])
    expect(branchesOf(coverage, '/answer')).toEqual({ ...untouched, speech: 2 })
  })

  test('"multi-digit input is one branch digits"; with log="false" keys are not told apart', async () => {
    const coverage = mergeFacts([await ofSample('xml-samples/ivr/pin/scenario.yaml')])
    expect(branchesOf(coverage, '/answer')).toEqual({ digits: 2, 'no input': 0, hangup: 0 })
  })

  test('validDigits names what is invalid; a prompt in front of the input offers keys, too', async () => {
    const coverage = mergeFacts([
      await exercised('wrong', steps('hears: press 1', 'presses: "3"'), {
        ...shop,
        '/answer': `<Speak>Press 1 or 2.</Speak><GetDigits action="${home}/menu" numDigits="1" validDigits="12"/>`,
      }),
    ])
    expect(branchesOf(coverage, '/answer')).toEqual({ ...untouched, invalid: 1 })
  })
})

describe('URLs and callbacks', () => {
  test('"mentioned in a document but never requested": missing, with its place and a hint', async () => {
    const { missing } = await coverageOfSteps('hears: press 1')
    expect(missing.find(({ what }) => /^GetDigits action/.test(what))).toEqual({
      kind: 'url',
      url: 'POST http://localhost:*/menu',
      what: 'GetDigits action: never requested',
      because: 'named by <GetDigits> 2:1 action of /answer',
      hint: 'presses: "1"',
    })
  })

  test('those that "call options name" are known, requested or not', async () => {
    const coverage = await coverageOfSteps('hears: press 1')
    expect(urlOf(coverage, '/hangup').uses).toMatchObject([{ purpose: 'hangup', kind: 'callback', times: 1 }])
    expect(urlOf(coverage, '/fallback').uses).toMatchObject([{ purpose: 'fallback', kind: 'document', times: 0 }])
    expect(coverage.missing.find(({ what }) => /^fallback/.test(what))?.hint).toMatch(/^faults: /)
  })

  test('"with which events": DialAction, ConferenceAction, Event', async () => {
    const coverage = mergeFacts([await ofSample('xml-samples/dial/whisper/scenario.yaml')])
    const events = urlOf(coverage, '/events').uses[0]?.events.map(({ event }) => event)
    expect(events).toEqual(
      expect.arrayContaining(['DialAction=answer', 'DialAction=connected', 'DialAction=digits', 'DialAction=hangup']),
    )
    const room = mergeFacts([await ofSample('xml-samples/conference/moderated/scenario.yaml')])
    expect(urlOf(room, '/events').uses[0]?.events.map(({ event }) => event)).toContain('ConferenceAction=enter')
  })

  test('a transcript is posted whatever transcriptionMethod says, and still the URL that was named', async () => {
    const coverage = mergeFacts([
      await exercised(
        'record',
        `${call}\ncaller: [beeps, { says: hello there }, { presses: "#" }]`.replace('beeps, ', '{ waits: 2s }, '),
        {
          ...shop,
          '/answer': `<Record action="${home}/saved" transcriptionUrl="${home}/words" transcriptionMethod="GET"/>`,
          '/saved': '<Hangup/>',
          '/words': 200,
        },
      ),
    ])
    const { method, uses } = urlOf(coverage, '/words')
    expect(method).toBe('POST')
    expect(uses).toMatchObject([{ purpose: 'Record transcription', times: 1, mentions: [{}] }])
  })
})

describe('retry outcomes', () => {
  test('"whether by an injected fault, and whether they were retried"; they do not count', async () => {
    const yaml = `call: { answer_url: "${home}/answer#rp=5xx&rc=2", hangup_url: "${home}/hangup" }
faults: [{ url: /answer, attempts: [1], fault: { status: 503 } }]
caller: [hears: press 1]`
    const coverage = mergeFacts([await exercised('retry', yaml, shop)])
    const { outcomes, statuses } = urlOf(coverage, '/answer')
    expect(outcomes).toMatchObject([
      { outcome: 'ok', times: 1, injected: {}, retried: 0 },
      { outcome: '5xx', times: 1, injected: { 'status=503': 1 }, retried: 1 },
    ])
    expect(statuses).toMatchObject([
      { status: '200', times: 1 },
      { status: '503', times: 1 },
    ])
    const without = await exercised('retry', yaml.replace(/faults.*\n/, ''), shop)
    expect(coverage.total).toEqual(mergeFacts([without]).total)
  })
})

describe('secrets', () => {
  test('"params named in secret are never in the report", not even where the application repeats them', async () => {
    const told = await exercised('pin', steps('hears: your PIN', 'presses: "48213#"', 'hears: you entered'), {
      '/answer': `<GetDigits log="false" action="${home}/pin"><Speak>Enter your PIN.</Speak></GetDigits>`,
      '/pin': params =>
        `<Speak>You entered ${params.get('Digits')}</Speak><Redirect>${home}/at/${params.get('Digits')}?p=${params.get('Digits')}</Redirect>`,
    })
    expect(JSON.stringify(told)).not.toContain('48213')
    expect(JSON.stringify(mergeFacts([told]))).toContain('You entered •••••')
  })

  test('what was said stays out as a word, and makes no other document of the prompt', async () => {
    const say = (words: string) =>
      exercised(`says ${words.length}`, steps('hears: say', `says: ${words}`), {
        '/answer': `<GetInput inputType="speech" log="false" action="${home}/said"><Speak>Say yes, or yesterday.</Speak></GetInput>`,
        '/said': params => `<Speak>${params.get('Speech')}!</Speak>`,
        '/hangup': 200,
      })
    const [yes, other] = [await say('yes'), await say('rosebud')]
    expect(JSON.stringify(yes)).toContain('Say •••, or yesterday.')
    expect(JSON.stringify(other)).not.toContain('rosebud')
    expect(urlOf(mergeFacts([yes, other]), '/answer').documents).toHaveLength(1)
  })

  test('passwords of endpoints and credentials of URLs neither', async () => {
    const told = await exercised('user', `${call}\ncaller: []`, {
      ...shop,
      '/answer': `<Dial action="http://bob:hunter22@127.0.0.1:4321/done"><User sipAuthUsername="bob" sipAuthPassword='correct horse'>sip:a@b.test</User></Dial>`,
    })
    const text = JSON.stringify(told)
    expect(text).not.toContain('hunter22')
    expect(text).not.toContain('correct horse')
  })
})

test('facts are plain JSON, so that a worker can post them', async () => {
  const facts = await ofSample('xml-samples/ivr/menu/scenario.yaml')
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  expect(structuredClone(facts)).toEqual(facts)
})

test('without attempts there are no documents, and no exception either', async () => {
  const { calls, ...rest } = await played('blind', steps('hears: press 1'), shop)
  const { coverageOf } = await import('../../src/coverage/coverage-of.js')
  const coverage = mergeFacts([coverageOf({ ...rest, calls: calls.map(call => ({ ...call, attempts: [] })) })])
  expect(coverage.categories.elements.total).toBe(0)
  expect(urlOf(coverage, '/answer').uses).toMatchObject([{ times: 1 }])
})
