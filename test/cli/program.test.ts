import { describe, expect, test } from 'vitest'
import { explain } from '../../src/cli/program.js'
import { memoryIo, offhook } from './memory-io.js'

describe('help teaches: examples come first', () => {
  test.each([[['--help']], [['call', '--help']], [['help', 'test']], [['check', '-h']]])('offhook %j', async args => {
    const { code, out, err } = await offhook(args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.indexOf('  offhook ')).toBeGreaterThan(0)
    expect(out.indexOf('  offhook ')).toBeLessThan(out.indexOf('Usage:'))
  })

  test.each([['--help'], ['call --help'], ['test --help'], ['check --help']])('%s fits 60 columns', async line => {
    const { out } = await offhook(line.split(' '), { columns: 60 })
    for (const written of out.split('\n')) expect(written.length, written).toBeLessThanOrEqual(60)
    expect(out).not.toMatch(/\w-?\n\w+ \\/)
  })

  test('an example that is too long is continued as a shell takes it, and explained below', async () => {
    const { out } = await offhook(['call', '--help'], { columns: 60 })
    expect(out).toContain(`  offhook call http://localhost:3000/answer \\
      --script "hears press 1; presses 1; hears goodbye"
`)
    expect(out).toContain(`  offhook call http://localhost:3000/answer --json \\
      | jq .type
      every event, for programs
`)
  })

  test('--version prints the version of the package', async () => {
    const { code, out } = await offhook(['--version'])
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('2 is wrong usage: what was given, what is allowed, and the nearest', () => {
  const cases: [string, string][] = [
    ['', 'Usage: offhook <command>'],
    ['cal x', "unknown command 'cal' (did you mean call?)"],
    ['http://localhost:3000/answer', 'did you mean "offhook call http://localhost:3000/answer"?'],
    ['answer.xml', 'did you mean "offhook check answer.xml"?'],
    ['call', 'whom to call is missing'],
    ['call http://localhost:1/ --scrip x', "unknown option '--scrip' (did you mean --script?)"],
    ['call http://localhost:1/ --method PUT', 'Allowed are GET and POST.'],
    ['call http://localhost:1/ --timeout 30', 'a time with its unit'],
    ['call http://localhost:1/ --speed 0', 'more than 0'],
    ['call http://localhost:1/ --seed x', 'a whole number'],
    ['call http://localhost:1/ --header nothing', "Allowed is 'Name: value'."],
    [
      'call http://localhost:1/ --header Content-Length:5',
      'Content-Length cannot be given: each request needs its own',
    ],
    ['call http://localhost:1/ --header host:x', 'host cannot be given'],
    ['call http://localhost:1/ --header Transfer-Encoding:chunked', 'Transfer-Encoding cannot be given'],
    ['call http://localhost:1/ --header connection:close', 'connection cannot be given'],
    ['call http://localhost:1/ --header X-Plivo-Signature-V3:x', 'offhook signs each request itself'],
    ['call --scenario nope.yaml', 'offhook: there is no file nope.yaml\n'],
    ['call --scenario xml-samples/ivr/menu/scenari.yaml', 'did you mean xml-samples/ivr/menu/scenario.yaml?'],
    ['call --scenario xml-samples/ivr/menu', 'is a folder, and --scenario takes a file'],
    ['call http://localhost:1/ --sip-header a-b=1', 'letters and digits'],
    ['call http://localhost:1/ --from me', '--from is "me"; allowed is a number (+14155550100) or a SIP address'],
    ['call http://localhost:1/ --hangup-url x/y', '--hangup-url is "x/y"; allowed is an absolute http or https URL'],
    ['call http://localhost:1/ --virtual --real', '--virtual and --real do not go together'],
    ['call http://localhost:1/ --demo', '--demo plays a sample folder'],
    ['call localhost:3000/answer', 'did you mean http://localhost:3000/answer?'],
    ['call 3000', 'did you mean http://localhost:3000/?'],
    ['call xml-samples', '\n  offhook call xml-samples/ivr/menu'],
    ['call xml-samples/ivr/menue', 'did you mean xml-samples/ivr/menu?'],
    ['call xml-samples/ivr/menu/answer.xml', '"offhook call xml-samples/ivr/menu"'],
    ['call test', 'test is no sample: it has no app.yaml'],
    ['test nowhere', 'there is no file or folder nowhere'],
    ['check READMEE.md', 'there is no file or folder READMEE.md'],
  ]
  test.each(cases)('offhook %s', async (line, words) => {
    const { code, out, err } = await offhook(line.split(' ').filter(Boolean))
    expect(err).toContain(words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).not.toContain('    at ')
  })

  test.each(['--auth-token', '--auth-id'])('%s "" is most likely a variable that is not set', async flag => {
    const { code, err } = await offhook(['call', 'http://localhost:1/', flag, ''])
    expect(code).toBe(2)
    expect(err).toContain('It is empty')
  })

  test('a script that cannot be played is shown with its place, and what was meant', async () => {
    const { code, err } = await offhook(['call', 'http://localhost:1/', '--script', 'hears sales; press 1'])
    expect(code).toBe(2)
    expect(err).toContain('--script:1:14  unknown step "press 1"; did you mean "presses 1"?')
  })
})

describe('3 is a failure of offhook itself: "message, no stack trace unless OFFHOOK_DEBUG=1"', () => {
  test.each([
    ['', false],
    ['1', true],
  ])('OFFHOOK_DEBUG=%s', (value, traced) => {
    const io = memoryIo({ env: { OFFHOOK_DEBUG: value } })
    expect(explain(new Error('a \x1b[31mdefect'), io)).toBe(3)
    expect(io.err()).toMatch(/^offhook: an internal error: a \\x1b\[31mdefect\n/)
    expect(/^ {4}at /m.test(io.err())).toBe(traced)
    expect(io.err()).not.toContain('\x1b')
  })
})
