/** What becomes of a call when a webhook is over for good. */
export interface Aftermath {
  /** What is read: "a document", "the status only", "audio". */
  readonly reads: 'a document' | 'a document of sounds' | 'audio' | 'the status only'
  /** After a complete answer with a body that can be used. */
  readonly done: string
  /** After the last attempt failed. */
  readonly failed: string
  /** After a complete answer with a body that cannot be used. */
  readonly broken: string
  /** When it is otherwise, and why. */
  readonly unless?: string
  /** The hangup codes of `failed` and `broken`, with the names they have in requests. */
  readonly codes: readonly { readonly code: number; readonly name: string }[]
  readonly provenance: 'documented' | 'decided'
  /** A decision, or the vendor's page. */
  readonly rule: string
}

const hangupCauses = 'https://plivo.com/docs/voice/troubleshooting/hangup-causes'

const hangsUp = (what: 'Answer' | 'Action' | 'Transfer' | 'Redirect', unreachable: number, invalid: number) =>
  ({
    reads: 'a document',
    done: 'its document runs',
    failed: `hangup ${unreachable}`,
    broken: `hangup ${invalid}`,
    codes: [
      { code: unreachable, name: `Error Reaching ${what} URL` },
      { code: invalid, name: `Invalid ${what} XML` },
    ],
    provenance: 'documented',
    rule: hangupCauses,
  }) as const satisfies Aftermath

const onlyTheStatus: Aftermath = {
  reads: 'the status only',
  done: 'nothing',
  failed: 'nothing',
  broken: 'nothing',
  codes: [],
  provenance: 'documented',
  rule: 'https://plivo.com/docs/voice/concepts/callbacks#timeouts',
}

/** What may follow a webhook, by what it was for. */
export const aftermaths = {
  answer: {
    ...hangsUp('Answer', 7011, 8011),
    failed: 'fallback, else hangup 7011',
    broken: 'fallback, else hangup 8011',
    unless: 'a fallback has a fragment and a budget of its own, and its own failure decides the code',
    provenance: 'decided',
    rule: 'D32',
  },
  fallback: {
    ...hangsUp('Answer', 7011, 8011),
    unless: 'a fallback stands in for the answer URL, and has no fallback itself',
    provenance: 'decided',
    rule: 'D32',
  },
  action: {
    ...hangsUp('Action', 7012, 8012),
    done: 'its document replaces this one',
    unless: 'with redirect="false" the call has gone on meanwhile, and nothing follows (D22)',
  },
  transfer: hangsUp('Transfer', 7013, 8013),
  redirect: hangsUp('Redirect', 7014, 8014),
  /** The document of a participant who has left a MultiPartyCall. */
  leaving: { ...hangsUp('Action', 7012, 8012), provenance: 'decided', rule: hangupCauses },
  callback: onlyTheStatus,
  sounds: {
    reads: 'a document of sounds',
    done: 'its sounds are played',
    failed: 'nothing is played',
    broken: 'nothing is played',
    codes: [],
    provenance: 'decided',
    rule: 'D44',
  },
  audio: {
    reads: 'audio',
    done: 'it is played',
    failed: 'nothing is played',
    broken: 'nothing is played',
    unless: 'the call goes on when the fetch has failed, which takes as long as its timeouts',
    codes: [],
    provenance: 'decided',
    rule: 'D44',
  },
} as const satisfies Readonly<Record<string, Aftermath>>
