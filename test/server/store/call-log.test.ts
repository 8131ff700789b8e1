import { appendFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { RecordingFile } from '../../../src/audio/recording-file.js'
import { CallLog } from '../../../src/server/store/call-log.js'
import { temporaryFolder } from '../../temporary-folder.js'
import { account, begun, epoch, leg, record, uuidOf } from './stored-calls.js'

let file: string
let calls: CallLog
const open = () => new CallLog(file, message => expect.fail(message))
/** What is there after a restart. */
const reopened = () => {
  calls.close()
  calls = open()
  return calls
}
const numbers = () => calls.ended().map(({ uuid }) => Number(uuid.slice(-12)))

beforeEach(() => {
  file = join(temporaryFolder(), 'calls.jsonl')
  calls = open()
})

describe('records of calls', () => {
  it('"are listed again after a restart", and are what they were', () => {
    const parentUuid = uuidOf(9)
    calls.begin(begun(1, { parentUuid, sourceIp: '127.0.0.1' }))
    calls.begin(begun(2))
    expect(calls.ended()).toEqual([])
    calls.end(record(1, { messages: [{ id: uuidOf(7), from: '1', to: '2', text: 'héllo' }] }), uuidOf(8))
    calls.end(record(2, { answeredAt: undefined, legs: [leg(3), leg(4, { answeredAt: undefined })] }))
    const before = [...calls.ended()]
    expect(calls.find(uuidOf(1))).toMatchObject({
      ...{ account, parentUuid, sourceIp: '127.0.0.1', conferenceUuid: uuidOf(8), billRate: '0.00850' },
      ...{ status: 'completed', duration: 30, billDuration: 60, totalCost: '0.00850', endedAt: epoch + 31_000 },
    })
    expect(reopened().ended()).toEqual(before)
    expect(before).toHaveLength(4)
    expect(calls.damaged).toBe(0)
    for (const call of before) expect(calls.find(call.uuid)).toEqual(call)
    expect(calls.find(uuidOf(99))).toBeUndefined()
  })

  it('are in the order in which the calls ended, whenever they began or were over with all their requests', () => {
    for (const number of [1, 2, 3, 4]) calls.begin(begun(number))
    for (const [number, at] of [
      [3, 10],
      [1, 30],
      [4, 20],
      [2, 20],
    ] as const) {
      calls.end(record(number, { endedAt: epoch + at }))
    }
    expect(numbers()).toEqual([3, 4, 2, 1])
    reopened()
    expect(numbers()).toEqual([3, 4, 2, 1])
  })

  it('"Dial legs are calls of their own": outbound, with the A leg as parent, its account, and what they cost', () => {
    calls.begin(begun(1, { account: 'SAXXXXXXXXXXXXXXXXXX' }))
    calls.end(record(1, { endedAt: epoch + 90_000, legs: [leg(2)] }))
    for (const log of [calls, reopened()]) {
      expect(log.find(uuidOf(2))).toMatchObject({
        ...{ direction: 'outbound', parentUuid: uuidOf(1), account: 'SAXXXXXXXXXXXXXXXXXX' },
        ...{ to: '+14155550111', duration: 61, billDuration: 120, totalCost: '0.01700', legs: [] },
      })
      expect(numbers()).toEqual([2, 1])
    }
  })

  it('a leg that was transferred is the call that it went on as, and is listed once', () => {
    calls.begin(begun(1))
    calls.begin(begun(2, { direction: 'outbound', parentUuid: uuidOf(1) }))
    calls.end(record(1, { legs: [leg(2, { transferred: true })] }))
    expect(numbers()).toEqual([1])
    calls.end(record(2, { direction: 'outbound', duration: 33 }))
    reopened()
    expect(numbers()).toEqual([1, 2])
    expect(calls.find(uuidOf(2))).toMatchObject({ duration: 33, parentUuid: uuidOf(1) })
  })

  it('have everything but the bytes of recordings', () => {
    const facts = { id: uuidOf(5), url: 'http://127.0.0.1/r.wav', format: 'wav', ms: 1000, transcript: 'hi' } as const
    const recording = new RecordingFile({ ...facts, conference: 'room', began: 0, channels: [[]] })
    calls.begin(begun(1))
    calls.end(record(1, { recordings: [recording] }))
    const kept = [{ ...facts, conference: 'room', size: recording.size }]
    expect(calls.find(uuidOf(1))?.recordings).toStrictEqual(kept)
    expect(reopened().find(uuidOf(1))?.recordings).toStrictEqual(kept)
  })

  it('of calls that began and never ended: cause 0 Unknown, source Unknown, at the last sign of life, written once', () => {
    calls.begin(begun(1))
    calls.begin(begun(2, { direction: 'outbound' }))
    calls.close()
    utimesSync(file, epoch / 1000, epoch / 1000 + 500)
    calls = open()
    expect(calls.find(uuidOf(1))).toMatchObject({
      ...{ status: 'completed', duration: 0, totalCost: '0.00000', endedAt: epoch + 500_000 },
      hangup: { code: 0, name: 'Unknown', source: 'Unknown', because: 'offhook was ended while the call went on' },
    })
    expect(calls.find(uuidOf(2))).toMatchObject({ status: 'failed', hangup: { code: 0 } })
    const once = readFileSync(file, 'utf8')
    expect(once.match(/"ended"/g)).toHaveLength(2)
    const before = [...calls.ended()]
    expect(reopened().ended()).toEqual(before)
    expect(readFileSync(file, 'utf8')).toBe(once)
  })

  it('damaged lines cost what they were about, and nothing else', () => {
    for (const number of [1, 2, 3]) {
      calls.begin(begun(number))
      calls.end(record(number))
    }
    calls.close()
    const lines = readFileSync(file, 'utf8').split('\n')
    lines[3] = lines[3]!.replace('"endedAt":', '"endedAt":"soon","was":')
    writeFileSync(file, lines.join('\n'))
    appendFileSync(file, '{"type":"ended","call":{"uuid":"../../x"}}\n{"type":"begun"}\n')
    calls = open()
    expect(calls.damaged).toBe(3)
    expect(calls.ended().map(({ hangup }) => hangup.code)).toEqual([4000, 4000, 0])
  })

  it('of a run with the ids of an earlier one: the later call is the one that is found', () => {
    calls.begin(begun(1))
    calls.end(record(1))
    reopened().begin(begun(1))
    calls.end(record(1, { duration: 44 }))
    expect(reopened().ended()).toHaveLength(1)
    expect(calls.find(uuidOf(1))?.duration).toBe(44)
  })

  it('a call cannot end that never began', () => {
    expect(() => calls.end(record(1))).toThrow(/never begun/)
  })
})
