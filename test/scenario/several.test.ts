import { describe, expect, it } from 'vitest'
import { loadScenario, loadScenarios, readScenario, readScenarios, type Scenario } from '../../src/scenario/file.js'
import { menuFolder } from './menu-server.js'

const read = (text: string): Scenario[] => {
  const result = readScenarios(text, '/calls/menu.yaml')
  if ('problems' in result) throw new Error(result.problems.join('\n'))
  return result.scenarios
}
const mistakes = (text: string): string[] => {
  const result = readScenarios(text, 'menu.yaml')
  return 'problems' in result ? result.problems.map(String) : []
}

const shared = `app: { command: node server.js, ready: /listening/, port: 3000 }
call: { answer_url: /answer, from: "+14155550101" }
phones: { "+14155550111": busy, "+14155550112": no-answer }
faults: [{ url: /menu, fault: stall }]
seed: 7
expect: [{ no_problems: risky }]
`

describe('a file may have several scenarios, with what they have in common above them', () => {
  const [sales, support] = read(`${shared}scenarios:
  - name: Sales
    caller: [presses: "1"]
  - name: Support
    seed: 9
    call: { from: "+14155550109" }
    phones: { "+14155550111": { answers: 2s } }
    caller: [presses: "2"]
    expect: [{ requested: /menu }]
`)

  it('each has a name, a place, and its own steps', () => {
    expect([sales, support].map(one => [one?.name, one?.place?.line, one?.callers[0]?.does.length])).toEqual([
      ['Sales', 8, 1],
      ['Support', 10, 1],
    ])
  })

  it('what one says itself wins; what it does not say is the common one', () => {
    expect([sales?.seed, support?.seed]).toEqual([7, 9])
    expect(sales?.callers[0]?.call).toMatchObject({ answerUrl: '/answer', from: '+14155550101' })
    expect(support?.callers[0]?.call).toMatchObject({ answerUrl: '/answer', from: '+14155550109' })
    expect(support?.program).toMatchObject({ command: 'node server.js', port: 3000, ready: /listening/, cwd: '/calls' })
  })

  it('expectations add up', () => {
    expect(sales?.expect.map(({ kind }) => kind)).toEqual(['no_problems'])
    expect(support?.expect.map(({ kind }) => kind)).toEqual(['no_problems', 'requested'])
  })

  it('phones and faults that they share need not be met by each: they have no place', () => {
    expect(support?.phones?.map(({ address, place }) => [address, place?.line])).toEqual([
      ['+14155550111', 13],
      ['+14155550112', undefined],
    ])
    expect(sales?.faults?.map(({ place }) => place)).toEqual([undefined])
  })

  it('callers of one hide the common caller, and the other way round', () => {
    const [one, other] = read(`app: ../menu
caller: [hangs up]
scenarios:
  - { name: One, callers: { anna: {}, ben: {} } }
  - { name: Other }
`)
    expect(one?.callers.map(({ name }) => name)).toEqual(['anna', 'ben'])
    expect(other?.callers.map(({ name, does }) => [name, does.length])).toEqual([['caller', 1]])
  })
})

describe('mistakes have their place', () => {
  it.each([
    ['scenarios: []\napp: x', 'menu.yaml:1:12  "scenarios" names no scenario'],
    ['app: x\nscenarios:\n  - caller: []', 'menu.yaml:3:5  a scenario of a list needs a name'],
    ['app: x\nscenarios: [{ name: A }, { name: A }]', 'menu.yaml:2:34  there are two scenarios named "A"'],
    ['app: x\nscenarios:\n  - { name: A, caler: [] }', 'menu.yaml:3:16  unknown key "caler"; did you mean "caller"?'],
    ['app: x\nscenarios:\n  - { name: A, scenarios: [] }', 'menu.yaml:3:16  unknown key "scenarios"'],
    ['scenarios: [{ name: A }]', 'menu.yaml:1:13  nobody answers: give call.answer_url'],
    [
      'app: x\nexpect: [{ trace: a.txt }]\nscenarios: [{ name: A }]',
      'menu.yaml:2:9  scenarios cannot have one trace in common: each expects a file of its own',
    ],
    ['app: {}', 'menu.yaml:1:6  "app" needs a command; did you mean "app: { command: "node server.js" }"?'],
    ['app: { command: "", port: 1 }\ncall: { answer_url: / }', 'menu.yaml:1:17  the command is empty'],
    ['app: { command: a, comand: 1 }', 'menu.yaml:1:20  unknown key "comand"; did you mean "command"?'],
    ['app: { command: a, port: 70000 }\ncall: { answer_url: / }', 'there is no port 70000. Allowed: 1 to 65535'],
    ['app: { command: a, ready_within: 0s }\ncall: { answer_url: / }', 'ready_within is 0s'],
    ['app: { command: a }', 'what is asked is missing: give call.answer_url, a path of the application (/answer)'],
  ])('%j: %s', (text, message) => {
    expect(mistakes(text).join('\n')).toContain(message)
  })

  it('what is wrong with what they have in common is said once', () => {
    expect(mistakes('app: x\ncall: { form: "1" }\nscenarios: [{ name: A }, { name: B }]')).toHaveLength(1)
  })

  it('where one scenario is wanted, several are a mistake at the second', () => {
    const result = readScenario('app: x\nscenarios: [{ name: A }, { name: B }]', 'menu.yaml')
    expect('problems' in result && result.problems.map(String)).toEqual([
      'menu.yaml:2:26  one scenario is wanted, and the file has several: "A", "B"',
    ])
  })

  it('one of several can be named; one that is not there has the nearest', () => {
    const folder = menuFolder({ 'a.yaml': 'app: x\nscenarios: [{ name: Sales }, { name: Support }]' })
    expect(loadScenario(`${folder}/a.yaml`, 'Support')).toMatchObject({ scenario: { name: 'Support' } })
    const wrong = loadScenario(`${folder}/a.yaml`, 'Suport')
    expect('problems' in wrong && String(wrong.problems[0])).toContain(
      'unknown scenario "Suport"; did you mean "Support"?',
    )
  })

  it('a file that is not there', () => {
    expect(loadScenarios('none.yaml')).toMatchObject({ problems: [{ message: 'there is no such file' }] })
  })
})
