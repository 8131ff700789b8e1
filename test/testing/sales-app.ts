import type { Call, Caller, Exchange } from '../../src/index.js'

export const origin = 'http://app.test'

const documents: Record<string, string> = {
  '/answer': `<Response><GetDigits action="${origin}/menu" numDigits="1"><Speak>Press 1 for sales</Speak></GetDigits></Response>`,
  '/menu': `<Response>
  <Message src="14155550199" dst="14155550100">Your ticket is 12</Message>
  <Speak>Connecting you</Speak>
  <Dial><Number>14155550111</Number></Dial>
  <Record maxLength="3"/>
</Response>`,
  '/join': '<Response><Conference>daily</Conference></Response>',
  '/odd': '<Response><Speak voic="MAN">Hello</Speak></Response>',
}

/** A menu that connects to sales, and lets one leave a message. */
export const salesApp = (request: Request): Response =>
  new Response(documents[new URL(request.url).pathname] ?? '<Response/>', { headers: { 'content-type': 'text/xml' } })

export const callTo = (exchange: Exchange, path = '/answer', from = '+14155550100'): Caller<Call> =>
  exchange.call({ from, to: '+14155550199', answerUrl: origin + path, hangupUrl: `${origin}/hangup` })

/** A caller who pressed 1, talked to sales, and left a message. */
export async function soldTo(exchange: Exchange): Promise<Caller<Call>> {
  exchange.phone('+14155550111', { answers: '2s', says: 'Sales, hello', hangsUp: '4s' })
  const caller = callTo(exchange)
  await caller.hears(/press 1/i)
  await caller.presses('1')
  await caller.callEnds()
  return caller
}
