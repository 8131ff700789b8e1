import { describe, expect, it } from 'vitest'
import { findOccasions } from '../../src/webhook/occasions.js'
import { decoded } from '../audio/decoded.js'
import { document, type Played, playCall, type Script } from '../elements/play-call.js'

const epoch = Date.UTC(2025, 0, 1)
/** DTMF answers the call, and takes no time. */
const answered = '<DTMF>1</DTMF>'
const waits = (script: Script, elements = `${answered}<Wait length="30"/>`, routes = {}): Promise<Played> =>
  playCall({ '/answer': document(elements), ...routes }, script)

const recorded = ({ trace }: Played): string[] =>
  trace.of('recording.finished').map(({ at, ms, because }) => `${at - ms}-${at} ${because}`)

/** Runs the API 1 s after the answer. */
const afterASecond =
  (work: (api: Parameters<Script>[0]['call']['api']) => unknown): Script =>
  async caller => {
    await caller.waits(1000)
    work(caller.call.api)
  }

describe('"POST Call/{uuid}/Record/"', () => {
  it('time_limit: 60 s by default; it ends with the call before', async () => {
    expect(recorded(await waits(afterASecond(api => api.record())))).toEqual(['1000-30000 the call ended'])
    const long = `${answered}<Wait length="90"/>`
    expect(
      recorded(
        await waits(
          afterASecond(api => api.record()),
          long,
        ),
      ),
    ).toEqual(['1000-61000 its time limit was reached'])
    expect(recorded(await waits(afterASecond(api => api.record({ timeLimit: 5 }))))).toEqual([
      '1000-6000 its time limit was reached',
    ])
  })

  it('tells recording_id and url at once: those of the file', async () => {
    let told: unknown
    const { record, trace } = await waits(
      afterASecond(api => {
        told = api.record({ fileFormat: 'wav', timeLimit: 2 })
      }),
    )
    const [{ id, url, format } = { id: '', url: '', format: '' }] = record.recordings

    expect(told).toEqual({ recordingId: id, url })
    expect([format, url.endsWith(`${id}.wav`)]).toEqual(['wav', true])
    expect(trace.of('recording.started')).toMatchObject([{ at: 1000, by: 'API', channels: 'stereo', limit: 2000 }])
  })

  it.each([
    [undefined, 2],
    ['stereo', 2],
    ['mono', 1],
  ] as const)('record_channel_type %s', async (recordChannelType, count) => {
    const { record } = await waits(
      afterASecond(api => api.record({ fileFormat: 'wav', ...(recordChannelType && { recordChannelType }) })),
    )

    expect(decoded((await record.recordings[0]?.bytes()) as Uint8Array).channels).toHaveLength(count)
  })

  it('callback_url: "api_id, record_url, call_uuid, recording_id, recording_duration, …", in lower case', async () => {
    const { request, record } = await waits(
      afterASecond(api => api.record({ callbackUrl: 'http://app.test/callback', timeLimit: 3 })),
    )
    const { method, params, at } = request('/callback')
    const [recording] = record.recordings

    expect([method, at]).toEqual(['POST', 4000])
    expect(params).toEqual({
      api_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      call_uuid: record.uuid,
      record_url: recording?.url,
      recording_id: recording?.id,
      recording_duration: '3',
      recording_duration_ms: '3000',
      recording_start_ms: String(epoch + 1000),
      recording_end_ms: String(epoch + 4000),
    })
    expect(params.api_id).not.toBe(recording?.id)
  })

  it('transcription_url, 5 s later; callback_method and transcription_method count (D87)', async () => {
    const { request, requests, record } = await waits(
      afterASecond(api =>
        api.record({
          callbackUrl: 'http://app.test/callback',
          callbackMethod: 'GET',
          transcriptionUrl: 'http://app.test/transcript',
          transcriptionMethod: 'GET',
          transcriptionType: 'hybrid',
        }),
      ),
      '<Speak>Hello there, caller</Speak>',
    )
    const { method, at, params } = request('/transcript')

    expect(request('/callback').method).toBe('GET')
    expect([method, at]).toEqual(['GET', 6900])
    expect(params).toMatchObject({ transcription: 'caller', call_uuid: record.uuid, duration: '0' })
    expect(requests.map(({ path }) => path)).toEqual(['/answer', '/callback', '/hangup', '/transcript'])
  })

  it('"Fragment on transcription_url, callback_url": it is read, and never sent', async () => {
    const { trace, requests } = await waits(
      afterASecond(api =>
        api.record({
          callbackUrl: 'http://app.test/callback#rp=all&rc=3',
          transcriptionUrl: 'http://app.test/transcript#rc=9',
          timeLimit: 2,
        }),
      ),
      undefined,
      { '/callback': 503 },
    )

    expect(requests.filter(({ path }) => path === '/callback')).toHaveLength(4)
    expect(trace.of('problem.found')).toMatchObject([{ at: 1000, code: 'fragment-out-of-range' }])
    const purposes = new Set(trace.of('webhook.sent').map(({ purpose }) => purpose))
    expect([...purposes].flatMap(purpose => findOccasions(purpose).map(({ name }) => name))).toEqual(
      expect.arrayContaining(['Record a call callback_url', 'Record a call transcription_url']),
    )
  })

  it('several at once; nothing is left on the clock', async () => {
    const played = await waits(
      afterASecond(api => [api.record({ timeLimit: 5 }), api.record({ timeLimit: 3 }), api.record()]),
    )

    expect(recorded(played)).toEqual([
      '1000-4000 its time limit was reached',
      '1000-6000 its time limit was reached',
      '1000-30000 the call ended',
    ])
  })

  it('outlives a transfer', async () => {
    const played = await waits(
      afterASecond(api => {
        api.record()
        api.transfer({ alegUrl: 'http://app.test/next' })
      }),
      undefined,
      { '/next': document('<Speak>Hello</Speak>') },
    )

    expect(recorded(played)).toEqual(['1000-1500 the call ended'])
  })

  describe('what is not allowed is refused, and nothing is recorded', () => {
    it.each([
      [{ timeLimit: 0 }, 'timeLimit is 0; allowed is a whole number of seconds from 1 to 86400'],
      [{ timeLimit: 1.5 }, 'timeLimit is 1.5; allowed is a whole number of seconds from 1 to 86400'],
      [{ timeLimit: '60' }, 'timeLimit is "60"; allowed is a whole number of seconds from 1 to 86400'],
      [{ fileFormat: 'MP3' }, 'fileFormat is "MP3"; allowed are mp3 and wav; did you mean mp3?'],
      [{ fileFormat: 'ogg' }, 'fileFormat is "ogg"; allowed are mp3 and wav'],
      [{ recordChannelType: 'both' }, 'recordChannelType is "both"; allowed are mono and stereo'],
      [{ callbackMethod: 'PUT' }, 'callbackMethod is "PUT"; allowed are GET and POST'],
      [{ callbackUrl: '/callback' }, 'callbackUrl is "/callback"; allowed is an absolute http or https URL'],
      [{ transcriptionUrl: '' }, 'transcriptionUrl is ""; allowed is an absolute http or https URL'],
      [{ callback_url: 'http://app.test' }, 'record has no option "callback_url"; did you mean callbackUrl?'],
    ])('%o', async (options, message) => {
      const { record, trace } = await waits(
        afterASecond(api => expect(() => api.record(options as never)).toThrow(message)),
      )

      expect(record.recordings).toEqual([])
      expect(trace.of('recording.started')).toEqual([])
    })
  })

  it('D87: a call that is not answered yet, or is over, cannot be recorded', async () => {
    const { call } = await waits(
      afterASecond(api =>
        expect(() => api.record()).toThrow('the call is not answered yet: there is nothing to record'),
      ),
      '<Wait length="5"/><Speak>Hello</Speak>',
    )

    expect(() => call.api.record()).toThrow('the call is over: there is nothing to record')
  })
})

describe('"DELETE Call/{uuid}/Record/ (optional URL)"', () => {
  const session = '<Record recordSession="true" maxLength="600"/><Wait length="30"/>'

  it('without a URL all that go on in the background stop, those of Record, too; the call goes on', async () => {
    const played = await waits(async caller => {
      await caller.waits(1000)
      caller.call.api.record()
      await caller.waits(2000)
      caller.call.api.stopRecording()
    }, session)

    expect(recorded(played)).toEqual(['0-3000 it was stopped by the API', '1000-3000 it was stopped by the API'])
    expect(played.record.hangup.code).toBe(4010)
    expect(played.record.duration).toBe(30)
  })

  it('with a URL that one alone; its callback is told', async () => {
    const played = await waits(async caller => {
      await caller.waits(1000)
      const { url } = caller.call.api.record({ callbackUrl: 'http://app.test/callback' })
      await caller.waits(2000)
      caller.call.api.stopRecording(url)
    }, session)

    expect(recorded(played)).toEqual(['1000-3000 it was stopped by the API', '0-30000 the call ended'])
    expect(played.request('/callback').params.recording_duration_ms).toBe('2000')
  })

  it('another URL is an error that names those there are', async () => {
    await waits(
      afterASecond(api => {
        expect(() => api.stopRecording('http://x')).toThrow(
          '"http://x" goes on in the background; those that do are http',
        )
      }),
      session,
    )
    await waits(
      afterASecond(api => {
        expect(() => api.stopRecording('http://x')).toThrow('no recording with the URL "http://x" goes on')
        api.stopRecording()
      }),
    )
  })

  it('one that waits for an answer never begins; a Record in the foreground goes on', async () => {
    const played = await waits(async caller => {
      await caller.waits(1000)
      caller.call.api.stopRecording()
    }, '<Record startOnDialAnswer="true" maxLength="9"/><Record playBeep="false" maxLength="5"/>')

    expect(played.trace.of('recording.missed')).toMatchObject([{ at: 1000, because: 'it was stopped by the API' }])
    expect(recorded(played)).toEqual(['0-5000 maxLength was reached'])
  })
})
