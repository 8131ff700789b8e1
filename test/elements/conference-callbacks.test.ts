import { describe, expect, it } from 'vitest'
import { action, callback, meeting } from './conference-call.js'
import { document } from './play-call.js'

const at = (requests: readonly { path: string; params: Readonly<Record<string, string>> }[], path: string) =>
  requests.filter(request => request.path === path).map(({ params }) => params)

describe('callbackUrl: `ConferenceAction` = enter/exit/digits/floor/record', () => {
  it('enter, as captured: "Direction, From, ConferenceMemberID, CallerName, ConferenceName, ConferenceAction=enter, BillRate, To, ConferenceUUID, CallUUID, CallStatus=in-progress, Event=ConferenceEnter, ConferenceFirstMember=true"', async () => {
    const { joins, requests } = meeting()
    const alice = joins(callback)
    await alice.waits(100)
    expect(at(requests, '/callback')).toEqual([
      {
        Direction: 'inbound',
        From: '14155550101',
        ConferenceMemberID: '8001',
        CallerName: '+14155550101',
        ConferenceName: 'daily',
        ConferenceAction: 'enter',
        BillRate: '0.005',
        To: '14155550199',
        ConferenceUUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
        CallUUID: alice.call.uuid,
        CallStatus: 'in-progress',
        Event: 'ConferenceEnter',
        ConferenceFirstMember: 'true',
      },
    ])
  })

  it('"exit has ConferenceLastMember and drops From/To/Direction/CallStatus"', async () => {
    const { joins, requests } = meeting()
    const [alice, bob] = [joins(callback), joins(callback)]
    await alice.waits(1000)
    await alice.hangsUp()
    await bob.waits(1000)
    await bob.hangsUp()
    await bob.callEnds()
    const exits = at(requests, '/callback').filter(({ Event }) => Event === 'ConferenceExit')
    expect(exits).toMatchObject([
      { ConferenceAction: 'exit', ConferenceMemberID: '8001', ConferenceLastMember: 'false' },
      { ConferenceAction: 'exit', ConferenceMemberID: '8002', ConferenceLastMember: 'true' },
    ])
    for (const gone of ['From', 'To', 'Direction', 'CallStatus']) expect(exits[0]).not.toHaveProperty(gone)
  })

  it('digitsMatch: "digits → ConferenceDigitsMatch"; of several the longest counts (D55)', async () => {
    const { joins, requests, told } = meeting()
    const [alice, bob] = [joins(`${callback} digitsMatch="1,21,9"`), joins(callback)]
    await alice.waits(500)
    await alice.presses('21')
    await bob.presses('9')
    await bob.waits(500)
    expect(told()).toEqual(['enter 8001', 'enter 8002', 'digits 8001'])
    expect(at(requests, '/callback').at(-1)).toMatchObject({ ConferenceDigitsMatch: '21', Event: 'ConferenceDigits' })
  })

  it('floorEvent: "→ floor when this member takes floor (not muted)" (D101)', async () => {
    const { joins, told } = meeting()
    const alice = joins(`${callback} floorEvent="true"`)
    const bob = joins(`${callback} floorEvent="true"`)
    const muted = joins(`${callback} floorEvent="true" muted="true"`)
    const silent = joins(`${callback}`)
    await alice.waits(500)
    await alice.says('Hello')
    await alice.says('It is still me')
    await bob.says('Now me')
    await muted.says('Me, too')
    await alice.says('Me again')
    await silent.says('Not asked for')
    await alice.waits(500)
    expect(told().filter(what => what.startsWith('floor'))).toEqual(['floor 8001', 'floor 8002', 'floor 8001'])
  })

  it('the order: enter before the sound, then what happens, exit before action', async () => {
    const { joins, requests } = meeting({ '/enter': document('<Speak>Hi</Speak>') })
    const alice = joins(
      `${callback} ${action} enterSound="http://app.test/enter" hangupOnStar="true" digitsMatch="1" exitSound="beep:1"`,
    )
    await alice.waits(2000)
    await alice.presses('1*')
    await alice.callEnds()
    expect(requests.map(({ path, params }) => `${path} ${params.ConferenceAction ?? ''}`.trim())).toEqual([
      '/answer-1',
      '/callback enter',
      '/enter enterSound',
      '/callback digits',
      '/callback exit',
      '/action',
      '/hangup',
    ])
  })
})

describe('action: "ConferenceName, ConferenceUUID, ConferenceMemberID, RecordUrl, RecordingID (if record) + standard"', () => {
  it('after leaving, and its document replaces the present one', async () => {
    const { joins, requests } = meeting({ '/action': document('<Speak>Goodbye</Speak>') })
    const alice = joins(`${action} hangupOnStar="true"`)
    await alice.waits(1000)
    await alice.presses('*')
    const { hangup } = await alice.callEnds()
    expect(hangup.code).toBe(4010)
    const [params] = at(requests, '/action')
    expect(params).toMatchObject({ ConferenceName: 'daily', ConferenceMemberID: '8001', CallStatus: 'in-progress' })
    expect(params).not.toHaveProperty('RecordUrl')
    expect(alice.call.trace.of('element.finished').map(({ element }) => element)).toEqual(['Conference', 'Speak'])
  })

  it('method, callbackMethod: "POST" by default, or GET', async () => {
    const requested = async (attributes: string) => {
      const { joins } = meeting()
      const alice = joins(`${callback} ${action} ${attributes}`)
      await alice.waits(1000)
      await alice.hangsUp()
      await alice.callEnds()
      const sent = alice.call.trace.of('webhook.sent').filter(({ purpose }) => /^Conference/.test(purpose))
      return sent.map(({ purpose, method }) => `${purpose} ${method}`)
    }
    const [enter, exit, after] = ['Conference callback', 'Conference callback', 'Conference action']
    expect(await requested('')).toEqual([`${enter} POST`, `${exit} POST`, `${after} POST`])
    expect(await requested('method="GET"')).toEqual([`${enter} POST`, `${exit} POST`, `${after} GET`])
    expect(await requested('callbackMethod="GET"')).toEqual([`${enter} GET`, `${exit} GET`, `${after} POST`])
  })

  it.each(['transcriptionType="hybrid"', 'beep="true"', 'sendDigits="12"'])(
    '%s is accepted, and changes nothing',
    async attribute => {
      const requested = async (attributes: string) => {
        const { joins, requests } = meeting()
        const alice = joins(`${callback} ${action} ${attributes}`)
        await alice.waits(1000)
        await alice.hangsUp()
        await alice.callEnds()
        return requests
      }
      expect(await requested(attribute)).toEqual(await requested(''))
    },
  )

  it('redirect="false": it is requested, and the next sibling runs', async () => {
    const { joins, requests } = meeting()
    const alice = joins(`${action} hangupOnStar="true" redirect="false"`)
    await alice.waits(1000)
    await alice.presses('*')
    await alice.hears('Hello')
    expect(at(requests, '/action')).toHaveLength(1)
  })

  it('D31: the caller hangs up: exit, then action with CallStatus=completed, then the hangup URL', async () => {
    const { joins, requests } = meeting()
    const alice = joins(`${callback} ${action}`)
    await alice.waits(1000)
    await alice.hangsUp()
    await alice.callEnds()
    expect(requests.slice(-3).map(({ path }) => path)).toEqual(['/callback', '/action', '/hangup'])
    expect(at(requests, '/action')).toMatchObject([{ CallStatus: 'completed', HangupCauseCode: '4000' }])
  })
})

describe('record: "whole room" (D102)', () => {
  it('D42: the callback comes before the action of whoever leaves last, and hangup_url after that', async () => {
    const { joins, requests } = meeting()
    const [alice, bob] = [joins(`record="true" ${callback} ${action}`), joins()]
    await alice.waits(1000)
    await bob.hangsUp()
    await alice.hangsUp()
    await alice.callEnds()
    expect(requests.slice(-4).map(({ path, params }) => `${path} ${params.ConferenceAction ?? ''}`)).toEqual([
      '/callback record',
      '/callback exit',
      '/action ',
      '/hangup ',
    ])
  })

  const record = `record="true" recordFileFormat="wav" ${callback} ${action}`

  it('from the start until nobody is left; callbackUrl is told when it is complete', async () => {
    const { joins, requests, exchange } = meeting()
    const alice = joins(record)
    await alice.waits(1000)
    const bob = joins(`${callback}`)
    await bob.waits(500)
    await bob.says('Hello')
    await alice.waits(1000)
    await alice.hangsUp()
    await alice.callEnds()
    await bob.waits(2000)
    await bob.hangsUp()
    const { recordings } = await bob.callEnds()
    const told = at(requests, '/callback').filter(({ ConferenceAction }) => ConferenceAction === 'record')
    expect(told).toMatchObject([
      {
        Event: 'ConferenceRecord',
        ConferenceMemberID: '8001',
        CallUUID: alice.call.uuid,
        RecordingDuration: '4',
        RecordingDurationMs: '4000',
        RecordUrl: expect.stringMatching(/\.wav$/),
      },
    ])
    const recording = exchange.recording(told[0]?.RecordingID ?? '')
    expect(recording).toMatchObject({ ms: 4000, transcript: 'Hello' })
    // "The last member who leaves has the recording in the record of its call", and when that is forgotten, it is, too.
    expect([recordings, alice.call.record?.recordings]).toEqual([[recording], []])
    // 4 s of 16 bits at 8 kHz.
    expect((await recording?.bytes())?.length).toBe(44 + 4 * 16_000)
    expect(at(requests, '/action')).toMatchObject([{ RecordingID: recording?.id, RecordUrl: recording?.url }])
    exchange.forget(bob.call)
    expect(exchange.recording(recording?.id ?? '')).toBeUndefined()
    expect(exchange.clock.pending()).toEqual({ holds: [], timers: [] })
  })

  it('everybody who is heard is on it, at the time at which it was said; who is muted is not', async () => {
    const { joins, requests, exchange } = meeting()
    const [alice, bob, muted] = [joins(record), joins(), joins('muted="true"')]
    await alice.waits(1000)
    await alice.says('Hello')
    await alice.waits(1000)
    await bob.says('Hi bob')
    await alice.waits(400)
    await muted.says('Nobody hears this at all')
    for (const caller of [alice, bob, muted]) await caller.hangsUp()
    await muted.callEnds()
    const { RecordingID: id = '' } = at(requests, '/callback').find(params => params.RecordingID) ?? {}
    const bytes = await exchange.recording(id)?.bytes()
    expect(loud(bytes)).toEqual(['..........', '#####.....', '.....#####', '#.........', '..........', '.........'])
  })

  it('a call that is recorded in the background has the others on its right, from the start on', async () => {
    const { joins, exchange, requests } = meeting({
      '/listens': document('<Record recordSession="true" fileFormat="wav"/><Conference>daily</Conference>'),
    })
    const alice = joins('startConferenceOnEnter="false"')
    const listener = exchange.call({ answerUrl: 'http://app.test/listens' })
    await alice.waits(1000)
    await alice.says('Hello')
    await alice.waits(500)
    await alice.hangsUp()
    await listener.waits(500)
    await listener.hangsUp()
    const { recordings } = await listener.callEnds()
    expect(requests.length).toBeGreaterThan(0)
    expect(recordings).toMatchObject([{ transcript: 'Hello', ms: 2500 }])
  })

  it('recordWhenAlone="true": begins with the first member', async () => {
    const { joins, requests } = meeting()
    const alice = joins(`${record} recordWhenAlone="true"`)
    await alice.waits(1500)
    await alice.hangsUp()
    await alice.callEnds()
    expect(at(requests, '/callback').find(params => params.RecordingID)).toMatchObject({ RecordingDurationMs: '1500' })
  })

  it('without recordWhenAlone nothing is recorded of who is alone', async () => {
    const { joins, exchange, requests } = meeting()
    const alice = joins(record)
    await alice.waits(1500)
    await alice.hangsUp()
    await alice.callEnds()
    expect(at(requests, '/callback').some(params => 'RecordingID' in params)).toBe(false)
    expect(exchange.clock.pending().timers).toEqual([])
  })

  it('transcriptionUrl receives what was said, 5 s later (D50)', async () => {
    const { joins, requests } = meeting()
    const [alice, bob] = [joins(`${record} transcriptionUrl="http://app.test/transcript"`), joins()]
    await alice.waits(500)
    await alice.says('Good morning')
    await bob.says('Good night')
    await alice.hangsUp()
    await bob.hangsUp()
    await bob.callEnds()
    expect(at(requests, '/transcript')).toMatchObject([
      { transcription: 'Good morning Good night', call_uuid: alice.call.uuid },
    ])
  })
})

/** For each second of a WAV file, for each tenth of it, whether something sounds. */
function loud(file: Uint8Array = new Uint8Array()): string[] {
  const samples = new Int16Array(Buffer.from(file.slice(44)).buffer)
  const tenths = Array.from({ length: Math.round(samples.length / 800) }, (_, index) =>
    samples.slice(index * 800, index * 800 + 800).some(sample => Math.abs(sample) > 200) ? '#' : '.',
  ).join('')
  return tenths.match(/.{1,10}/g) ?? []
}
