import { describe, expect } from 'vitest'
import { ending, heard, heardBy, legs, story, theSameAgain } from './shift.js'
import { ann, credentials, desk, pbx, switchboard } from './staff.js'

describe('SIP', () => {
  story('a desk phone that is registered rings; its own headers win over those of Dial', async shift => {
    shift.phones({ [desk]: { answers: '2s', says: 'Front desk.', hangsUp: '3s' } })
    const caller = shift.rings('/desk')
    await caller.hears('Front desk.')
    const record = await caller.callEnds()

    expect(shift.told('/legs').map(({ DialAction }) => DialAction)).toEqual(['answer', 'connected', 'hangup'])
    for (const told of shift.told('/legs')) {
      expect(told).toMatchObject({ 'X-PH-Customer': '42', 'X-PH-Tier': 'silver', DialBLegTo: desk })
    }
    expect(heard(caller)).toEqual(['Front desk.', 'Bye.'])
    expect(legs(record)).toEqual([`${desk} completed 4000`])
  })

  story('one that is not registered ends at once with 2020, and never rang', async shift => {
    const caller = shift.rings('/desk')
    await caller.hears('The desk is closed')
    const record = await caller.callEnds()

    expect(shift.told('/desk/after')).toMatchObject([{ DialStatus: 'failed', DialRingStatus: 'false' }])
    expect(legs(record)).toEqual([`${desk} failed 2020`])
    expect(record.legs[0]?.hangup.name).toBe('Endpoint Not Registered')
  })

  story('a PBX that asks who rings lets the right password in', async shift => {
    shift.phones({ [pbx]: { asksFor: credentials, answers: '1s', says: 'Dora here.', hangsUp: '2s' } })
    const caller = shift.rings('/pbx?password=correct-horse')
    await caller.hears('Dora here.')
    const record = await caller.callEnds()

    expect(legs(record)).toEqual([`${pbx} completed 4000`])
  })

  story('and no other: 4240, and neither password is in the trace', async shift => {
    shift.phones({ [pbx]: { asksFor: credentials, answers: '1s' } })
    const caller = shift.rings('/pbx?password=battery-staple')
    const record = await caller.callEnds()

    expect(shift.told('/desk/after')).toMatchObject([{ DialStatus: 'failed', DialHangupCause: 'sip_auth_failed' }])
    expect(legs(record)).toEqual([`${pbx} failed 4240`])
    expect(caller.call.trace.jsonLines()).not.toContain('correct-horse')
    expect(heard(caller)).toEqual(['The desk is closed.'])
  })

  story('a caller’s own SIP headers are on every request about the call', async shift => {
    const caller = shift.exchange.call({
      from: 'sip:fred@example.com',
      answerUrl: shift.url('/answer'),
      hangupUrl: shift.url('/hangup'),
      sipHeaders: { Account: '17' },
    })
    await caller.hears('press 1')
    await caller.hangsUp()
    await caller.callEnds()

    for (const path of ['/answer', '/hangup']) {
      expect(shift.told(path)).toMatchObject([{ 'X-PH-Account': '17', From: 'sip:fred@example.com' }])
    }
  })
})

story(
  'sendDigits: the switchboard hears an extension before it is connected, and puts the caller through',
  async shift => {
    shift.phones({ [switchboard]: { answers: '2s', hears: '204', says: 'Extension 204.', hangsUp: '5s' } })
    const caller = shift.rings('/extension')
    await caller.hears('Extension 204.')
    await caller.callEnds()

    const { trace } = caller.call
    const [leg] = trace.of('leg.dialed')
    const tones = trace.of('prompt.finished').filter(({ sound }) => sound === 'tones')
    expect(tones).toMatchObject([{ leg: leg?.leg, text: 'ww204', heard: true }])
    expect(heardBy(caller, switchboard)).toEqual(['ww204'])
    expect(trace.of('leg.bridged')[0]?.at).toBe(tones[0]?.at)
  },
)

describe('recordings of conversations', () => {
  story('recordSession: from the beginning, caller on the left, all that he hears on the right', async shift => {
    shift.phones({ [ann]: { answers: '3s', says: 'Ann here.', does: [{ hears: 'contract' }, 'hangs up'] } })
    const caller = shift.rings('/recorded')
    await caller.hears('Ann here.')
    await caller.says('About my contract.')
    const record = await caller.callEnds()
    const [recording, ...others] = record.recordings
    const file = await stereo(recording)

    expect(others).toEqual([])
    expect(recording?.transcript).toBe('This call is recorded. Ann here. About my contract.')
    expect(file).toMatchObject({ channels: 2, ms: recording?.ms })
    expect(file.loud('left', 0, 3000)).toBe(false)
    expect(file.loud('right', 0, 1000)).toBe(true)
    const [said] = caller.call.trace.of('speech.heard').filter(({ leg }) => leg === undefined)
    expect(file.loud('left', (said?.at ?? 0) - (said?.ms ?? 0), said?.at ?? 0)).toBe(true)
    expect(shift.told('/ready')).toMatchObject([
      { RecordingID: recording?.id, RecordUrl: recording?.url, RecordingDurationMs: String(recording?.ms) },
    ])
    expect(shift.exchange.recording(recording?.id ?? '')).toBe(recording)
  })

  story('startOnDialAnswer: from the answer on; what was said before is not in it', async shift => {
    shift.phones({ [ann]: { answers: '3s', says: 'Ann here.', hangsUp: '4s' } })
    const caller = shift.rings('/recorded?from=answer')
    const record = await caller.callEnds()

    expect(record.recordings).toMatchObject([{ transcript: 'Ann here.', ms: 4000 }])
    expect(shift.told('/ready')).toMatchObject([{ RecordingDuration: '4' }])
  })

  story('startOnDialAnswer, and nobody answers: there is no recording, and nobody is told of one', async shift => {
    shift.phones({ [ann]: 'busy' })
    const caller = shift.rings('/recorded?from=answer')
    const record = await caller.callEnds()

    expect([record.recordings, shift.told('/ready')]).toEqual([[], []])
    expect(ending(record)).toBe('completed 4010 Plivo')
  })

  story('the application records by the API, from when it asks for it until it stops it', async shift => {
    shift.phones({ [ann]: { answers: '1s', does: [{ waits: '2s' }, { says: 'My card number is secret.' }] } })
    const caller = shift.rings('/sales')
    await caller.hears('Connecting')
    await caller.waits('1s')
    const { url } = caller.call.api.record({ callbackUrl: shift.url('/ready') })
    await caller.waits('1500ms')
    caller.call.api.stopRecording(url)
    await caller.hears('secret')
    await caller.hangsUp()
    const record = await caller.callEnds()

    expect(record.recordings).toMatchObject([{ url, ms: 1500, transcript: '' }])
    expect(shift.told('/ready')).toHaveLength(1)
  })
})

theSameAgain()

/** What is in a stereo WAV file of 16 bits. */
async function stereo(recording: { bytes(): Promise<Uint8Array> } | undefined) {
  const file = Buffer.from((await recording?.bytes()) ?? [])
  const [channels, rate] = [file.readUInt16LE(22), file.readUInt32LE(24)]
  const frames = file.readUInt32LE(40) / 2 / channels
  return {
    channels,
    ms: Math.round((frames / rate) * 1000),
    /** Whether anything but silence is on a channel between two instants, in ms. */
    loud(channel: 'left' | 'right', from: number, to: number): boolean {
      for (let frame = Math.round((from * rate) / 1000); frame < Math.min((to * rate) / 1000, frames); frame++) {
        if (file.readInt16LE(44 + (frame * channels + (channel === 'left' ? 0 : 1)) * 2) !== 0) return true
      }
      return false
    },
  }
}
