import { describe, expect, it } from 'vitest'
import { document, type Played, playCall, playDocument, type Reply, type Script } from './play-call.js'

const action = 'action="http://app.test/action"'

/** GetInput with a prompt of 1.1 s, then a Speak of 0.5 s. */
const ask = (attributes: string, script: Script, routes: Readonly<Record<string, Reply>> = {}) =>
  playDocument(
    `<GetInput ${action} ${attributes}><Speak>How may I..</Speak></GetInput><Speak>Never</Speak>`,
    script,
    routes,
  )

const silent: Script = async () => {}
const afterPrompt =
  (script: Script): Script =>
  async caller => {
    await caller.hears('how may i')
    await script(caller)
  }

/** What action was given, and when. */
const submitted = ({ requests }: Played) =>
  requests
    .filter(({ path }) => path === '/action')
    .map(({ at, params: { InputType, Digits, Speech } }) => `${at} ${InputType} ${Digits || Speech}`)

const interims = ({ requests }: Played) =>
  requests
    .filter(({ path }) => path === '/interim')
    .map(({ at, params: p }) => `${at} ${p.SequenceNumber} [${p.StableSpeech}] [${p.UnstableSpeech}] ${p.Stability}`)

describe('GetInput', () => {
  describe('inputType: "dtmf, speech, dtmf speech"', () => {
    it.each([
      ['dtmf', ['4100 dtmf 42']],
      ['dtmf speech', ['4100 dtmf 42']],
      ['speech dtmf', ['4100 dtmf 42']],
      ['speech', []],
    ])('%s, and keys', async (type, expected) => {
      const played = await ask(`inputType="${type}"`, async caller => {
        await caller.waits(1900)
        await caller.presses('42')
      })

      expect(submitted(played)).toEqual(expected)
    })

    it.each([
      ['dtmf', []],
      ['dtmf speech', ['4400 speech opening hours']],
      ['speech dtmf', ['4400 speech opening hours']],
      ['speech', ['4400 speech opening hours']],
    ])('%s, and speech', async (type, expected) => {
      const played = await ask(
        `inputType="${type}"`,
        afterPrompt(c => c.says('opening hours')),
      )

      // 1100 + 1300 to say it + 2000 of silence.
      expect(submitted(played)).toEqual(expected)
    })

    it.each(['', 'inputType=""', 'inputType="voice"', 'inputType="dtmf,speech"'])(
      '%s: a problem, and keys only',
      async attribute => {
        const keys = await ask(
          attribute,
          afterPrompt(c => c.presses('42#')),
        )
        const speech = await ask(
          attribute,
          afterPrompt(c => c.says('opening hours')),
        )

        expect(submitted(keys)).toEqual(['1500 dtmf 42'])
        expect(submitted(speech)).toEqual([])
        expect(keys.problems).toContain('input-type-missing')
      },
    )
  })

  describe('"the first kind detected wins"', () => {
    it('after a key, speech is no input', async () => {
      const played = await ask('inputType="dtmf speech"', async caller => {
        await caller.presses('4')
        await caller.says('opening hours')
      })

      expect(submitted(played)).toEqual(['2000 dtmf 4'])
    })

    it('after speech began, a key is no input', async () => {
      const played = await ask(
        'inputType="dtmf speech"',
        afterPrompt(async caller => {
          await caller.says('opening')
          await caller.presses('4')
        }),
      )

      expect(submitted(played)).toEqual(['3800 speech opening'])
    })
  })

  describe('executionTimeout: "max wait for input, counted after nested prompts finish", 15 s by default', () => {
    it.each([
      ['', 16_100, []],
      ['executionTimeout="5"', 6100, []],
      ['executionTimeout="60"', 61_100, []],
      ['executionTimeout="4"', 16_100, ['value-not-allowed']],
      ['executionTimeout="61"', 16_100, ['value-not-allowed']],
      ['executionTimeout="7.5"', 16_100, ['value-not-allowed']],
    ])('%s', async (attributes, end, expected) => {
      const { ran, problems, trace } = await ask(`inputType="dtmf speech" ${attributes}`, silent)

      expect(ran).toEqual([`0-${end} GetInput`, `${end}-${end + 500} Speak`])
      expect(problems).toEqual(expected)
      expect(trace.of('input.missed')).toMatchObject([{ because: 'executionTimeout is over', attempt: 1, of: 1 }])
    })

    it('D27: in mid-entry, the digits so far are submitted; they do not begin it anew', async () => {
      const played = await ask(
        'inputType="dtmf" executionTimeout="5" digitEndTimeout="3"',
        afterPrompt(async caller => {
          await caller.waits('3s')
          await caller.presses('42')
        }),
      )

      expect(submitted(played)).toEqual(['6100 dtmf 42'])
      expect(played.trace.of('input.collected')).toMatchObject([{ because: 'executionTimeout is over' }])
    })

    it('D27: in the middle of a sentence, the words so far are submitted', async () => {
      const played = await ask(
        'inputType="speech" executionTimeout="5"',
        afterPrompt(async caller => {
          await caller.waits('3s')
          // 4 s, of which 2 are left: two words of four.
          await caller.says('aaaaaaaaa bbbbbbbbb ccccccccc dddddddddd')
        }),
      )

      expect(submitted(played)).toEqual(['6100 speech aaaaaaaaa bbbbbbbbb'])
    })

    it('D27: before the first word is out there is no input', async () => {
      const played = await ask(
        'inputType="speech" executionTimeout="5"',
        afterPrompt(async caller => {
          await caller.waits('4900ms')
          await caller.says('opening hours')
        }),
      )

      expect(submitted(played)).toEqual([])
      expect(played.ran[0]).toBe('0-6100 GetInput')
    })

    it('counts from the input when it stops the prompt', async () => {
      const played = await ask('inputType="dtmf" executionTimeout="5" digitEndTimeout="10"', c =>
        c.waits(400).then(() => c.presses('4')),
      )

      expect(submitted(played)).toEqual(['5400 dtmf 4'])
    })
  })

  describe('digitEndTimeout: "inter-digit gap", auto by default, which is 2 s (D29)', () => {
    it.each([
      ['', '3300 dtmf 42', []],
      ['digitEndTimeout="auto"', '3300 dtmf 42', []],
      ['digitEndTimeout="2"', '3300 dtmf 42', []],
      ['digitEndTimeout="10"', '11300 dtmf 42', []],
      ['digitEndTimeout="1"', '3300 dtmf 42', ['value-not-allowed']],
      ['digitEndTimeout="11"', '3300 dtmf 42', ['value-not-allowed']],
      ['digitEndTimeout="Auto"', '3300 dtmf 42', ['value-not-allowed']],
    ])('%s', async (attributes, expected, problems) => {
      const played = await ask(
        `inputType="dtmf" ${attributes}`,
        afterPrompt(c => c.presses('42')),
      )

      expect(submitted(played)).toEqual([expected])
      expect(played.problems.filter(code => code === 'value-not-allowed')).toEqual(problems)
    })
  })

  describe('speechEndTimeout: "silence that ends speech", auto by default, which is 2 s (D29)', () => {
    it.each([
      ['', '4100 speech good hours', []],
      ['speechEndTimeout="auto"', '4100 speech good hours', []],
      ['speechEndTimeout="2"', '4100 speech good hours', []],
      ['speechEndTimeout="10"', '12100 speech good hours', []],
      ['speechEndTimeout="1"', '4100 speech good hours', ['value-not-allowed']],
      ['speechEndTimeout="11"', '4100 speech good hours', ['value-not-allowed']],
    ])('%s', async (attributes, expected, problems) => {
      const played = await ask(
        `inputType="speech" ${attributes}`,
        afterPrompt(c => c.says('good hours')),
      )

      expect(submitted(played)).toEqual([expected])
      expect(played.problems.filter(code => code === 'value-not-allowed')).toEqual(problems)
    })

    it('who goes on before is heard as a whole', async () => {
      const played = await ask(
        'inputType="speech"',
        afterPrompt(async caller => {
          await caller.says('good hours')
          await caller.waits(1900)
          await caller.says('please')
        }),
      )

      expect(submitted(played)).toEqual(['6600 speech good hours please'])
    })
  })

  describe('startInputTimeout: "wait for the caller to start", none by default', () => {
    it.each([
      ['startInputTimeout="3"', 4100, 'startInputTimeout is over'],
      ['startInputTimeout="0"', 16_100, 'executionTimeout is over'],
      ['startInputTimeout="30"', 16_100, 'executionTimeout is over'],
    ])('%s', async (attributes, end, because) => {
      const { ran, trace } = await ask(`inputType="dtmf speech" ${attributes}`, silent)

      expect(ran[0]).toBe(`0-${end} GetInput`)
      expect(trace.of('input.missed')).toMatchObject([{ because }])
    })

    it('means nothing once the caller has begun', async () => {
      const played = await ask(
        'inputType="dtmf" startInputTimeout="3" digitEndTimeout="10"',
        afterPrompt(async caller => {
          await caller.waits('2s')
          await caller.presses('4')
        }),
      )

      expect(submitted(played)).toEqual(['13100 dtmf 4'])
    })
  })

  describe('retries: "attempts when no valid input", 1 by default', () => {
    it.each([
      ['', 1],
      ['retries="2"', 2],
      ['retries="0"', 1],
    ])('%s', async (attributes, attempts) => {
      const { heard, trace } = await ask(`inputType="dtmf speech" ${attributes}`, silent)

      expect(heard.filter(line => line.endsWith('How may I..'))).toHaveLength(attempts)
      expect(trace.of('input.missed')).toHaveLength(attempts)
    })

    it('the second attempt may succeed, by the other kind', async () => {
      const played = await ask('inputType="dtmf speech" retries="2" finishOnKey="#"', async caller => {
        await caller.waits(1500)
        await caller.presses('#')
        await caller.waits(1600)
        await caller.says('good hours')
      })

      expect(played.heard.slice(0, 2)).toEqual(['0-1100 How may I..', '1500-2600 How may I..'])
      expect(submitted(played)).toEqual(['6100 speech good hours'])
    })
  })

  describe('finishOnKey: # by default', () => {
    it.each([
      ['', '42#', '1500 dtmf 42'],
      ['finishOnKey="*"', '42*', '1500 dtmf 42'],
      ['finishOnKey="none"', '42#', '3500 dtmf 42#'],
      ['finishOnKey=""', '42#', '3500 dtmf 42#'],
      ['finishOnKey="ab"', '42#', '1500 dtmf 42'],
    ])('%s, pressed %s: %s', async (attributes, keys, expected) => {
      expect(
        submitted(
          await ask(
            `inputType="dtmf" ${attributes}`,
            afterPrompt(c => c.presses(keys)),
          ),
        ),
      ).toEqual([expected])
    })

    it('D26: as the first key it is an attempt without input', async () => {
      const played = await ask(
        'inputType="dtmf speech"',
        afterPrompt(c => c.presses('#')),
      )

      expect(submitted(played)).toEqual([])
      expect(played.ran[0]).toBe('0-1100 GetInput')
      expect(played.problems).toEqual(['finish-key-first'])
    })

    it('ends nothing where only speech is listened for', async () => {
      const played = await ask('inputType="speech"', async caller => {
        await caller.presses('#')
        await caller.hears('how may i')
        await caller.says('good hours')
      })

      expect(submitted(played)).toEqual(['4100 speech good hours'])
      expect(played.trace.of('digit.pressed')).toEqual([expect.not.objectContaining({ heardBy: 'GetInput' })])
    })
  })

  describe('numDigits: "reached: relay at once", 32 by default', () => {
    it.each([
      ['numDigits="1"', '4', '1100 dtmf 4'],
      ['numDigits="2"', '42', '1300 dtmf 42'],
      ['numDigits="0"', '42', '3300 dtmf 42'],
      ['numDigits="33"', '42', '3300 dtmf 42'],
      ['', '12345678901234567890123456789012', `${1100 + 31 * 200} dtmf 12345678901234567890123456789012`],
    ])('%s, pressed %s', async (attributes, keys, expected) => {
      expect(
        submitted(
          await ask(
            `inputType="dtmf" ${attributes}`,
            afterPrompt(c => c.presses(keys)),
          ),
        ),
      ).toEqual([expected])
    })
  })

  describe('barge-in', () => {
    it('a key stops the prompt', async () => {
      const played = await ask('inputType="dtmf speech" numDigits="1"', c => c.waits(300).then(() => c.presses('4')))

      expect(played.heard).toEqual(['0-300 How may I.. (cut)'])
      expect(played.trace.of('prompt.finished')).toMatchObject([{ because: 'barge-in: a key was pressed' }])
      expect(submitted(played)).toEqual(['300 dtmf 4'])
    })

    it('D30: onset of speech stops the prompt when speech is listened for', async () => {
      const played = await ask('inputType="dtmf speech"', c => c.waits(300).then(() => c.says('good hours')))

      expect(played.heard).toEqual(['0-300 How may I.. (cut)'])
      expect(played.trace.of('prompt.finished')).toMatchObject([{ because: 'barge-in: the caller speaks' }])
      expect(submitted(played)).toEqual(['3300 speech good hours'])
    })

    it('D30: with dtmf only, speech stops nothing', async () => {
      const { heard } = await ask('inputType="dtmf"', c => c.waits(300).then(() => c.says('good hours')))

      expect(heard[0]).toBe('0-1100 How may I..')
    })

    it('with speech only, a key stops nothing', async () => {
      const { heard } = await ask('inputType="speech"', c => c.waits(300).then(() => c.presses('4')))

      expect(heard[0]).toBe('0-1100 How may I..')
    })

    it('who speaks already when it begins is heard from there on', async () => {
      const played = await playDocument(
        `<Speak>Hello</Speak><GetInput ${action} inputType="speech"/>`,
        async caller => {
          await caller.waits(100)
          await caller.says('eh opening hours today')
        },
      )

      expect(submitted(played)).toEqual(['4300 speech opening hours today'])
      expect(played.trace.of('speech.heard')).toMatchObject([{ text: 'eh opening hours today', heardBy: 'GetInput' }])
    })

    it('D28: keys pressed before it are collected', async () => {
      const played = await playDocument(
        `<Speak>Hello</Speak><GetInput ${action} inputType="dtmf speech" numDigits="2"/>`,
        c => c.presses('42'),
      )

      expect(submitted(played)).toEqual(['500 dtmf 42'])
    })
  })

  describe('hints: "500 phrases, 100 characters each, 10,000 in all"', () => {
    const phrase = 'a'.repeat(100)

    it.each([
      ['none', undefined, []],
      ['two', 'sales,billing', []],
      ['500', Array(500).fill('aa').join(), []],
      ['501', Array(501).fill('aa').join(), ['hints-too-many']],
      ['100 characters', phrase, []],
      ['101 characters', `${phrase}a`, ['hints-too-many']],
      ['10,000 in all', `${Array(99).fill(phrase).join()},a`, []],
      ['over 10,000 in all', Array(100).fill(phrase).join(), ['hints-too-many']],
    ])('%s', async (_, hints, expected) => {
      const { problems } = await ask(`inputType="speech" ${hints ? `hints="${hints}"` : ''}`, silent)

      expect(problems).toEqual(expected)
    })
  })

  it.each([
    ['speechModel="phone_call" language="fr-FR"', []],
    ['speechModel="command_and_search"', []],
    ['speechModel="telephony"', ['value-not-allowed']],
  ])('%s changes nothing in what is heard', async (attributes, expected) => {
    const played = await ask(
      `inputType="speech" ${attributes}`,
      afterPrompt(c => c.says('good hours')),
    )

    expect(submitted(played)).toEqual(['4100 speech good hours'])
    expect(played.problems.filter(code => code === 'value-not-allowed')).toEqual(expected)
  })

  describe('interimSpeechResultsCallback: StableSpeech, UnstableSpeech, Stability, SequenceNumber from 0', () => {
    const interim = 'interimSpeechResultsCallback="http://app.test/interim"'

    it('every second while the caller speaks, and at the end of it', async () => {
      const played = await ask(
        `inputType="speech" ${interim}`,
        // 2.5 s: five words of half a second.
        afterPrompt(c => c.says('aaaa bbbb cccc dddd eeeee')),
      )

      expect(interims(played)).toEqual([
        '2100 0 [aaaa] [bbbb] 0.9',
        '3100 1 [aaaa bbbb cccc] [dddd] 0.9',
        '3600 2 [aaaa bbbb cccc dddd eeeee] [] 1.0',
      ])
      expect(submitted(played)).toEqual(['5600 speech aaaa bbbb cccc dddd eeeee'])
    })

    it('nothing before the first word is out', async () => {
      const played = await ask(
        `inputType="speech" ${interim}`,
        afterPrompt(c => c.says('internationalization')),
      )

      expect(interims(played)).toEqual(['3100 0 [internationalization] [] 1.0'])
    })

    it('tells the call, by POST, and its answer is ignored', async () => {
      const { request, record } = await ask(
        `inputType="speech" ${interim}`,
        afterPrompt(c => c.says('hours')),
        { '/interim': 500 },
      )
      const { method, params } = request('/interim')

      expect(method).toBe('POST')
      expect(Object.keys(params)).toEqual([
        'CallStatus',
        'CallUUID',
        'Direction',
        'From',
        'SequenceNumber',
        'Stability',
        'StableSpeech',
        'To',
        'UnstableSpeech',
      ])
      expect(params).toMatchObject({ CallUUID: record.uuid, From: '14155550100', To: '14155550199' })
    })

    it.each([
      ['GET', 'GET', []],
      ['PUT', 'POST', ['value-not-allowed']],
    ])('interimSpeechResultsCallbackMethod="%s": by %s', async (given, method, expected) => {
      const played = await ask(
        `inputType="speech" ${interim} interimSpeechResultsCallbackMethod="${given}"`,
        afterPrompt(c => c.says('hours')),
      )

      expect(played.request('/interim').method).toBe(method)
      expect(played.problems.filter(code => code === 'value-not-allowed')).toEqual(expected)
    })

    it('its fragment configures the request', async () => {
      const { trace } = await ask(
        'inputType="speech" interimSpeechResultsCallback="http://app.test/interim#rc=4"',
        afterPrompt(c => c.says('hours')),
      )

      expect(trace.of('webhook.sent').find(({ purpose }) => purpose === 'GetInput interim results')?.policy).toContain(
        'rc=4',
      )
    })

    it('a relative one is never requested', async () => {
      const { requests, problems } = await ask(
        'inputType="dtmf speech" interimSpeechResultsCallback="/interim"',
        afterPrompt(c => c.says('hours')),
      )

      expect(requests.map(({ path }) => path)).toEqual(['/answer', '/action', '/hangup'])
      expect(problems).toContain('url-invalid')
    })
  })

  describe('profanityFilter: "masks all but the first letter", false by default', () => {
    it.each([
      ['', 'damn it'],
      ['profanityFilter="false"', 'damn it'],
      ['profanityFilter="true"', 'd*** it'],
    ])('%s: %s', async (attributes, expected) => {
      const { request } = await ask(
        `inputType="speech" ${attributes}`,
        afterPrompt(c => c.says('damn it')),
      )

      expect(request('/action').params.Speech).toBe(expected)
    })

    it('the words are the exchange’s, and interim results are masked, too', async () => {
      const routes = {
        '/answer': document(
          `<GetInput ${action} inputType="speech" profanityFilter="true" interimSpeechResultsCallback="http://app.test/interim"/>`,
        ),
      }
      const { request } = await playCall(routes, c => c.waits(1).then(() => c.says('Fiddlesticks')), {
        profanities: ['fiddlesticks'],
      })

      expect(request('/interim').params.StableSpeech).toBe('F***********')
      expect(request('/action').params.Speech).toBe('F***********')
    })
  })

  describe('what action is given', () => {
    const own = ['BilledAmount', 'Digits', 'InputType', 'Speech', 'SpeechConfidenceScore']

    it('of digits: Speech and SpeechConfidenceScore are empty, nothing is billed', async () => {
      const { request } = await ask(
        'inputType="dtmf speech"',
        afterPrompt(c => c.presses('42#')),
      )

      expect(request('/action')).toMatchObject({ method: 'POST' })
      expect(pick(request('/action').params, own)).toEqual({
        BilledAmount: '0.00000',
        Digits: '42',
        InputType: 'dtmf',
        Speech: '',
        SpeechConfidenceScore: '',
      })
    })

    it('of speech: Digits is empty, the score is the recognizer’s, 15 s are billed', async () => {
      const { request } = await ask(
        'inputType="dtmf speech"',
        afterPrompt(c => c.says({ text: 'good hours', confidence: 0.5 })),
      )

      expect(pick(request('/action').params, own)).toEqual({
        BilledAmount: '0.02000',
        Digits: '',
        InputType: 'speech',
        Speech: 'good hours',
        SpeechConfidenceScore: '0.5',
      })
    })

    it.each([
      [1, '1'],
      [0, '0'],
    ])('SpeechConfidenceScore of %d is %s', async (confidence, score) => {
      const { request } = await ask(
        'inputType="speech"',
        afterPrompt(c => c.says({ text: 'hours', confidence })),
      )

      expect(request('/action').params.SpeechConfidenceScore).toBe(score)
    })

    it('of several utterances the least sure counts, and all are billed', async () => {
      const { request } = await ask(
        'inputType="speech" executionTimeout="60"',
        afterPrompt(async caller => {
          await caller.says({ text: 'a'.repeat(100), confidence: 0.9 })
          await caller.waits(500)
          await caller.says({ text: 'b'.repeat(60), confidence: 0.4 })
        }),
      )

      expect(request('/action').params).toMatchObject({ BilledAmount: '0.04000', SpeechConfidenceScore: '0.4' })
    })

    it('"billed per 15 s": of a sentence that was cut, the part that was heard', async () => {
      const { request } = await ask(
        'inputType="speech" executionTimeout="5"',
        afterPrompt(c => c.says('word '.repeat(60))),
      )

      expect(request('/action').params.BilledAmount).toBe('0.02000')
    })

    it.each([
      ['method="GET"', 'GET'],
      ['', 'POST'],
    ])('%s: by %s', async (attributes, method) => {
      const { request } = await ask(
        `inputType="dtmf" ${attributes}`,
        afterPrompt(c => c.presses('4#')),
      )

      expect(request('/action')).toMatchObject({ method, params: { Digits: '4', Event: 'Redirect' } })
    })
  })

  describe('action and redirect', () => {
    it('action is required: its absence is a problem, the input is dropped', async () => {
      const { ran, problems } = await playDocument('<GetInput inputType="dtmf" numDigits="1"/><Wait/>', c =>
        c.presses('4'),
      )

      expect(problems).toEqual(['attribute-missing'])
      expect(ran).toEqual(['0-0 GetInput', '0-1000 Wait'])
    })

    it('D21: redirect is true by default', async () => {
      const { ran } = await ask(
        'inputType="dtmf" numDigits="1"',
        afterPrompt(c => c.presses('4')),
        {
          '/action': '<Response><Wait length="3"/></Response>',
        },
      )

      expect(ran).toEqual(['0-1100 GetInput', '1100-4100 Wait'])
    })

    it('D22: redirect="false" ignores the answer', async () => {
      const { ran } = await ask(
        'inputType="dtmf" numDigits="1" redirect="false"',
        afterPrompt(c => c.presses('4')),
        {
          '/action': 500,
        },
      )

      expect(ran).toEqual(['0-1100 GetInput', '1100-1600 Speak'])
    })

    it.each([
      ['action="menu"', 7022],
      [`${action} method="DELETE"`, 7032],
    ])('%s ends the call with %i when it is used', async (attributes, code) => {
      const { record } = await playDocument(`<GetInput ${attributes} inputType="dtmf" numDigits="1"/><Wait/>`, c =>
        c.presses('1'),
      )

      expect(record.hangup.code).toBe(code)
    })

    it('D23: without input "action is not called, next sibling runs"', async () => {
      const { requests, trace } = await ask('inputType="dtmf speech"', silent)

      expect(requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
      expect(trace.of('element.finished')[0]).toMatchObject({
        because: 'executionTimeout is over',
        instead: 'there was no input: action is not called (D23)',
      })
      expect(trace.text()).toContain('there was no input: action is not called')
    })

    it('of input that is broken off, the trace does not say that there was none', async () => {
      const { trace } = await ask(
        'inputType="dtmf speech" numDigits="4"',
        afterPrompt(async c => {
          await c.presses('12')
          await c.hangsUp()
        }),
      )

      expect(trace.of('element.finished')[0]).toMatchObject({
        instead: 'the input was broken off: action is not called (D23)',
      })
    })
  })

  describe('log="false" hides the input in logs', () => {
    it('digits and speech are dots in the trace', async () => {
      const keys = await ask(
        'inputType="dtmf speech" log="false"',
        afterPrompt(c => c.presses('42#')),
      )
      const speech = await ask(
        'inputType="dtmf speech" log="false"',
        afterPrompt(c => c.says('hours')),
      )

      expect(keys.trace.of('digit.pressed').map(({ digit }) => digit)).toEqual(['•', '•', '•'])
      expect(keys.trace.of('input.collected')).toMatchObject([{ value: '••' }])
      expect(speech.trace.of('speech.heard')).toMatchObject([{ text: '•••••' }])
      expect(speech.trace.of('input.collected')).toMatchObject([{ value: '•••••' }])
      expect(submitted(speech)).toEqual(['3600 speech hours'])
    })
  })

  it('has no validDigits, invalidDigitsSound or playBeep', async () => {
    const { problems } = await ask(
      'inputType="dtmf" validDigits="1" invalidDigitsSound="http://app.test/x" playBeep="true"',
      silent,
    )

    expect(problems).toEqual(['unknown-attribute', 'unknown-attribute', 'unknown-attribute'])
  })

  it.each([
    ['in mid-entry', (c => c.presses('4').then(() => c.hangsUp())) satisfies Script],
    [
      'in the middle of a sentence',
      (c => Promise.all([c.says('opening hours'), c.waits(900).then(() => c.hangsUp())])) satisfies Script,
    ],
  ])('a caller who hangs up %s: nothing is requested but the hangup URL (D31)', async (_, script) => {
    const played = await ask('inputType="dtmf speech"', afterPrompt(script))

    expect(played.requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
    expect(played.trace.of('input.collected')).toEqual([])
  })
})

const pick = (params: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name)))
