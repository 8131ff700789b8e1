import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TraceFiles } from '../../../src/server/store/trace-files.js'
import type { TraceEvent } from '../../../src/trace/events.js'
import { Trace } from '../../../src/trace/trace.js'
import { temporaryFolder } from '../../temporary-folder.js'

const call = '6f0b0d8e-1111-4222-8333-0123456789ab'
const other = '6f0b0d8e-1111-4222-8333-0123456789ac'
const event = (seq: number, of = call) =>
  ({ seq, at: seq * 10, call: of, type: 'digit.pressed', digit: '1' }) as TraceEvent

let folder: string
let troubles: string[]
let traces: TraceFiles
const fileOf = (uuid: string) => join(folder, `${uuid}.jsonl`)
const open = () => new TraceFiles(folder, message => troubles.push(message))

beforeEach(() => {
  folder = join(temporaryFolder(), 'traces')
  troubles = []
  traces = open()
})

describe('the traces of calls', () => {
  it('"one file per call", with the lines of trace.jsonLines(), in order, for the owner only', () => {
    const events = [event(1), event(2), event(4)]
    for (const one of events) traces.append(one)
    traces.append(event(3, other))
    traces.close()
    expect(readdirSync(folder).sort()).toEqual([`${call}.jsonl`, `${other}.jsonl`])
    expect(readFileSync(fileOf(call), 'utf8')).toBe(Trace.from(events).jsonLines())
    expect(open().read(call)).toEqual(events)
    if (process.platform === 'win32') return
    expect(statSync(fileOf(call)).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('log="false": what was collected is dots in the file', () => {
    const params = { Digits: '7731', From: '+14155550100' }
    traces.append({ ...event(1), type: 'webhook.sent', params, secret: ['Digits'] } as unknown as TraceEvent)
    traces.flush()
    const text = readFileSync(fileOf(call), 'utf8')
    expect(text).toContain('••••')
    expect(text).not.toContain('7731')
  })

  it('reads also what is still pending; undefined is what there is no trace of', () => {
    traces.append(event(1))
    expect(existsSync(fileOf(call))).toBe(false)
    expect(traces.read(call)).toEqual([event(1)])
    traces.append(event(2))
    expect(traces.read(call)).toEqual([event(1), event(2)])
    expect(traces.read(other)).toBeUndefined()
  })

  it('skips cut and damaged lines', () => {
    traces.append(event(1))
    traces.flush()
    appendFileSync(fileOf(call), `garbage\n{"seq":"x"}\nnull\n${JSON.stringify(event(2))}\n{"seq":3,"at"`)
    expect(traces.read(call)).toEqual([event(1), event(2)])
  })

  it.each(['../../etc/passwd', '..', '', 'a/b', `${call}/../x`, `${call}\0`, `${call}\n`, call.toUpperCase()])(
    '"Call ids are validated as UUIDs before they become a path": %j',
    id => {
      writeFileSync(join(dirname(folder), 'x.jsonl'), `${JSON.stringify(event(1))}\n`)
      expect(traces.read(id)).toBeUndefined()
      expect(() => traces.append(event(1, id))).toThrow(/no CallUUID/)
      traces.close()
      expect(readdirSync(folder)).toEqual([])
    },
  )

  it('a file that cannot be written is told once, stops nobody, and others are written', () => {
    mkdirSync(fileOf(call))
    traces.append(event(1))
    traces.flush()
    traces.append(event(2))
    traces.append(event(3, other))
    traces.flush()
    expect(troubles).toEqual([expect.stringMatching(/traces cannot be written, .*EISDIR/)])
    expect(traces.read(other)).toEqual([event(3, other)])
  })

  it('after close, nothing is written', () => {
    traces.close()
    traces.append(event(1))
    traces.flush()
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('events of 20 ms', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are written in one go, without anybody asking', async () => {
    traces.append(event(1))
    await vi.advanceTimersByTimeAsync(10)
    traces.append(event(2))
    expect(existsSync(fileOf(call))).toBe(false)
    await vi.advanceTimersByTimeAsync(15)
    expect(readFileSync(fileOf(call), 'utf8')).toBe(Trace.from([event(1), event(2)]).jsonLines())
    traces.append(event(3))
    await vi.advanceTimersByTimeAsync(25)
    expect(readFileSync(fileOf(call), 'utf8')).toBe(Trace.from([event(1), event(2), event(3)]).jsonLines())
  })

  it('16 million characters that wait are written at once: memory is bounded', () => {
    const long = { ...event(1), digit: 'x'.repeat(9 << 20) } as TraceEvent
    traces.append(long)
    expect(existsSync(fileOf(call))).toBe(false)
    traces.append(long)
    expect(statSync(fileOf(call)).size).toBeGreaterThan(18 << 20)
  })
})
