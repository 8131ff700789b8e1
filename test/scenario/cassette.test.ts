import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type CassetteMode,
  type CassetteOptions,
  createExchange,
  describeDifferences,
  type FetchHandler,
  openCassette,
  TransportFault,
} from '../../src/index.js'
import { temporaryFolder } from '../temporary-folder.js'

const origin = 'http://menu.test'
const xml = (content: string) =>
  new Response(`<Response>\n  ${content}\n</Response>\n`, {
    headers: { 'content-type': 'text/xml', 'set-cookie': 'sid=s3cret' },
  })

/** What the menu answers: it asks for a key, and tells the id of the call to itself. */
const menu =
  (change: Record<string, (params: URLSearchParams) => Response> = {}): FetchHandler =>
  async request => {
    const { pathname } = new URL(request.url)
    const params = new URLSearchParams(request.method === 'POST' ? await request.text() : new URL(request.url).search)
    const own = change[pathname]
    if (own) return own(params)
    switch (pathname) {
      case '/answer':
        return xml(
          `<GetDigits action="${origin}/menu/${params.get('CallUUID')}" numDigits="1"><Speak>Press 1 or 2</Speak></GetDigits>`,
        )
      case '/hangup':
        return new Response('')
      default:
        return xml(`<Speak>You pressed ${params.get('Digits')}, call ${params.get('CallUUID')}</Speak>`)
    }
  }

interface Run {
  readonly file: string
  readonly seed?: number
  readonly keys?: string
  readonly from?: string
  readonly app?: FetchHandler | undefined
  readonly mode?: CassetteMode
  readonly redact?: boolean
  readonly answerUrl?: string
}

async function run({ file, seed = 1, keys = '1', from = '+14155550100', app, mode, redact, answerUrl }: Run) {
  const options: CassetteOptions = { ...(mode && { mode }), ...(redact !== undefined && { redact }) }
  const cassette = openCassette(file, options)
  const exchange = createExchange({ seed, interceptors: [cassette.interceptor] })
  if (app) exchange.mount(origin, app)
  const caller = exchange.call({ from, answerUrl: answerUrl ?? `${origin}/answer`, hangupUrl: `${origin}/hangup` })
  await caller.hears(/press 1/i).catch(() => {})
  if (!caller.call.over) await caller.presses(keys)
  await caller.callEnds()
  await exchange.close()
  const report = cassette.close()
  return { caller, report, lines: describeDifferences(report), uuid: caller.call.uuid }
}

const cassetteIn = () => join(temporaryFolder(), 'menu.cassette.yaml')

describe('a cassette', () => {
  it('"the flow can be replayed without the application", with other ids: those of the running call', async () => {
    const file = cassetteIn()
    const recorded = await run({ file, app: menu() })
    expect(recorded.report).toMatchObject({ mode: 'record', attempts: 3, failed: false })
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain(recorded.uuid)
    expect(text).toContain('menu/{{CallUUID}}')
    const { caller, report, uuid } = await run({ file, seed: 99 })
    expect(uuid).not.toBe(recorded.uuid)
    expect(report).toMatchObject({ mode: 'replay', attempts: 3, failed: false, differences: [] })
    expect(caller.heard).toEqual(['Press 1 or 2', `You pressed 1, call ${uuid}`])
    expect(caller.call.trace.of('call.ended')).toMatchObject([{ cause: 4010 }])
  })

  it('is a file that people can read: bodies are blocks, and cookies are in none', async () => {
    const file = cassetteIn()
    await run({ file, app: menu() })
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('\ncassette: 1\n')
    expect(text).toContain('    with: { Digits: "1" }\n')
    expect(text).toContain('    body: |\n      <Response>\n        <GetDigits')
    expect(text).not.toContain('s3cret')
  })

  it('"A request that the cassette lacks ends the attempt with a sentence that names the nearest stored request"', async () => {
    const file = cassetteIn()
    await run({ file, app: menu() })
    const { report, lines, caller } = await run({ file, keys: '2' })
    expect(report.failed).toBe(true)
    expect(lines[0]).toBe('not in the cassette: POST /menu/{{CallUUID}} (GetDigits action) Digits="2"')
    expect(lines[1]).toBe(
      '  the nearest is POST /menu/{{CallUUID}} (GetDigits action) Digits="1": Digits was "1", is "2"',
    )
    expect(lines).toContain('stored, but never asked for: POST /menu/{{CallUUID}} (GetDigits action) Digits="1"')
    expect(caller.call.trace.of('webhook.attempted')[1]?.reason).toContain('has no answer for POST /menu')
  })

  it('equal requests are answered in the order in which they are stored', async () => {
    const file = cassetteIn()
    let times = 0
    const again = (): Response => {
      times++
      return times < 3 ? xml(`<Speak>Pass ${times}</Speak><Redirect>${origin}/answer</Redirect>`) : xml('<Hangup/>')
    }
    await run({ file, app: menu({ '/answer': again }) })
    const { caller } = await run({ file })
    expect(caller.heard).toEqual(['Pass 1', 'Pass 2'])
  })

  it('failures of the wire are stored, too, and cost the same call time', async () => {
    const file = cassetteIn()
    const stall = () => {
      throw new TransportFault('stall')
    }
    const recorded = await run({ file, app: menu({ '/answer': stall }) })
    const { caller, report } = await run({ file })
    expect(report.differences).toEqual([])
    expect(caller.call.trace.text()).toBe(recorded.caller.call.trace.text())
  })

  it('binary bodies are base64', async () => {
    const file = cassetteIn()
    const bytes = Buffer.from([0, 255, 1, 254, 10, 13])
    const app = menu({
      '/answer': () => xml(`<Play>${origin}/a.mp3</Play>`),
      '/a.mp3': () => new Response(bytes, { headers: { 'content-type': 'audio/mpeg' } }),
    })
    const recorded = await run({ file, app })
    expect(readFileSync(file, 'utf8')).toContain(`base64: |\n      ${bytes.toString('base64')}`)
    const { caller, report } = await run({ file })
    expect(report.failed).toBe(false)
    expect(caller.call.trace.text()).toBe(recorded.caller.call.trace.text())
  })
})

describe('"a diff shows what changed since"', () => {
  const recorded = async () => {
    const file = cassetteIn()
    await run({ file, app: menu() })
    return file
  }

  it('nothing, when nothing has changed', async () => {
    const file = await recorded()
    expect((await run({ file, app: menu(), mode: 'compare', seed: 5 })).report).toMatchObject({
      mode: 'compare',
      attempts: 3,
      differences: [],
      failed: false,
    })
  })

  it('documents, line by line', async () => {
    const file = await recorded()
    const answer = (params: URLSearchParams) =>
      xml(
        `<GetDigits action="${origin}/menu/${params.get('CallUUID')}" numDigits="1"><Speak>Press 1, 2 or 3</Speak></GetDigits>`,
      )
    const { lines, report } = await run({ file, app: menu({ '/answer': answer }), mode: 'compare' })
    expect(report.failed).toBe(true)
    expect(lines[0]).toBe('another document: POST /answer (answer)')
    expect(lines[1]).toBe('    <Response>')
    expect(lines[2]).toContain('  -   <GetDigits')
    expect(lines[3]).toContain('Press 1, 2 or 3')
    expect(lines).toHaveLength(5)
  })

  it('parameters, statuses, what is new and what is gone', async () => {
    const file = await recorded()
    const app = menu({ '/hangup': () => new Response('', { status: 500 }) })
    const { lines } = await run({ file, app, mode: 'compare', keys: '2' })
    expect(lines.join('\n')).toContain('other parameters: POST /menu/{{CallUUID}} (GetDigits action) Digits="2"')
    expect(lines).toContain('  Digits was "1", is "2"')
    expect(lines).toContain('  is: answered 500')
    const moved = () => xml(`<Redirect>${origin}/elsewhere</Redirect>`)
    const other = await run({ file, app: menu({ '/answer': moved }), mode: 'compare' })
    expect(other.lines).toContain('new: POST /elsewhere (Redirect)')
    expect(other.lines).toContain('not asked for any more: POST /menu/{{CallUUID}} (GetDigits action) Digits="1"')
  })

  it('order', async () => {
    const file = cassetteIn()
    const chain = (first: string, second: string) =>
      menu({
        '/answer': () => xml(`<Redirect>${origin}/${first}</Redirect>`),
        [`/${first}`]: () => xml(`<Redirect>${origin}/${second}</Redirect>`),
        [`/${second}`]: () => xml('<Hangup/>'),
      })
    await run({ file, app: chain('a', 'b') })
    const { report } = await run({ file, app: chain('b', 'a'), mode: 'compare' })
    expect(report.differences.filter(({ kind }) => kind === 'order')).toEqual([
      { kind: 'order', request: 'POST /b (Redirect)', before: 'POST /a (Redirect)' },
    ])
  })
})

describe('"Secrets and phone numbers redacted on request"', () => {
  it('credentials and tokens are in no file, asked for or not, and the flow is replayed all the same', async () => {
    const file = cassetteIn()
    const app = menu({
      '/answer': () => xml(`<Redirect>http://bob:pa55@menu.test/menu?token=t0ken&amp;x=1</Redirect>`),
    })
    const answerUrl = 'http://anna:pa55@menu.test/answer?api_key=k3y'
    await run({ file, app, answerUrl })
    const text = readFileSync(file, 'utf8')
    for (const secret of ['pa55', 't0ken', 'k3y', 'anna', 'bob']) expect(text).not.toContain(secret)
    expect((await run({ file, answerUrl })).report).toMatchObject({ failed: false, differences: [], attempts: 3 })
  })

  it('numbers are fictional ones of the same form, the same one always the same, and it replays for the real caller', async () => {
    const file = cassetteIn()
    const app = menu({ '/answer': params => xml(`<Speak>You are +${params.get('From')}, press 1</Speak>`) })
    await run({ file, app, redact: true, from: '+4930901820' })
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain('4930901820')
    expect(text).toContain('From: "1415550100"')
    expect(text).toContain('You are +1415550100, press 1')
    expect((await run({ file, from: '+4930901820' })).report).toMatchObject({ failed: false, differences: [] })
    expect((await run({ file, app, from: '+4930901820', mode: 'compare' })).report.differences).toEqual([])
  })

  it('keys under log="false" are others of the same length, which lead to the same answer', async () => {
    const file = cassetteIn()
    const app = menu({
      '/answer': () =>
        xml(`<GetDigits log="false" action="${origin}/pin" numDigits="4"><Speak>Press 1</Speak></GetDigits>`),
      '/pin': params => xml(`<Speak>Your pin is ${params.get('Digits')}</Speak>`),
    })
    await run({ file, app, redact: true, keys: '4711' })
    expect(readFileSync(file, 'utf8')).not.toContain('4711')
    expect((await run({ file, keys: '4711' })).caller.heard.at(-1)).toBe('Your pin is 0000')
    expect((await run({ file, keys: '0000' })).report.failed).toBe(false)
  })
})

describe('a cassette that is edited by hand', () => {
  const opening = (text: string) => {
    const file = cassetteIn()
    writeFileSync(file, text)
    return () => openCassette(file)
  }

  it('says what is wrong, and where', () => {
    const entry = (more: string) => `cassette: 1\nanswers:\n  - purpose: answer\n    url: http://a.test/\n${more}`
    expect(opening('cassette: 2\nanswers: []\n')).toThrow(/:1:11 {2}this is a cassette of version "2"/)
    expect(opening('answers: []\n')).toThrow('it has no version; did you mean "cassette: 1"?')
    expect(opening(entry('    statsu: 200\n'))).toThrow(/:5:5 {2}unknown key "statsu"; did you mean "status"\?/)
    expect(opening(entry(''))).toThrow('how it ended is missing')
    expect(opening(entry('    status: 200\n    body: 0123\n'))).toThrow('write it in quotes: "0123"')
    expect(opening(entry('    status: 200\n    call: 3\n'))).toThrow('there is no call 3')
    expect(opening('- 1')).toThrow('the file must be a record')
  })

  it('one that is not there cannot be replayed, and options that are none are refused', () => {
    expect(() => openCassette(cassetteIn(), { mode: 'replay' })).toThrow(
      /there is no such file; a cassette is recorded first/,
    )
    expect(() => openCassette('a', { mode: 'rewind' as 'replay' })).toThrow('allowed are record, replay and compare')
    expect(() => openCassette('a', { redakt: true } as object)).toThrow('did you mean redact?')
  })
})
