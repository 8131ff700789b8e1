import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../src/index.js'
import { type ServedApp, servedApp, type Way } from './served-app.js'

const agent = '+14155550111'
const customer = '+14155550171'
const supervisor = '+14155550113'

const phones = (agentDoes: string, customerDoes: string, supervisorDoes = 'busy') => `phones:
  "${agent}": ${agentDoes}
  "${customer}": ${customerDoes}
  "${supervisor}": ${supervisorDoes}
`

/** A person says something first: silence is taken for a machine. */
const agentTalks = '{ answers: 3s, does: [{ says: "Yes?" }, { hears: Who is it }, { says: The shop. }] }'
const customerTalks = '{ answers: 4s, does: [{ says: Who is it? }, { hears: The shop }, { waits: 3s }, hangs up] }'
const customerStays = '{ answers: 4s, does: [{ says: Who is it? }] }'

const clickToCall = (yaml: string, way: Way) =>
  servedApp('click-to-call.js', yaml, way, { SUPERVISOR_NUMBER: supervisor })

const click = async (shop: ServedApp, who = { agent, customer }) => (await shop.page('/click', who)).body

/** Webhooks that the application did not take for Plivo's, and documents that it did not like. */
const refused = (events: readonly TraceEvent[]) =>
  events.filter(event => event.type === 'webhook.attempted' && event.status === 403)

describe('"A click-to-call application … written with the plivo package, unchanged between Plivo and exec"', {
  timeout: 90_000,
}, () => {
  it.each(['exec', 'register'] as const)('agent and customer talk, and both are recorded, by %s', async way => {
    const shop = await clickToCall(phones(agentTalks, customerTalks), way)
    const { id, call } = await click(shop)
    const seen = await shop.until(`/clicks/${id}`, ({ over, recording }) => over && recording)
    expect(seen).toMatchObject({
      call,
      status: 'completed',
      cause: 'End Of XML Instructions',
      dialled: 'completed',
      bill: { billDuration: seen.seconds, totalAmount: '0.00500', hangupSource: 'Plivo' },
    })
    expect(shop.heard(call)).toEqual(['Connecting you to the customer.', 'Who is it?', 'Thank you. Goodbye.'])
    expect(refused(shop.events)).toEqual([])
    expect(await shop.stop()).toEqual({ app: way === 'exec' ? 143 : null, serve: 0 })
  })

  it.each([
    ['busy', 'busy', 'The customer is busy.'],
    ['no-answer', 'unreachable', 'The customer does not answer.'],
    ['timeout', 'no-answer', 'The customer does not answer.'],
    ['failed', 'unallocated', 'The customer cannot be reached.'],
  ])('"handles": the customer is %s', async (dialled, phone, told) => {
    const shop = await clickToCall(phones(agentTalks, phone), 'register')
    const { id, call } = await click(shop)
    expect(await shop.until(`/clicks/${id}`, ({ over }) => over)).toMatchObject({ dialled, status: 'completed' })
    expect(shop.heard(call).at(-1)).toBe(told)
  })

  it.each([
    ['busy', 'busy', 'Busy Line'],
    ['no-answer', 'no-answer', 'Ring Timeout Reached'],
  ])('the agent is %s: no document is asked for', async (status, phone, cause) => {
    const shop = await clickToCall(phones(phone, 'busy'), 'register')
    const { id } = await click(shop)
    const seen = await shop.until(`/clicks/${id}`, ({ over }) => over)
    expect(seen).toMatchObject({ status, cause, seconds: 0, bill: { billDuration: 0, totalAmount: '0.00000' } })
    expect(shop.events.filter(({ type }) => type === 'document.loaded')).toEqual([])
  })

  it('"machine_detection_url": the agent’s voicemail gets a message after its beep, and the customer rings no more', async () => {
    const machine = '{ answers: 2s, voicemail: You have reached Ann who is not at her desk at the moment. }'
    const shop = await clickToCall(phones(machine, 'no-answer'), 'register')
    const { id, call } = await click(shop)
    expect(await shop.until(`/clicks/${id}`, ({ over }) => over)).toMatchObject({ status: 'completed' })
    expect(shop.heard(call).at(-1)).toBe(`You have missed a call with ${customer}.`)
  })

  it('the page hangs up, lists live calls, and hears of Plivo’s refusals in its words', async () => {
    const shop = await clickToCall(phones(agentTalks, customerStays), 'exec')
    const { id, call } = await click(shop)
    const { leg } = await shop.until(`/clicks/${id}`, ({ state }) => state === 'talking')
    expect((await shop.page('/calls')).body).toEqual([
      { callUuid: call, from: '14155550199', to: '14155550111', direction: 'outbound', callStatus: 'in-progress' },
      { callUuid: leg, from: '14155550199', to: '14155550171', direction: 'outbound', callStatus: 'in-progress' },
    ])
    expect((await shop.page(`/clicks/${id}/hang-up`, {})).status).toBe(200)
    expect(await shop.until(`/clicks/${id}`, ({ over }) => over)).toMatchObject({
      status: 'completed',
      bill: { hangupCauseName: 'Normal Hangup', hangupSource: 'API Request' },
    })
    expect((await shop.page('/calls')).body).toEqual([])
    const again = await shop.page(`/clicks/${id}/hang-up`, {})
    expect(again).toEqual({ status: 404, body: { error: `call not found: there is no live call "${call}"` } })
    const nobody = await shop.page('/click', { agent: 'nobody', customer })
    expect(nobody).toEqual({ status: 400, body: { error: expect.stringMatching(/^to /) } })
  })

  it('"transfers to a supervisor": the customer goes on with her, and the agent is thanked', async () => {
    const supervises = '{ answers: 2s, says: Supervisor speaking., does: [{ waits: 3s }, hangs up] }'
    const shop = await clickToCall(phones(agentTalks, customerStays, supervises), 'register')
    const { id, call } = await click(shop)
    const { leg } = await shop.until(`/clicks/${id}`, ({ state }) => state === 'talking')
    expect((await shop.page(`/clicks/${id}/supervisor`, {})).body).toEqual({ message: 'call transferred' })
    await shop.happens('call.ended', event => event.call === leg)
    expect(shop.heard(leg)).toEqual([
      'One moment, please.',
      'Supervisor speaking.',
      'Nobody is here. We will call you back.',
    ])
    expect(shop.heard(call).at(-1)).toBe('Thank you. Goodbye.')
  })

  it('"fallback_url", after the attempts that the fragment of the answer URL allows', async () => {
    const shop = await clickToCall(
      `${phones(agentTalks, 'busy')}faults: [{ fault: { status: 503 }, url: /agent }]\n`,
      'register',
    )
    const { id, call } = await click(shop)
    await shop.until(`/clicks/${id}`, ({ over }) => over)
    const attempts = shop.events.filter(event => event.type === 'webhook.attempted' && event.status === 503)
    expect(attempts).toHaveLength(3)
    expect(shop.heard(call)).toEqual(['Sorry, we cannot connect you now.'])
  })

  it('"validates signatures V3 of every webhook and answers 403 otherwise"', async () => {
    const shop = await clickToCall(phones('busy', 'busy'), 'register')
    expect(await shop.page('/over', { CallStatus: 'completed' })).toEqual({
      status: 403,
      body: { error: 'the signature is not valid' },
    })
  })
})
