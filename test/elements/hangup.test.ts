import { describe, expect, it } from 'vitest'
import { document, playCall, playDocument } from './play-call.js'

describe('Hangup', () => {
  it('D41: first and plain it is 4000 Normal Hangup by Answer XML, and the call is never answered', async () => {
    const { record, request } = await playDocument('<Hangup/>')

    expect(record).toMatchObject({
      status: 'completed',
      answeredAt: undefined,
      duration: 0,
      hangup: { code: 4000, name: 'Normal Hangup', cause: 'NORMAL_CLEARING', source: 'Answer XML' },
    })
    expect(request('/hangup').params).toMatchObject({
      HangupCauseCode: '4000',
      AnswerTime: '',
      CallStatus: 'completed',
    })
  })

  it('on an answered call it is 4000, too', async () => {
    const { record } = await playDocument('<Speak>Hello</Speak><Hangup/><Wait/>')

    expect(record).toMatchObject({ duration: 1, hangup: { code: 4000, source: 'Answer XML' } })
  })

  describe('reason: "meaningful before answer"', () => {
    it.each([
      ['rejected', 3020, 'Rejected', 'CALL_REJECTED'],
      ['busy', 3010, 'Busy Line', 'USER_BUSY'],
    ])('%s: %i %s, duration 0', async (reason, code, name, cause) => {
      const { record, problems } = await playDocument(`<Hangup reason="${reason}"/>`)

      expect(record).toMatchObject({ duration: 0, hangup: { code, name, cause, source: 'Answer XML' } })
      expect(problems).toEqual([])
    })

    it('works after early media, too: the call is still ringing', async () => {
      const { record } = await playDocument('<PreAnswer><Speak>Sorry</Speak></PreAnswer><Wait/><Hangup reason="busy"/>')

      expect(record).toMatchObject({ duration: 0, hangup: { code: 3010 } })
    })

    it.each(['rejected', 'busy'])('%s has no effect once the call is answered, and a problem says so', async reason => {
      const { record, trace } = await playDocument(`<Speak>Hello</Speak><Hangup reason="${reason}"/>`)

      expect(record.hangup).toMatchObject({ code: 4000, source: 'Answer XML' })
      expect(trace.of('problem.found')).toMatchObject([
        {
          code: 'hangup-reason-after-answer',
          message: `reason="${reason}" has no effect: the call is answered already`,
        },
      ])
    })

    it.each(['Busy', 'no-answer', ''])('"%s" is not allowed and counts as not given (D3)', async reason => {
      const { record, problems } = await playDocument(`<Hangup reason="${reason}"/>`)

      expect(record.hangup.code).toBe(4000)
      expect(problems).toEqual(['value-not-allowed'])
    })
  })

  describe('schedule: "timer; following elements run meanwhile"', () => {
    it('ends the call with 6000 Scheduled Hangup (D40)', async () => {
      const { record, ran, trace, problems } = await playDocument(
        '<Hangup schedule="90"/><Speak loop="0">One moment</Speak>',
      )

      expect(record.hangup).toMatchObject({
        code: 6000,
        name: 'Scheduled Hangup',
        source: 'Plivo',
        because: '<Hangup schedule="90"> ran out',
      })
      expect(ran).toEqual(['0-0 Hangup', '0-90000 Speak'])
      expect(trace.of('hangup.scheduled')).toMatchObject([{ at: 0, ms: 90_000 }])
      expect(problems).toEqual([])
    })

    it('does not answer the call', async () => {
      const { record } = await playDocument('<Hangup schedule="5"/><Wait length="10"/>')

      expect(record).toMatchObject({ duration: 0, answeredAt: undefined, hangup: { code: 6000 } })
    })

    it('a document that is over before ends the call before', async () => {
      const { record } = await playDocument('<Hangup schedule="90"/><Speak>Hello</Speak>')

      expect(record).toMatchObject({ duration: 1, hangup: { code: 4010 } })
    })

    it('"must be followed by an element, otherwise immediate hangup", and a problem says so', async () => {
      const { record, ran, problems } = await playDocument('<Speak>Hello</Speak><Hangup schedule="90"/>')

      expect(ran).toEqual(['0-500 Speak', '500-500 Hangup'])
      expect(record.hangup.code).toBe(4000)
      expect(problems).toEqual(['hangup-schedule-last'])
    })

    it('D40: the last one wins, later or sooner', async () => {
      const later = await playDocument('<Hangup schedule="2"/><Hangup schedule="9"/><Speak loop="0">Hold</Speak>')
      const sooner = await playDocument('<Hangup schedule="9"/><Hangup schedule="2"/><Speak loop="0">Hold</Speak>')

      expect(later.record.duration).toBe(9)
      expect(sooner.record.duration).toBe(2)
    })

    it('D40: it counts from where it stands', async () => {
      const { record } = await playDocument('<Speak>Hello</Speak><Hangup schedule="2"/><Speak loop="0">Hold</Speak>')

      expect(record.endedAt - record.startedAt).toBe(2500)
    })

    it('D40: it outlives the document', async () => {
      const { ran, record } = await playDocument(
        '<Hangup schedule="5"/><Redirect>http://app.test/next</Redirect>',
        undefined,
        {
          '/next': document('<Speak loop="0">Hold</Speak>'),
        },
      )

      expect(ran.at(-1)).toBe('0-5000 Speak')
      expect(record.hangup.code).toBe(6000)
    })

    it('D40: it fires while a document is fetched', async () => {
      const { record } = await playCall({
        '/answer': document('<Hangup schedule="5"/><Redirect>http://app.test/next#rt=40000</Redirect>'),
        '/next': () => new Response('', { headers: { 'x-offhook-delay': '20000' } }),
      })

      expect(record.hangup.code).toBe(6000)
      expect(record.endedAt - record.startedAt).toBe(5000)
    })

    it('a reason with it has no effect, and a problem says so', async () => {
      const { record, problems } = await playDocument('<Hangup schedule="5" reason="busy"/><Wait length="10"/>')

      expect(record.hangup.code).toBe(6000)
      expect(problems).toEqual(['hangup-reason-ignored'])
    })

    it.each(['0', '-1', '1.5', 'soon', ''])('"%s" is not allowed: the call is hung up at once (D3)', async schedule => {
      const { record, problems } = await playDocument(`<Hangup schedule="${schedule}"/><Wait length="10"/>`)

      expect(record).toMatchObject({ hangup: { code: 4000 } })
      expect(record.endedAt).toBe(record.startedAt)
      expect(problems).toEqual(['value-not-allowed'])
    })
  })
})
