import type { UrlValue } from '../xml/element-shape.js'
import { integer, urlBody } from '../xml/kinds.js'
import { defineElement } from './element.js'

/** Plays an mp3 or wav file. It is fetched for real, with the fixed audio policy; what cannot be fetched plays nothing (D44). */
export const play = defineElement({
  name: 'Play',
  docs: 'https://plivo.com/docs/voice/xml/audio-output',
  attributes: {
    loop: integer({ default: 1, min: 0, meaning: 'how often it is played; 0 until the call ends' }),
  },
  body: urlBody({ callbackConfig: 'audio', meaning: 'the file: mp3 or wav, at most 10 MB' }),
  children: {},
  answers: 'yes',
  endless: ({ attributes, body }) => attributes.loop === 0 && (body as UrlValue).href !== undefined,
  kind: 'sounds',
  sounds: ({ attributes, body }) => ({
    items: body?.href ? [{ sound: 'audio', url: body.href, loop: attributes.loop }] : [],
  }),
})
