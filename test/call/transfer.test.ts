import { describe, expect, it } from 'vitest'
import { document, playCall } from '../elements/play-call.js'

const speak = document('<Speak>Goodbye</Speak>')
const to = (path: string) => ({ alegUrl: `http://app.test${path}` })

describe('"aleg_url: interrupts the element now running and fetches new XML"', () => {
  const interrupted = (elements: string, at: number, phones = {}) =>
    playCall(
      { '/answer': document(elements), '/next': speak },
      async caller => {
        await caller.waits(at)
        caller.call.api.transfer(to('/next'))
      },
      { phones },
    )

  it.each([
    ['Speak', '<Speak loop="0">Hello</Speak>'],
    ['Wait', '<Wait length="60"/>'],
    ['GetDigits', '<GetDigits action="http://app.test/action"><Speak>Press a key</Speak></GetDigits>'],
    ['GetInput', '<GetInput action="http://app.test/action" inputType="dtmf speech"><Speak>Say</Speak></GetInput>'],
    ['Record', '<Record action="http://app.test/action"/>'],
    ['Dial', '<Dial action="http://app.test/action"><Number>+14155550111</Number></Dial>'],
    ['Conference', '<Conference action="http://app.test/action">room</Conference>'],
  ])('%s: "a pending action fetch is suppressed", and what follows it does not run', async (name, element) => {
    const { ran, requests, record, heard } = await interrupted(`${element}<Speak>Never</Speak>`, 3000)
    expect(ran.map(line => line.split(' ')[1])).toEqual([name, 'Speak'])
    expect(requests.map(({ path }) => path)).toEqual(['/answer', '/next', '/hangup'])
    expect(heard.at(-1)).toBe('3000-3700 Goodbye')
    expect(record.hangup.code).toBe(4010)
  })

  it('a document that is on its way is not waited for', async () => {
    const { ran, record } = await playCall(
      {
        '/answer': document('<Speak>Hi</Speak><Redirect>http://app.test/slow</Redirect>'),
        '/slow': () =>
          new Response(document('<Speak>Late</Speak>'), {
            headers: { 'content-type': 'text/xml', 'x-offhook-delay': '5000' },
          }),
        '/next': speak,
      },
      async caller => {
        await caller.waits(2000)
        caller.call.api.transfer(to('/next'))
      },
    )
    expect(ran.at(-1)).toBe('2000-2700 Speak')
    expect(record.duration).toBe(3)
  })

  it('who was dialled and is ringing is cancelled; who has answered is hung up, by the API', async () => {
    const dial = '<Dial><Number>+14155550111</Number></Dial>'
    const ringing = await interrupted(dial, 1000, { '+14155550111': { answers: 2000 } })
    expect(ringing.record.legs.map(({ hangup }) => [hangup.code, hangup.source])).toEqual([[1000, 'API Request']])
    const talking = await interrupted(dial, 3000, { '+14155550111': { answers: 2000 } })
    expect(talking.record.legs.map(({ hangup }) => [hangup.code, hangup.source])).toEqual([[4000, 'API Request']])
  })

  it('a recording in the foreground is complete, and its callback is told', async () => {
    const { requests, record } = await interrupted('<Record callbackUrl="http://app.test/recorded"/>', 3000)
    expect(requests.map(({ path }) => path)).toEqual(['/answer', '/recorded', '/next', '/hangup'])
    expect(record.recordings.map(({ ms }) => ms)).toEqual([2500])
  })
})

describe('what a call ends with that cannot be transferred', () => {
  const transferred = (alegUrl: string, method?: string) =>
    playCall({ '/answer': document('<Wait length="60"/>'), '/broken': '<Response>', '/gone': 410 }, async caller => {
      await caller.waits(1000)
      caller.call.api.transfer({ alegUrl, ...(method && { alegMethod: method as 'GET' }) })
    })

  it.each([
    ['7013 Error Reaching Transfer URL', 'http://app.test/gone', undefined],
    ['7023 Invalid Transfer URL', '/next', undefined],
    ['7033 Invalid Method For Transfer URL', 'http://app.test/next', 'PUT'],
    ['8013 Invalid Transfer XML', 'http://app.test/broken', undefined],
  ])('%s', async (end, url, method) => {
    const { record } = await transferred(url, method)
    expect(`${record.hangup.code} ${record.hangup.name}`).toBe(end)
    expect(record.hangup.source).toBe('Error')
  })
})

describe('"2060 Loop Detected: also after > 70 transfers"', () => {
  const transferred = (times: number) =>
    playCall(
      { '/answer': document('<Wait length="600"/>'), '/next': document('<Wait length="60"/>') },
      async caller => {
        for (let time = 0; time < times; time++) {
          await caller.waits(1000)
          caller.call.api.transfer(to('/next'))
        }
      },
    )

  it('the 70th is the last', async () => {
    expect((await transferred(70)).record.hangup.code).toBe(4010)
    const { record, requests } = await transferred(71)
    expect(record.hangup).toMatchObject({ code: 2060, name: 'Loop Detected', source: 'Plivo' })
    expect(requests.filter(({ path }) => path === '/next')).toHaveLength(70)
  })
})

it('"DELETE Call: hangs up", 4000, source API Request', async () => {
  const { record } = await playCall({ '/answer': document('<Wait/><Speak loop="0">Hi</Speak>') }, async caller => {
    await caller.waits(3000)
    caller.call.api.hangUp()
  })
  expect(record.hangup).toMatchObject({ code: 4000, source: 'API Request' })
})

it('"1000 Canceled: Hangup API before answer"', async () => {
  const { record } = await playCall({ '/answer': document('<Wait length="60"/>') }, async caller => {
    await caller.waits(3000)
    caller.call.api.hangUp()
  })
  expect(record.hangup).toMatchObject({ code: 1000, name: 'Canceled', source: 'API Request' })
})
