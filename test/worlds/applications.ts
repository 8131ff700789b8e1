import fc from 'fast-check'
import { maybe } from './attributes.js'
import { elementOf, opening } from './elements.js'
import { pages } from './pages.js'
import type { WorldApp, WorldReply } from './world.js'

const empty = '<Response/>\n'

const documentOf = (page: number): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(empty), weight: 1 },
    {
      arbitrary: fc
        .tuple(page === 0 ? opening : fc.constant(''), fc.array(elementOf(page), { minLength: 1, maxLength: 4 }))
        .map(([first, others]) => (first ? [first, ...others] : others))
        .map(elements => `<Response>\n  ${elements.join('\n  ')}\n</Response>\n`),
      weight: 30,
    },
    { arbitrary: fc.constantFrom('<Response><Speak>', 'OK'), weight: 1 },
  )

/** A document; now and then the first answer is another one, late, or none at all. */
const pageOf = (page: number): fc.Arbitrary<WorldReply[]> => {
  const reply = fc.record(
    { document: documentOf(page), delay: fc.constantFrom(300, 1500, 9000) },
    { requiredKeys: ['document'] },
  )
  const plain = documentOf(page).map((document): WorldReply[] => [{ document }])
  const trouble = fc.oneof<fc.Arbitrary<WorldReply>[]>(
    reply,
    fc.record({ status: fc.constantFrom(204, 404, 503) }),
    fc.record({ fault: fc.constantFrom('stall' as const, 'reset' as const, 'blackhole' as const) }),
  )
  return fc.oneof(
    { withCrossShrink: true },
    { arbitrary: plain, weight: 5 },
    { arbitrary: reply.map(one => [one]), weight: 1 },
    {
      arbitrary: fc
        .tuple(trouble, documentOf(page))
        .map(([first, document]) => [{ attempts: [1], ...first }, { document }]),
      weight: 1,
    },
  )
}

const documents = fc.tuple(...pages.map((_, page) => pageOf(page)))

/** What is there in every application: documents of sounds, audio, callbacks, and what never works. */
const furniture = (music: string, callbackDelay: number | undefined): Record<string, WorldReply[]> => ({
  '/404': [{ status: 404 }],
  '/end': [{ document: '<Response><Hangup/></Response>\n' }],
  '/sounds': [{ document: music }],
  '/whisper': [{ document: '<Response><Speak>Press 5 to talk</Speak></Response>\n' }],
  '/long.wav': [{ silence: 1700 }],
  '/none.wav': [{ silence: 0 }],
  '/callback': [{ status: 200, ...(callbackDelay !== undefined && { delay: callbackDelay }) }],
  '/broken': [{ attempts: [1], status: 503 }, { fault: 'close' }],
  '/hangup': [{ status: 200 }],
})

const music = fc.constantFrom(
  '<Response><Speak>Please wait</Speak></Response>\n',
  '<Response><Speak loop="0">Hold on</Speak></Response>\n',
  '<Response><Wait length="1"/><Play>{{base}}/long.wav</Play></Response>\n',
  empty,
)

export const application: fc.Arbitrary<WorldApp> = fc
  .record({
    documents,
    music,
    late: fc.option(fc.constantFrom(300, 30_000), { freq: 2 }),
    answer: maybe(fc.constantFrom('#rt=1000', '#rc=2&rp=all', '#rc=0', '?a=b'), 4),
    fallback: fc.option(fc.constantFrom('/b', '/c', '/404'), { freq: 2 }),
    hangup: maybe(fc.constantFrom('#rc=2&rp=all', '#rc=0'), 4),
  })
  .map(({ documents, music, late, answer, fallback, hangup }) => ({
    answer: `/answer${answer}`,
    ...(fallback !== null && { fallback }),
    hangup: `/hangup${hangup}`,
    routes: {
      ...Object.fromEntries(pages.map((path, index) => [path, documents[index] ?? []])),
      ...furniture(music, late ?? undefined),
    },
  }))
