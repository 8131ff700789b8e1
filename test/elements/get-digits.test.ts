import { describe, expect, it } from 'vitest'
import { document, type Played, playCall, playDocument, type Reply, type Script, wav } from './play-call.js'

const action = 'action="http://app.test/action"'

/** GetDigits with a prompt of 1.1 s, then a Speak of 0.5 s. */
const collect = (attributes: string, script: Script, routes: Readonly<Record<string, Reply>> = {}) =>
  playDocument(
    `<GetDigits ${action} ${attributes}><Speak>Press a key</Speak></GetDigits><Speak>Never</Speak>`,
    script,
    routes,
  )

const silent: Script = async () => {}
const afterPrompt =
  (script: Script): Script =>
  async caller => {
    await caller.hears('press a key')
    await script(caller)
  }

/** What action was given, and when. */
const submitted = ({ requests }: Played) =>
  requests.filter(({ path }) => path === '/action').map(({ at, params: { Digits } }) => `${at} ${Digits}`)

describe('GetDigits', () => {
  describe('timeout: "time to the first digit, starts after prompts and beep", 5 s by default', () => {
    it.each([
      ['', 6100, []],
      ['timeout="1"', 2100, []],
      ['timeout="60"', 61_100, []],
      ['timeout="0"', 6100, ['value-not-allowed']],
      ['timeout="-1"', 6100, ['value-not-allowed']],
      ['timeout="1.5"', 6100, ['value-not-allowed']],
      ['timeout="soon"', 6100, ['value-not-allowed']],
    ])('%s', async (attributes, end, expected) => {
      const played = await collect(attributes, silent)

      expect(played.ran[0]).toBe(`0-${end} GetDigits`)
      expect(played.problems).toEqual(expected)
    })

    it('after the beep with playBeep', async () => {
      expect((await collect('timeout="2" playBeep="true"', silent)).ran[0]).toBe('0-3600 GetDigits')
    })

    it('without prompts it starts at once', async () => {
      expect((await playDocument(`<GetDigits ${action}/>`)).ran).toEqual(['0-5000 GetDigits'])
    })

    it('a prompt that never ends keeps it from ever starting', async () => {
      const { record, problems } = await playDocument(
        `<GetDigits ${action}><Speak loop="0">Hello</Speak><Speak>Never</Speak></GetDigits>`,
        c => c.waits('60m').then(() => c.hangsUp()),
      )

      expect(record.duration).toBe(3600)
      expect(problems).toEqual(['unreachable-after-endless-loop'])
    })
  })

  describe('D23: without input "action is not called, next sibling runs"', () => {
    it('and the trace says so', async () => {
      const played = await collect('', silent)

      expect(submitted(played)).toEqual([])
      expect(played.ran).toEqual(['0-6100 GetDigits', '6100-6600 Speak'])
      expect(played.trace.of('input.missed')).toMatchObject([
        { at: 6100, element: 'GetDigits', because: 'no digit came within timeout', attempt: 1, of: 1 },
      ])
      expect(played.trace.of('element.finished')[0]).toMatchObject({
        because: 'no digit came within timeout',
        instead: 'there was no input: action is not called (D23)',
      })
    })

    it('of an entry that is broken off, the trace does not say that there was none', async () => {
      const played = await collect(
        'numDigits="4"',
        afterPrompt(async c => {
          await c.presses('12')
          await c.hangsUp()
        }),
      )

      expect(submitted(played)).toEqual([])
      expect(played.trace.of('element.finished')[0]).toMatchObject({
        instead: 'the input was broken off: action is not called (D23)',
      })
    })

    it('what the caller says is no input', async () => {
      const played = await collect(
        '',
        afterPrompt(c => c.says('one')),
      )

      expect(submitted(played)).toEqual([])
      expect(played.trace.of('speech.heard')).toEqual([expect.not.objectContaining({ heardBy: 'GetDigits' })])
    })
  })

  describe('digitTimeout: "gap between digits, on expiry the digits so far are submitted", 2 s by default', () => {
    it.each([
      ['', '3300 12', []],
      ['digitTimeout="1"', '2300 12', []],
      ['digitTimeout="7"', '8300 12', []],
      ['digitTimeout="0"', '3300 12', ['value-not-allowed']],
      ['digitTimeout="x"', '3300 12', ['value-not-allowed']],
    ])('%s', async (attributes, expected, problems) => {
      const played = await collect(
        attributes,
        afterPrompt(c => c.presses('12')),
      )

      expect(submitted(played)).toEqual([expected])
      expect(played.problems.filter(code => code === 'value-not-allowed')).toEqual(problems)
    })

    it('starts anew with each digit, however late', async () => {
      const played = await collect('timeout="9"', async caller => {
        await caller.waits(9000)
        await caller.presses('1')
        await caller.waits(1900)
        await caller.presses('2')
      })

      expect(submitted(played)).toEqual(['12900 12'])
    })
  })

  describe('finishOnKey: "ends input, never part of Digits", # by default', () => {
    it.each([
      ['', '12#', '1500 12'],
      ['finishOnKey="*"', '12*', '1500 12'],
      ['finishOnKey="9"', '129', '1500 12'],
      ['finishOnKey="*"', '1#', '3300 1#'],
      ['finishOnKey=""', '1#', '3300 1#'],
      ['finishOnKey="none"', '1#', '3300 1#'],
      ['finishOnKey="12"', '1#', '1300 1'],
      ['finishOnKey="x"', '1#', '1300 1'],
      ['validDigits="12"', '1#', '1300 1'],
    ])('%s, pressed %s: %s', async (attributes, keys, expected) => {
      expect(
        submitted(
          await collect(
            attributes,
            afterPrompt(c => c.presses(keys)),
          ),
        ),
      ).toEqual([expected])
    })

    it('D26: as the first key it is an attempt without input', async () => {
      const played = await collect(
        '',
        afterPrompt(c => c.presses('#')),
      )

      expect(submitted(played)).toEqual([])
      expect(played.ran).toEqual(['0-1100 GetDigits', '1100-1600 Speak'])
      expect(played.trace.of('problem.found')).toMatchObject([
        {
          code: 'finish-key-first',
          severity: 'note',
          rule: 'D26',
          line: 1,
          message: 'finishOnKey "#" was the first key: the attempt of <GetDigits> counts as one without input',
        },
      ])
    })

    it('D26: with attempts left it prompts again', async () => {
      const played = await collect(
        'retries="2"',
        afterPrompt(c => c.presses('#')),
      )

      expect(played.heard.slice(0, 2)).toEqual(['0-1100 Press a key', '1100-2200 Press a key'])
    })
  })

  describe('numDigits: "reaching it ends input instantly", 99 by default', () => {
    it.each([
      ['numDigits="1"', '1', '1100 1'],
      ['numDigits="4"', '1234', '1700 1234'],
      ['numDigits="4"', '123', '3500 123'],
      ['numDigits="0"', '12', '3300 12'],
      ['numDigits="100"', '12', '3300 12'],
      ['numDigits="4" finishOnKey="*"', '1#*', '1500 1#'],
    ])('%s, pressed %s: %s', async (attributes, keys, expected) => {
      expect(
        submitted(
          await collect(
            attributes,
            afterPrompt(c => c.presses(keys)),
          ),
        ),
      ).toEqual([expected])
    })

    it('99 digits at most', async () => {
      const keys = '1234567890'.repeat(9)
      const played = await collect(
        '',
        afterPrompt(c => c.presses(`${keys}123456789`)),
      )

      expect(submitted(played)).toEqual([`${1100 + 98 * 200} ${keys}123456789`])
    })

    it('"further keys ignored": they are not in Digits', async () => {
      const played = await collect(
        'numDigits="2" redirect="false"',
        afterPrompt(c => c.presses('123')),
      )

      expect(submitted(played)).toEqual(['1300 12'])
      expect(played.trace.of('digit.dropped')).toMatchObject([{ digits: '3' }])
    })
  })

  describe('retries: attempts in all (D24), 1 by default', () => {
    it.each([
      ['', ['0-1100 Press a key']],
      ['retries="1"', ['0-1100 Press a key']],
      ['retries="3"', ['0-1100 Press a key', '6100-7200 Press a key', '12200-13300 Press a key']],
      ['retries="0"', ['0-1100 Press a key']],
      ['retries="x"', ['0-1100 Press a key']],
    ])('%s', async (attributes, expected) => {
      const { heard } = await collect(attributes, silent)

      expect(heard.slice(0, -1)).toEqual(expected)
    })

    it('each attempt that failed is told', async () => {
      const { trace } = await collect('retries="2"', silent)

      expect(trace.of('input.missed')).toMatchObject([
        { at: 6100, attempt: 1, of: 2 },
        { at: 12_200, attempt: 2, of: 2 },
      ])
    })

    it('the second attempt may succeed', async () => {
      const played = await collect('retries="2" numDigits="1"', async caller => {
        await caller.waits(8000)
        await caller.presses('5')
      })

      expect(submitted(played)).toEqual(['8000 5'])
    })
  })

  describe('"first digit interrupts prompts": barge-in', () => {
    it('the prompt is cut and the digit counts', async () => {
      const played = await collect('numDigits="1"', c => c.waits(400).then(() => c.presses('1')))

      expect(submitted(played)).toEqual(['400 1'])
      expect(played.heard).toEqual(['0-400 Press a key (cut)'])
      expect(played.trace.of('prompt.finished')).toMatchObject([{ because: 'barge-in: a key was pressed' }])
    })

    it('cuts the prompts that follow, too, and the beep', async () => {
      const played = await playDocument(
        `<GetDigits ${action} playBeep="true"><Speak>Hello</Speak><Play>http://app.test/a.wav</Play><Wait/></GetDigits>`,
        c => c.waits(700).then(() => c.presses('1')),
        { '/a.wav': wav(1000) },
      )

      expect(played.heard).toEqual(['0-500 Hello', '500-700 http://app.test/a.wav (cut)'])
      expect(submitted(played)).toEqual(['2700 1'])
    })

    it('digitTimeout counts from the key, not from the end of the prompt', async () => {
      expect(submitted(await collect('', c => c.waits(100).then(() => c.presses('1'))))).toEqual(['2100 1'])
    })

    it('a key during the beep cuts it', async () => {
      const played = await collect('playBeep="true" numDigits="1"', c => c.waits(1300).then(() => c.presses('1')))

      expect(played.heard).toEqual(['0-1100 Press a key', '1100-1300 beep (cut)'])
      expect(submitted(played)).toEqual(['1300 1'])
    })
  })

  describe('D28: digits pressed before they are asked for', () => {
    it('one of the very instant in which it begins comes after those from before', async () => {
      const played = await playDocument(`<Wait length="1"/><GetDigits ${action} numDigits="6"/>`, async caller => {
        await caller.waits(800)
        await caller.presses('123456')
      })
      expect(submitted(played).map(one => one.split(' ')[1])).toEqual(['123456'])
    })

    it('are kept until the next element of the document that hears digits', async () => {
      const played = await playDocument(
        `<Speak>Good morning</Speak><GetDigits ${action} numDigits="2"><Speak>Press a key</Speak></GetDigits>`,
        c => c.presses('42'),
      )

      expect(submitted(played)).toEqual(['1200 42'])
      expect(played.heard).toEqual(['0-1200 Good morning', '1200-1200 Press a key (cut)'])
    })

    it('may be fewer than are asked for: the rest is waited for', async () => {
      const played = await playDocument(
        `<Speak>Good morning</Speak><GetDigits ${action} numDigits="3"/>`,
        async caller => {
          await caller.presses('42')
          await caller.waits(1500)
          await caller.presses('1')
        },
      )

      expect(submitted(played)).toEqual(['1700 421'])
    })

    it('what is left over goes to the next element that hears digits', async () => {
      const played = await playDocument(
        `<Speak>Good morning</Speak>
         <GetDigits ${action} numDigits="1" redirect="false"/><GetDigits ${action} numDigits="2" redirect="false"/>`,
        c => c.presses('123'),
      )

      expect(submitted(played)).toEqual(['1200 1', '1200 23'])
    })

    it('finishOnKey ends them', async () => {
      const played = await playDocument(`<Speak>Good morning</Speak><GetDigits ${action}/>`, c => c.presses('42#'))

      expect(submitted(played)).toEqual(['1200 42'])
    })

    it('"a fetched document starts with an empty buffer"', async () => {
      const played = await collect(
        'numDigits="1"',
        afterPrompt(c => c.presses('123')),
        {
          '/action': `<Response><Speak>Thank you, sir</Speak><GetDigits ${action} redirect="false"/></Response>`,
        },
      )
      const [first, ...more] = submitted(played)

      expect(first).toBe('1100 1')
      // Pressed while the second document runs: 2 at 1300, 3 at 1500.
      expect(more).toEqual(['4500 23'])
    })

    it('keys pressed while a document is fetched do not reach it', async () => {
      const played = await playDocument(
        `<Speak>Hi</Speak><Redirect>http://app.test/next</Redirect>`,
        c => c.waits(300).then(() => c.presses('12')),
        { '/next': `<Response><GetDigits ${action}/></Response>` },
      )

      expect(submitted(played)).toEqual([])
      expect(played.trace.of('digit.dropped')).toMatchObject([
        { at: 500, digits: '12', because: 'a fetched document starts with an empty buffer' },
      ])
    })
  })

  describe('validDigits and invalidDigitsSound: the whole entry is checked (D25)', () => {
    it('an entry with another digit is rejected, uses up the attempt, and is prompted for again', async () => {
      const played = await collect(
        'validDigits="12" numDigits="2" retries="2" invalidDigitsSound="http://app.test/wrong.wav"',
        afterPrompt(c => c.presses('19')),
        { '/wrong.wav': wav(800) },
      )

      expect(played.heard).toEqual([
        '0-1100 Press a key',
        '1300-2100 http://app.test/wrong.wav',
        '2100-3200 Press a key',
        '8200-8700 Never',
      ])
      expect(played.trace.of('input.missed')).toMatchObject([
        { at: 2100, attempt: 1, because: 'the entry has a digit that is not in validDigits' },
        { at: 8200, attempt: 2 },
      ])
      expect(submitted(played)).toEqual([])
    })

    it('without a sound it prompts again at once', async () => {
      const played = await collect(
        'validDigits="12" numDigits="1" retries="2"',
        afterPrompt(c => c.presses('9')),
      )

      expect(played.heard.slice(0, 2)).toEqual(['0-1100 Press a key', '1100-2200 Press a key'])
    })

    it('a sound that cannot be fetched takes no time (D44)', async () => {
      const played = await collect(
        'validDigits="12" numDigits="1" invalidDigitsSound="http://app.test/wrong.wav"',
        afterPrompt(c => c.presses('9')),
        { '/wrong.wav': 404 },
      )

      expect(played.ran[0]).toBe('0-1100 GetDigits')
      expect(played.problems).toEqual(['audio-unfetchable'])
    })

    it('on the last attempt the next element runs', async () => {
      const played = await collect(
        'validDigits="12" numDigits="1"',
        afterPrompt(c => c.presses('9')),
      )

      expect(played.ran).toEqual(['0-1100 GetDigits', '1100-1600 Speak'])
    })

    it.each([
      ['', '0'],
      ['validDigits="0123456789*#"', '0'],
      ['validDigits="*" finishOnKey="none"', '*'],
      ['validDigits="abc"', '0'],
      ['validDigits=""', '0'],
    ])('%s takes %s', async (attributes, key) => {
      const played = await collect(
        `${attributes} numDigits="1"`,
        afterPrompt(c => c.presses(key)),
      )

      expect(submitted(played)).toEqual([`1100 ${key}`])
    })

    it('keys pressed while the sound plays are no input', async () => {
      const played = await collect(
        'validDigits="12" numDigits="1" retries="2" invalidDigitsSound="http://app.test/wrong.wav"',
        afterPrompt(c => c.presses('91')),
        { '/wrong.wav': wav(800) },
      )

      expect(submitted(played)).toEqual([])
    })
  })

  describe('playBeep: "beep after all Speak and Play", false by default', () => {
    it.each([
      ['', ['0-1100 Press a key']],
      ['playBeep="false"', ['0-1100 Press a key']],
      ['playBeep="true"', ['0-1100 Press a key', '1100-1600 beep']],
      ['playBeep="1"', ['0-1100 Press a key']],
    ])('%s', async (attributes, expected) => {
      expect((await collect(attributes, silent)).heard.slice(0, -1)).toEqual(expected)
    })
  })

  describe('action, method and redirect', () => {
    const next = '<Response><Speak>Thanks</Speak></Response>'

    it.each([
      ['', 'POST'],
      ['method="POST"', 'POST'],
      ['method="GET"', 'GET'],
    ])('%s: by %s, with Digits and what a call in progress always says', async (attributes, method) => {
      const { request } = await collect(
        `numDigits="1" ${attributes}`,
        afterPrompt(c => c.presses('7')),
        { '/action': next },
      )

      expect(request('/action')).toMatchObject({
        method,
        params: { Digits: '7', CallStatus: 'in-progress', Direction: 'inbound', Event: 'Redirect' },
      })
    })

    it('D21: redirect is true by default: the document replaces this one, and the trace says what never ran', async () => {
      const { ran, trace } = await collect(
        'numDigits="1"',
        afterPrompt(c => c.presses('7')),
        { '/action': next },
      )

      expect(ran).toEqual(['0-1100 GetDigits', '1100-1700 Speak'])
      expect(trace.of('element.finished')[0]).toMatchObject({ skipped: ['<Speak> 1:127'] })
    })

    it.each(['<Response><Hangup/></Response>', 'no document', 500])(
      'D22: redirect="false": action is requested, its answer ignored: %s',
      async reply => {
        const played = await collect(
          'numDigits="1" redirect="false"',
          afterPrompt(c => c.presses('7')),
          { '/action': reply },
        )

        expect(submitted(played)).toEqual(['1100 7'])
        expect(played.ran).toEqual(['0-1100 GetDigits', '1100-1600 Speak'])
        expect(played.record.hangup.code).toBe(4010)
      },
    )

    it('"no action: digits dropped, next element"', async () => {
      const { ran, trace } = await playDocument('<GetDigits numDigits="1"/><Speak>Hello</Speak>', c => c.presses('1'))

      expect(ran).toEqual(['0-0 GetDigits', '0-500 Speak'])
      expect(trace.of('input.collected')).toMatchObject([{ value: '1' }])
      expect(trace.of('element.finished')[0]).toMatchObject({
        because: 'numDigits was reached',
        instead: 'no action is given: nothing is requested',
      })
    })

    it.each([
      ['action="/menu"', 7022],
      ['action="ftp://app.test/menu"', 7022],
      [`${action} method="PUT"`, 7032],
      [`${action} method="post"`, 7032],
    ])('%s ends the call with %i when it is used', async (attributes, code) => {
      const { record } = await playDocument(`<GetDigits ${attributes} numDigits="1"/><Wait/>`, c => c.presses('1'))

      expect(record.hangup).toMatchObject({ code, source: 'Error' })
    })

    it.each([
      ['action="/menu"', 'url-invalid'],
      [`${action} method="PUT"`, 'method-invalid'],
    ])('%s with redirect="false" is not requested, and the call goes on', async (attributes, code) => {
      const { record, requests, trace } = await playDocument(
        `<GetDigits ${attributes} numDigits="1" redirect="false"/><Wait/>`,
        c => c.presses('1'),
      )

      expect(record.hangup.code).toBe(4010)
      expect(requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
      const found = trace.of('problem.found').filter(problem => problem.code === code)
      expect(found[1]?.message).toMatch(/^the GetDigits action is not requested: /)
    })

    it.each(['action="/menu"', `${action} method="PUT"`])('%s does no harm without input', async attributes => {
      expect((await playDocument(`<GetDigits ${attributes}/>`)).record.hangup.code).toBe(4010)
    })

    it('its fragment configures the request', async () => {
      const { trace } = await playDocument('<GetDigits action="http://app.test/action#rc=3" numDigits="1"/>', c =>
        c.presses('1'),
      )

      expect(trace.of('webhook.sent').find(({ purpose }) => purpose === 'GetDigits action')).toMatchObject({
        url: 'http://app.test/action',
        policy: expect.stringContaining('rc=3'),
      })
    })
  })

  describe('log="false" hides the digits in logs', () => {
    it('they are dots in the trace, and as they are in the request', async () => {
      const played = await collect(
        'log="false" numDigits="2"',
        afterPrompt(c => c.presses('42')),
      )

      expect(played.trace.of('digit.pressed').map(({ digit }) => digit)).toEqual(['•', '•'])
      expect(played.trace.of('input.collected')).toMatchObject([{ value: '••' }])
      expect(submitted(played)).toEqual(['1300 42'])
    })

    it('keys typed ahead of it are dots, too, whether it takes them or not', async () => {
      const { trace } = await playCall(
        {
          '/answer': document(
            '<Wait length="5"/><GetDigits action="http://app.test/action" log="false" numDigits="2"/><Wait/>',
          ),
          '/action': document('<Hangup/>'),
        },
        async caller => {
          await caller.waits('1s')
          await caller.presses('42')
          await caller.waits('1s')
        },
      )

      expect(trace.of('digit.pressed').map(({ digit }) => digit)).toEqual(['•', '•'])
      expect(trace.jsonLines()).not.toContain('"digits":"4')
    })

    it.each(['', 'log="true"'])('not with %s', async attributes => {
      const played = await collect(
        `${attributes} numDigits="2"`,
        afterPrompt(c => c.presses('42')),
      )

      expect(played.trace.of('digit.pressed').map(({ digit }) => digit)).toEqual(['4', '2'])
      expect(played.trace.of('input.collected')).toMatchObject([{ value: '42' }])
    })
  })

  describe('children', () => {
    it('Speak and Play are documented, Wait is in the SDKs (D4)', async () => {
      const { heard, problems } = await playDocument(
        '<GetDigits><Speak>Hello</Speak><Wait length="2"/><Play>http://app.test/a.wav</Play></GetDigits>',
        silent,
        { '/a.wav': wav(300) },
      )

      expect(heard).toEqual(['0-500 Hello', '500-2500 silence', '2500-2800 http://app.test/a.wav'])
      expect(problems).toEqual(['nesting-sdk-only'])
    })

    it.each(['<DTMF>1</DTMF>', '<Hangup/>', '<GetDigits/>', '<Record/>'])(
      '%s rejects the document (D5)',
      async child => {
        const { record, problems } = await playDocument(`<GetDigits>${child}</GetDigits>`)

        expect(record.hangup.code).toBe(8011)
        expect(problems).toEqual(['nesting-undocumented'])
      },
    )
  })

  it('a caller who hangs up in mid-entry: nothing is requested but the hangup URL (D31)', async () => {
    const played = await collect(
      '',
      afterPrompt(c => c.presses('1').then(() => c.hangsUp())),
    )

    expect(played.requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
    expect(played.trace.of('input.collected')).toEqual([])
  })
})
