import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExchange, type Fidelity } from '../../src/index.js'

/** In none of the texts, whatever a URL parser made of it. */
const password = 'S3CRET'
const user = `user:${password}`

const xml = (body: string) => new Response(`<Response>${body}</Response>`, { headers: { 'content-type': 'text/xml' } })

const escaped = (text: string) => text.replace(/[&<>"\t\n\r]/g, char => `&#${char.charCodeAt(0)};`)

/** Everything that one call and its exchange show of it. */
async function shownBy(
  urls: { answerUrl: string; fallbackUrl?: string; hangupUrl?: string },
  app: (path: string) => Response,
  fidelity: Fidelity = {},
): Promise<string[]> {
  const exchange = createExchange({ fidelity })
  const shown: string[] = []
  const look = () =>
    shown.push(...exchange.calls.map(call => call.describe()), JSON.stringify(exchange.clock.pending()))
  for (const origin of ['http://app.test', 'https://app.test', 'https://app.test:80']) {
    exchange.mount(origin, request => {
      look()
      return app(new URL(request.url).pathname)
    })
  }
  const line = exchange.call(urls)
  look()
  shown.push(await line.hears('what is never said').then(String, String))
  look()
  const record = await line.callEnds()
  shown.push(await line.presses('1').then(String, String))
  look()
  const { trace } = line.call
  shown.push(JSON.stringify(record), trace.text({ params: true }), trace.jsonLines())
  await exchange.close()
  return shown
}

const expectHidden = (shown: readonly string[]) => {
  for (const text of shown) expect(text).not.toMatch(/s3cret/i)
}

/** A URL with credentials, in many spellings; not all of them are URLs that can be requested. */
const written = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTP://', 'htp://', 'ftp://', 'http:\\\\', 'http://\t/', ' http:/\n/'),
    fc.constantFrom(user, `${user}@x`, password, `${'long'.repeat(30)}:${password}`, `us er:"${password}`),
    fc.constantFrom('@app.test', '@app.test:80', '@app.test:99999', '@[bad'),
    fc.constantFrom('', '/menu', '/gone', '/moved', '/broken', '/loop?x=1', '/menu#rt=1&x'),
  )
  .map(parts => parts.join(''))
const relative = fc.constantFrom(
  'menu',
  '/menu#rt=1',
  `//${user}@app.test/menu`,
  `${user}@app.test/menu`,
  `\\\\${user}@app.test`,
  `http:${user}@app.test/menu`,
)

describe('D78, "neither sent nor shown": not by the trace, the record, what a call is doing, or an error', () => {
  it('wherever a URL stands in options, documents and Locations, and whatever becomes of the call', async () => {
    const url = fc.oneof(written, relative)
    const good = fc
      .constantFrom('answer', 'gone', 'moved', 'loop', 'broken')
      .map(path => `http://${user}@app.test/${path}`)
    await fc.assert(
      fc.asyncProperty(
        good,
        fc.option(good),
        fc.array(url, { minLength: 4, maxLength: 4 }),
        fc.constantFrom('reject', 'resolve'),
        async (answerUrl, other, [one = '', two = '', three = '', four = ''], relativeUrls) => {
          const app = (path: string): Response => {
            if (path === '/moved')
              return new Response('', { status: 302, headers: { location: one.replace(/[\t\n\r]/g, '') } })
            if (path === '/gone') return new Response('', { status: 500 })
            if (path === '/broken') return new Response(`http://${user}@app.test/ is no document`)
            if (path === '/loop') return xml(`<Redirect>http://${user}@app.test/loop</Redirect>`)
            if (path !== '/answer') return xml('<Hangup/>')
            return xml(
              `http://${user}@app.test/<Play>${escaped(two)}</Play><GetDigits action="${escaped(three)}" redirect="false" timeout="1"/>` +
                `<Message src="1" dst="2" callbackUrl="${escaped(one)}">Hi</Message><Redirect>${escaped(four)}</Redirect>`,
            )
          }
          const urls = { answerUrl, ...(other && { fallbackUrl: other }), hangupUrl: `http://${user}@app.test/hangup` }
          expectHidden(await shownBy(urls, app, { relativeUrls, maxDocuments: 5 }))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('of a redirect, where it leads to is shown', async () => {
    const location = `http://${user}@elsewhere.test/x`
    const shown = await shownBy({ answerUrl: 'http://app.test/' }, () => Response.redirect(location, 302))
    expectHidden(shown)
    expect(shown.at(-1)).toContain('(Location: http://•••@elsewhere.test/x)')
    expect(shown.at(-1)).toContain('"nearest":"http://•••@elsewhere.test/x"')
  })

  it.each(['reject', 'resolve'] as const)(
    'relative URLs, %s: the document’s credentials are not passed on',
    async mode => {
      const app = (path: string) => xml(path === '/answer' ? '<Redirect>menu</Redirect>' : '')
      const shown = await shownBy({ answerUrl: `http://${user}@app.test/answer` }, app, { relativeUrls: mode })
      expectHidden(shown)
      expect(shown.at(-1)).toContain('http://app.test/menu')
    },
  )

  it('TypeErrors of exchange.call', () => {
    fc.assert(
      fc.property(
        written.filter(url => !/^https?:\/\//i.test(url) || !URL.canParse(url)),
        fc.constantFrom('answerUrl', 'fallbackUrl', 'hangupUrl'),
        (url, option) => {
          const call = () => createExchange().call({ answerUrl: 'http://app.test/', [option]: url })
          expect(call).toThrow(TypeError)
          expect(call).not.toThrow(/s3cret/i)
        },
      ),
    )
  })
})
