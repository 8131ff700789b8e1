import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'
import { readScenario } from '../../src/scenario/file.js'
import { Mistake } from '../../src/scenario/mistake.js'
import { parsePhone } from '../../src/scenario/phones.js'
import { describeFailure, runScenario } from '../../src/scenario/run.js'
import { document } from '../elements/play-call.js'

const dial =
  '<Dial timeout="20" confirmSound="http://app.test/whisper" confirmKey="5"><Number>14155550111</Number></Dial>'

/** Plays a scenario against a document, and returns what failed in one text. */
async function play(lines: string, elements = `${dial}<Speak>Nobody is there</Speak>`): Promise<string> {
  const read = readScenario(`call: { answer_url: http://app.test/answer }\n${lines}`, 'dial.yaml')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { failures } = await runScenario(read.scenario, {
    createExchange: options => {
      const exchange = createExchange(options)
      exchange.mount('http://app.test', request => {
        const whisper = request.url.endsWith('/whisper')
        const body = document(whisper ? '<Speak>Press 5 to take the call</Speak>' : elements)
        return new Response(body, { headers: { 'content-type': 'text/xml' } })
      })
      return exchange
    },
  })
  return failures.map(failure => describeFailure({ ...failure, evidence: undefined })).join('\n')
}

const takes = '{ answers: 4s, hears: press 5, presses: "5", says: Bob here, hangs_up: 30s }'

describe('phones of a scenario', () => {
  it.each([
    [`phones: { "+14155550111": ${takes} }\ncaller: [hears: bob here, hangs up]\nexpect:\n  - not_heard: nobody`],
    ['phones: { "+14155550111": busy }\ncaller: [hears: nobody is there]'],
    ['phones: { default: busy }\nexpect:\n  - dialed: "+14155550111"\n    cause: 3010'],
    [
      `phones:\n  "+14155550111":\n    answers: 2s\n    does:\n      - hears: press 5\n      - presses: "5"\n      - hangs up`,
    ],
    [`phones: { "+14155550111": ${takes} }\nexpect:\n  - dialed: "14155550111"\n    status: completed\n    times: 1`],
    ['expect:\n  - not_heard: press 5\n  - dialed: "+14155550111"\n    status: timeout'],
  ])('%j', async lines => {
    expect(await play(lines)).toBe('')
  })

  it('a list does one after another', async () => {
    const two = `<Dial>${'<Number>14155550111</Number>'}</Dial>`.repeat(2)
    const lines =
      'phones: { "+14155550111": [busy, { answers: 1s, hangs_up: 2s }] }\nexpect:\n  - dialed: "14155550111"\n    cause: 4000'

    expect(await play(lines, two)).toBe('')
  })

  it('what the callee is played is not heard by the caller', async () => {
    const failed = await play(`phones: { "+14155550111": ${takes} }\nexpect:\n  - heard: press 5`)

    expect(failed).toContain('"press 5" is heard')
  })

  it('a phone that is never dialled fails the scenario', async () => {
    const failed = await play(`phones: { "+14155550111": busy, "+14155550112": busy }`)

    expect(failed).toBe(
      'dial.yaml:2:33  expected: the phone +14155550112 is dialled\n  only these were dialled: 14155550111',
    )
  })

  it('a step that never came about fails the scenario, and says what was heard instead', async () => {
    const failed = await play(`phones: { "+14155550111": { answers: 2s, hears: whisper, presses: "5", hangs_up: 9s } }`)

    expect(failed).toContain('dial.yaml:2:11  expected: the phone +14155550111 hears whisper')
    expect(failed).toContain('heard instead: "Press 5 to take the call"; the leg ended: the callee hung up')
  })

  it.each([
    ['dialed: "+14155550112"', '+14155550112 is dialled', 'these were dialled:'],
    [
      'dialed: "+14155550111"\n    status: completed',
      '+14155550111 is dialled, which ends completed',
      '14155550111: busy, 3010 Busy Line: it is busy',
    ],
    ['dialed: "+14155550111"\n    times: 2', '+14155550111 is dialled 2 times', 'it was dialled otherwise:'],
  ])('%s', async (expectation, expected, instead) => {
    const failed = await play(`phones: { "+14155550111": busy }\nexpect:\n  - ${expectation}`)

    expect(failed).toContain(`expected: ${expected}`)
    expect(failed).toContain(instead)
  })

  it('nobody was dialled', async () => {
    const failed = await play('expect:\n  - dialed: "+14155550111"', '<Speak>Hi</Speak>')

    expect(failed).toContain('nobody was dialled')
  })
})

describe('--phone', () => {
  it.each([
    ['+14155550111=busy', { address: '+14155550111', behaviour: 'busy' }],
    ['+14155550111=4s', { address: '+14155550111', behaviour: { answers: '4s' } }],
    ['default=voicemail', { address: 'default', behaviour: 'voicemail' }],
  ])('%s', (written, phone) => {
    expect(parsePhone(written)).toEqual(phone)
  })

  it.each([
    ['+14155550111', '"+14155550111" is no phone. Allowed: +14155550111=busy'],
    ['+14155550111=bsy', 'a phone is never "bsy"; did you mean busy? Allowed: +14155550111=busy'],
    ['+14155550111=4', '"4" is not a time'],
    ['bob=busy', '"bob" is no address of a phone'],
  ])('%s', (written, sentence) => {
    const mistake = parsePhone(written)
    expect(mistake instanceof Mistake ? mistake.sentence : mistake).toContain(sentence)
  })
})
