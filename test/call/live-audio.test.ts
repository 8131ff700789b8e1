import { describe, expect, it } from 'vitest'
import { OperationError } from '../../src/index.js'
import { delayed, document, type Played, playCall, type Script, wav } from '../elements/play-call.js'

const alice = '+14155550111'
const talking = '<Dial><Number>+14155550111</Number></Dial>'
const tune = 'http://app.test/tune.wav'
const second = 'http://app.test/second.wav'
const files = { '/tune.wav': wav(1500), '/second.wav': wav(700) }

const play = (elements: string, script: Script, does: object[] = []) =>
  playCall({ '/answer': document(elements), ...files }, script, {
    phones: { [alice]: { answers: 0, does: does as never } },
  })

/** What the API let the caller hear, and (with `leg`) the callee: `1000-2500 tune.wav`. */
const byApi = ({ trace }: Pick<Played, 'trace'>, callee = false) =>
  trace
    .of('prompt.finished')
    .filter(({ by, leg }) => by === 'API' && (leg !== undefined) === callee)
    .map(
      ({ at, ms, text, heard }) =>
        `${at - ms}-${at} ${text.replaceAll('http://app.test/', '')}${heard ? '' : ' (cut)'}`,
    )

/** What the document let the caller hear. */
const byDocument = ({ trace }: Played) =>
  trace
    .of('prompt.finished')
    .filter(({ by, leg }) => !by && leg === undefined)
    .map(({ at, ms, text, heard, muted }) => `${at - ms}-${at} ${text}${heard ? '' : muted ? ' (muted)' : ' (cut)'}`)

describe('"POST Call/{uuid}/Play/": beside whatever the call does (D93)', () => {
  it.each([
    ['Speak', '<Speak>Hello, hello, hello, hello</Speak>'],
    ['Play', `<Play>${second}</Play><Wait length="3"/>`],
    ['Wait', '<Speak>Hi</Speak><Wait length="4"/>'],
    ['GetDigits', '<GetDigits timeout="3"><Speak>Press</Speak></GetDigits>'],
    ['GetInput', '<GetInput inputType="dtmf speech" executionTimeout="5"><Speak>Say</Speak></GetInput>'],
    ['Record', '<Record maxLength="4" playBeep="false" timeout="20"/>'],
    ['Dial', '<Speak>Hi</Speak><Dial timeout="4"><Number>+14155550199</Number></Dial>'],
    ['Conference', '<Speak>Hi</Speak><Conference timeLimit="5">room</Conference>'],
    ['PreAnswer', '<Speak>Hi</Speak><PreAnswer><Wait length="4"/></PreAnswer>'],
  ])('%s runs as it does without', async (_name, elements) => {
    const rest = `${elements}<Speak>Bye</Speak>`
    const without = await play(rest, async () => {})
    const played = await play(rest, async caller => {
      await caller.waits(600)
      caller.call.api.play({ urls: tune })
      await caller.hears('tune.wav')
      expect(caller.call.trace.events.at(-1)?.at).toBe(2100)
    })
    expect(played.ran).toEqual(without.ran)
    expect(byDocument(played)).toEqual(byDocument(without))
    expect(byApi(played)).toEqual(['600-2100 tune.wav'])
    expect(played.record.duration).toBe(without.record.duration)
  })

  it('"urls: comma list": one after another', async () => {
    const played = await play('<Speak>Hi</Speak><Wait length="9"/>', async caller => {
      await caller.waits(1000)
      caller.call.api.play({ urls: `${tune}, ${second}` })
    })
    expect(byApi(played)).toEqual(['1000-2500 tune.wav', '2500-3200 second.wav'])
  })

  it('"length": cut after so many seconds of sound, however long the file takes to come', async () => {
    const { trace, ...played } = await playCall(
      {
        '/answer': document('<Speak>Hi</Speak><Wait length="9"/>'),
        '/tune.wav': () =>
          new Response(wav(1500), { headers: { 'content-type': 'audio/wav', 'x-offhook-delay': '900' } }),
      },
      async caller => {
        await caller.waits(1000)
        caller.call.api.play({ urls: [tune], length: 1.2 })
      },
    )
    expect(byApi({ trace, ...played })).toEqual(['1900-3100 tune.wav (cut)'])
    expect(trace.of('prompt.finished').find(({ by }) => by)?.because).toBe('its length of 1.2 s was over')
  })

  it('"loop": again and again, all of the files, until it is stopped; it costs no events', async () => {
    const played = await play('<Speak>Hi</Speak><Wait length="3600"/>', async caller => {
      await caller.waits(1000)
      caller.call.api.play({ urls: [tune, second], loop: true })
      await caller.waits('50m')
      caller.call.api.stopPlaying()
    })
    expect(byApi(played)).toEqual([
      '1000-2500 tune.wav',
      '2500-3200 second.wav',
      '3200-3001000 tune.wav, second.wav (cut)',
    ])
  })

  it('"loop": or until the call ends, also across documents', async () => {
    const played = await playCall(
      {
        '/answer': document('<Speak>Hi</Speak><Redirect>http://app.test/next</Redirect>'),
        '/next': delayed(2000, document('<Wait length="3"/>')),
        ...files,
      },
      async caller => {
        await caller.waits(100)
        caller.call.api.play({ urls: tune, loop: true })
      },
    )
    expect(byApi(played)).toEqual(['100-1600 tune.wav', '1600-5500 tune.wav (cut)'])
  })

  it('"mix: false": what the document plays is not heard meanwhile, though it goes on', async () => {
    const played = await play('<Speak>Hello, hello</Speak><Speak>And so on</Speak><Speak>Bye</Speak>', async caller => {
      await caller.waits(100)
      caller.call.api.play({ urls: tune, mix: false })
    })
    expect(byDocument(played)).toEqual(['0-1200 Hello, hello (muted)', '1200-2100 And so on (muted)', '2100-2600 Bye'])
    expect(played.trace.text()).toContain('unheard    "And so on": only what the API plays is heard')
  })

  it('"mix: true", the default: both are heard', async () => {
    const played = await play('<Speak>Hello, hello</Speak>', async caller => {
      await caller.waits(500)
      caller.call.api.play({ urls: tune })
    })
    expect(byDocument(played)).toEqual(['0-1200 Hello, hello'])
  })

  it('"mix: false": "the user can hear only the played audio", not who is on the other side', async () => {
    const played = await play(
      talking,
      async caller => {
        await caller.waits(500)
        caller.call.api.play({ urls: tune, mix: false })
        await caller.waits(5000)
        await caller.hangsUp()
      },
      [{ waits: 600 }, { says: 'Unheard' }, { waits: 2000 }, { says: 'Heard' }],
    )
    expect(played.trace.of('speech.heard').map(({ text, across }) => [text, across])).toEqual([
      ['Unheard', undefined],
      ['Heard', true],
    ])
  })

  it('"mix: false", for the bleg: it does not hear the caller', async () => {
    const played = await play(
      talking,
      async caller => {
        await caller.waits(500)
        caller.call.api.play({ urls: tune, legs: 'bleg', mix: false })
        await caller.says('Unheard')
        await caller.waits(2000)
        await caller.says('Heard')
        await caller.hears('I heard you')
        await caller.hangsUp()
      },
      [{ hears: /heard/i }, { says: 'I heard you' }],
    )
    expect(played.trace.of('speech.heard').map(({ text, across }) => [text, across])).toEqual([
      ['Unheard', undefined],
      ['Heard', true],
      ['I heard you', true],
    ])
  })

  it('"legs: bleg, both": who the caller is connected to hears it, and acts on it', async () => {
    const played = await play(
      talking,
      async caller => {
        await caller.waits(500)
        caller.call.api.play({ urls: tune, legs: 'bleg' })
        await caller.hears('I heard a tune')
        caller.call.api.play({ urls: second, legs: 'both' })
        await caller.waits(3000)
        await caller.hangsUp()
      },
      [{ hears: 'tune.wav' }, { says: 'I heard a tune' }],
    )
    expect(byApi(played, true)).toEqual(['500-2000 tune.wav', '3400-4100 second.wav'])
    expect(byApi(played)).toEqual(['3400-4100 second.wav'])
  })

  it('what the callee hears by the API ends with its leg', async () => {
    const played = await play(
      talking,
      async caller => {
        await caller.waits(500)
        caller.call.api.speak({ text: 'Wait', legs: 'both', loop: true })
        await caller.waits(4000)
        await caller.hangsUp()
      },
      [{ waits: 2000 }, 'hangs up' as never],
    )
    expect(byApi(played, true)).toEqual(['500-1000 Wait', '1000-2000 Wait (cut)'])
  })

  it('another one takes the place of what sounds, for that party alone', async () => {
    const played = await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      caller.call.api.play({ urls: tune, loop: true, mix: false })
      await caller.waits(1000)
      caller.call.api.speak({ text: 'Hello' })
    })
    expect(byApi(played)).toEqual(['500-1500 tune.wav (cut)', '1500-2000 Hello'])
  })

  it('"Audio: ct 2 s, rt 120 s, rc 1, rp all": a fragment changes nothing, and says so', async () => {
    const { problems, trace } = await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      caller.call.api.play({ urls: `${tune}#rc=5` })
    })
    expect(problems).toEqual(['fragment-not-applicable'])
    expect(trace.of('webhook.sent').find(({ purpose }) => purpose === 'audio')?.policy).toContain('rc=1')
  })

  it('a file that cannot be had is a problem, and nothing sounds, even with loop', async () => {
    const played = await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      caller.call.api.play({ urls: 'http://app.test/none', loop: true, mix: false })
      caller.call.api.stopPlaying()
      caller.call.api.play({ urls: 'http://app.test/none', loop: true, mix: false })
    })
    expect(played.problems).toEqual(['audio-not-audio', 'audio-not-audio'])
    expect(byApi(played)).toEqual([])
    expect(byDocument(played).every(line => !line.includes('muted'))).toBe(true)
  })
})

describe('"POST Call/{uuid}/Speak/"', () => {
  it('"voice WOMAN, language en-US" unless given; it takes as long as it takes to say', async () => {
    const { trace } = await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      caller.call.api.speak({ text: ' How  are you? ' })
      await caller.hears('how are you?')
      expect(caller.call.trace.events.at(-1)?.at).toBe(1700)
    })
    const [said] = trace.of('prompt.started').filter(({ by }) => by)
    expect(said).toMatchObject({ text: 'How are you?', voice: 'WOMAN', language: 'en-US', ms: 1200 })
  })

  it('stopSpeaking stops what is said, and not what is played; nothing to stop is told', async () => {
    const played = await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      caller.call.api.play({ urls: tune })
      await caller.waits(500)
      caller.call.api.stopSpeaking()
      await caller.waits(1500)
      caller.call.api.speak({ text: 'How are you?' })
      await caller.waits(500)
      caller.call.api.stopSpeaking()
    })
    expect(byApi(played)).toEqual(['500-2000 tune.wav', '2500-3000 How are you? (cut)'])
    const told = played.trace.of('operation.requested').map(({ operation, how }) => `${operation}: ${how ?? ''}`)
    expect(told).toEqual([
      'play: to the aleg',
      'stop speak: nothing of it sounds',
      'speak: to the aleg',
      'stop speak: ',
    ])
  })

  it('a voice that does not speak the language is a problem, as in <Speak>', async () => {
    const { problems } = await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      caller.call.api.speak({ text: 'Hej', voice: 'MAN', language: 'da-DK' })
    })
    expect(problems).toHaveLength(1)
  })
})

describe('"POST Call/{uuid}/DTMF/: digits (0-9 * # w W), leg aleg (default), bleg"', () => {
  it('tones wait for those before them', async () => {
    const played = await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      caller.call.api.sendDigits({ digits: '12w' })
      caller.call.api.sendDigits({ digits: '#' })
      await caller.hears('#')
    })
    expect(byApi(played)).toEqual(['500-1400 12w', '1400-1600 #'])
  })

  it('the callee hears them', async () => {
    const played = await play(
      talking,
      async caller => {
        await caller.waits(500)
        caller.call.api.sendDigits({ digits: '42', leg: 'bleg' })
        await caller.hears('that was 42')
        await caller.hangsUp()
      },
      [{ hears: '42' }, { says: 'That was 42' }],
    )
    expect(byApi(played, true)).toEqual(['500-900 42'])
  })

  it('keys are hidden where keys are', async () => {
    const { trace } = await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      caller.call.api.sendDigits({ digits: '1234' })
    })
    expect(trace.text({ redact: true })).toContain('send digits ••••')
    expect(trace.text({ redact: true })).not.toContain('1234')
  })
})

it('what the API lets the caller hear is on the tape of what he hears, beside what the document plays', async () => {
  const { record } = await play('<Speak>Hi</Speak><Speak loop="4">Hello, hello</Speak>', async caller => {
    await caller.waits(500)
    const plain = caller.call.api.record({ fileFormat: 'wav' })
    await caller.waits(1200)
    caller.call.api.stopRecording(plain.url)
    caller.call.api.record({ fileFormat: 'wav' })
    caller.call.api.speak({ text: 'Psst, you' })
  })
  const [without, beside] = await Promise.all(record.recordings.map(recording => recording.bytes()))
  const loud = (bytes: Uint8Array = new Uint8Array()) => {
    const samples = new Int16Array(bytes.slice(44, 44 + 8000 * 2 * 2 * 0.8).buffer)
    return samples.reduce((sum, sample) => sum + Math.abs(sample), 0)
  }
  expect(loud(without)).toBeGreaterThan(0)
  expect(loud(beside)).toBeGreaterThan(loud(without) * 1.2)
})

describe('of a call that the exchange made, the aleg is who was called', () => {
  it('who hears what is played, and the bleg whom he is connected to', async () => {
    const bob = '+14155550112'
    const played = await playCall(
      { '/answer': document(`<Dial><Number>${bob}</Number></Dial>`), ...files },
      async caller => {
        await caller.waits(2000)
        caller.call.api.play({ urls: tune })
        caller.call.api.speak({ text: 'Psst', legs: 'bleg' })
        await caller.hears('tune.wav')
        await caller.hangsUp()
      },
      {
        dialOut: { from: '+14155550199', to: alice },
        phones: { [alice]: { answers: 500 }, [bob]: { answers: 500, hears: 'psst' } },
      },
    )
    expect(byApi(played)).toEqual(['2000-3500 tune.wav'])
    expect(byApi(played, true)).toEqual(['2000-2500 Psst'])
    expect(played.trace.of('step.missed')).toEqual([])
  })

  it('while it rings, it can be hung up (1000), and nothing else', async () => {
    const { record } = await playCall(
      {},
      async caller => {
        await caller.waits(500)
        const { api } = caller.call
        expect(() => api.play({ urls: tune })).toThrow('the call is not answered yet')
        expect(() => api.transfer({ alegUrl: tune })).toThrow('the call still rings')
        api.hangUp()
      },
      { dialOut: { from: '+14155550199', to: alice }, phones: { [alice]: { answers: 5000 } } },
    )
    expect(record.hangup).toMatchObject({ code: 1000, source: 'API Request' })
  })
})

describe('what the text of a Speak by the API may be', () => {
  const problemsOf = async (options: { text: string; voice?: string; language?: string }) => {
    const { trace } = await play('<Speak>Hi</Speak><Wait length="1"/>', async caller => {
      await caller.waits(100)
      caller.call.api.speak(options)
    })
    return trace.of('problem.found')
  }

  it.each([
    [{ text: 'Hi', language: 'xx' }, 'no voice speaks "xx": what is heard is not known', undefined],
    [{ text: 'Hi', language: 'en_US' }, 'no voice speaks "en_US": what is heard is not known', 'en-US'],
    [
      { text: 'Hi', language: 'hi-IN' },
      'WOMAN does not speak hi-IN, Polly.Aditi does: what is heard is not known',
      'voice: Polly.Aditi',
    ],
    [
      { text: 'Hi', language: 'pt-PT' },
      'WOMAN does not speak pt-PT, MAN does: what is heard is not known',
      'voice: MAN',
    ],
  ])('%j: nothing is said of documents and of 8011', async (options, message, nearest) => {
    const [found, another] = await problemsOf(options)
    expect(found).toMatchObject({ code: 'speak-language', severity: 'risky', message })
    expect(found?.nearest).toBe(nearest)
    expect(another).toBeUndefined()
  })

  it('"at most 3,000 characters", as in <Speak>', async () => {
    expect(await problemsOf({ text: 'x'.repeat(3000) })).toEqual([])
    expect(await problemsOf({ text: 'x'.repeat(5000) })).toMatchObject([
      { code: 'speak-too-long', message: 'the text to speak has 5000 characters; Plivo takes 3,000' },
    ])
  })
})

describe('what cannot be done (D94)', () => {
  const operations = (call: Parameters<Script>[0]['call']): [string, () => void][] => [
    ['play', () => call.api.play({ urls: tune })],
    ['stopPlaying', () => call.api.stopPlaying()],
    ['speak', () => call.api.speak({ text: 'Hi' })],
    ['stopSpeaking', () => call.api.stopSpeaking()],
    ['sendDigits', () => call.api.sendDigits({ digits: '1' })],
  ]

  it('stopping what does not sound is no error, before the answer neither', async () => {
    const { trace } = await play('<Wait length="5"/>', async ({ call }) => {
      call.api.stopPlaying()
      call.api.stopSpeaking()
    })
    const stopped = trace.of('operation.requested').map(({ operation, how }) => `${operation}: ${how}`)
    expect(stopped).toEqual(['stop play: nothing of it sounds', 'stop speak: nothing of it sounds'])
  })

  it('nothing sounds in a call that is not answered, or over: "Unknown live call: 404"', async () => {
    const { trace } = await play('<Wait length="5"/>', async ({ call, ...caller }) => {
      const sounds = operations(call).filter(([name]) => !name.startsWith('stop'))
      for (const [, operation] of sounds) expect(operation).toThrow('the call is not answered yet')
      void caller
    })
    expect(trace.of('operation.requested')).toEqual([])
    const { call } = await play('<Speak>Hi</Speak>', async () => {})
    const more: [string, () => void][] = [
      ['hangUp', () => call.api.hangUp()],
      ['transfer', () => call.api.transfer({ alegUrl: tune })],
    ]
    for (const [, operation] of [...operations(call), ...more]) {
      expect(operation).toThrow(OperationError)
      expect(operation).toThrow('the call is over')
    }
  })

  it('who rings, or is asked to confirm, is not the bleg yet', async () => {
    const confirmed = `<Dial confirmSound="http://app.test/sound" confirmKey="1"><Number>${alice}</Number></Dial>`
    await playCall(
      { '/answer': document(`<Speak>Hi</Speak>${confirmed}`), '/sound': document('<Speak>Press 1</Speak>') },
      async caller => {
        for (const at of [1000, 2000]) {
          await caller.waits(at)
          expect(() => caller.call.api.sendDigits({ digits: '1', leg: 'bleg' })).toThrow('there is no bleg')
        }
        await caller.hangsUp()
      },
      { phones: { [alice]: { answers: 1500 } } },
    )
  })

  it('nobody is the bleg while the caller is connected to nobody', async () => {
    await play('<Speak>Hi</Speak><Wait length="5"/>', async caller => {
      await caller.waits(500)
      const { call } = caller
      const { api } = call
      const none = 'there is no bleg: the caller is connected to nobody in a Dial'
      expect(() => api.play({ urls: tune, legs: 'bleg' })).toThrow(none)
      expect(() => api.speak({ text: 'Hi', legs: 'both' })).toThrow(none)
      expect(() => api.sendDigits({ digits: '1', leg: 'bleg' })).toThrow(none)
      expect(() => api.transfer({ legs: 'bleg', blegUrl: tune })).toThrow(none)
      expect(call.trace.of('operation.requested')).toEqual([])
    })
  })

  it.each<[string, (api: Parameters<Script>[0]['call']['api']) => void]>([
    ['play needs urls', api => api.play({} as never)],
    ['urls is empty', api => api.play({ urls: [] })],
    ['urls has "tune.mp3"; allowed are absolute http or https URLs', api => api.play({ urls: 'tune.mp3' })],
    ['length is 0; allowed are seconds, more than 0', api => api.play({ urls: tune, length: 0 })],
    ['play has no option "lengths"; did you mean length?', api => api.play({ urls: tune, lengths: 1 } as never)],
    [
      'legs is "bLeg"; allowed are aleg, bleg, both; did you mean bleg?',
      api => api.play({ urls: tune, legs: 'bLeg' as never }),
    ],
    ['loop is 3; allowed are true and false', api => api.play({ urls: tune, loop: 3 as never })],
    ['speak needs text', api => api.speak({} as never)],
    ['text is empty', api => api.speak({ text: ' ' })],
    ['digits: "x" is no tone', api => api.sendDigits({ digits: '1x' })],
    ['digits is empty', api => api.sendDigits({ digits: '' })],
    ['leg is "both"; allowed are aleg, bleg', api => api.sendDigits({ digits: '1', leg: 'both' as never })],
    ["transfer needs alegUrl for legs: 'aleg'", api => api.transfer({})],
    ["transfer needs blegUrl for legs: 'both'", api => api.transfer({ legs: 'both', alegUrl: tune })],
    ['transfer has no option "aleg_url"; did you mean alegUrl?', api => api.transfer({ aleg_url: tune } as never)],
  ])('%s', async (message, operation) => {
    await play('<Speak>Hi</Speak>', async ({ call }) => {
      expect(() => operation(call.api)).toThrow(message)
      expect(call.trace.of('operation.requested')).toEqual([])
    })
  })
})

it('the same seed and application: the same trace, byte for byte', async () => {
  const once = () =>
    play(talking, async caller => {
      await caller.waits(500)
      caller.call.api.play({ urls: [tune, second], legs: 'both', loop: true, mix: false })
      await caller.says('Hello')
      caller.call.api.sendDigits({ digits: '1' })
      await caller.waits(3000)
      await caller.hangsUp()
    }).then(({ trace }) => trace.jsonLines())
  expect(await once()).toBe(await once())
})
