import { describe, expect, it } from 'vitest'
import { playDocument } from './play-call.js'

describe('DTMF', () => {
  it('async is true by default: "next element starts while tones are still going"', async () => {
    const { ran, trace, heard } = await playDocument('<DTMF>12#</DTMF><Speak>Hello</Speak>')

    expect(ran).toEqual(['0-0 DTMF', '0-500 Speak'])
    expect(heard).toEqual(['0-500 Hello'])
    expect(trace.of('tones.sent')).toMatchObject([{ at: 0, digits: '12#', ms: 600 }])
  })

  it('async="false": "wait for the whole string", 200 ms a key (decided)', async () => {
    const { ran, heard } = await playDocument('<DTMF async="false">12#*</DTMF><Speak>Hello</Speak>')

    expect(ran).toEqual(['0-800 DTMF', '800-1300 Speak'])
    expect(heard).toEqual(['0-800 12#*', '800-1300 Hello'])
  })

  it.each([
    ['w is a pause of 0.5 s', 'w', 500],
    ['W is a pause of 1 s', 'W', 1000],
    ['together with keys', 'ww12W34#', 500 + 500 + 400 + 1000 + 600],
    ['all keys', '0123456789*#', 2400],
  ])('%s', async (_, digits, ms) => {
    const { ran, problems } = await playDocument(`<DTMF async="false">${digits}</DTMF>`)

    expect(ran).toEqual([`0-${ms} DTMF`])
    expect(problems).toEqual([])
  })

  it.each([
    ['letters', '1A2', '12', 400],
    ['a comma', '1,2', '12', 400],
    ['white space inside', '1 2', '12', 400],
    ['the length suffix of the old API', '12@500', '12', 400],
  ])('what is no tone is left out, with a problem: %s', async (_, given, digits, ms) => {
    const { heard, problems } = await playDocument(`<DTMF async="false">${given}</DTMF>`)

    expect(heard).toEqual([`0-${ms} ${digits}`])
    expect(problems).toEqual(['dtmf-illegal-character'])
  })

  it('white space around the keys is no problem', async () => {
    const { heard, problems } = await playDocument('<DTMF async="false">\n  7\n</DTMF>')

    expect(heard).toEqual(['0-200 7'])
    expect(problems).toEqual([])
  })

  it.each(['False', '0', 'no'])('async="%s" is false, but only true is true (D6)', async async => {
    const { ran, problems } = await playDocument(`<DTMF async="${async}">1</DTMF>`)

    expect(ran).toEqual(['0-200 DTMF'])
    expect(problems).toEqual(['boolean-not-true'])
  })

  it('answers the call', async () => {
    const { trace } = await playDocument('<DTMF>1</DTMF>')

    expect(trace.of('call.answered')).toMatchObject([{ at: 0, by: '<DTMF> 1:32' }])
  })

  it('digits, an attribute of the Node SDK only, is ignored', async () => {
    expect((await playDocument('<DTMF digits="1">2</DTMF>')).problems).toEqual(['unknown-attribute'])
  })
})
