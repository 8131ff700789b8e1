import { describe, expect, it } from 'vitest'
import { document, playCall, playDocument } from './play-call.js'

describe('Speak', () => {
  it('"answer if needed, synthesize, play loop times, next": its text takes as long as it takes to say (D45)', async () => {
    const { heard, ran, record } = await playDocument('<Speak>Good morning</Speak><Speak>Hello</Speak>')

    expect(heard).toEqual(['0-1200 Good morning', '1200-1700 Hello'])
    expect(ran).toEqual(['0-1200 Speak', '1200-1700 Speak'])
    expect(record).toMatchObject({ hangup: { code: 4010 }, answeredAt: record.startedAt, duration: 2 })
  })

  it('D45: 14 characters a second by default, at least half a second', async () => {
    const routes = { '/answer': document('<Speak>Fourteen chars</Speak><Speak>Hi</Speak>') }
    const { heard } = await playCall(routes, undefined, { charactersPerSecond: 14 })

    expect(heard).toEqual(['0-1000 Fourteen chars', '1000-1500 Hi'])
  })

  describe('loop: repetitions, 1 by default, 0 until the call ends', () => {
    it.each([
      ['', ['0-500 Hello']],
      ['loop="1"', ['0-500 Hello']],
      ['loop="3"', ['0-500 Hello', '500-1000 Hello', '1000-1500 Hello']],
    ])('%s', async (loop, expected) => {
      expect((await playDocument(`<Speak ${loop}>Hello</Speak>`)).heard).toEqual(expected)
    })

    it.each(['-1', '1.5', 'two', '', ' '])('"%s" is not allowed: 1 instead (D3)', async loop => {
      const { heard, problems } = await playDocument(`<Speak loop="${loop}">Hello</Speak>`)

      expect(heard).toEqual(['0-500 Hello'])
      expect(problems).toEqual(['value-not-allowed'])
    })

    it('0 goes on until the caller hangs up', async () => {
      const { heard, trace, record } = await playDocument('<Speak loop="0">Hello</Speak>', async caller => {
        await caller.hears('hello')
        await caller.waits('1m')
        expect(caller.call.describe()).toBe('repeats "Hello" in <Speak> 1:32 until somebody hangs up')
        await caller.hangsUp()
      })

      expect(heard).toEqual(['0-500 Hello', '500-60500 Hello (cut)'])
      expect(trace.of('prompt.started').map(({ endless = false }) => endless)).toEqual([false, true])
      expect(record).toMatchObject({ hangup: { code: 4000, source: 'Caller' }, duration: 61, billDuration: 120 })
    })

    it('0 goes on until the time limit of the call when nobody hangs up', async () => {
      const { record } = await playDocument('<Speak loop="0">Hello</Speak>')

      expect(record).toMatchObject({ hangup: { code: 6000, source: 'Plivo' }, duration: 24 * 3600 })
    })

    it('what follows an endless one never runs, and a note says so', async () => {
      const { trace, ran } = await playDocument('<Speak loop="0">Hello</Speak><Play>http://app.test/a.wav</Play>', c =>
        c.waits('5s').then(() => c.hangsUp()),
      )

      expect(ran).toEqual(['0-5000 Speak'])
      expect(trace.of('problem.found')).toMatchObject([
        {
          code: 'unreachable-after-endless-loop',
          severity: 'note',
          line: 1,
          column: 61,
          message: '<Speak> never ends by itself: what follows it, from <Play> on, is never reached',
        },
      ])
    })

    it('0 of nothing takes no time: the next element runs', async () => {
      const { ran, problems } = await playDocument('<Speak loop="0"></Speak><Wait/>')

      expect(ran).toEqual(['0-0 Speak', '0-1000 Wait'])
      expect(problems).toEqual(['speak-empty'])
    })
  })

  it('an empty body: nothing is said, and it takes no time', async () => {
    const { heard, ran, problems } = await playDocument('<Speak>  </Speak><Speak>Hello</Speak>')

    expect(heard).toEqual(['0-500 Hello'])
    expect(ran).toEqual(['0-0 Speak', '0-500 Speak'])
    expect(problems).toEqual(['speak-empty'])
  })

  it.each([
    [3000, []],
    [3001, ['speak-too-long']],
  ])('"at most 3,000 characters": %i', async (length, expected) => {
    const { problems, heard } = await playDocument(`<Speak>${'a'.repeat(length)}</Speak>`)

    expect(problems).toEqual(expected)
    expect(heard).toHaveLength(1)
  })

  describe('voice and language', () => {
    it('are WOMAN and en-US by default', async () => {
      const { trace, problems } = await playDocument('<Speak>Hello</Speak>')

      expect(trace.of('prompt.started')).toMatchObject([{ voice: 'WOMAN', language: 'en-US' }])
      expect(problems).toEqual([])
    })

    it.each([
      ['MAN', 'en-GB', []],
      ['MAN', 'pt-PT', []],
      ['Polly.Amy', 'en-GB', []],
      ['Polly.Aditi', 'hi-IN', []],
      ['WOMAN', 'pt-PT', ['speak-language']],
      ['MAN', 'da-DK', ['speak-language']],
      ['WOMAN', 'hi-IN', ['speak-language']],
      ['Polly.Amy', 'fr-FR', ['speak-language']],
      ['Polly.Nobody', 'en-US', ['speak-voice']],
      ['woman', 'en-US', ['speak-voice']],
    ])('%s speaks %s: %j, and is heard all the same', async (voice, language, expected) => {
      const { heard, problems } = await playDocument(`<Speak voice="${voice}" language="${language}">Hello</Speak>`)

      expect(problems).toEqual(expected)
      expect(heard).toEqual(['0-500 Hello'])
    })
  })

  describe('SSML', () => {
    it('breaks and aliases count with a Polly voice', async () => {
      const { heard, problems } = await playDocument(
        '<Speak voice="Polly.Joanna">Hello <break time="2s"/><sub alias="World Wide Web">WWW</sub></Speak>',
      )

      expect(heard).toEqual(['0-4000 Hello World Wide Web'])
      expect(problems).toEqual([])
    })

    it('a break alone is a pause, though nothing is said', async () => {
      const { heard, problems } = await playDocument('<Speak voice="Polly.Joanna"><break time="2s"/></Speak>')

      expect(heard).toEqual(['0-2000 speech'])
      expect(problems).toEqual(['speak-empty'])
    })

    it('is not supported with WOMAN and MAN: the tags are ignored, their text is said', async () => {
      const { heard, problems } = await playDocument('<Speak>Hello <break time="2s"/><s>World</s></Speak>')

      expect(heard).toEqual(['0-1100 Hello World'])
      expect(problems).toEqual(['ssml-without-polly'])
    })
  })

  it('no page says that a key interrupts it at the top level: it is played to its end, and the key is kept (D28)', async () => {
    const { heard, trace } = await playDocument('<Speak>Good morning</Speak>', async caller => {
      await caller.waits(300)
      await caller.presses('1')
    })

    expect(heard).toEqual(['0-1200 Good morning'])
    expect(trace.of('digit.pressed')).toEqual([expect.not.objectContaining({ heardBy: expect.anything() })])
  })

  it('an unknown attribute is ignored (D2), also the legs of the Java SDK', async () => {
    const { heard, problems } = await playDocument('<Speak Loop="2" legs="both">Hello</Speak>')

    expect(heard).toEqual(['0-500 Hello'])
    expect(problems).toEqual(['unknown-attribute', 'unknown-attribute'])
  })

  it('an element that is not SSML inside it rejects nothing, but is no step', async () => {
    const { ran, record } = await playDocument('<Speak>Hello <Wait/></Speak>')

    expect(ran).toEqual(['0-500 Speak'])
    expect(record.hangup.code).toBe(4010)
  })
})
