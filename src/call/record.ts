import type { ByteRange } from '../audio/recording-file.js'
/** What remains of a call when it and all of its requests are over. Times are epoch ms, lengths seconds unless said otherwise. */
export interface CallRecord {
  readonly uuid: string
  readonly from: string
  readonly to: string
  readonly direction: 'inbound' | 'outbound'
  /** An inbound call always ends `completed`; one that was made also busy, no-answer, timeout, cancel or failed. */
  readonly status: string
  readonly hangup: {
    readonly code: number
    readonly name: string
    readonly cause: string
    readonly source: string
    readonly because: string
  }
  readonly startedAt: number
  readonly answeredAt: number | undefined
  readonly endedAt: number
  /** From answer to end, begun seconds counted; 0 if it was never answered. */
  readonly duration: number
  /** Billed in pulses of 60 s. */
  readonly billDuration: number
  readonly totalCost: string
  readonly recordings: readonly RecordingRecord[]
  readonly messages: readonly MessageRecord[]
  /** The parties that were dialled, in that order. */
  readonly legs: readonly LegRecord[]
}

/** A dialled party. Times are epoch ms, lengths seconds. */
export interface LegRecord {
  readonly uuid: string
  readonly from: string
  readonly to: string
  /** completed, busy, no-answer, timeout, cancel or failed. */
  readonly status: string
  readonly hangup: CallRecord['hangup']
  /** It goes on as a call of its own, under the same uuid; the rest is about the time before. */
  readonly transferred?: true
  readonly startedAt: number
  readonly answeredAt: number | undefined
  readonly endedAt: number
  readonly duration: number
  readonly billDuration: number
}

/** A recording; its file is made when somebody asks for it. */
export interface RecordingRecord {
  readonly id: string
  /** `RecordUrl`. */
  readonly url: string
  readonly format: 'mp3' | 'wav'
  readonly ms: number
  readonly transcript: string
  /** The name of the room, if it is of a conference: it may be longer than the call, whose member was the last to leave. */
  readonly conference: string | undefined
  /** `audio/mpeg` or `audio/wav`. */
  readonly contentType: string
  /** The size of the file, in bytes. */
  readonly size: number
  /** The file: the same bytes every time. */
  bytes(): Promise<Uint8Array>
  /** The file, or a part of it (ends included), as it is made. */
  chunks(range?: ByteRange): AsyncIterable<Uint8Array>
}

export interface MessageRecord {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly text: string
}
