import type { Rule } from './invariants.js'
import { ofType } from './of-type.js'
import { epoch } from './world.js'

export const recordingRules: readonly Rule[] = [
  {
    says: 'every recording.started has its recording.finished, and one that waits for an answer begins or is missed',
    broken: ({ events }) => {
      const armed = new Set<string>()
      const open = new Set<string>()
      for (const event of events) {
        if (event.type === 'recording.armed') armed.add(event.recording)
        if (event.type === 'recording.missed' && !armed.delete(event.recording))
          return `${event.recording} did not wait, and is missed`
        if (event.type === 'recording.started') {
          armed.delete(event.recording)
          open.add(event.recording)
        }
        if (event.type === 'recording.finished' && !open.delete(event.recording))
          return `${event.recording} never began`
      }
      const [left] = [...armed, ...open]
      return left && `${left} never ends`
    },
  },
  {
    says: 'a recording never lasts longer than its call, unless it is of a room, and start + duration = end',
    broken: ({ calls, events }) => {
      const finished = new Map(ofType(events, 'recording.finished').map(event => [event.recording, event]))
      for (const began of ofType(events, 'recording.started')) {
        const end = finished.get(began.recording)
        if (end && began.at + end.ms !== end.at)
          return `${began.at} + ${end.ms} ms is not ${end.at}: ${JSON.stringify(end)}`
      }
      for (const { name, record } of calls) {
        const lasted = record ? record.endedAt - (record.answeredAt ?? record.startedAt) : 0
        const longer = record?.recordings.find(({ ms, conference }) => conference === undefined && ms > lasted)
        if (longer) return `${name} lasted ${lasted} ms, ${longer.id} ${longer.ms} ms`
      }
    },
  },
  {
    says: 'the recordings of the trace are those of the record',
    broken: ({ calls }) => {
      for (const { name, trace, record } of calls) {
        const told = trace.of('recording.finished').map(({ recording, ms }) => `${recording} ${ms}`)
        const kept = record?.recordings.map(({ id, ms }) => `${id} ${ms}`) ?? []
        if (told.join() !== kept.join()) return `of ${name}: ${told} are not ${kept}`
      }
    },
  },
  {
    says: 'what is told of a recording that is complete is what it was',
    broken: ({ events }) => {
      const began = new Map(ofType(events, 'recording.started').map(event => [event.recording, event.at]))
      const ended = new Map(ofType(events, 'recording.finished').map(event => [event.recording, event.at]))
      for (const { params, seq } of ofType(events, 'webhook.sent')) {
        const { RecordingID: id = '', RecordingStartMs: start, RecordingEndMs: end, RecordingDurationMs: ms } = params
        if (ms === undefined || ms === '-1') continue
        const [from = Number.NaN, to = Number.NaN] = [began.get(id), ended.get(id)]
        const told = [start, end, ms].map(Number).join()
        if (told !== [epoch + from, epoch + to, to - from].join()) return `${id} is told as ${told} (event ${seq})`
      }
    },
  },
]
