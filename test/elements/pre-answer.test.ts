import { describe, expect, it } from 'vitest'
import { document, playDocument, wav } from './play-call.js'

describe('PreAnswer', () => {
  it('"early media to an unanswered call": Speak, Play and Wait run, and nothing is billed', async () => {
    const { heard, trace, record, problems } = await playDocument(
      '<PreAnswer><Speak>Hello</Speak><Play>http://app.test/a.wav</Play><Wait length="2"/></PreAnswer>',
      undefined,
      { '/a.wav': wav(300) },
    )

    expect(heard).toEqual(['0-500 Hello', '500-800 http://app.test/a.wav', '800-2800 silence'])
    expect(trace.of('call.answered')).toEqual([])
    expect(record).toMatchObject({ duration: 0, totalCost: '0.00000', hangup: { code: 4010 } })
    expect(problems).toEqual([])
  })

  it('its line is early media meanwhile', async () => {
    await playDocument('<PreAnswer><Speak>Good morning</Speak></PreAnswer>', async caller => {
      await caller.waits(100)
      expect(caller.call.state).toEqual({ line: 'earlyMedia', document: { executing: 'Speak' } })
    })
  })

  it('"after it, next sibling answers as usual"', async () => {
    const { trace, record } = await playDocument(
      '<PreAnswer><Speak>Hello</Speak></PreAnswer><Speak>Good morning</Speak>',
    )

    expect(trace.of('call.answered')).toMatchObject([{ at: 500, by: '<Speak> 1:75' }])
    expect(record.duration).toBe(2)
  })

  it('a second one before the answer is early media as well', async () => {
    const { trace, problems } = await playDocument(
      '<PreAnswer><Speak>Hello</Speak></PreAnswer><PreAnswer><Speak>Hello</Speak></PreAnswer>',
    )

    expect(trace.of('call.answered')).toEqual([])
    expect(problems).toEqual([])
  })

  it('the siblings after it run after its children', async () => {
    const { ran } = await playDocument('<PreAnswer><Wait/><Wait/></PreAnswer><Wait length="2"/>')

    expect(ran).toEqual(['0-0 PreAnswer', '0-1000 Wait', '1000-2000 Wait', '2000-4000 Wait'])
  })

  it('empty it takes no time', async () => {
    const { ran, record } = await playDocument('<PreAnswer/>')

    expect(ran).toEqual(['0-0 PreAnswer'])
    expect(record.hangup.code).toBe(4010)
  })

  it('on an answered call its children simply run, and a problem says so', async () => {
    const { ran, trace } = await playDocument('<Speak>Hello</Speak><PreAnswer><Speak>Hello</Speak></PreAnswer>')

    expect(ran).toEqual(['0-500 Speak', '500-500 PreAnswer', '500-1000 Speak'])
    expect(trace.of('problem.found')).toMatchObject([
      {
        code: 'preanswer-after-answer',
        severity: 'risky',
        line: 1,
        column: 52,
        message: '<PreAnswer> comes too late: the call is answered already, its elements run as any others',
      },
    ])
  })

  describe('D4: what only SDKs allow is executed, and a note says so', () => {
    it('GetDigits asks an unanswered caller; action still says ringing, its document answers', async () => {
      const { request, trace, problems } = await playDocument(
        '<PreAnswer><GetDigits action="http://app.test/action" numDigits="1"/></PreAnswer>',
        c => c.waits('1s').then(() => c.presses('1')),
        { '/action': document('<Speak>Hello</Speak>') },
      )

      expect(request('/action').params).toMatchObject({ CallStatus: 'ringing', Digits: '1' })
      expect(trace.of('call.answered')).toMatchObject([{ at: 1000, by: '<Speak> 1:32' }])
      expect(problems).toEqual(['nesting-sdk-only'])
    })

    it('Redirect leaves the document without answering', async () => {
      const { request, record, problems } = await playDocument(
        '<PreAnswer><Redirect>http://app.test/next</Redirect></PreAnswer><Speak>Never</Speak>',
        undefined,
        { '/next': document('<Hangup reason="busy"/>') },
      )

      expect(request('/next').params.CallStatus).toBe('ringing')
      expect(record).toMatchObject({ duration: 0, hangup: { code: 3010 } })
      expect(problems).toEqual(['nesting-sdk-only'])
    })

    it('Message and DTMF', async () => {
      const { record, trace, problems } = await playDocument(
        '<PreAnswer><Message src="14155550199" dst="14155550100">Hello</Message><DTMF async="false">1</DTMF></PreAnswer>',
      )

      expect(record.messages).toHaveLength(1)
      expect(trace.of('call.answered')).toEqual([])
      expect(problems).toEqual(['nesting-sdk-only', 'nesting-sdk-only'])
    })
  })

  it.each(['<Hangup/>', '<Record/>', '<PreAnswer/>', '<GetInput/>'])(
    '%s inside it rejects the document (D5)',
    async child => {
      const { record, problems } = await playDocument(`<PreAnswer>${child}</PreAnswer>`)

      expect(record.hangup.code).toBe(8011)
      expect(problems).toEqual(['nesting-undocumented'])
    },
  )

  it('"loop 0 inside never ends": what follows is never reached, inside and after it', async () => {
    const { trace, ran } = await playDocument(
      '<PreAnswer><Speak loop="0">Hold</Speak><Wait/></PreAnswer><Speak>Never</Speak>',
      c => c.waits('20s').then(() => c.hangsUp()),
    )

    expect(ran).toEqual(['0-0 PreAnswer', '0-20000 Speak'])
    expect(trace.of('problem.found').map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'unreachable-after-endless-loop: <Speak> never ends by itself: what follows it, from <Wait> on, is never reached',
      'unreachable-after-endless-loop: <PreAnswer> never ends by itself: what follows it, from <Speak> on, is never reached',
    ])
  })

  it('"no attributes": any is ignored, with a problem (D2)', async () => {
    const { ran, problems } = await playDocument('<PreAnswer loop="2"><Wait/></PreAnswer>')

    expect(ran).toEqual(['0-0 PreAnswer', '0-1000 Wait'])
    expect(problems).toEqual(['unknown-attribute'])
  })

  it('a caller who hangs up during it ends the call unanswered', async () => {
    const { record } = await playDocument('<PreAnswer><Wait length="9"/></PreAnswer>', c =>
      c.waits('2s').then(() => c.hangsUp()),
    )

    expect(record).toMatchObject({ duration: 0, hangup: { code: 4000, source: 'Caller' } })
  })
})
