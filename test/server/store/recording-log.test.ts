import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { RecordingLog, type StoredRecording } from '../../../src/server/store/recording-log.js'
import { temporaryFolder } from '../../temporary-folder.js'
import { account, epoch, uuidOf } from './stored-calls.js'

let folder: string
let log: RecordingLog
let troubles: string[]
const open = () => new RecordingLog(join(folder, 'recordings.jsonl'), message => troubles.push(message))
const reopened = () => {
  log.close()
  log = open()
  return log
}

const recording = (number: number, more: Partial<StoredRecording> = {}): StoredRecording => ({
  id: uuidOf(number),
  callUuid: uuidOf(100),
  account,
  url: `http://127.0.0.1/${number}.mp3`,
  format: 'mp3',
  ms: 1500,
  startedAt: epoch,
  endedAt: epoch + 1500,
  type: 'normal',
  transcript: 'hello',
  from: '+14155550100',
  to: '+14155550199',
  ...more,
})

beforeEach(() => {
  folder = temporaryFolder()
  troubles = []
  log = open()
})

describe('recordings', () => {
  it('are listed again after a restart, in order of addition, without those that were deleted', () => {
    const room = recording(2, { format: 'wav', type: 'conference', conference: 'My Room', conferenceUuid: uuidOf(7) })
    for (const one of [recording(3), recording(1), room]) log.add(one)
    expect(log.delete(uuidOf(1))).toBe(true)
    for (const one of [log, reopened(), reopened()]) {
      expect(one.all()).toEqual([recording(3), room])
      expect(one.find(uuidOf(2))).toEqual(room)
      expect(one.find(uuidOf(1))).toBeUndefined()
    }
    expect(readFileSync(join(folder, 'recordings.jsonl'), 'utf8').match(/\n/g)).toHaveLength(4)
  })

  it('"the file recordings/<id>.<format> is removed" with it', () => {
    log.add(recording(1))
    log.add(recording(2))
    for (const number of [1, 2]) writeFileSync(log.file(uuidOf(number))!, 'bytes')
    expect(log.file(uuidOf(1))).toBe(join(folder, 'recordings', `${uuidOf(1)}.mp3`))
    log.delete(uuidOf(1))
    expect(readdirSync(log.folder)).toEqual([`${uuidOf(2)}.mp3`])
    expect(log.delete(uuidOf(1))).toBe(false)
    expect(log.file(uuidOf(1))).toBeUndefined()
  })

  it('half of a file, of when the process was killed, is removed at the next start; whole files stay', () => {
    log.add(recording(1))
    for (const name of [`${uuidOf(1)}.mp3`, `${uuidOf(2)}.mp3.part`]) writeFileSync(join(log.folder, name), 'bytes')
    expect(readdirSync(reopened().folder)).toEqual([`${uuidOf(1)}.mp3`])
  })

  it('whose file was never written are deleted as well', () => {
    log.add(recording(1))
    expect(log.delete(uuidOf(1))).toBe(true)
    expect(troubles).toEqual([])
  })

  it('whose file cannot be removed are deleted all the same, and it is told', () => {
    log.add(recording(1))
    mkdirSync(log.file(uuidOf(1))!)
    expect(log.delete(uuidOf(1))).toBe(true)
    expect(troubles).toHaveLength(1)
    expect(reopened().find(uuidOf(1))).toBeUndefined()
  })

  it('"a path only for known ids": none that leads elsewhere, in no journal, either', () => {
    for (const id of ['../../etc/passwd', '..', '', `${uuidOf(1)}/..`]) expect(log.file(id)).toBeUndefined()
    log.close()
    writeFileSync(join(folder, 'victim.mp3'), '')
    const bad = [recording(1, { id: '../victim' }), recording(2, { format: 'mp3/../../victim.mp3' as 'mp3' })]
    writeFileSync(
      join(folder, 'recordings.jsonl'),
      bad.map(one => `${JSON.stringify({ type: 'added', recording: one })}\n`).join(''),
    )
    log = open()
    expect(log.damaged).toBe(2)
    expect(log.delete('../victim')).toBe(false)
    expect(existsSync(join(folder, 'victim.mp3'))).toBe(true)
  })
})
