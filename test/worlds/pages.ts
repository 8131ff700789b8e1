import fc from 'fast-check'

/** The documents of an application, in the order in which a call comes to them. */
export const pages = ['/answer', '/b', '/c', '/d'] as const

/** Documents of sounds, and what takes notice of callbacks. */
export const soundPages = ['/sounds', '/whisper'] as const

const elsewhere = ['{{base}}/404', '{{base}}/broken', 'b', ''] as const
const configured = ['#rt=1000', '#rc=2&amp;rp=all', '#rc=0', '?x=1&amp;y=2', '#rc=5&amp;rp=all&amp;tt=3000'] as const

/** A URL in a document: mostly of a later page, so that few worlds go round in circles. */
export const linkFrom = (page: number): fc.Arbitrary<string> => {
  const later = pages.slice(page + 1).map(path => `{{base}}${path}`)
  const onwards = later.length > 0 ? fc.constantFrom(...later) : fc.constant('{{base}}/end')
  return fc.oneof(
    { arbitrary: onwards, weight: 24 },
    { arbitrary: fc.tuple(onwards, fc.constantFrom(...configured)).map(parts => parts.join('')), weight: 8 },
    { arbitrary: fc.constantFrom(...elsewhere), weight: 3 },
    { arbitrary: fc.constantFrom(...pages.slice(0, page + 1)).map(path => `{{base}}${path}`), weight: 1 },
  )
}

/** Where callbacks go. */
export const callback: fc.Arbitrary<string> = fc.constantFrom(
  '{{base}}/callback',
  '{{base}}/callback',
  '{{base}}/callback#rc=2&amp;rp=all',
  '{{base}}/404',
  '{{base}}/broken',
  'callback',
)

export const sounds: fc.Arbitrary<string> = fc.constantFrom(
  '{{base}}/whisper',
  '{{base}}/whisper',
  '{{base}}/whisper',
  '{{base}}/sounds',
  '{{base}}/sounds',
  '{{base}}/404',
  '{{base}}/b',
  'x',
)

export const audio: fc.Arbitrary<string> = fc.constantFrom(
  '{{base}}/long.wav',
  '{{base}}/none.wav',
  '{{base}}/404',
  '{{base}}/answer',
  'x.wav',
)
