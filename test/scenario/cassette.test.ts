import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type CassetteOptions,
  createExchange,
  describeDifferences,
  type FetchHandler,
  openCassette,
} from '../../src/index.js'
import { temporaryFolder } from '../temporary-folder.js'

const file = () => join(temporaryFolder(), 'menu.cassette.yaml')

interface Play {
  readonly app?: FetchHandler
  readonly options?: CassetteOptions
  readonly keys?: string
  readonly seed?: number
  readonly call?: object
}

/** Calls, presses keys after a prompt, and tells what came of call and cassette. */
async function played(path: string, { app, options, keys = '1', seed = 1, call }: Play = {}) {
  const cassette = openCassette(path, options)
  const exchange = createExchange({ seed, interceptors: [cassette.interceptor] })
  if (app) exchange.mount('http://app.test', app)
  const caller = exchange.call({
    from: '+14155559876',
    answerUrl: 'http://app.test/answer',
    hangupUrl: 'http://app.test/hangup',
    ...call,
  })
  await caller.hears(/press/i).catch(() => {})
  if (!caller.call.over) await caller.presses(keys)
  const record = await caller.callEnds()
  await exchange.close()
  return { record, heard: caller.heard, report: cassette.close(), trace: caller.call.trace, uuid: caller.call.uuid }
}

const xml = (body: string, headers = {}) => new Response(body, { headers: { 'content-type': 'text/xml', ...headers } })

/** A menu that writes the id of the call into its URL. */
const menu =
  (text = 'One moment.', more = ''): FetchHandler =>
  async request => {
    const { pathname } = new URL(request.url)
    const params = new URLSearchParams(await request.text())
    if (pathname === '/hangup') return new Response('')
    if (pathname !== '/answer') return xml(`<Response>\n  <Speak>${text}</Speak>\n</Response>\n`)
    const action = `http://app.test/menu?call=${params.get('CallUUID')}&amp;token=abc`
    return xml(
      `<Response>\n  <GetDigits action="${action}" numDigits="1"><Speak>Press 1 ${more}</Speak></GetDigits>\n</Response>\n`,
    )
  }

describe('a cassette', () => {
  it('"the file is not there": records, "it exists": replays without the application, also with other ids', async () => {
    const path = file()
    const first = await played(path, { app: menu() })
    expect(first.report).toMatchObject({ mode: 'record', attempts: 3, written: true })
    const second = await played(path, { seed: 2 })
    expect(second.report).toMatchObject({ mode: 'replay', attempts: 3, missing: [], unused: [] })
    expect(second.heard).toEqual(first.heard)
    expect(second.uuid).not.toBe(first.uuid)
    expect(second.trace.of('webhook.sent')[1]?.url).toContain(second.uuid)
  })

  it('"YAML that people can read": purpose, method, URL, telling parameters, status, body as a block; placeholders for ids', async () => {
    const path = file()
    const { uuid } = await played(path, { app: menu() })
    const written = readFileSync(path, 'utf8')
    expect(written).toContain('\ncassette: 1\n')
    expect(written).toContain('    url: http://app.test/menu?call={{CallUUID}}&token=hidden\n')
    expect(written).toContain(
      '    body: |\n      <Response>\n        <GetDigits action="{{origin}}/menu?call={{CallUUID}}&amp;token=hidden" numDigits="1">',
    )
    expect(written).toContain('      Digits: "1"\n')
    expect(written).not.toContain(uuid)
    expect(written).not.toMatch(/BillRate|SessionStart|TotalCost|Signature/)
  })

  it('"{{" of a document itself stays what it is', async () => {
    const path = file()
    await played(path, { app: menu('{{CallUUID}} {{open}} {{origin}}') })
    expect((await played(path)).heard).toContain('{{CallUUID}} {{open}} {{origin}}')
  })

  it('"A request that the cassette lacks ends the attempt with a sentence that names the nearest stored request"', async () => {
    const path = file()
    await played(path, { app: menu() })
    const { report, trace } = await played(path, { keys: '2' })
    const sentence =
      'the cassette has no answer to POST /menu?call={{CallUUID}}&token=hidden (GetDigits action) Digits="2"; ' +
      'the nearest is POST /menu?call={{CallUUID}}&token=hidden (GetDigits action) Digits="1"'
    expect(report.missing).toContain(sentence)
    expect(describeDifferences(report)).toContain(sentence)
    expect(report.unused[0]).toContain('Digits="1"')
    expect(trace.of('webhook.attempted')[1]).toMatchObject({ outcome: 'invalid', reason: sentence })
  })

  it('"in order for equal ones": the second same request has the second answer, and a third has none', async () => {
    const path = file()
    let count = 0
    const again = '<Redirect>http://app.test/answer</Redirect>'
    const app: FetchHandler = async () =>
      xml(`<Response><Speak>Press ${++count}</Speak>${count < 2 ? again : ''}</Response>`)
    const call = { hangupUrl: undefined }
    expect((await played(path, { app, call })).heard).toEqual(['Press 1', 'Press 2'])
    expect((await played(path, { call })).heard).toEqual(['Press 1', 'Press 2'])
    writeFileSync(
      path,
      readFileSync(path, 'utf8')
        .replace('Press 2<', `Press 2<`)
        .replaceAll('</Speak></Response>', `</Speak>${again}</Response>`),
    )
    expect((await played(path, { call })).report.missing[0]).toMatch(/only once, and it is requested once more$/)
  })

  it('"outcomes other than an answer too": they are replayed with the call time they took', async () => {
    const path = file()
    const { TransportFault } = await import('../../src/index.js')
    const app: FetchHandler = () => {
      throw new TransportFault('stall')
    }
    const call = { answerUrl: 'http://app.test/answer#rt=2000', fallbackUrl: 'http://app.test/fallback#rt=3000' }
    const first = await played(path, { app, call })
    const second = await played(path, { call })
    expect(readFileSync(path, 'utf8')).toContain('outcome: rt\n    reason: no byte within rt = 2000 ms\n')
    expect(second.trace.jsonLines()).toBe(first.trace.jsonLines())
  })

  it('bytes are base64, and come back as they were', async () => {
    const path = file()
    const bytes = Buffer.from([0xff, 0xfb, 0x90, 0, 1, 2, 3])
    const app: FetchHandler = async ({ url }) =>
      url.endsWith('.mp3')
        ? new Response(bytes, { headers: { 'content-type': 'audio/mpeg' } })
        : xml('<Response><Play>http://app.test/a.mp3</Play></Response>')
    const first = await played(path, { app })
    expect(readFileSync(path, 'utf8')).toContain(`base64: ${bytes.toString('base64')}`)
    expect((await played(path)).trace.jsonLines()).toBe(first.trace.jsonLines())
  })

  it('"Atomic writing": nothing else is left in the folder, and nothing is written where nobody answered', async () => {
    const folder = temporaryFolder()
    await played(join(folder, 'a.yaml'), { app: menu() })
    expect(readdirSync(folder)).toEqual(['a.yaml'])
    const { report } = await played(join(folder, 'b.yaml'), { call: { answerUrl: 'http://127.0.0.1:9/' } })
    expect(report.written).toBe(false)
    expect(existsSync(join(folder, 'b.yaml'))).toBe(false)
  })
})

describe('"compare asks the application and shows what changed since"', () => {
  const compared = async (app: FetchHandler, more: Play = {}) => {
    const path = file()
    await played(path, { app: menu() })
    const { report } = await played(path, { app, options: { mode: 'compare' }, ...more })
    return report
  }

  it('nothing, where nothing has changed but ids', async () => {
    expect((await compared(menu(), { seed: 3 })).differences).toEqual([])
  })

  it('documents, line by line', async () => {
    const report = await compared(menu('Please wait.'))
    expect(report.differences.map(({ kind }) => kind)).toEqual(['document'])
    expect(describeDifferences(report)).toEqual([
      'POST /menu?call={{CallUUID}}&token=hidden (GetDigits action) Digits="1":',
      '  it differs from line 2 on (- expected, + instead):',
      '    1  <Response>',
      '  - 2    <Speak>One moment.</Speak>',
      '  +      <Speak>Please wait.</Speak>',
      '    3  </Response>',
    ])
  })

  it('parameters of requests', async () => {
    const { differences } = await compared(menu(), { keys: '2' })
    expect(differences).toMatchObject([{ kind: 'params', lines: ['Digits was "1", and is "2"'] }])
  })

  it('statuses', async () => {
    const app: FetchHandler = async request =>
      request.url.includes('/menu') ? new Response('', { status: 500 }) : menu()(request)
    expect((await compared(app)).differences.flatMap(({ lines }) => lines)).toContain('status was 200, and is 500')
  })

  it('additions and omissions', async () => {
    const app: FetchHandler = async ({ url }) =>
      xml(
        url.endsWith('/answer')
          ? '<Response><Speak>Press 1</Speak><Redirect>http://app.test/end</Redirect></Response>'
          : '<Response/>',
      )
    const kinds = (await compared(app)).differences.map(({ kind, request }) => `${kind} ${request.split(' ')[1]}`)
    expect(kinds).toContain('added /end')
    expect(kinds).toContain('omitted /menu?call={{CallUUID}}&token=hidden')
  })

  it('order', async () => {
    const path = file()
    const chain =
      (one: string, other: string): FetchHandler =>
      async ({ url }) => {
        const { pathname } = new URL(url)
        const next = { '/answer': one, [one]: other }[pathname]
        return xml(`<Response>${next ? `<Redirect>http://app.test${next}</Redirect>` : ''}</Response>`)
      }
    await played(path, { app: chain('/a', '/b') })
    const { report } = await played(path, { app: chain('/b', '/a'), options: { mode: 'compare' } })
    expect(report.differences.filter(({ kind }) => kind === 'order')).toMatchObject([
      { request: 'POST /a (Redirect)', lines: ['it came before POST /b (Redirect), and now comes after it'] },
    ])
  })
})

describe('"files that still replay": redaction', () => {
  const app: FetchHandler = async request => {
    const params = new URLSearchParams(await request.text())
    if (!request.url.includes('/answer'))
      return xml(`<Response><Dial><User>sip:bob.smith@example.com</User></Dial></Response>`)
    return xml(
      `<Response><GetDigits action="http://app.test/pin" log="false" numDigits="4"><Speak>Press keys, ${params.get('CallerName')} of ${params.get('From')} or (415) 555-9876</Speak></GetDigits></Response>`,
    )
  }
  const call = { callerName: 'Zoë "Z" O\'Neil', to: '+442071838750' }

  it('numbers, SIP users, names and secret digits are invented, of the same form, and the same for the same', async () => {
    const path = file()
    await played(path, { app, call, keys: '4711', options: { redact: true } })
    const written = readFileSync(path, 'utf8')
    expect(written).not.toMatch(/5559876|555-9876|7183|Zoë|bob|4711/)
    const [, from] = /From: "(1\d{3}55501\d\d)"/.exec(written) ?? []
    expect(from).toBeDefined()
    expect(written).toContain(`Caller `)
    expect(written).toContain(`of ${from} or (${from?.slice(1, 4)}) 555-${from?.slice(7)}`)
    expect(written).toMatch(/sip:user-[0-9a-f]{4}@example\.com/)
    const { report } = await played(path, { call, keys: '4711' })
    expect(report).toMatchObject({ mode: 'replay', missing: [], unused: [] })
  })

  it('"Credentials in URLs are always hidden"', async () => {
    const path = file()
    const answerUrl = 'http://user:pw@app.test/answer?api_key=k1&x=1&client_secret=k2#rt=2000'
    await played(path, { app, call: { answerUrl } })
    const written = readFileSync(path, 'utf8')
    expect(written).not.toMatch(/pw@|k1|k2/)
    expect(written).toContain('/answer?api_key=hidden&x=1&client_secret=hidden')
    expect((await played(path, { call: { answerUrl } })).report.missing).toEqual([])
  })
})

describe('"validated with places and nearest"', () => {
  const problem = (text: string) => {
    const path = file()
    writeFileSync(path, text)
    try {
      openCassette(path)
      return ''
    } catch (error) {
      return (error as Error).message.replaceAll(path, 'c.yaml')
    }
  }

  it.each([
    ['cassette: 2\n', 'c.yaml:1:11  this cassette is of version 2. Allowed: 1'],
    ['entries: []\n', 'c.yaml:1:1  this is no cassette: its version is missing; did you mean "cassette: 1"?'],
    ['cassette: 1\nentris: []\n', 'c.yaml:2:1  unknown key "entris"; did you mean "entries"?'],
    ['cassette: 1\nentries:\n  - { purpose: a, method: PUT, url: http://a/ }\n', 'c.yaml:3:27  unknown method "PUT"'],
    [
      'cassette: 1\nentries:\n  - { purpose: a, method: GET, url: http://a/ }\n',
      'it does not say how the request ended',
    ],
    ['cassette: 1\nentries:\n  - { purpose: a, method: GET, url: /a, status: 200 }\n', 'url is no absolute URL: "/a"'],
    [
      'cassette: 1\nentries:\n  - { purpose: a, method: GET, url: http://a/, status: 200, base64: "?" }\n',
      'this is no base64',
    ],
    ['cassette: [', 'not YAML'],
  ])('%j', (text, expected) => expect(problem(text)).toContain(expected))

  it('what is not there, and what cannot be an option', () => {
    const path = file()
    expect(() => openCassette(path, { mode: 'replay' })).toThrow('there is no cassette')
    expect(() => openCassette(path, { mode: 'repaly' as never })).toThrow('did you mean replay?')
    expect(() => openCassette(path, { redcat: true } as never)).toThrow('did you mean redact?')
    expect(() => openCassette(join(path, 'nowhere', 'c.yaml'))).toThrow('the cassette cannot be written to')
  })
})
