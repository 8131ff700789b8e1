/** Everything that can happen, one flat object per event. The JSON Lines trace is exactly these. */
export type TraceEvent = Stamp & Happening

export interface Stamp {
  /** Counts up over the whole exchange, from 1. */
  readonly seq: number
  /** Call time in ms since the exchange began; never goes back. */
  readonly at: number
  /** CallUUID. */
  readonly call: string
  /** The leg on which it happened, where that is not the caller's own: of a dialled party, by its DialBLegUUID. */
  readonly leg?: string
}

/** Where something stands in the document that is being executed. */
export interface At {
  readonly line: number
  readonly column: number
}

/** Why a webhook ended as it did. */
export interface Judged {
  /** One sentence. */
  readonly judgement: string
  /** A section of the vendor's page, or a decision where the page leaves it open. */
  readonly rule: string
  readonly provenance: string
  /** Where the page says it, or leaves it open. */
  readonly source: string
  /** What the page says elsewhere, where that reads like the opposite. */
  readonly contradiction?: string
}

export type Happening =
  /** `phone` says what is to come of a call that the exchange makes, as far as the simulator knows. */
  | { type: 'call.arrived'; from: string; to: string; direction: 'inbound' | 'outbound'; phone?: string }
  /** The phone of the one who is called rings. */
  | { type: 'call.rang' }
  /** `by` is what answered it: an element, or `the callee`. */
  | { type: 'call.answered'; by: string }
  /** Whether a machine has picked up, as far as machine detection can tell, and after how many ms. */
  | { type: 'detection.finished'; machine: boolean; ms: number; because: string }
  | {
      type: 'call.ended'
      cause: number
      name: string
      source: string
      status: string
      /** In seconds. */
      duration: number
      billDuration: number
      because: string
    }
  | { type: 'document.loaded'; origin: string; url: string; elements: string[]; bytes: number }
  | { type: 'document.rejected'; origin: string; url: string; cause: number; reason: string }
  | ({ type: 'element.started'; element: string } & At)
  /** `skipped` are its siblings that never run, because another document replaces theirs. */
  | ({
      type: 'element.finished'
      element: string
      because: string
      skipped?: string[]
      /** What did not happen: `action` was not called. */
      instead?: string
    } & At)
  /** `pass` counts from 1; `endless` marks the one open-ended event that stands for all further passes of loop="0". */
  | {
      type: 'prompt.started'
      sound: Sound
      text: string
      ms: number
      pass: number
      endless?: boolean
      voice?: string
      language?: string
      /** The party does not hear it: only what the API plays. */
      muted?: boolean
      /** It sounds beside what the document plays. */
      by?: 'API'
    }
  /** `heard` is false when it was cut short, or `muted`: the party heard something else meanwhile. */
  | {
      type: 'prompt.finished'
      sound: Sound
      text: string
      ms: number
      pass: number
      heard: boolean
      muted?: boolean
      because?: string
      by?: 'API'
    }
  /**
   * `heardBy` is the element that took the digit; absent when nothing was listening (it may be kept as type-ahead).
   * `across` is true when the other side of a bridge hears it, too.
   */
  | { type: 'digit.pressed'; digit: string; heardBy?: string; across?: boolean }
  | { type: 'digit.dropped'; digits: string; because: string }
  | { type: 'speech.started'; heardBy?: string; across?: boolean }
  | { type: 'speech.heard'; text: string; ms: number; heardBy?: string; across?: boolean }
  | { type: 'tone.heard'; tone: 'beep'; heardBy?: string; across?: boolean }
  | { type: 'input.collected'; element: string; input: 'digits' | 'speech'; value: string; because: string }
  | { type: 'input.missed'; element: string; because: string; attempt: number; of: number }
  | { type: 'tones.sent'; digits: string; ms: number }
  | {
      type: 'webhook.sent'
      webhook: string
      purpose: string
      method: 'GET' | 'POST'
      url: string
      /** As they are sent; those named in `secret` are dots in text and JSON Lines. */
      params: Readonly<Record<string, string>>
      secret?: readonly string[]
      policy: string
    }
  /** It says why it is tried again; the judgement of the last attempt is with the end of its webhook. */
  | ({
      type: 'webhook.attempted'
      webhook: string
      attempt: number
      outcome: string
      reason: string
      status?: number
      /** Where it left from: a region, or `nearest` or `local` where nothing says which region that is. */
      region: string
      /** Ms of call time it took. */
      cost: number
      /** The same, phase by phase; absent if it took none. Measured under a real clock, else by its settings. */
      phases?: Readonly<Partial<Record<'connect' | 'tls' | 'wait' | 'receive', number>>>
      /** The fault that was injected, as its rule spells it: `stall`, `status=503`. */
      fault?: string
    } & Partial<Judged>)
  | ({ type: 'webhook.delivered'; webhook: string; purpose: string; status: number; bytes: number } & Judged)
  | ({ type: 'webhook.failed'; webhook: string; purpose: string; outcome: string; status?: number } & Judged)
  /** `position` counts the targets of one Dial from 1; `phone` says what is to come of it, as far as the simulator knows. */
  | { type: 'leg.dialed'; leg: string; to: string; from: string; position: number; phone: string }
  | { type: 'leg.rang'; leg: string }
  | { type: 'leg.answered'; leg: string }
  /** It pressed the key that was asked for. */
  | { type: 'leg.confirmed'; leg: string; because: string }
  /** From now on it and the caller hear one another. */
  | { type: 'leg.bridged'; leg: string }
  | {
      type: 'leg.ended'
      leg: string
      cause: number
      name: string
      source: string
      status: string
      /** In seconds. */
      duration: number
      billDuration: number
      because: string
    }
  /** `members` counts who is in the room then. */
  | { type: 'room.entered'; room: string; conference: string; member: string; members: number; waits: boolean }
  | { type: 'room.started'; room: string; because: string }
  /** What another member says or presses. */
  | { type: 'room.heard'; room: string; member: string; sound: 'speech' | 'key'; text: string }
  /** What this member says, and nobody hears. */
  | { type: 'room.unheard'; room: string; sound: 'speech' | 'key'; text: string; because: string }
  /** The API has changed how a member is in the room. */
  | { type: 'room.changed'; room: string; member: string; change: 'muted' | 'unmuted' | 'deaf' | 'not deaf any more' }
  | { type: 'room.left'; room: string; member: string; members: number; ms: number; because: string }
  /** Told to the last member, too: the conference is over. */
  | { type: 'room.ended'; room: string; because: string }
  /** It could not be entered. */
  | { type: 'room.refused'; room: string; because: string }
  /** It goes on as a call of its own, with the leg's id; its duration up to here, in seconds. */
  | { type: 'leg.transferred'; leg: string; duration: number; billDuration: number }
  /** The application asks for something by the API: what, how, and of which conference, if not of the call. */
  | { type: 'operation.requested'; operation: string; what?: string; digits?: string; how?: string; room?: string }
  | { type: 'hangup.scheduled'; ms: number }
  /** One in the background says which channels it has and how many ms it may last; `by` who asked for it, if no element did. */
  | {
      type: 'recording.started'
      recording: string
      format: string
      channels?: 'mono' | 'stereo'
      limit?: number
      by?: 'API'
    }
  /** It is to begin later. */
  | { type: 'recording.armed'; recording: string; because: string }
  /** It never began. */
  | { type: 'recording.missed'; recording: string; because: string }
  | { type: 'recording.finished'; recording: string; ms: number; because: string; url: string }
  | { type: 'message.sent'; message: string; from: string; to: string; text: string }
  | { type: 'message.reported'; message: string; status: string }
  | ({
      type: 'problem.found'
      code: string
      severity: 'breaks' | 'risky' | 'note'
      message: string
      url?: string
      provenance: string
      rule: string
      allowed?: string
      nearest?: string
    } & Partial<At>)
  /** A scripted step that can no longer happen. */
  | { type: 'step.missed'; step: string; because: string }

export type Sound = 'speech' | 'audio' | 'silence' | 'beep' | 'tones'

export type EventType = Happening['type']
export type EventOf<T extends EventType> = Stamp & Extract<Happening, { type: T }>
