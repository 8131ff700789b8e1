import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readAppFile } from '../../src/scenario/app-file.js'
import { loadSampleApp, type SampleApp } from '../../src/scenario/sample-app.js'
import { temporaryFolder } from '../temporary-folder.js'

const folder = join(temporaryFolder(), 'My Menu')

function write(files: Record<string, string>): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

function load(yaml: string): SampleApp {
  write({
    'app.yaml': yaml,
    'a.xml': '<Response>a {{base}}/x</Response>',
    'b.xml': '<Response>b</Response>',
    'tone.wav': 'RIFF',
  })
  const loaded = loadSampleApp(folder)
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'))
  return loaded.app
}

const post = (app: SampleApp, path: string, params: Record<string, string> = {}): Promise<Response> =>
  app.handler(
    new Request(app.origin + path, { method: 'POST', body: new URLSearchParams({ CallUUID: 'u', ...params }) }),
  )

const answer = async (response: Promise<Response>): Promise<string> => {
  const { status } = await response
  return `${status} ${(await (await response).text()).trim()}`
}

test('a folder is an application: where it is, and where a call starts', () => {
  expect(
    load('about: A lesson.\nanswer: /answer#rt=3000\nhangup: /bye\nroutes:\n  /answer: a.xml\n  /bye: 200\n'),
  ).toMatchObject({
    name: 'My Menu',
    about: 'A lesson.',
    origin: 'http://my-menu.sample',
    answerUrl: 'http://my-menu.sample/answer#rt=3000',
    fallbackUrl: undefined,
    hangupUrl: 'http://my-menu.sample/bye',
  })
})

describe('a request is answered by the first rule that holds', () => {
  const app = () =>
    load(`
answer: /answer
routes:
  /answer: a.xml
  /menu:
    - when: { Digits: "1" }
      file: a.xml
    - when: { Digits: "" }
      status: 204
    - when: { Digits: "/^[23]$/", CallStatus: in-progress }
      file: b.xml
      status: 500
    - status: 404
  /slow: { delay: 45s, file: b.xml }
  /flaky:
    - attempts: [1, 2]
      status: 503
    - file: b.xml
  /only: [{ when: { a: b }, status: 200 }]
  /moved: { status: 302, headers: { Location: "{{base}}/answer" } }
  /dead: { fault: stall }
  /short: { fault: { short_body: 7 } }
  /cut: { fault: stall-after, after_bytes: 5, file: a.xml }
`)

  test('{{base}} in a document is the origin', async () => {
    const response = await post(app(), '/answer')
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(await response.text()).toBe('<Response>a http://my-menu.sample/x</Response>')
  })

  test.each([
    [{ Digits: '1' }, '200 <Response>a http://my-menu.sample/x</Response>'],
    [{ Digits: '' }, '204 '],
    [{}, '204 '],
    [{ Digits: '3', CallStatus: 'in-progress' }, '500 <Response>b</Response>'],
    [{ Digits: '3' }, '404 '],
    [{ Digits: '11' }, '404 '],
  ])('%j', async (params, expected) => expect(await answer(post(app(), '/menu', params))).toBe(expected))

  test('parameters of a GET are in the query', async () => {
    const { handler, origin } = app()
    expect(await answer(handler(new Request(`${origin}/menu?Digits=1&CallUUID=u`)))).toContain('200 <Response>a')
  })

  test('attempts count per call', async () => {
    const one = app()
    const statuses = []
    for (const CallUUID of ['u', 'u', 'v', 'u']) statuses.push((await post(one, '/flaky', { CallUUID })).status)
    expect(statuses).toEqual([503, 503, 503, 200])
  })

  test('a delay is a header, a fault an error, for the exchange to act on', async () => {
    const one = app()
    expect((await post(one, '/slow')).headers.get('x-offhook-delay')).toBe('45000')
    expect((await post(one, '/moved')).headers.get('location')).toBe('http://my-menu.sample/answer')
    await expect(post(one, '/dead')).rejects.toMatchObject({ name: 'TransportFault', kind: 'stall' })
    await expect(post(one, '/short')).rejects.toMatchObject({ kind: 'short-body', amount: 7 })
    await expect(post(one, '/cut')).rejects.toMatchObject({ kind: 'stall-after', amount: 5 })
  })

  test('what no route or rule answers is a 404 that says so', async () => {
    expect(await answer(post(app(), '/nowhere'))).toBe('404 No route for /nowhere')
    expect(await answer(post(app(), '/only'))).toBe('404 No rule of /only matches this request')
  })
})

describe('sounds are served by their path, and nothing else is', () => {
  const get = (path: string) => {
    const app = load('answer: /answer\nroutes: { /answer: a.xml }\n')
    return app.handler(new Request(app.origin + path))
  }

  test('a sound', async () => {
    const response = await get('/tone.wav')
    expect(response.headers.get('content-type')).toBe('audio/wav')
    expect(await response.text()).toBe('RIFF')
  })

  test.each([
    '/app.yaml',
    '/a.xml',
    '/none.wav',
    '/../outside.wav',
    '/%2e%2e/outside.wav',
    '/..%2foutside.wav',
    '/%2e%2e%2f%2e%2e%2fetc%2foutside.wav',
    '//outside.wav',
    '/%2Ftmp%2Foutside.wav',
    '/folder.wav',
    '/%00.wav',
    '/%.wav',
  ])('%s', async path => {
    writeFileSync(join(folder, '..', 'outside.wav'), 'secret')
    mkdirSync(join(folder, 'folder.wav'), { recursive: true })
    expect((await get(path)).status).toBe(404)
  })

  test('a link out of the folder', async () => {
    writeFileSync(join(folder, '..', 'outside.wav'), 'secret')
    symlinkSync(join(folder, '..', 'outside.wav'), join(folder, 'link.wav'))
    expect((await get('/link.wav')).status).toBe(404)
  })
})

describe('documents are files of the folder, also behind links', () => {
  const own = temporaryFolder()
  const outside = temporaryFolder()
  const yaml = 'answer: /a\nroutes: { /a: a.xml }\n'
  const point = (at: string, to: string) => {
    rmSync(join(own, at), { force: true })
    symlinkSync(to, join(own, at))
  }
  writeFileSync(join(own, 'app.yaml'), yaml)
  writeFileSync(join(own, 'real.xml'), '<Response/>')
  writeFileSync(join(outside, 'secret.xml'), 'secret')

  test.each([
    ['a.xml', 'secret.xml'],
    ['sub', ''],
  ])('a link that leads out is refused: %s', (link, target) => {
    point(link, join(outside, target))
    const name = target ? link : `${link}/secret.xml`
    const result = readAppFile(yaml.replace('a.xml', name), own)
    expect('problems' in result && result.problems.join()).toContain(
      `app.yaml:2:15  "${name}" is a link that leads out of the folder`,
    )
  })

  test('so is one that leads out later, and a file that is gone', async () => {
    point('a.xml', 'real.xml')
    const loaded = loadSampleApp(own)
    if ('problems' in loaded) throw new Error(loaded.problems.join('\n'))
    expect(await answer(post(loaded.app, '/a'))).toBe('200 <Response/>')
    point('a.xml', join(outside, 'secret.xml'))
    expect(await answer(post(loaded.app, '/a'))).toBe('500 There is no file a.xml in this folder any more')
    rmSync(join(own, 'a.xml'))
    expect(await answer(post(loaded.app, '/a'))).toBe('500 There is no file a.xml in this folder any more')
  })
})

describe('mistakes in app.yaml have their place', () => {
  const app = 'answer: /a\nroutes:\n  /a: a.xml\n'
  test.each([
    ['answer: /start\nroutes:\n  /a: a.xml\n', 'app.yaml:1:9  answer is at "/start", where no route is. Allowed: /a'],
    ['answer: /answr\nroutes:\n  /answer: a.xml\n', 'did you mean "/answer"?'],
    ['routes:\n  /a: a.xml\n', 'an app needs "answer": the path where a call starts'],
    ['answer: /a\n', 'an app needs "routes": what is answered at which path'],
    [`${app}  a: 200\n`, 'app.yaml:4:3  a route is a path from the root, without query and fragment: "a"'],
    [`${app}  /b: none.xml\n`, 'app.yaml:4:7  there is no file "none.xml"'],
    [
      `${app}  /b: ../a.xml\n`,
      'app.yaml:4:7  "../a.xml" is not a file of this folder. Allowed: a relative path without ".."',
    ],
    [`${app}  /b: ../../etc/passwd\n`, 'is not a file of this folder'],
    [`${app}  /b: { file: b/../../a.xml }\n`, 'is not a file of this folder'],
    [`${app}  /b: "%2e%2e/a.xml"\n`, 'is not a file of this folder'],
    [`${app}  /b: '..\\a.xml'\n`, 'is not a file of this folder'],
    [`${app}  /b: 'C:\\a.xml'\n`, 'is not a file of this folder'],
    [`${app}  /b: file:///etc/passwd\n`, 'is not a file of this folder'],
    [`${app}  /b: { file: folder }\n`, 'there is no file "folder"'],
    [`${app}  /b: { when: { Digits: "/(/" }, status: 200 }\n`, 'app.yaml:4:25  Invalid regular expression'],
    [`${app}  /b: /etc/passwd\n`, 'is not a file of this folder'],
    [`${app}  /b: 99\n`, 'Allowed: an HTTP status, 200 to 599'],
    [`${app}  /b: 700\n`, '700 is no HTTP status. Allowed: 200 to 599'],
    [
      `${app}  /b: { fault: stal }\n`,
      'app.yaml:4:16  there is no fault "stal"; did you mean "stall"? Allowed: refuse, unreachable',
    ],
    [`${app}  /b: { fault: { stall_after: 2s } }\n`, 'app.yaml:4:31  stall_after must be a whole number'],
    [`${app}  /b: { fault: { status: 700 } }\n`, 'app.yaml:4:26  status is 700. Allowed: a status, 200 to 599'],
    [`${app}  /b: { fault: { stall: 1 } }\n`, 'the fault stall takes no amount; did you mean "fault: stall"?'],
    [`${app}  /b: { fault: slow }\n`, 'an application cannot fail by "slow". Allowed: delay: 3s'],
    [`${app}  /b: { fault: duplicate }\n`, 'this one belongs to a scenario'],
    [`${app}  /b: { fault: stall, delay: 1s }\n`, 'a fault takes its own time'],
    [`${app}  /b: { status: 204, file: a.xml }\n`, 'that status has no body, so no file'],
    [`${app}  /b: { status: 200, after_bytes: 3 }\n`, 'after_bytes belongs to a fault'],
    [`${app}  /b: { fault: stall, after_bytes: 3 }\n`, 'after_bytes means nothing to "stall"'],
    [`${app}  /b: { when: { Digits: "1" } }\n`, 'no reply: give a file, a status or a fault'],
    [`${app}  /b: { when: { Digits: 1 }, status: 200 }\n`, 'YAML reads 1 as a number, and Digits must be text'],
    [`${app}  /b: { delay: 45, file: a.xml }\n`, '"45" is not a time; did you mean "45s"?'],
    [`${app}  /b: { fle: a.xml }\n`, 'unknown key "fle"; did you mean "file"?'],
    [
      `${app}  /b: [{ file: a.xml }, { status: 200 }]\n`,
      'app.yaml:4:25  never reached: the rule before it has no conditions',
    ],
    [`${app}  /b: [{ attempts: [0], status: 200 }]\n`, 'a list of whole numbers; 1 is the first attempt'],
    [`${app}  /b: { status: 200, headers: { "a b": c } }\n`, 'unknown header "a b"'],
    [`${app}  /b:\n`, '/b must be a record of keys and values, but it is empty'],
    ['[]', 'the file must be a record'],
  ])('%j', (yaml, sentence) => {
    mkdirSync(join(write({ 'a.xml': '' }), 'folder'), { recursive: true })
    const result = readAppFile(yaml, folder)
    expect('problems' in result ? result.problems.join('\n') : '').toContain(sentence)
  })

  test('a folder that is not there, or is no app', () => {
    const problems = (name: string) => {
      const result = loadSampleApp(name)
      return 'problems' in result ? result.problems.map(String) : []
    }
    const empty = temporaryFolder()
    expect(problems('nowhere')).toEqual(['nowhere  there is no such folder'])
    expect(problems(empty)).toEqual([`${join(empty, 'app.yaml')}  there is no such file`])
    symlinkSync(join(write({ 'a.xml': '' }), 'a.xml'), join(empty, 'app.yaml'))
    expect(problems(empty)).toEqual([`${join(empty, 'app.yaml')}  it is a link that leads out of the folder`])
  })
})
