import { describe, expect, it } from 'vitest'
import { playDocument, type Reply } from './play-call.js'

const numbers = 'src="14155550199" dst="14155550100"'
const send = (attributes: string, text = 'Your order is ready', routes: Readonly<Record<string, Reply>> = {}) =>
  playDocument(`<Message ${attributes}>${text}</Message><Speak>Hello</Speak>`, undefined, routes)

describe('Message', () => {
  it('is queued, and the next element runs at once (D43)', async () => {
    const { ran, record, trace } = await send(numbers, '\n  Your link: https://x.example/?a=1&amp;b=2\n')
    const message = { from: '14155550199', to: '14155550100', text: 'Your link: https://x.example/?a=1&b=2' }

    expect(ran).toEqual(['0-0 Message', '0-500 Speak'])
    expect(record.messages).toMatchObject([message])
    expect(trace.of('message.sent')).toMatchObject([{ at: 0, ...message, message: record.messages[0]?.id }])
  })

  it('D20: answers the call', async () => {
    expect((await send(numbers)).trace.of('call.answered')).toMatchObject([{ by: '<Message> 1:32' }])
  })

  describe('dst: "numbers joined by <", written &lt;', () => {
    it('each gets a message of its own', async () => {
      const { record, trace } = await send('src="14155550199" dst="14155550100&lt; 14155550101 &lt;"')

      expect(record.messages.map(({ to }) => to)).toEqual(['14155550100', '14155550101'])
      expect(new Set(trace.of('message.sent').map(({ message }) => message)).size).toBe(2)
    })

    it('an unescaped < is not well-formed', async () => {
      expect((await send('src="14155550199" dst="14155550100<14155550101"')).record.hangup.code).toBe(8011)
    })
  })

  describe('callbackUrl: delivery reports queued, sent, delivered (D43)', () => {
    const callback = `${numbers} callbackUrl="http://app.test/report"`

    it('with From, To, Status and MessageUUID, and nothing of the call', async () => {
      const { requests, record } = await send(callback)
      const reports = requests.filter(({ path }) => path === '/report')
      const id = record.messages[0]?.id

      expect(reports.map(({ at, params }) => `${at} ${params.Status}`)).toEqual([
        '0 queued',
        '1000 sent',
        '3000 delivered',
      ])
      expect(reports[0]).toMatchObject({ method: 'POST' })
      expect(reports[0]?.params).toEqual({
        From: '14155550199',
        MessageUUID: id,
        ParentMessageUUID: id,
        PartInfo: '1 of 1',
        Status: 'queued',
        To: '14155550100',
      })
    })

    it('the record of the call waits for them (D42)', async () => {
      const { requests } = await send(callback)

      expect(requests.map(({ at, path }) => `${at} ${path}`)).toEqual([
        '0 /answer',
        '0 /report',
        '500 /hangup',
        '1000 /report',
        '3000 /report',
      ])
    })

    it('for each destination', async () => {
      const { requests } = await send('src="1" dst="2&lt;3" callbackUrl="http://app.test/report"')

      expect(requests.filter(({ path }) => path === '/report')).toHaveLength(6)
    })

    it.each([
      ['callbackMethod="GET"', 'GET', []],
      ['callbackMethod="put"', 'POST', ['value-not-allowed']],
    ])('%s', async (attributes, method, expected) => {
      const { requests, problems } = await send(`${callback} ${attributes}`)

      expect(requests.filter(({ path }) => path === '/report').map(request => request.method)).toEqual(
        Array(3).fill(method),
      )
      expect(problems).toEqual(expected)
    })

    it('takes no callback configuration: defaults apply, and a problem says so (D68)', async () => {
      const { trace, problems } = await send(`${numbers} callbackUrl="http://app.test/report#rc=5"`)

      expect(trace.of('webhook.sent').find(({ purpose }) => purpose === 'Message callback')?.policy).toContain(
        '(defaults)',
      )
      expect(problems).toEqual(['fragment-not-applicable'])
    })

    it('a relative one is never requested', async () => {
      const { requests, problems, record } = await send(`${numbers} callbackUrl="/report"`)

      expect(requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
      expect(problems).toEqual(['url-invalid'])
      expect(record.messages).toHaveLength(1)
    })
  })

  it.each([
    ['dst="14155550100"', 'Hello', '<Message> has no src: nothing is sent'],
    ['src="14155550199"', 'Hello', '<Message> has no dst: nothing is sent'],
    [numbers, ' ', '<Message> has no text: nothing is sent'],
    ['', '', '<Message> has no src and no dst and no text: nothing is sent'],
  ])('incomplete (%s): logged, and the call goes on', async (attributes, text, sentence) => {
    const { ran, record, trace } = await send(attributes, text)

    expect(record.messages).toEqual([])
    expect(ran).toEqual(['0-0 Message', '0-500 Speak'])
    expect(trace.of('problem.found')).toMatchObject([{ code: 'message-incomplete', message: sentence }])
  })

  it.each([
    ['type="sms"', []],
    ['type="mms"', ['value-not-allowed']],
  ])('%s', async (attributes, expected) => {
    const { record, problems } = await send(`${numbers} ${attributes}`)

    expect(record.messages).toHaveLength(1)
    expect(problems).toEqual(expected)
  })
})
