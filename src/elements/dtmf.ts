import { readTones, type Tones } from '../audio/tones.js'
import { isTag } from '../xml/document.js'
import type { BodyKind } from '../xml/element-shape.js'
import { boolean } from '../xml/kinds.js'
import { defineElement } from './element.js'

const tones: BodyKind<Tones> = {
  allowed: '0-9 * # and the pauses w (0.5 s) and W (1 s)',
  meaning: 'the keys to send',
  provenance: 'documented',
  read(tag) {
    const text = tag.children.map(child => (isTag(child) ? '' : child.text)).join('')
    const value = readTones(text.trim())
    return { value, problems: value.problems.map(found => ({ place: tag.place, ...found })) }
  },
}

/** Sends keys to the other side of the call. */
export const dtmf = defineElement({
  name: 'DTMF',
  docs: 'https://plivo.com/docs/voice/xml/audio-output',
  attributes: {
    async: boolean({ default: true, meaning: 'the next element starts while the tones are still going' }),
  },
  body: tones,
  children: {},
  answers: 'yes',
  kind: 'sounds',
  sounds: ({ attributes, body }) => ({
    items: [{ sound: 'tones', digits: body.digits, ms: body.ms }],
    meanwhile: attributes.async,
  }),
})
