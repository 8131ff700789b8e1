import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'

const place = (body: string) => {
  const exchange = createExchange()
  const answer = (request: Request) =>
    new Response(request.url.endsWith('/answer') ? `<Response>${body}</Response>` : '<Response/>', {
      headers: { 'content-type': 'text/xml' },
    })
  exchange.mount('http://app.test', answer)
  return exchange.call({ answerUrl: 'http://app.test/answer' })
}

describe('what a person types is being said from its first letter on', () => {
  it('no silence ends a recording meanwhile, and the transcript has what was typed in the end', async () => {
    const caller = place('<Record timeout="2" playBeep="false" maxLength="60"/>')
    await caller.waits('1s')
    caller.call.beginSpeaking()
    await caller.waits('10s')
    expect(caller.call.state).toMatchObject({ document: { executing: 'Record' } })
    caller.call.finishSpeaking('please call me back')
    const { recordings } = await caller.callEnds()
    expect(recordings).toMatchObject([{ ms: 13_000, transcript: 'please call me back' }])
  })

  it('GetInput hears the onset at once and takes what was typed', async () => {
    const caller = place(
      '<GetInput action="http://app.test/a" inputType="speech"><Speak>Say something to us</Speak></GetInput>',
    )
    caller.call.beginSpeaking()
    await caller.waits('3s')
    caller.call.finishSpeaking('sales', 0.7)
    await caller.callEnds()
    const [, action] = caller.call.trace.of('webhook.sent')
    expect(action?.params).toMatchObject({ Speech: 'sales', SpeechConfidenceScore: '0.7' })
    expect(caller.call.trace.of('prompt.finished')[0]).toMatchObject({
      heard: false,
      because: 'barge-in: the caller speaks',
    })
  })

  it('nothing typed is nothing understood, and finishing without beginning does nothing', async () => {
    const caller = place('<GetInput action="http://app.test/a" inputType="speech"/>')
    caller.call.finishSpeaking('never begun')
    caller.call.beginSpeaking()
    caller.call.finishSpeaking('')
    await caller.callEnds()
    expect(caller.call.trace.of('input.missed')).toHaveLength(1)
  })
})
