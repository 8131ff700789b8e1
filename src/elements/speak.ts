import { readSpeech, type Spoken, speechLength } from '../audio/speech.js'
import { checkSsml } from '../audio/ssml.js'
import { checkVoice, isPolly } from '../audio/voices.js'
import type { BodyKind } from '../xml/element-shape.js'
import { integer, text } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { defineElement } from './element.js'

/** "Text, or mixed text and SSML with a Polly voice; at most 3,000 characters." */
export const maxCharacters = 3000

const speech: BodyKind<Spoken> = {
  allowed: 'text, with a Polly voice also SSML; at most 3,000 characters',
  meaning: 'what is said',
  provenance: 'documented',
  mixed: true,
  read(tag, attributes) {
    const voice = String(attributes.voice)
    const spoken = readSpeech(tag.children, isPolly(voice))
    const problems: Problem[] = [
      ...checkVoice(voice, String(attributes.language)).map(found => ({ place: tag.place, ...found })),
      ...checkSsml(tag.children, isPolly(voice)),
    ]
    if (spoken.characters > maxCharacters) {
      const message = `<Speak> has ${spoken.characters} characters of text; Plivo takes 3,000`
      problems.push(problem('speak-too-long', message, { place: tag.place, allowed: 'at most 3,000 characters' }))
    }
    if (spoken.plain === '') {
      problems.push(problem('speak-empty', '<Speak> has no text: nothing is said', { place: tag.place }))
    }
    return { value: spoken, problems }
  },
}

/** Reads text to the caller. Nothing interrupts it at the top level: no page says that a key would. */
export const speak = defineElement({
  name: 'Speak',
  docs: 'https://plivo.com/docs/voice/xml/audio-output',
  attributes: {
    voice: text({ default: 'WOMAN', meaning: 'WOMAN, MAN, or a voice of Amazon Polly: Polly.Joanna' }),
    language: text({ default: 'en-US', meaning: 'the language; with a Polly voice, the voice’s own' }),
    loop: integer({ default: 1, min: 0, meaning: 'how often it is said; 0 until the call ends' }),
  },
  body: speech,
  children: {},
  answers: 'yes',
  endless: ({ attributes, body }) => attributes.loop === 0 && speechLength(body as Spoken) > 0,
  kind: 'sounds',
  sounds: ({ attributes, body }, facts) => ({
    items:
      body.plain || body.pauseMs > 0
        ? [
            {
              sound: 'speech',
              text: body.plain,
              ms: speechLength(body, facts.charactersPerSecond),
              loop: attributes.loop,
              voice: attributes.voice,
              language: attributes.language,
            },
          ]
        : [],
  }),
})
