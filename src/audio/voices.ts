import { nearest } from '../trace/nearest.js'
import { type Problem, problem } from '../xml/problem.js'

/** What Speak uses where nothing is given (documented). */
export const defaultVoice = 'WOMAN'
export const defaultLanguage = 'en-US'

type PlainVoice = 'WOMAN' | 'MAN'

const both: readonly PlainVoice[] = ['WOMAN', 'MAN']

/** Who speaks which language, of the voices that are not Polly's (https://plivo.com/docs/voice/xml/audio-output). */
export const plainVoices: Readonly<Record<string, readonly PlainVoice[]>> = {
  'da-DK': ['WOMAN'],
  'de-DE': both,
  'en-AU': both,
  'en-GB': both,
  'en-US': both,
  'es-ES': both,
  'es-US': both,
  'fr-CA': ['WOMAN'],
  'fr-FR': both,
  'it-IT': both,
  'nl-NL': both,
  'pl-PL': both,
  'pt-BR': both,
  'pt-PT': ['MAN'],
  'ru-RU': ['WOMAN'],
  'sv-SE': ['WOMAN'],
}

/** Amazon Polly's voices by language (https://plivo.com/docs/voice/concepts/ssml; `arb` is in the SDKs only). */
export const pollyVoices: Readonly<Record<string, readonly string[]>> = {
  arb: ['Zeina'],
  'cmn-CN': ['Zhiyu'],
  'cy-GB': ['Gwyneth'],
  'da-DK': ['Naja', 'Mads'],
  'de-DE': ['Vicki', 'Marlene', 'Hans'],
  'en-AU': ['Nicole', 'Russell'],
  'en-GB': ['Amy', 'Emma', 'Brian'],
  'en-GB-WLS': ['Geraint'],
  'en-IN': ['Raveena', 'Aditi'],
  'en-US': ['Joanna', 'Salli', 'Kendra', 'Kimberly', 'Ivy', 'Matthew', 'Justin', 'Joey'],
  'es-ES': ['Conchita', 'Enrique'],
  'es-MX': ['Mia'],
  'es-US': ['Penelope', 'Lupe-Standard', 'Miguel'],
  'fr-CA': ['Chantal'],
  'fr-FR': ['Lea', 'Celine', 'Mathieu'],
  'hi-IN': ['Aditi'],
  'is-IS': ['Dora', 'Karl'],
  'it-IT': ['Carla', 'Giorgio'],
  'ja-JP': ['Mizuki', 'Takumi'],
  'ko-KR': ['Seoyeon'],
  'nb-NO': ['Liv'],
  'nl-NL': ['Lotte', 'Ruben'],
  'pl-PL': ['Ewa', 'Maja', 'Jacek', 'Jan'],
  'pt-BR': ['Vitoria', 'Ricardo'],
  'pt-PT': ['Ines', 'Cristiano'],
  'ro-RO': ['Carmen'],
  'ru-RU': ['Tatyana', 'Maxim'],
  'sv-SE': ['Astrid'],
  'tr-TR': ['Filiz'],
}

const allVoices = [
  ...both,
  ...new Set(
    Object.values(pollyVoices)
      .flat()
      .map(name => `Polly.${name}`),
  ),
]

export const isPolly = (voice: string): boolean => voice.startsWith('Polly.')

/** The languages of a voice; none for a voice that does not exist. */
export function languagesOf(voice: string): string[] {
  const table: Readonly<Record<string, readonly string[]>> = isPolly(voice) ? pollyVoices : plainVoices
  const name = isPolly(voice) ? voice.slice('Polly.'.length) : voice
  return Object.keys(table).filter(language => table[language]?.includes(name))
}

/**
 * Whether Plivo has the voice, and whether the voice speaks the language. What was seen of documents is not said of the
 * REST API.
 */
export function checkVoice(
  voice: string = defaultVoice,
  language: string = defaultLanguage,
  by: 'document' | 'API' = 'document',
): Problem[] {
  const spoken = languagesOf(voice)
  if (spoken.length === 0) return [unknownVoice(voice)]
  if (spoken.includes(language)) return []
  if (isPolly(voice)) return [foreignToPolly(voice, language, spoken)]
  return [by === 'API' ? foreignToApi(voice, language, spoken) : foreignToPlain(voice, language, spoken)]
}

function unknownVoice(voice: string): Problem {
  // "Joanna" is what Amazon calls the voice that Plivo calls "Polly.Joanna".
  const guess = allVoices.find(known => known === `Polly.${voice}`) ?? nearest(voice, allVoices)
  return problem('speak-voice', `Plivo documents no voice "${voice}": what is heard is not known`, {
    allowed: 'WOMAN, MAN, or Polly. with the name of an Amazon Polly voice, such as Polly.Joanna',
    ...(guess && { nearest: guess }),
  })
}

/** No page says what happens then; as the default language it is most often just not written, which is only noted. */
function foreignToPolly(voice: string, language: string, spoken: string[]): Problem {
  const assumed = language === defaultLanguage
  const why = assumed ? `${voice} with language ${language}, the default` : `${voice} does not speak "${language}"`
  return problem('speak-language', `${why}: the language should be that of the voice`, {
    severity: assumed ? 'note' : 'risky',
    allowed: spoken.join(', '),
    nearest: spoken[0] as string,
  })
}

/** No page says what the API does then, and nobody has seen it. */
function foreignToApi(voice: string, language: string, spoken: string[]): Problem {
  const other = voice === 'MAN' ? 'WOMAN' : 'MAN'
  const polly = pollyVoices[language]?.[0]
  const able = languagesOf(other).includes(language) ? other : polly && `Polly.${polly}`
  const near = able ? `voice: ${able}` : nearest(language, spoken)
  const why = able ? `${voice} does not speak ${language}, ${able} does` : `no voice speaks "${language}"`
  return problem('speak-language', `${why}: what is heard is not known`, {
    provenance: 'inferred',
    allowed: spoken.join(', '),
    ...(near && { nearest: near }),
  })
}

function foreignToPlain(voice: string, language: string, spoken: string[]): Problem {
  const other = voice === 'MAN' ? 'WOMAN' : 'MAN'
  if (languagesOf(other).includes(language)) {
    const message = `${voice} does not speak ${language}, ${other} does`
    return problem('speak-language', message, { allowed: spoken.join(', '), nearest: `voice="${other}"` })
  }
  const polly = pollyVoices[language]?.map(name => `Polly.${name}`)
  if (polly) {
    const observed = 'hi-IN with WOMAN was seen to end the call with 8011'
    return problem('speak-language', `${voice} does not speak ${language}, Amazon Polly does; ${observed}`, {
      provenance: 'observed',
      allowed: spoken.join(', '),
      nearest: `voice="${polly[0]}"`,
    })
  }
  const guess = nearest(language, spoken)
  return problem(
    'speak-language',
    `no voice speaks "${language}"; such a document was seen to end the call with 8011`,
    {
      severity: 'breaks',
      provenance: 'inferred',
      allowed: spoken.join(', '),
      ...(guess && { nearest: guess }),
    },
  )
}
