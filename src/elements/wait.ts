import type { PromptItem } from '../audio/prompt.js'
import type { AttributeKind } from '../xml/element-shape.js'
import { boolean, milliseconds, seconds } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { defineElement } from './element.js'

const tuning = /^(duration|inter_silence|intra_silence|threshold)=\d+$/

/** `true`, or the tuning of the beep detector, which changes nothing here: a simulated beep is always recognised. */
const beep: AttributeKind<boolean> = {
  allowed: 'true, false, or duration=300,inter_silence=50,intra_silence=500,threshold=256',
  fallback: false,
  default: 'false',
  meaning: 'ends early when the beep of a voicemail is heard',
  provenance: 'documented',
  read({ value, place }) {
    if (value === 'true' || value === 'false') return { value: value === 'true' }
    if (value.split(',').every(pair => tuning.test(pair.trim()))) return { value: true }
    const message = `beep="${value}" of <Wait> is not allowed and counts as not given`
    return { problems: [problem('value-not-allowed', message, { place, allowed: this.allowed })] }
  },
}

/** Waits in silence. As the first element it delays answering: the caller hears ringing meanwhile (D20). */
export const wait = defineElement({
  name: 'Wait',
  docs: 'https://plivo.com/docs/voice/xml/routing',
  attributes: {
    length: seconds({ default: 1, min: 1, meaning: 'how long' }),
    silence: boolean({ default: false, meaning: 'ends early when the caller has been silent for minSilence' }),
    minSilence: milliseconds({ default: 2000, min: 1, meaning: 'how much silence ends it, less than length' }),
    beep,
  },
  children: {},
  answers: 'no',
  check({ attributes, tag }) {
    const problems: Problem[] = []
    const { length, silence, minSilence } = attributes as { length: number; silence: boolean; minSilence: number }
    if (silence && minSilence >= length) {
      const message = `minSilence is ${minSilence} ms, <Wait> is over after ${length} ms: silence never ends it early`
      problems.push(problem('wait-min-silence', message, { place: tag.place, allowed: 'less than length' }))
    }
    return problems
  },
  kind: 'sounds',
  sounds({ attributes }) {
    const until: Extract<PromptItem, { sound: 'silence' }>['until'] = attributes.silence
      ? { silentFor: attributes.minSilence }
      : attributes.beep
        ? 'beep'
        : undefined
    return { items: [{ sound: 'silence', ms: attributes.length, ...(until ? { until } : {}) }] }
  },
})
