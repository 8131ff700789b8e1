import { describe, expect, it } from 'vitest'
import { playDocument } from './play-call.js'

describe('Wait', () => {
  describe('length: whole seconds, 1 by default', () => {
    it.each([
      ['', 1000, []],
      ['length="1"', 1000, []],
      ['length="3600"', 3_600_000, []],
      ['length="0"', 1000, ['value-not-allowed']],
      ['length="-5"', 1000, ['value-not-allowed']],
      ['length="2.5"', 1000, ['value-not-allowed']],
      ['length="long"', 1000, ['value-not-allowed']],
    ])('%s', async (attributes, ms, expected) => {
      const { ran, problems } = await playDocument(`<Wait ${attributes}/>`)

      expect(ran).toEqual([`0-${ms} Wait`])
      expect(problems).toEqual(expected)
    })
  })

  it('D20: as the first element it delays answering, the caller hears ringing', async () => {
    const { trace, record } = await playDocument('<Wait length="4"/><Speak>Hello</Speak>')

    expect(trace.of('call.answered')).toMatchObject([{ at: 4000, by: '<Speak> 1:50' }])
    expect(record.duration).toBe(1)
  })

  it('D20: alone it never answers', async () => {
    const { record, request } = await playDocument('<Wait/>')

    expect(record).toMatchObject({ status: 'completed', answeredAt: undefined, duration: 0, hangup: { code: 4010 } })
    expect(request('/hangup').params).toMatchObject({ AnswerTime: '', Duration: '0', BillDuration: '0' })
  })

  it('on an answered call it is a pause between elements', async () => {
    const { heard } = await playDocument('<Speak>One</Speak><Wait length="2"/><Speak>Two</Speak>')

    expect(heard).toEqual(['0-500 One', '500-2500 silence', '2500-3000 Two'])
  })

  it('a key during it is ignored and kept (D28)', async () => {
    const { ran, trace } = await playDocument('<Wait length="5"/>', c => c.waits('1s').then(() => c.presses('1')))

    expect(ran).toEqual(['0-5000 Wait'])
    expect(trace.of('digit.dropped')).toMatchObject([{ digits: '1', at: 5000 }])
  })

  describe('silence="true": "end early once minSilence ms of silence are heard"', () => {
    it('a silent caller ends it after minSilence', async () => {
      expect((await playDocument('<Wait length="20" silence="true" minSilence="1500"/>')).ran).toEqual(['0-1500 Wait'])
    })

    it('minSilence is 2000 ms by default', async () => {
      expect((await playDocument('<Wait length="20" silence="true"/>')).ran).toEqual(['0-2000 Wait'])
    })

    it('silence counts from the end of what the caller says', async () => {
      const { ran } = await playDocument('<Wait length="20" silence="true" minSilence="1500"/>', async caller => {
        await caller.waits(1000)
        await caller.says('I am still here')
        await caller.waits(1000)
        await caller.says('Really')
      })

      // 1000 + 1500 for 15 characters + 1000, then 600 for 6, then silence.
      expect(ran).toEqual(['0-5600 Wait'])
    })

    it('a caller who speaks when it begins is waited for', async () => {
      const { ran } = await playDocument(
        '<Speak>Good morning</Speak><Wait length="20" silence="true" minSilence="1000"/>',
        async caller => {
          await caller.waits(1000)
          await caller.says('Good morning to you')
        },
      )

      expect(ran).toEqual(['0-1200 Speak', '1200-3900 Wait'])
    })

    it('a caller who never is silent for so long: the full length', async () => {
      const { ran } = await playDocument('<Wait length="3" silence="true" minSilence="2000"/>', c =>
        c.says('I speak and speak and speak and speak'),
      )

      expect(ran).toEqual(['0-3000 Wait'])
    })

    it('over by its length, it leaves nothing that would end what comes after it', async () => {
      const { ran, heard } = await playDocument(
        '<Wait length="4" silence="true" minSilence="2000"/><Speak>Good morning</Speak><Speak>Hello</Speak>',
        c => c.says('I am still here, wait for me..'),
      )

      expect(ran).toEqual(['0-4000 Wait', '4000-5200 Speak', '5200-5700 Speak'])
      expect(heard).toEqual(['0-4000 silence', '4000-5200 Good morning', '5200-5700 Hello'])
    })

    it('nor a prompt after it inside GetDigits', async () => {
      const { heard } = await playDocument(
        '<GetDigits><Wait length="4" silence="true" minSilence="2000"/><Speak>Good morning</Speak></GetDigits>',
        c => c.says('I am still here, wait for me..'),
      )

      expect(heard).toEqual(['0-4000 silence', '4000-5200 Good morning'])
    })

    it.each([
      ['false', 'silence="false" minSilence="1500"', 5000, []],
      ['not given', 'minSilence="1500"', 5000, []],
      ['True, which is not true (D6)', 'silence="True" minSilence="1500"', 5000, ['boolean-not-true']],
      ['true, minSilence 0 is not allowed', 'silence="true" minSilence="0"', 2000, ['value-not-allowed']],
      ['true, minSilence as long as the Wait', 'silence="true" minSilence="5000"', 5000, ['wait-min-silence']],
      ['true, minSilence under the name of the Node SDK', 'silence="true" min_silence="500"', 2000, ['sdk-spelling']],
    ])('%s', async (_, attributes, ms, expected) => {
      const { ran, problems } = await playDocument(`<Wait length="5" ${attributes}/>`)

      expect(ran).toEqual([`0-${ms} Wait`])
      expect(problems).toEqual(expected)
    })
  })

  describe('beep: "end on voicemail beep"', () => {
    it.each(['true', 'duration=300,inter_silence=50,intra_silence=500,threshold=256', 'duration=300'])(
      '%s ends with the beep of the far end',
      async beep => {
        const { ran, trace, problems } = await playDocument(`<Wait length="30" beep="${beep}"/>`, async caller => {
          await caller.waits(4200)
          await caller.beeps()
        })

        expect(ran).toEqual(['0-4200 Wait'])
        expect(trace.of('tone.heard')).toMatchObject([{ at: 4200, tone: 'beep' }])
        expect(problems).toEqual([])
      },
    )

    it('without a beep it takes its full length', async () => {
      expect((await playDocument('<Wait length="30" beep="true"/>')).ran).toEqual(['0-30000 Wait'])
    })

    it.each([
      ['false', 'beep="false"', []],
      ['not given', '', []],
      ['not allowed', 'beep="yes"', ['value-not-allowed']],
      ['"ignored if silence is set"', 'beep="true" silence="true" minSilence="4000"', []],
    ])('%s: a beep changes nothing', async (_, attributes, expected) => {
      const { ran, problems } = await playDocument(`<Wait length="5" ${attributes}/>`, async caller => {
        await caller.waits(1000)
        await caller.beeps()
      })

      expect(ran).toEqual([attributes.includes('silence') ? '0-4000 Wait' : '0-5000 Wait'])
      expect(problems).toEqual(expected)
    })
  })

  it('has no children and reads no text', async () => {
    const { ran, problems } = await playDocument('<Wait>a while</Wait>')

    expect(ran).toEqual(['0-1000 Wait'])
    expect(problems).toEqual(['text-ignored'])
  })

  it('a caller who hangs up during it ends the call unanswered', async () => {
    const { ran, record } = await playDocument('<Wait length="10"/><Speak>Hello</Speak>', c =>
      c.waits('3s').then(() => c.hangsUp()),
    )

    expect(ran).toEqual(['0-3000 Wait'])
    expect(record).toMatchObject({ answeredAt: undefined, duration: 0, hangup: { code: 4000, source: 'Caller' } })
  })
})
