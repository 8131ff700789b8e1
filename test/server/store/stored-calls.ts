import type { CallRecord, LegRecord } from '../../../src/call/record.js'
import type { BegunCall } from '../../../src/server/store/stored-call.js'

export const account = 'MAXXXXXXXXXXXXXXXXXX'
export const uuidOf = (number: number): string => `6f0b0d8e-1111-4222-8333-${String(number).padStart(12, '0')}`
export const epoch = 1_700_000_000_000

export const begun = (number: number, more: Partial<BegunCall> = {}): BegunCall => ({
  uuid: uuidOf(number),
  account,
  from: '+14155550100',
  to: '+14155550199',
  direction: 'inbound',
  startedAt: epoch + number * 1000,
  billRate: '0.00850',
  ...more,
})

/** It takes half a minute, and was answered. */
export const record = (number: number, more: Partial<CallRecord> = {}): CallRecord => {
  const { uuid, from, to, startedAt, direction } = begun(number)
  return {
    ...{ uuid, from, to, startedAt, direction },
    status: 'completed',
    hangup: { code: 4000, name: 'Normal Hangup', cause: 'NORMAL_CLEARING', source: 'Caller', because: 'hung up' },
    answeredAt: startedAt,
    endedAt: startedAt + 30_000,
    duration: 30,
    billDuration: 60,
    totalCost: '0.00850',
    recordings: [],
    messages: [],
    legs: [],
    ...more,
  }
}

export const leg = (number: number, more: Partial<LegRecord> = {}): LegRecord => {
  const { uuid, status, hangup, startedAt, answeredAt, endedAt } = record(number)
  const times = { startedAt, answeredAt, endedAt, duration: 61, billDuration: 120 }
  return { uuid, from: '+14155550199', to: '+14155550111', status, hangup, ...times, ...more }
}
