import type { Player, PromptItem } from '../audio/prompt.js'
import type { Ask, Notification, Signal } from '../elements/element.js'
import type { LegAsk } from '../elements/leg.js'
import type { Step } from '../xml/element-shape.js'
import { problem } from '../xml/problem.js'
import type { CallRecordings } from './call-recordings.js'
import type { Documents } from './documents.js'
import type { Ledger } from './ledger.js'
import type { Legs } from './legs.js'
import { sendMessage } from './messages.js'
import { callbackParams } from './parameters.js'
import type { Presence } from './presence.js'
import type { Requests } from './requests.js'

/** What asks are done with. */
export interface AskPorts {
  readonly ledger: Ledger
  readonly requests: Requests
  readonly player: Player
  readonly newId: () => string
  readonly recordings: CallRecordings
  readonly legs: Legs
  readonly presence: Presence
  readonly documents: Documents
  /** Tells the element what happened. */
  signal(signal: Signal): void
  /** The line is opened for early media, unless it was answered, or answered, unless it is already. */
  openEarlyMedia(): void
  answer(): void
  scheduleHangup(ms: number): void
  /** The element that asks, for a sentence: `<Speak> 3:5`. */
  stepName(): string
}

/** Does what an element asks of its call. */
export const perform = (ask: Ask, ports: AskPorts): void => {
  const { ledger, player, requests } = ports
  switch (ask.type) {
    case 'play':
      return play(ask.items, ports, () => ports.signal({ type: 'prompt.finished' }), ask.endless)
    case 'stopPlaying':
      return player.stop(ask.because)
    case 'scheduleHangup':
      return ports.scheduleHangup(ask.ms)
    case 'tell':
      return ledger.tell(ask.happening)
    case 'report':
      return ledger.report(ask.problem)
    case 'notify':
      return notify(ask, ledger, requests)
    case 'sendMessage':
      ledger.messages.push(...sendMessage(ask.message, ports))
      return
    case 'openEarlyMedia':
      return ports.openEarlyMedia()
    case 'fetchSounds':
      return fetchSounds(ask, ports)
    case 'bridge':
      ports.answer()
      return ports.legs.perform(ask)
    case 'enterRoom':
    case 'leaveRoom':
    case 'takeFloor':
    case 'sayInRoom':
    case 'pressInRoom':
    case 'playInRoom':
      return ports.presence.perform(ask)
    case 'placeLeg':
    case 'playToLeg':
    case 'hangUpLeg':
      return ports.legs.perform(ask)
    case 'startRecording':
    case 'finishRecording':
    case 'recordMeanwhile':
      return ports.recordings.perform(ask)
  }
}

/** The document comes back as a signal; without steps where it cannot be had. */
const fetchSounds = (
  { purpose, url, params, leg }: Extract<LegAsk, { type: 'fetchSounds' }>,
  { ledger, documents, signal }: AskPorts,
): void => {
  const loaded = (steps?: readonly Step[]) => signal({ type: 'sounds.loaded', leg, steps })
  if (url.href) documents.fetchSounds({ purpose, url, params: callbackParams(ledger, params) }, loaded)
}

/** Plays prompts; an endless one that comes to its end took no time at all. */
export const play = (
  items: readonly PromptItem[],
  { ledger, player, stepName }: AskPorts,
  finished: () => void,
  repeated = false,
) => {
  if (ledger.ending) return
  const endless = items.some(item => 'loop' in item && item.loop === 0)
  player.play(
    items,
    () => {
      if (endless) {
        const message = `${stepName()} is to be repeated until the call ends, but takes no time: it is skipped`
        ledger.report(problem('endless-nothing', message))
      }
      finished()
    },
    repeated,
  )
}

/** Sends a request whose answer does not matter, now or later. */
export const notify = (
  { purpose, url, method, params, secret, after = 0, bare = false }: Notification,
  ledger: Ledger,
  requests: Requests,
): void => {
  if (!url.href || !method.method) return
  const request = { purpose, url: url.href, method: method.method, secret, configurable: url.configurable }
  const make = () => ({ ...request, params: bare ? params : callbackParams(ledger, params) })
  if (after > 0) requests.sendLater(after, make)
  else requests.send(make())
}
