import { XMLValidator } from 'fast-xml-parser'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Coverage, mergeFacts } from '../../src/coverage/coverage.js'
import { coverageHtml } from '../../src/coverage/html.js'
import { coverageJson } from '../../src/coverage/json.js'
import { coverageText } from '../../src/coverage/text.js'
import { belowThreshold } from '../../src/coverage/threshold.js'
import { columns } from '../../src/trace/printable.js'
import { exercised, home, ofSample } from './exercised.js'

let coverage: Coverage
let hostile: Coverage
beforeAll(async () => {
  const samples = [
    'ivr/menu',
    'ivr/pin',
    'live/transfer',
    'dial/whisper',
    'resilience/retries',
    'resilience/broken-xml',
  ]
  coverage = mergeFacts(await Promise.all(samples.map(name => ofSample(`xml-samples/${name}/scenario.yaml`))))
  const script = '&lt;/style>&lt;/code>&lt;script>alert(1)&lt;/script>\u202egnp.exe &quot;x&apos;'
  hostile = mergeFacts([
    await exercised(
      '</title><script>alert(2)</script> \u202e"\'',
      `call: { answer_url: "${home}/answer" }\ncaller: []`,
      {
        '/answer': `<Speak>${script}</Speak><!-- <script>alert(3)</script> --><Redirect>${home}/x"&lt;img src=//evil.test></Redirect>`,
      },
    ),
    await exercised('deep', `call: { answer_url: "${home}/deep" }\ncaller: []`, {
      '/deep': `<Speak>${'<emphasis>'.repeat(50)}deep${'</emphasis>'.repeat(50)}</Speak>`,
    }),
    await exercised('large', `call: { answer_url: "${home}/large" }\ncaller: []`, {
      '/large': `<Speak>${'long '.repeat(500)}</Speak>${'\n'.repeat(60_000)}${'<Hangup/>'.repeat(2000)}`,
    }),
    await exercised('not XML', `call: { answer_url: "${home}/page" }\ncaller: []`, {
      '/page': `<?xml version="1.0"?><html>${'<script>alert(4)</script>'.repeat(100_000)}`,
    }),
  ])
})

describe('text', () => {
  test('"within 100 columns", or fewer where the terminal has fewer', () => {
    for (const width of [60, 80, 100, 200]) {
      const widest = Math.max(
        ...[coverage, hostile].flatMap(one => coverageText(one, { width }).split('\n').map(columns)),
      )
      expect(widest).toBeLessThanOrEqual(Math.min(width, 100))
    }
  })

  test('a line for each URL, then what is missing with places and steps', () => {
    const text = coverageText(coverage)
    expect(text).toMatch(/^ {2}POST \/answer +answer +█+░+ +50 % {2}1× {2}elements 3\/4 {2}branches 1\/5$/m)
    expect(text).toMatch(/^ {4}4:3 +<GetDigits> key 2, to ask about an order +presses: "2"$/m)
    expect(text).toMatch(/^ {12}Dial action: never requested\n {14}named by <Dial> 3:3 action of \/agent$/m)
  })

  test('colours only if they are wanted; nothing that a terminal would act on', () => {
    expect(coverageText(coverage, { colors: true })).toContain('\x1b[')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(coverageText(hostile)).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/)
  })

  test('of nothing there is nothing to say', () => {
    expect(coverageText(mergeFacts([]))).toContain('Everything that counts was exercised.')
  })
})

describe('JSON', () => {
  test('"documented, versioned": the fields that docs/coverage.md names', () => {
    const json = JSON.parse(coverageJson(coverage))
    expect(Object.keys(json)).toEqual(['version', 'total', 'categories', 'urls', 'scenarios', 'missing'])
    expect(json.version).toBe(1)
    expect(Object.keys(json.categories)).toEqual(['urls', 'callbacks', 'elements', 'branches'])
    const url = json.urls.find(({ key }: { key: string }) => key === 'POST http://menu.sample/answer')
    expect(Object.keys(url)).toEqual([
      'key',
      'method',
      'origin',
      'path',
      'share',
      'categories',
      'uses',
      'statuses',
      'outcomes',
      'documents',
    ])
    expect(url.documents[0].elements[1]).toMatchObject({
      name: 'GetDigits',
      line: 4,
      column: 3,
      times: 1,
      branches: [{ branch: 'key 1', what: 'for our opening hours', times: 1 }, { branch: 'key 2' }, {}, {}, {}],
    })
    expect(json.scenarios[0]).toEqual({
      key: expect.any(String),
      name: expect.any(String),
      file: expect.any(String),
      exercised: expect.any(Number),
      alone: expect.any(Number),
    })
  })

  test('the shares add up', () => {
    const { total, categories, urls, missing } = coverage
    const sum = (all: readonly { covered: number; total: number }[], what: 'covered' | 'total') =>
      all.reduce((so, one) => so + one[what], 0)
    for (const what of ['covered', 'total'] as const) {
      expect(sum(Object.values(categories), what)).toBe(total[what])
      expect(
        sum(
          urls.map(({ share }) => share),
          what,
        ),
      ).toBe(total[what])
    }
    expect(missing.length).toBe(total.total - total.covered)
  })
})

describe('HTML', () => {
  const pages = () => [coverageHtml(coverage), coverageHtml(hostile), coverageHtml(mergeFacts([]))]

  test('is well-formed, and every link leads to an anchor that is there once', () => {
    for (const page of pages()) {
      expect(XMLValidator.validate(page.replace(/^<!doctype html>\n/, ''))).toBe(true)
      const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
      expect(links.filter(id => !ids.includes(id))).toEqual([])
    }
  })

  test('"no external resources, works offline and with JavaScript off"', () => {
    for (const page of pages()) {
      const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? ''
      expect(style).not.toMatch(/url\(|@import/)
      const tags = page.replace(style, '').match(/<[^>]*>/g) ?? []
      const foreign = tags.filter(tag =>
        /^<(script|link|img|iframe|object|embed|base|form)\b|\s(src|on\w+)=|href="[^#]/i.test(tag),
      )
      expect(foreign).toEqual([])
      expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    }
  })

  test('"hostile documents must be harmless and bounded"', () => {
    const page = coverageHtml(hostile)
    expect(page).not.toMatch(/<script|<img|\u202e/)
    expect(page).toContain('\\u202e')
    expect(page.match(/<\/style>/g)).toHaveLength(1)
    expect(page).toMatch(/more lines|more characters/)
    expect(page.length).toBeLessThan(3_000_000)
  })

  test('"accessible": one h1, no heading level left out, tables with captions, sections with names', () => {
    for (const page of pages()) {
      const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level))
      expect(levels.filter(level => level === 1)).toHaveLength(1)
      for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1)
      expect(page.match(/<table/g)?.length ?? 0).toBe(page.match(/<caption>/g)?.length ?? 0)
      expect(page).toContain('<html lang="en">')
      expect(page).toContain('prefers-color-scheme:dark')
    }
  })

  test('documents are marked row by row, also those that are written in a single line', async () => {
    const page = coverageHtml(coverage)
    expect(page).toMatch(/class="line ran"><td class="place">4<\/td><td class="ran">1×<\/td>/)
    expect(page).toMatch(/class="line never"><td class="place">7<\/td><td class="ran">never<\/td>/)
    const single = await exercised('single', `call: { answer_url: "${home}/one" }\ncaller: []`, {
      '/one': '<?xml version="1.0"?><Response><Speak>Hello</Speak><Hangup/><Speak>Never</Speak></Response>',
    })
    const places = [
      ...coverageHtml(mergeFacts([single])).matchAll(/<td class="place">([^<]*)<\/td><td class="ran">([^<]*)/g),
    ]
    expect(places.map(([, place, ran]) => `${place} ${ran}`)).toEqual(['1 ', '1:32 1×', '1:52 1×', '1:61 never'])
  })
})

describe('threshold', () => {
  test('"the sentences to print, none if it holds"', () => {
    const { percent } = coverage.total
    expect(belowThreshold(coverage, percent)).toEqual([])
    expect(belowThreshold(coverage, percent + 1)[0]).toMatch(
      new RegExp(`^${percent} % were exercised \\(\\d+ of \\d+\\); at least ${percent + 1} % are wanted\\.$`),
    )
    expect(belowThreshold(coverage, 100)[1]).toMatch(/^Missing are .*branches of input\.$/)
  })

  test('of a suite that requested nothing, nothing was exercised', () => {
    expect(belowThreshold(mergeFacts([]), 80)).toHaveLength(1)
    expect(belowThreshold(mergeFacts([]), 0)).toEqual([])
  })
})
