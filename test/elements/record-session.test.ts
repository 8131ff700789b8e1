import { describe, expect, it } from 'vitest'
import { action, alice, bob, callback, type dial } from './dial-call.js'
import { document, type Played, playCall, playDocument, type Received, type Script } from './play-call.js'

const session = 'recordSession="true" maxLength="600"'
const onAnswer = 'startOnDialAnswer="true" maxLength="600"'

/** When each recording began and ended, in the order of their ends, and why it did. */
const recorded = ({ trace }: Played): string[] =>
  trace.of('recording.finished').map(({ at, ms, because }) => `${at - ms}-${at} ${because}`)

const paths = ({ requests }: Played): string[] => requests.map(({ at, path }) => `${at} ${path}`)

/** "RecordingStartMs, RecordingEndMs: epoch ms". */
const epoch = Date.UTC(2025, 0, 1)

const real = ({ params }: Received) => ({
  length: Number(params.RecordingDurationMs),
  began: Number(params.RecordingStartMs) - epoch,
  ended: Number(params.RecordingEndMs) - epoch,
})

describe('recordSession: "records the whole session in the background"', () => {
  it('starts at once, without a beep, does not block, and ends with the call', async () => {
    const played = await playDocument(`<Record ${session}/><Speak>Hello</Speak><Wait length="2"/>`)

    expect(played.ran).toEqual(['0-0 Record', '0-500 Speak', '500-2500 Wait'])
    expect(played.heard).toEqual(['0-500 Hello', '500-2500 silence'])
    expect(recorded(played)).toEqual(['0-2500 the call ended'])
    expect(played.trace.of('recording.started')).toMatchObject([{ at: 0, channels: 'stereo', limit: 600_000 }])
    expect(played.problems).toEqual([])
  })

  it('"action requested immediately with RecordingDuration etc. -1" (D34); the real values are for callbackUrl', async () => {
    const played = await playDocument(
      `<Wait/><Record ${session} ${action} redirect="false" ${callback}/><Speak>Hello</Speak>`,
    )
    const [recording] = played.record.recordings
    const at = { RecordUrl: recording?.url, RecordingID: recording?.id }

    expect(paths(played)).toEqual(['0 /answer', '1000 /action', '1500 /callback', '1500 /hangup'])
    expect(played.request('/action').params).toMatchObject({
      ...at,
      RecordingDuration: '-1',
      RecordingDurationMs: '-1',
      RecordingStartMs: '-1',
      RecordingEndMs: '-1',
      Digits: '',
      CallStatus: 'in-progress',
    })
    expect(played.request('/callback').params).toMatchObject({ ...at, RecordingDuration: '0', CallStatus: 'completed' })
    expect(played.request('/callback').params).not.toHaveProperty('Digits')
    expect(real(played.request('/callback'))).toEqual({ length: 500, began: 1000, ended: 1500 })
  })

  it('D21: with an action and redirect its document replaces the present one, and a note says so', async () => {
    const played = await playDocument(`<Record ${session} ${action}/><Speak>Never</Speak>`, undefined, {
      '/action': document('<Speak>Hello</Speak><Wait/>'),
    })

    expect(played.ran).toEqual(['0-0 Record', '0-500 Speak', '500-1500 Wait'])
    expect(recorded(played)).toEqual(['0-1500 the call ended'])
    expect(played.problems).toEqual(['siblings-replaced'])
  })

  it('outlives its document, and transfers', async () => {
    const played = await playDocument(
      `<Record ${session}/><Speak>Hello</Speak><Redirect>http://app.test/b</Redirect>`,
      async caller => {
        await caller.waits(2500)
        caller.call.api.transfer({ alegUrl: 'http://app.test/c' })
      },
      { '/b': document('<Wait length="9"/>'), '/c': document('<Speak>Bye bye</Speak>') },
    )

    expect(recorded(played)).toEqual(['0-3200 the call ended'])
    expect(played.record.recordings[0]?.transcript).toBe('Hello Bye bye')
  })

  describe('maxLength: "60 s by default", in the background as well (D34)', () => {
    it.each([
      ['maxLength="2"', '0-2000 maxLength was reached', []],
      ['maxLength="3600"', '0-90000 the call ended', []],
      ['', '0-60000 maxLength was reached', ['record-max-length']],
    ])('%s', async (attributes, expected, problems) => {
      const played = await playDocument(`<Record recordSession="true" ${attributes} ${callback}/><Wait length="90"/>`)

      expect(recorded(played)).toEqual([expected])
      expect(played.problems).toEqual(problems)
      expect(real(played.request('/callback')).length).toBe(played.record.recordings[0]?.ms)
    })
  })

  it('timeout, finishOnKey and playBeep are ignored, and a note says so of each', async () => {
    const given = 'timeout="1" finishOnKey="1" playBeep="true"'
    const played = await playDocument(`<Record ${session} ${given}/><Wait length="20"/>`, caller =>
      caller.waits(5000).then(() => caller.presses('1')),
    )

    expect(recorded(played)).toEqual(['0-20000 the call ended'])
    expect(played.heard).toEqual(['0-20000 silence'])
    expect(played.problems).toEqual(['record-foreground-only', 'record-foreground-only', 'record-foreground-only'])
  })

  it('takes no keys away from the elements that follow', async () => {
    const digits = `<GetDigits ${action} redirect="false" numDigits="1"/>`
    const played = await playDocument(`<Speak>Hello</Speak><Record ${session}/>${digits}`, caller =>
      caller.waits(200).then(() => caller.presses('#1')),
    )

    expect(played.trace.of('digit.pressed').map(({ heardBy }) => heardBy)).toEqual([undefined, undefined])
    expect(played.trace.of('recording.finished')).toHaveLength(1)
  })

  it('transcriptionUrl gets what everybody said, 5 s after the end (D50)', async () => {
    const transcription = 'transcriptionUrl="http://app.test/transcript" transcriptionMethod="GET"'
    const played = await playDocument(
      `<Record ${session} ${transcription}/><Speak>Who is it</Speak><Wait length="3"/><Speak>Bye bye</Speak>`,
      async caller => {
        await caller.hears('who')
        await caller.says('This is Bob')
        await caller.hears('bye')
      },
    )
    const { at, method, params } = played.request('/transcript')

    expect([at, method]).toEqual([9600, 'POST'])
    expect(params).toMatchObject({ transcription: 'Who is it This is Bob Bye bye', duration: '4', error: '' })
    expect(played.record.recordings[0]?.transcript).toBe(params.transcription)
  })

  it.each([
    ['4 h', 14_400_000, '', '12.00000'],
    ['longer', 14_400_001, 'the recording is longer than 4 hours', '0.00000'],
  ])('"500 ms to 4 hours" are transcribed: %s', async (_, ms, error, charge) => {
    const transcription = 'transcriptionUrl="http://app.test/transcript"'
    const record = `<Record recordSession="true" maxLength="20000" ${transcription}/>`
    const played = await playDocument(`${record}<Wait length="20000"/>`, c => c.waits(ms).then(() => c.hangsUp()))

    expect(played.request('/transcript').params).toMatchObject({ error, transcription_charge: charge })
  })

  it('D42: the callback of Dial, then that of the recording, then hangup_url', async () => {
    const played = await playCall(
      {
        '/answer': document(
          `<Record ${session} callbackUrl="http://app.test/recorded"/><Dial ${callback} ${action}><Number>${alice}</Number></Dial>`,
        ),
      },
      caller => caller.waits(3000).then(() => caller.hangsUp()),
      { phones: { [alice]: { answers: '1s' } } },
    )

    expect(paths(played).slice(-4)).toEqual(['3000 /callback', '3000 /action', '3000 /recorded', '3000 /hangup'])
  })

  it('several at once, one in the foreground among them: none touches another', async () => {
    const played = await playDocument(
      `<Record ${session} fileFormat="wav"/><Wait/><Record recordSession="true" maxLength="2"/><Record maxLength="3"/>`,
    )

    expect(recorded(played)).toEqual([
      '1000-3000 maxLength was reached',
      '1500-4500 maxLength was reached',
      '0-4500 the call ended',
    ])
    expect(new Set(played.record.recordings.map(({ url }) => url)).size).toBe(3)
  })

  it('never lasts longer than the call', async () => {
    for (const at of [1, 499, 500, 1234]) {
      const { record, trace } = await playDocument(`<Record ${session}/><Speak loop="0">Hello</Speak>`, caller =>
        caller.waits(at).then(() => caller.hangsUp()),
      )

      expect(record.recordings.map(({ ms }) => ms)).toEqual([at])
      expect(record.endedAt - record.startedAt).toBe(at)
      expect(trace.events.map(({ type }) => type).indexOf('recording.finished')).toBeLessThan(
        trace.events.map(({ type }) => type).indexOf('call.ended'),
      )
    }
  })
})

describe('startOnDialAnswer: "recording begins when the B leg of a later Dial answers" (D85)', () => {
  const calls = (
    attributes: string,
    phones: Parameters<typeof dial>[1],
    dialAttributes = '',
    script?: Script,
  ): Promise<Played> =>
    playCall(
      {
        '/answer': document(
          `<Record ${attributes} ${callback}/><Speak>Hello</Speak><Dial ${dialAttributes}>${Object.keys(phones)
            .map(number => `<Number>${number}</Number>`)
            .join('')}</Dial><Wait/>`,
        ),
        '/whisper': document('<Speak>Press 5</Speak>'),
      },
      script,
      { phones },
    )

  it('does not block; it begins with the answer and ends with the call', async () => {
    const played = await calls(onAnswer, { [alice]: { answers: '2s', hangsUp: '3s' } })

    expect(played.ran).toEqual(['0-0 Record', '0-500 Speak', '500-5500 Dial', '5500-6500 Wait'])
    expect(recorded(played)).toEqual(['2500-6500 the call ended'])
    expect(real(played.request('/callback'))).toEqual({ length: 4000, began: 2500, ended: 6500 })
    expect(played.trace.of('recording.armed')).toMatchObject([{ at: 0, recording: played.record.recordings[0]?.id }])
  })

  it('maxLength counts from the answer', async () => {
    const played = await calls('startOnDialAnswer="true" maxLength="2"', { [alice]: { answers: '2s', hangsUp: '9s' } })

    expect(recorded(played)).toEqual(['2500-4500 maxLength was reached'])
  })

  it('action is requested at once, with -1', async () => {
    const played = await calls(`${onAnswer} ${action} redirect="false"`, { [alice]: { answers: '2s', hangsUp: '3s' } })
    const { at, params } = played.request('/action')

    expect(at).toBe(0)
    expect(params).toMatchObject({ RecordingDuration: '-1', RecordingID: played.record.recordings[0]?.id })
  })

  it('"both flags: waits for the answer"', async () => {
    const played = await calls(`recordSession="true" ${onAnswer}`, { [alice]: { answers: '2s', hangsUp: '3s' } })

    expect(recorded(played)).toEqual(['2500-6500 the call ended'])
  })

  it('begins with the answer, not with the confirmation; what is asked of the callee is not on it', async () => {
    const confirmation = 'confirmSound="http://app.test/whisper" confirmKey="5"'
    const phone = { answers: '2s', hears: 'press', says: 'Just a moment', presses: '5', hangsUp: '6s' } as const
    const played = await calls(onAnswer, { [alice]: phone }, confirmation)

    expect(played.trace.of('leg.bridged')[0]?.at).toBeGreaterThan(2500)
    expect(recorded(played)).toEqual(['2500-9500 the call ended'])
    expect(played.record.recordings[0]?.transcript).not.toContain('Press')
  })

  it('nobody answers: no recording, no callback, and a line that says so (D85)', async () => {
    const played = await calls(onAnswer, { [alice]: 'busy', [bob]: 'no-answer' }, 'timeout="4"')

    expect(played.record.recordings).toEqual([])
    expect(paths(played)).toEqual(['0 /answer', '5500 /hangup'])
    expect(played.trace.of('recording.missed')).toMatchObject([
      { at: 5500, because: 'nobody who was dialled answered' },
    ])
    expect(played.trace.text()).toMatch(
      /to record +it begins when somebody answers[\s\S]*no record +nobody who was dialled/,
    )
  })

  it('of several who answer, the first one begins it, once', async () => {
    const played = await calls(onAnswer, { [alice]: { answers: '3s' }, [bob]: { answers: '2s', hangsUp: '2s' } })

    expect(recorded(played)).toEqual(['2500-5500 the call ended'])
  })
})

it('the same seed and call give the same trace', async () => {
  const once = () =>
    playDocument(`<Record ${session} ${callback}/><Speak>Hello</Speak>`).then(({ trace }) => trace.jsonLines())

  expect(await once()).toBe(await once())
})
