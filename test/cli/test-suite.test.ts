import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/xml/parse.js'
import { menuFolder, menuHead } from '../scenario/menu-server.js'
import { offhook } from './memory-io.js'

const sales = `  - name: Sales
    caller: [hears: press 1, presses: "1", hears: connecting you]
`
const support = `  - name: Support
    caller: [hears: press 1, presses: "2", hears: support]
`
const silent = `  - name: Nobody presses anything
    expect: [{ not_requested: /menu }]
`
const menu = (scenarios: string, files: Record<string, string> = {}) =>
  menuFolder({ 'menu.scenario.yaml': `${menuHead}scenarios:\n${scenarios}`, ...files })

describe('an application that scenarios name is started for them', () => {
  test('once; a failure shows what it printed, and "the command that replays exactly this run"', async () => {
    const dir = menu(sales + support)
    const { code, out } = await offhook(['test', dir])
    expect(code).toBe(1)
    expect(out).toMatch(/✓ Sales.*\n✗ Support/)
    expect(out).toContain('heard instead: "Goodbye"')
    expect(out).toContain('  meanwhile the application printed\n')
    expect(out).toContain('        POST /menu Digits=2\n')
    const [, again = ''] = /again: npx offhook (.*)/.exec(out) ?? []
    expect(again).toMatch(/^test \S+menu\.scenario\.yaml --only Support --seed \d+$/)
    const replayed = await offhook(again.split(' '))
    const told = (text: string) =>
      text
        .replace(/:\d{5}\b/g, ':port')
        .replace(/in \d+ ms/g, '')
        .match(/expected: .*\n.*\n.*/)
    expect(told(replayed.out)?.[0]).toBe(told(out)?.[0])
  })

  test('once for all of them: what it counts goes on counting', async () => {
    const count = (name: string, at: number) =>
      `  - name: ${name}\n    call: { answer_url: /count }\n    caller: [hears: request ${at}]\n`
    expect((await offhook(['test', menu(count('First', 1) + count('Second', 2))])).code).toBe(0)
  })

  test('one that ends in the middle fails that scenario, and is started anew for the next', async () => {
    const crash = '  - name: Crash\n    call: { answer_url: /crash }\n    caller: [hears: anything]\n'
    const { code, out } = await offhook(['test', menu(crash + sales)])
    expect(code).toBe(1)
    expect(out).toContain('(it has ended: exit code 7)')
    expect(out).toMatch(/✓ Sales/)
  })

  test('one that does not start fails every scenario of it, with what it printed', async () => {
    const { code, out } = await offhook([
      'test',
      menu(sales, { 'server.mjs': 'console.error("no database"); process.exit(3)' }),
    ])
    expect(code).toBe(1)
    expect(out).toContain('"node server.mjs" ended before it was ready: exit code 3')
    expect(out).toContain('no database')
    expect(out).not.toContain('--seed 0')
  })

  test('it signs with the account that the application is told', async () => {
    const token =
      '  - name: Token\n    call: { answer_url: /token }\n    caller: [hears: the token is secret-of-the-file]\n'
    const dir = menuFolder({
      'menu.scenario.yaml': `${menuHead}account: { auth_id: MATEST, auth_token: secret-of-the-file }\nscenarios:\n${token}`,
    })
    expect((await offhook(['test', dir])).code).toBe(0)
  })
})

describe('which are played', () => {
  const dir = menu(sales + support + silent)

  test('--only: the whole name; one that is not there has the nearest', async () => {
    expect((await offhook(['test', dir, '--only', 'Sales'])).out).toMatch(/✓ Sales.*\n\n1 passed in/)
    const { code, err } = await offhook(['test', dir, '--only', 'Saless'])
    expect({ code, err }).toEqual({ code: 2, err: 'offhook: there is no scenario "Saless"; did you mean "Sales"?\n' })
  })

  test('--grep: a part of the name, or a /regex/', async () => {
    expect((await offhook(['test', dir, '--list', '--grep', 'nobody'])).out).toMatch(
      /^\S+:8 {2}Nobody presses anything\n$/,
    )
    expect((await offhook(['test', dir, '--list', '--grep', '/^S/'])).out.match(/\n/g)).toHaveLength(2)
    expect((await offhook(['test', dir, '--grep', 'refund'])).err).toContain('no scenario has a name with refund in it')
  })

  test('--shard: every scenario is in exactly one part', async () => {
    const parts = await Promise.all(['1/2', '2/2'].map(part => offhook(['test', dir, '--list', '--shard', part])))
    const all = await offhook(['test', dir, '--list'])
    const lines = (text: string) => text.trimEnd().split('\n')
    expect(parts.flatMap(({ out }) => lines(out)).sort()).toEqual(lines(all.out).sort())
    expect((await offhook(['test', dir, '--shard', '3/2'])).err).toContain('Allowed is a part of a whole, such as 1/4.')
  })

  test('--bail: what comes after the first failure is skipped', async () => {
    const { code, out } = await offhook(['test', menu(support + sales), '--bail'])
    expect(code).toBe(1)
    expect(out).toMatch(/1 failed, 1 skipped in/)
  })
})

describe('--repeat "finds flakiness in the application under test"', () => {
  test('an application that answers alike passes, with other ids each time', async () => {
    const { code, out } = await offhook(['test', menu(sales), '--repeat', '3'])
    expect(out).toMatch(/✓ Sales {2}.*, 3 times [\d.]+ s of call/)
    expect(code).toBe(0)
  })

  test('one that does not is shown with the first line that differs, although nothing expected it', async () => {
    const count = '  - name: Count\n    call: { answer_url: /count }\n'
    const { code, out } = await offhook(['test', menu(count), '--repeat', '3', '--seed', '5'])
    expect(code).toBe(1)
    expect(out).toContain('2 of 3 runs failed, with the seeds 6, 7; the first of them:')
    expect(out).toContain('expected: every run goes like the first one')
    expect(out).toMatch(/\n +- .*"Request 1"/)
    expect(out).toMatch(/\n +\+ .*"Request 2"/)
    expect(out).toContain('--seed 5 --repeat 2')
  })
})

describe('reporters', () => {
  const hostile = `  - name: "<b>&\\"quoted\\" #1 :: 100%\\u0007"
    caller: [hears: nothing of the sort]
`
  const dir = menu(sales + hostile)
  const invalid = menuFolder({ 'a.scenario.yaml': 'caler: []', 'b.scenario.yaml': `${menuHead}name: Sales` })

  test('junit: well-formed XML, a suite for each file, whatever the names hold', async () => {
    const { out } = await offhook(['test', dir, '--reporter', 'junit'])
    expect(parseDocument(out)).toHaveProperty('document')
    expect(out).toContain('<testsuites name="offhook" tests="2" failures="1" errors="0" skipped="0"')
    expect(out).toMatch(/<testcase name="Sales" classname="\S+" file="\S+" line="4" time="[\d.]+"\/>/)
    expect(out).toContain('name="&lt;b&gt;&amp;&quot;quoted&quot; #1 :: 100%')
    expect(out).toContain('<failure message="expected: caller hears nothing of the sort" type="failed">')
    const broken = await offhook(['test', invalid, '--reporter', 'junit'])
    expect(broken.out).toMatch(/errors="1".*<error message="\S+a\.scenario\.yaml:1:1 {2}unknown key &quot;caler&quot;/s)
    expect(broken.code).toBe(2)
  })

  test('tap: version 14, with a plan, directives and diagnostics', async () => {
    const { out } = await offhook(['test', dir, '--reporter', 'tap', '--bail'])
    const lines = out.split('\n')
    expect(lines.slice(0, 2)).toEqual(['TAP version 14', '1..2'])
    expect(lines[2]).toMatch(/^ok 1 - Sales \(/)
    expect(lines[3]).toMatch(/^not ok 2 - <b>&"quoted" \\#1 :: 100%/)
    expect(lines[4]).toBe('  ---')
    expect(lines.at(-2)).toBe('  ...')
  })

  test('json: one document with a version, and everything about a failure', async () => {
    const { out } = await offhook(['test', dir, '--reporter', 'json'])
    const report = JSON.parse(out)
    expect(report).toMatchObject({ version: 1, passed: 1, failed: 1, invalid: 0, skipped: 0 })
    const [, failed] = report.scenarios
    expect(failed.runs[0]).toMatchObject({
      passed: false,
      failures: [{ expected: 'caller hears nothing of the sort' }],
    })
    expect(failed.runs[0].failures[0].evidence.ladder).toContain('Application')
    expect(failed.runs[0].again).toContain('--only')
  })

  test('github: an annotation at the line of the step; by itself on GitHub Actions, beside what people read', async () => {
    const { out } = await offhook(['test', dir], { env: { GITHUB_ACTIONS: 'true' } })
    expect(out).toMatch(/::error file=\S+menu\.scenario\.yaml,line=7,col=14,title=<b>&"quoted" #1 %3A%3A 100%25/)
    expect(out).toContain('✓ Sales')
    const broken = await offhook(['test', invalid, '--reporter', 'github'])
    expect(broken.out).toMatch(
      /^::error file=\S+a\.scenario\.yaml,line=1,col=1,title=no valid scenario::unknown key "caler"/,
    )
  })

  test('several, in files; stdout has one', async () => {
    const file = join(dir, 'out', 'calls.xml')
    const { out } = await offhook(['test', dir, '--reporter', `junit=${file}`])
    expect(out).toContain('✓ Sales')
    expect(readFileSync(file, 'utf8')).toContain('<testsuites')
    const { code, err } = await offhook(['test', dir, '--reporter', 'tap', '--reporter', 'json'])
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining('Two reports do not fit on one stdout'),
    })
    expect((await offhook(['test', dir, '--reporter', 'junt'])).err).toContain('did you mean junit?')
    expect((await offhook(['test', dir, '--reporter', `tap=${dir}`])).err).toContain('the report cannot be written')
  })

  test('in a terminal a line below everything else says how far it is, and is gone in the end', async () => {
    const { out } = await offhook(['test', menu(sales)], { terminal: true })
    expect(out).toContain('0 of 1  Sales')
    expect(out.split('\n').at(-2)).toMatch(/^1 passed in \d+ ms$/)
  })
})

describe('coverage and cassettes of a suite', () => {
  test('--coverage, --coverage-report and --coverage-min', async () => {
    const dir = menu(sales)
    const page = join(dir, 'calls.html')
    const { code, out } = await offhook(['test', dir, '--coverage', '--coverage-report', page, '--coverage-min', '99'])
    expect(code).toBe(1)
    expect(out).toMatch(/POST \/menu {2,}GetDigits action/)
    expect(out).toMatch(/✗ \d+ % were exercised/)
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/i)
    expect((await offhook(['test', dir, '--coverage-min', '10'])).code).toBe(0)
    expect((await offhook(['test', dir, '--coverage-report', 'a.pdf'])).err).toContain(
      'Allowed is a file that ends in .html',
    )
  })

  test('--cassettes: recorded once, then played without the application, and compared', async () => {
    const dir = menu(sales)
    const tapes = join(dir, 'tapes')
    expect((await offhook(['test', dir, '--cassettes', tapes])).out).toContain('.cassette.yaml written')
    writeFileSync(join(dir, 'server.mjs'), 'process.exit(1)')
    expect((await offhook(['test', dir, '--cassettes', tapes])).code).toBe(0)
    const other = readFileSync(join(menu(sales), 'server.mjs'), 'utf8')
      .replace("'Goodbye'", "'Bye'")
      .replace('Connecting you to sales.', 'Connecting you to nobody.')
    writeFileSync(join(dir, 'server.mjs'), other)
    const { code, out } = await offhook(['test', dir, '--cassettes', tapes, '--cassette-mode', 'compare'])
    expect(code).toBe(1)
    expect(out).toContain('expected: the application answers as in')
    expect(out).toMatch(/\+ .*Connecting you to nobody\./)
  })
})

describe('cassettes of scenarios in one file', () => {
  test('are named after the scenarios: these may change places, and names that look alike are not the same', async () => {
    const dir = menu(`${sales}  - name: SALES\n    caller: [hears: press 1, presses: "1", hears: connecting you]\n`)
    const tapes = join(dir, 'tapes')
    await offhook(['test', dir, '--cassettes', tapes])
    expect(readdirSync(tapes)).toHaveLength(2)
    writeFileSync(join(dir, 'menu.scenario.yaml'), `${menuHead}scenarios:\n${silent}${sales}`)
    writeFileSync(join(dir, 'server.mjs'), 'process.exit(1)')
    expect((await offhook(['test', dir, '--cassettes', tapes, '--only', 'Sales'])).code).toBe(0)
  })

  test('--redact: others stand for phone numbers in what is recorded', async () => {
    const dir = menuFolder({
      'menu.scenario.yaml': `${menuHead.replace('/answer }', '/answer, from: "+14085551234" }')}name: Sales`,
    })
    const tapes = join(dir, 'tapes')
    const recorded = async (...flags: string[]) => {
      await offhook(['test', dir, '--cassettes', tapes, '--cassette-mode', 'record', ...flags])
      return readFileSync(join(tapes, readdirSync(tapes)[0] ?? ''), 'utf8')
    }
    expect(await recorded()).toContain('14085551234')
    expect(await recorded('--redact')).not.toContain('4085551234')
  })

  test.each([['--cassette-mode', 'record'], ['--redact']])('2: %s without any cassette', async (...flags) => {
    const { code, err } = await offhook(['test', menu(sales), ...flags])
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('and no scenario has one') })
  })
})

test('a scenario passes although a callback failed: who reads the results is told, but not of injected faults', async () => {
  const dir = menu(sales, {})
  const failing = `${menuHead.replace('/answer }', '/answer, hangup_url: http://127.0.0.1:1/hangup }')}name: Sales\n`
  writeFileSync(join(dir, 'menu.scenario.yaml'), failing)
  expect((await offhook(['test', dir])).out).toMatch(
    /✓ Sales.*\n +a request failed: POST http:\/\/127\.0\.0\.1:1\/hangup \(hangup\)/,
  )
  writeFileSync(join(dir, 'menu.scenario.yaml'), `${failing}faults: [{ url: /hangup, fault: refuse }]\n`)
  expect((await offhook(['test', dir])).out).not.toContain('a request failed')
})

describe('--watch "re-runs on change of scenario or app"', () => {
  test('a change of the application plays again with it started anew; of a scenario, that file; q leaves', async () => {
    const dir = menu(sales)
    const server = join(dir, 'server.mjs')
    const original = readFileSync(server, 'utf8')
    const changes = [
      () => writeFileSync(server, original.replace('Connecting you', 'Connecting nobody')),
      () => writeFileSync(server, original),
      () => writeFileSync(join(dir, 'menu.scenario.yaml'), `${menuHead}scenarios:\n${sales}${silent}`),
    ]
    const { code, out } = await offhook(['test', dir, '--watch'], {
      terminal: true,
      onOutput: (text, io) => {
        if (!text.includes('waiting for changes')) return
        const change = changes.shift()
        if (change) change()
        else io.stdin.write('q')
      },
    })
    expect(out.match(/\d (passed|failed)(?= in)/g)).toEqual(['1 passed', '1 failed', '1 passed', '2 passed'])
    expect(out).toContain('changed ')
    expect(code).toBe(0)
  })

  test('Enter plays all, f those that failed', async () => {
    const keys = ['f', '\r', 'q']
    const { code, out } = await offhook(['test', menu(sales + support), '--watch'], {
      terminal: true,
      onOutput: (text, io) => {
        if (text.includes('waiting for changes')) io.stdin.write(keys.shift())
      },
    })
    expect(out.match(/(\d passed, )?\d failed(?= in)/g)?.slice(-3)).toEqual([
      '1 passed, 1 failed',
      '1 failed',
      '1 passed, 1 failed',
    ])
    expect(code).toBe(1)
  })
})

test.each([
  [['--update', '--repeat', '3'], '--update and --repeat do not go together'],
  [['--watch', '--json'], '--watch and --json do not go together'],
  [['--json', '--reporter', 'tap'], '--json and --reporter do not go together on stdout'],
  [['--repeat', '0'], 'Allowed is a whole number, 1 or more.'],
  [['--jobs', 'all'], 'Allowed is a whole number, 1 or more.'],
  [['--coverage-min', '120'], 'Allowed is a number from 0 to 100.'],
  [['--cassette-mode', 'compar'], 'did you mean compare?'],
  [['--shard', '2/0'], 'Allowed is a part of a whole, such as 1/4.'],
])('2: %j: %s', async (flags, message) => {
  const { code, err } = await offhook(['test', menu(sales), ...flags])
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) })
})
