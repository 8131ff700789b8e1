import { describe, expect, it } from 'vitest'
import { type Played, playDocument, type Reply, type Script } from './play-call.js'

const action = 'action="http://app.test/action"'
const epoch = Date.UTC(2025, 0, 1)

/** A recording after a beep of half a second, then a Speak of half a second. */
const take = (attributes: string, script: Script = async () => {}, routes: Readonly<Record<string, Reply>> = {}) =>
  playDocument(`<Record ${attributes}/><Speak>Hello</Speak>`, script, routes)

/** The instants the recording lasted from and to, and what ended it. */
const recording = ({ trace }: Played) => {
  const [finished] = trace.of('recording.finished')
  return finished && `${finished.at - finished.ms}-${finished.at} ${finished.because}`
}

const recorded = [
  'RecordUrl',
  'RecordingDuration',
  'RecordingDurationMs',
  'RecordingEndMs',
  'RecordingID',
  'RecordingStartMs',
]

describe('Record', () => {
  describe('playBeep: "beep before foreground recording", true by default', () => {
    it.each([
      ['', ['0-500 beep', '15500-16000 Hello'], '500-15500 timeout: nothing was said for so long'],
      ['playBeep="true"', ['0-500 beep', '15500-16000 Hello'], '500-15500 timeout: nothing was said for so long'],
      ['playBeep="false"', ['15000-15500 Hello'], '0-15000 timeout: nothing was said for so long'],
    ])('%s', async (attributes, heard, expected) => {
      const played = await take(attributes)

      expect(played.heard).toEqual(heard)
      expect(recording(played)).toBe(expected)
    })
  })

  describe('timeout: "seconds of silence that stop the recording", 15 by default', () => {
    it.each([
      ['timeout="1"', 1500, []],
      ['timeout="30"', 30_500, []],
      ['timeout="0"', 15_500, ['value-not-allowed']],
      ['timeout="500ms"', 15_500, ['value-not-allowed']],
    ])('%s', async (attributes, end, expected) => {
      const played = await take(attributes)

      expect(recording(played)).toBe(`500-${end} timeout: nothing was said for so long`)
      expect(played.problems).toEqual(expected)
    })

    it('counts from the end of what the caller says', async () => {
      const played = await take('timeout="3"', async caller => {
        await caller.waits(2500)
        await caller.says('This is Bob')
        await caller.waits(2900)
        await caller.says('Bye')
      })

      // 2500 + 1100 + 2900 + 500, then silence.
      expect(recording(played)).toBe('500-10000 timeout: nothing was said for so long')
    })

    it('who begins to speak during the beep is not cut off', async () => {
      const played = await take('timeout="1"', c => c.waits(300).then(() => c.says('This is Bob calling again')))

      expect(recording(played)).toBe('500-3800 timeout: nothing was said for so long')
    })

    it('who speaks before the element begins is not cut off, either', async () => {
      const played = await playDocument('<Speak>Hello</Speak><Record timeout="1"/>', c =>
        c.waits(100).then(() => c.says('This is Bob calling again')),
      )

      expect(recording(played)).toBe('1000-3600 timeout: nothing was said for so long')
    })
  })

  describe('maxLength: 60 s by default', () => {
    const talks: Script = c => c.waits(500).then(() => c.says('a'.repeat(2000)))

    it.each([
      ['', 60_500],
      ['maxLength="5"', 5500],
      ['maxLength="1"', 1500],
      ['maxLength="0"', 60_500],
      ['maxLength="120"', 120_500],
    ])('%s', async (attributes, end) => {
      expect(recording(await take(attributes, talks))).toBe(`500-${end} maxLength was reached`)
    })

    it('counts in silence, too', async () => {
      expect(recording(await take('maxLength="5" timeout="10"'))).toBe('500-5500 maxLength was reached')
    })
  })

  describe('finishOnKey: # by default', () => {
    const presses =
      (keys: string): Script =>
      c =>
        c.waits(2500).then(() => c.presses(keys))

    it.each([
      ['', '#', '500-2500 a key of finishOnKey was pressed'],
      ['', '1', '500-15500 timeout: nothing was said for so long'],
      ['finishOnKey="*"', '*', '500-2500 a key of finishOnKey was pressed'],
      ['finishOnKey="1234567890*#"', '7', '500-2500 a key of finishOnKey was pressed'],
      ['finishOnKey="12"', '32', '500-2700 a key of finishOnKey was pressed'],
      ['finishOnKey="none"', '#', '500-15500 timeout: nothing was said for so long'],
      ['finishOnKey=""', '#', '500-15500 timeout: nothing was said for so long'],
      ['finishOnKey="x"', '#', '500-2500 a key of finishOnKey was pressed'],
    ])('%s, pressed %s', async (attributes, keys, expected) => {
      expect(recording(await take(attributes, presses(keys)))).toBe(expected)
    })

    it('none and empty are no mistakes', async () => {
      expect((await take('finishOnKey="none"')).problems).toEqual([])
      expect((await take('finishOnKey=""')).problems).toEqual([])
    })

    it('during the beep it ends nothing: the recording has not begun', async () => {
      expect(recording(await take('', c => c.waits(200).then(() => c.presses('#'))))).toBe(
        '500-15500 timeout: nothing was said for so long',
      )
    })
  })

  describe('action: RecordUrl, RecordingID, the length in s and ms, the instants in epoch ms, and the key', () => {
    const script: Script = async caller => {
      await caller.hears('beep')
      await caller.says('This is Bob')
      await caller.waits(940)
      await caller.presses('#')
    }

    it('of a recording of 2040 ms', async () => {
      const { request, record } = await take(action, script, { '/action': '<Response/>' })
      const { method, params } = request('/action')
      const id = record.recordings[0]?.id

      expect(method).toBe('POST')
      expect(params).toMatchObject({
        RecordUrl: `https://media.plivo.com/v1/Account/MAOFFHOOKOFFHOOKOFFH/Recording/${id}.mp3`,
        RecordingID: id,
        RecordingDuration: '2',
        RecordingDurationMs: '2040',
        RecordingStartMs: String(epoch + 500),
        RecordingEndMs: String(epoch + 2540),
        Digits: '#',
        CallStatus: 'in-progress',
        Event: 'Redirect',
      })
      expect(id).toMatch(/^[0-9a-f]{8}-/)
    })

    it('RecordingDuration counts whole seconds, as far as they are over', async () => {
      const { request } = await take(`${action} maxLength="1"`, undefined, { '/action': '<Response/>' })
      const cut = await take(action, c => c.waits(2499).then(() => c.presses('#')), { '/action': '<Response/>' })

      expect(request('/action').params).toMatchObject({ RecordingDuration: '1', RecordingDurationMs: '1000' })
      expect(cut.request('/action').params).toMatchObject({ RecordingDuration: '1', RecordingDurationMs: '1999' })
    })

    it('Digits is empty when no key ended it', async () => {
      const { request } = await take(action)

      expect(request('/action').params.Digits).toBe('')
    })

    it('D21: its document replaces this one by default', async () => {
      const { ran } = await take(action, script, { '/action': '<Response><Wait/></Response>' })

      expect(ran).toEqual(['0-2540 Record', '2540-3540 Wait'])
    })

    it('D22: redirect="false" goes on at once', async () => {
      const { ran } = await take(`${action} redirect="false"`, script, { '/action': 404 })

      expect(ran).toEqual(['0-2540 Record', '2540-3040 Speak'])
    })

    it('without an action the next element runs', async () => {
      const { ran, requests } = await take('', script)

      expect(ran).toEqual(['0-2540 Record', '2540-3040 Speak'])
      expect(requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
    })

    it.each([
      ['action="/saved"', 7022],
      [`${action} method="put"`, 7032],
    ])('%s ends the call with %i', async (attributes, code) => {
      expect((await take(attributes, script)).record.hangup.code).toBe(code)
    })

    it('method="GET"', async () => {
      const { request } = await take(`${action} method="GET"`, script)

      expect(request('/action')).toMatchObject({ method: 'GET', params: { RecordingDuration: '2' } })
    })
  })

  describe('fileFormat: mp3 by default', () => {
    it.each([
      ['', 'mp3', []],
      ['fileFormat="mp3"', 'mp3', []],
      ['fileFormat="wav"', 'wav', []],
      ['fileFormat="ogg"', 'mp3', ['value-not-allowed']],
      ['fileFormat="WAV"', 'mp3', ['value-not-allowed']],
    ])('%s', async (attributes, format, expected) => {
      const { record, trace, problems } = await take(attributes)

      expect(record.recordings[0]).toMatchObject({ format, url: expect.stringMatching(`[.]${format}$`) })
      expect(trace.of('recording.started')).toMatchObject([{ at: 500, format }])
      expect(problems).toEqual(expected)
    })
  })

  describe('callbackUrl: "fired in the background when the file is ready", same as action without Digits', () => {
    const callback = 'callbackUrl="http://app.test/callback"'

    it('before action, with the identity of the call', async () => {
      const { requests, request, record } = await take(`${callback} ${action}`)
      const { method, params } = request('/callback')

      expect(requests.map(({ path }) => path)).toEqual(['/answer', '/callback', '/action', '/hangup'])
      expect(method).toBe('POST')
      expect(Object.keys(params)).toEqual(['CallStatus', 'CallUUID', 'Direction', 'From', ...recorded, 'To'])
      expect(params).toMatchObject({ CallUUID: record.uuid, RecordingDurationMs: '15000' })
    })

    it.each([
      ['callbackMethod="GET"', 'GET', []],
      ['callbackMethod="PUT"', 'POST', ['value-not-allowed']],
    ])('%s', async (attributes, method, expected) => {
      const { request, problems } = await take(`${callback} ${attributes}`)

      expect(request('/callback').method).toBe(method)
      expect(problems).toEqual(expected)
    })

    it('its failure harms nothing', async () => {
      const { ran, record } = await take(callback, undefined, { '/callback': 500 })

      expect(ran).toEqual(['0-15500 Record', '15500-16000 Speak'])
      expect(record.hangup.code).toBe(4010)
    })
  })

  describe('transcriptionUrl', () => {
    const transcription = 'transcriptionUrl="http://app.test/transcript"'
    const bob: Script = async caller => {
      await caller.hears('beep')
      await caller.says('This is Bob')
      await caller.waits(500)
      await caller.says('Call me')
      await caller.hangsUp()
    }

    it('gets what was said, later, and nothing of the call but its id', async () => {
      const { request, record } = await take(transcription, bob)
      const { at, params } = request('/transcript')

      // 500 + 1100 + 500 + 700, and 5 s to transcribe it.
      expect(at).toBe(7800)
      expect(params).toEqual({
        call_uuid: record.uuid,
        duration: '2',
        error: '',
        recording_id: record.recordings[0]?.id,
        transcription: 'This is Bob Call me',
        transcription_charge: '0.05000',
        transcription_rate: '0.05',
      })
    })

    it('the record of the call waits for it (D42)', async () => {
      const { requests } = await take(transcription, bob)

      expect(requests.map(({ path, at }) => `${at} ${path}`)).toEqual(['0 /answer', '2800 /hangup', '7800 /transcript'])
    })

    it.each(['POST', 'GET', 'PUT'])('"always POST", whatever transcriptionMethod="%s" says', async method => {
      const { request } = await take(`${transcription} transcriptionMethod="${method}"`, bob)

      expect(request('/transcript').method).toBe('POST')
    })

    it('shorter than 500 ms: an error instead', async () => {
      const { request } = await take(transcription, async caller => {
        await caller.hears('beep')
        await caller.waits(499)
        await caller.hangsUp()
      })

      expect(request('/transcript').params).toMatchObject({
        transcription: '',
        transcription_charge: '0.00000',
        duration: '0',
        error: 'the recording is shorter than 500 ms',
      })
    })

    it('of a sentence that is cut off, the words so far', async () => {
      const { record } = await take('maxLength="1"', c => c.waits(500).then(() => c.says('aaaa bbbb cccc dddd')))

      expect(record.recordings).toMatchObject([{ ms: 1000, transcript: 'aaaa bbbb' }])
    })
  })

  describe('D31: a caller who hangs up while recording', () => {
    const hangsUp: Script = async caller => {
      await caller.hears('beep')
      await caller.says('This is Bob')
      await caller.hangsUp()
    }

    it('ends the recording; callbackUrl, then action with CallStatus=completed, then hangup_url (D42)', async () => {
      const played = await take(`${action} callbackUrl="http://app.test/callback"`, hangsUp)
      const { params } = played.request('/action')

      expect(recording(played)).toBe('500-1600 the call ended')
      expect(played.requests.map(({ path }) => path)).toEqual(['/answer', '/callback', '/action', '/hangup'])
      expect(params).toMatchObject({
        CallStatus: 'completed',
        HangupCause: 'NORMAL_CLEARING',
        Duration: '2',
        BillDuration: '60',
        TotalCost: '0.00500',
        RecordingDurationMs: '1100',
        Digits: '',
      })
      expect(params).toMatchObject({
        HangupCauseCode: '4000',
        HangupCauseName: 'Normal Hangup',
        HangupSource: 'Caller',
      })
      expect(played.request('/callback').params.CallStatus).toBe('completed')
    })

    it.each(['<Response><Speak>Anybody there?</Speak></Response>', 'no document', 500])(
      'the answer to it is ignored: %s',
      async reply => {
        const { ran, record, problems } = await take(action, hangsUp, { '/action': reply })

        expect(ran).toEqual(['0-1600 Record'])
        expect(record.hangup).toMatchObject({ code: 4000, source: 'Caller' })
        expect(problems).toEqual([])
      },
    )

    it('with redirect="false" as well', async () => {
      const { requests } = await take(`${action} redirect="false"`, hangsUp)

      expect(requests.map(({ path }) => path)).toEqual(['/answer', '/action', '/hangup'])
    })

    it('during the beep there is no recording, and nothing is requested but the hangup URL', async () => {
      const { requests, record, trace } = await take(`${action} callbackUrl="http://app.test/callback"`, c =>
        c.waits(200).then(() => c.hangsUp()),
      )

      expect(requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
      expect(record.recordings).toEqual([])
      expect(trace.of('element.finished')[0]?.because).toBe('the call ended before the recording began')
    })

    it('so does a scheduled hangup', async () => {
      const played = await playDocument(`<Hangup schedule="5"/><Record ${action}/>`)

      expect(recording(played)).toBe('500-5000 the call ended')
      expect(played.request('/action').params).toMatchObject({
        CallStatus: 'completed',
        HangupCause: 'ALLOTTED_TIMEOUT',
      })
    })
  })

  it.each(['recordSession="false"', 'startOnDialAnswer="false"', 'recordSession="1"'])(
    '%s records in the foreground (D6)',
    async attribute => {
      const played = await take(attribute)

      expect(recording(played)).toBe('500-15500 timeout: nothing was said for so long')
    },
  )

  it.each([
    ['recordChannelType="mono" transcriptionType="hybrid" transcriptionReportType="full"', []],
    [
      'recordChannelType="both" transcriptionType="human" transcriptionReportType="long"',
      ['value-not-allowed', 'value-not-allowed', 'value-not-allowed'],
    ],
  ])('%s changes nothing', async (attributes, expected) => {
    const played = await take(attributes)

    expect(recording(played)).toBe('500-15500 timeout: nothing was said for so long')
    expect(played.problems).toEqual(expected)
  })

  it('one after another: each has a file of its own', async () => {
    const { record } = await playDocument('<Record maxLength="1"/><Record maxLength="2" playBeep="false"/>')

    expect(record.recordings.map(({ ms }) => ms)).toEqual([1000, 2000])
    expect(new Set(record.recordings.map(({ id }) => id)).size).toBe(2)
  })
})
