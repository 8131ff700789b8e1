import type { Clock, Timer } from '../clock/clock.js'
import type { Happening, Sound } from '../trace/events.js'
import { shownUrl } from '../webhook/request-url.js'

/** Something a party is to hear. `loop` 0 repeats until it is stopped. */
export type PromptItem =
  | { sound: 'speech'; text: string; ms: number; loop: number; voice: string; language: string }
  | { sound: 'audio'; url: string; loop: number }
  | { sound: 'silence'; ms: number; until?: 'beep' | { silentFor: number } }
  | { sound: 'beep'; ms: number }
  | { sound: 'tones'; digits: string; ms: number }

/** What the player needs of its call. */
export interface PlayerPorts {
  readonly clock: Clock
  record(happening: Happening): void
  /** Fetches an audio file and tells how long it plays; undefined when it cannot be played (a problem was recorded). */
  fetchAudio(url: string, loaded: (ms: number | undefined) => void): void
  /** Whether the far end is speaking at this instant. */
  isSpeaking(): boolean
}

/** So many passes of one prompt have events of their own. */
const passesTold = 100

/** How long the beep of Record and GetDigits lasts, in ms (D51). */
export const beepLength = 500

/**
 * Plays prompts to one party: the only place where prompts are played. One prompt at a time; a list of items is played
 * in order, files are fetched before the first sounds. An endless item (loop="0") is reported pass by pass no more
 * after its first one: a single open event stands for the rest, so that hours of hold music cost nothing.
 */
export class Player {
  readonly #ports: PlayerPorts
  #playing: Playing | undefined
  #muted = false

  constructor(ports: PlayerPorts) {
    this.#ports = ports
  }

  /**
   * Plays `items` after one another, then calls `finished`; the prompt that still plays is stopped first. With `again`
   * they are repeated, all of them, until they are stopped, unless they take no time.
   */
  play(items: readonly PromptItem[], finished: () => void, again = false): void {
    this.stop('another prompt follows')
    const done = () => {
      if (this.#playing === playing) this.#playing = undefined
      finished()
    }
    const playing = new Playing(items, this.#ports, done, again)
    this.#playing = playing
    playing.muted = this.#muted
    playing.prepare()
  }

  /** Whether the party hears something else instead: what is played goes on, and does not count as heard. */
  mute(muted: boolean): void {
    this.#muted = muted
    if (this.#playing) this.#playing.muted = muted
  }

  /** Cuts what is playing; `finished` is not called. */
  stop(because: string): void {
    const playing = this.#playing
    this.#playing = undefined
    playing?.cut(because)
  }

  /** The far end began or stopped to speak, or beeped: what a listening silence waits for. */
  farEnd(sound: 'speaking' | 'silent' | 'beep'): void {
    this.#playing?.farEnd(sound)
  }

  /** What a silence that plays now waits for. */
  get listensFor(): 'beep' | 'silence' | undefined {
    return this.#playing?.listensFor
  }

  /** What sounds now, for a sentence on what the call is doing; undefined while nothing does. */
  get sounding(): { text: string; endless: boolean } | undefined {
    return this.#playing?.sounding
  }
}

class Playing {
  sounding: { text: string; endless: boolean } | undefined
  readonly #items: readonly PromptItem[]
  readonly #ports: PlayerPorts
  readonly #finished: () => void
  readonly #again: boolean
  #muted = false
  #began = 0
  /** Of the audio files. */
  #lengths: Map<PromptItem, number | undefined> | undefined
  #index = -1
  #timer: Timer | undefined
  #silence: Timer | undefined
  #open: { sound: Sound; text: string; pass: number; began: number; muted: boolean } | undefined
  #over = false

  constructor(items: readonly PromptItem[], ports: PlayerPorts, finished: () => void, again: boolean) {
    this.#items = items
    this.#ports = ports
    this.#finished = finished
    this.#again = again
  }

  /** What was muted for a moment was not heard as a whole. */
  set muted(muted: boolean) {
    this.#muted = muted
    if (muted && this.#open) this.#open.muted = true
  }

  prepare(): void {
    const files = this.#items.filter(item => item.sound === 'audio')
    let missing = files.length
    if (this.#items.length === 0) {
      // Whoever asked for nothing is not told before he has finished asking.
      this.#timer = this.#ports.clock.after(0, 'an empty prompt', () => this.#next())
      return
    }
    if (missing === 0) return this.#next()
    const lengths = new Map<PromptItem, number | undefined>()
    this.#lengths = lengths
    for (const file of files) {
      this.#ports.fetchAudio(file.url, ms => {
        lengths.set(file, ms)
        if (--missing === 0 && !this.#over) this.#next()
      })
    }
  }

  cut(because: string): void {
    this.#over = true
    this.#ports.clock.cancel(this.#timer)
    this.#ports.clock.cancel(this.#silence)
    this.#close(false, because)
  }

  farEnd(sound: 'speaking' | 'silent' | 'beep'): void {
    const item = this.#items[this.#index]
    if (item?.sound !== 'silence' || !item.until || this.#over) return
    if (item.until === 'beep') {
      if (sound === 'beep') this.#endSilence('the beep was heard')
    } else if (sound === 'speaking') this.#ports.clock.cancel(this.#silence)
    else if (sound === 'silent') this.#awaitSilence(item.until.silentFor)
  }

  get listensFor(): 'beep' | 'silence' | undefined {
    const item = this.#items[this.#index]
    if (item?.sound !== 'silence' || !item.until) return undefined
    return item.until === 'beep' ? 'beep' : 'silence'
  }

  #next(): void {
    const item = this.#items[++this.#index]
    if (this.#index === 0) this.#began = this.#ports.clock.now
    if (!item) {
      if (this.#again && this.#ports.clock.now > this.#began) return this.#repeatAll()
      this.#over = true
      return this.#finished()
    }
    const ms = item.sound === 'audio' ? this.#lengths?.get(item) : item.ms
    if (ms === undefined) return this.#next()
    this.#pass(item, ms, 1)
  }

  #pass(item: PromptItem, length: number, pass: number): void {
    const loop = 'loop' in item ? item.loop : 1
    // Many passes are told one by one for a while, then as one that stands for the rest.
    const passes = loop > 0 && pass > passesTold ? loop - pass + 1 : 1
    const ms = length * passes
    const endless = loop === 0 && pass > 1
    const text = textOf(item)
    this.#open = { sound: item.sound, text, pass, began: this.#ports.clock.now, muted: this.#muted }
    this.sounding = { text, endless }
    const voice = item.sound === 'speech' ? { voice: item.voice, language: item.language } : {}
    this.#ports.record({
      type: 'prompt.started',
      sound: item.sound,
      text,
      ms,
      pass,
      ...(endless ? { endless } : {}),
      ...voice,
      ...this.#unheard(item.sound),
    })
    if (endless) return
    this.#timer = this.#ports.clock.after(ms, `the end of ${item.sound} "${text}"`, () => {
      this.#ports.clock.cancel(this.#silence)
      this.#close(true)
      // What takes no time is not repeated: nobody could hear the difference.
      const last = pass + passes - 1
      if (length > 0 && (loop === 0 || last < loop)) this.#pass(item, length, last + 1)
      else this.#next()
    })
    if (item.sound === 'silence' && typeof item.until === 'object' && !this.#ports.isSpeaking()) {
      this.#awaitSilence(item.until.silentFor)
    }
  }

  /** All items have been played once, and start again: as with one that is endless, one event stands for the rest. */
  #repeatAll(): void {
    const { now } = this.#ports.clock
    const sound = this.#items[0]?.sound ?? 'silence'
    const text = this.#items.map(textOf).filter(Boolean).join(', ')
    this.#open = { sound, text, pass: 2, began: now, muted: this.#muted }
    this.sounding = { text, endless: true }
    this.#ports.record({
      type: 'prompt.started',
      sound,
      text,
      ms: now - this.#began,
      pass: 2,
      endless: true,
      ...this.#unheard(sound),
    })
  }

  #unheard(sound: Sound): { muted?: true } {
    return this.#muted && sound !== 'silence' ? { muted: true } : {}
  }

  #awaitSilence(ms: number): void {
    this.#ports.clock.cancel(this.#silence)
    this.#silence = this.#ports.clock.after(ms, 'silence', () => this.#endSilence(`${ms} ms of silence were heard`))
  }

  #endSilence(because: string): void {
    this.#ports.clock.cancel(this.#timer)
    this.#ports.clock.cancel(this.#silence)
    this.#close(true, because)
    this.#next()
  }

  #close(heard: boolean, because?: string): void {
    const open = this.#open
    if (!open) return
    this.#open = undefined
    this.sounding = undefined
    const { sound, text, pass, began } = open
    const ms = this.#ports.clock.now - began
    const muted = open.muted && sound !== 'silence' ? { heard: false, muted: true } : {}
    const why = because ? { because } : {}
    this.#ports.record({ type: 'prompt.finished', sound, text, ms, pass, heard, ...muted, ...why })
  }
}

const textOf = (item: PromptItem): string => {
  switch (item.sound) {
    case 'speech':
      return item.text
    case 'audio':
      return shownUrl(item.url)
    case 'tones':
      return item.digits
    case 'beep':
      return 'beep'
    case 'silence':
      return ''
  }
}
