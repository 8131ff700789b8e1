import { describe, expect, it } from 'vitest'
import { document, playCall, playDocument } from '../elements/play-call.js'

describe('D20: an inbound call is answered at the first element that is not Wait, PreAnswer, Hangup or Dial', () => {
  it.each([
    ['Speak', '<Speak>Hello</Speak>'],
    ['Play', '<Play>http://app.test/a.wav</Play>'],
    ['DTMF', '<DTMF>1</DTMF>'],
    ['GetDigits', '<GetDigits/>'],
    ['GetInput', '<GetInput action="http://app.test/a" inputType="dtmf"/>'],
    ['Record', '<Record/>'],
    ['Redirect', '<Redirect>http://app.test/next</Redirect>'],
    ['Message', '<Message src="1" dst="2">Hello</Message>'],
  ])('%s answers it, after a Wait', async (name, element) => {
    const { trace, record, request } = await playDocument(`<Wait length="3"/>${element}`)

    expect(trace.of('call.answered')).toMatchObject([{ at: 3000, by: `<${name}> 1:50` }])
    expect(record.answeredAt).toBe(record.startedAt + 3000)
    expect(request('/answer').params.CallStatus).toBe('ringing')
  })

  it.each([
    ['Wait', '<Wait/>'],
    ['Hangup', '<Hangup/>'],
    ['Hangup with a schedule', '<Hangup schedule="1"/><Wait/>'],
    ['PreAnswer', '<PreAnswer><Speak>Hello</Speak></PreAnswer>'],
  ])('%s does not', async (_, elements) => {
    const { trace, record } = await playDocument(elements)

    expect(trace.of('call.answered')).toEqual([])
    expect(record).toMatchObject({ answeredAt: undefined, duration: 0 })
  })

  it('D12: an empty document answers it, and it ends at once with 4010', async () => {
    const { trace, record } = await playCall({ '/answer': '<Response/>' })

    expect(trace.of('call.answered')).toMatchObject([{ at: 0, by: 'a document without elements' }])
    expect(record).toMatchObject({ duration: 0, billDuration: 0, hangup: { code: 4010, source: 'Plivo' } })
    expect(record.answeredAt).toBe(record.startedAt)
  })

  it('CallStatus turns from ringing to in-progress, to completed', async () => {
    const { requests } = await playCall({
      '/answer': document('<Redirect>http://app.test/next</Redirect>'),
      '/next': document('<Speak>Hello</Speak>'),
    })

    expect(requests.map(({ path, params }) => `${path} ${params.CallStatus}`)).toEqual([
      '/answer ringing',
      '/next in-progress',
      '/hangup completed',
    ])
  })

  it('it is answered once', async () => {
    expect((await playDocument('<Speak>One</Speak><Speak>Two</Speak>')).trace.of('call.answered')).toHaveLength(1)
  })
})
