import type { ChildProcess } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { findVoice } from '../../src/cli/voice.js'
import { createExchange } from '../../src/exchange/exchange.js'
import { temporaryFolder } from '../temporary-folder.js'
import { memoryIo, offhook } from './memory-io.js'

test('without a speech program, it says which ones it looked for', () => {
  const io = memoryIo({ env: { PATH: '' } })
  expect(findVoice(io)).toBeUndefined()
  expect(io.err()).toContain('espeak-ng, espeak, say, spd-say')
})

test('"Never lets text reach a shell": prompts go to the standard input of the program, without commands', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'espeak'), '')
  chmodSync(join(folder, 'espeak'), 0o755)
  const spoken: string[] = []
  const killed: number[] = []
  const voice = findVoice(memoryIo({ env: { PATH: folder } }), (program, options) => {
    const stdin = new PassThrough()
    const index = spoken.push(`${program} ${options.join(' ')}: `) - 1
    stdin.on('data', chunk => {
      spoken[index] += String(chunk)
    })
    return Object.assign(new PassThrough(), { stdin, kill: () => killed.push(index) > 0 }) as unknown as ChildProcess
  })
  const exchange = createExchange()
  exchange.mount('http://a.test', () => {
    const text = '$(reboot) `id` --help [[inpt PHON]] &#x1f4de;'
    const body = `<Response><Speak>${text}</Speak><Wait length="1"/></Response>`
    return new Response(body, { headers: { 'content-type': 'text/xml' } })
  })
  const silence = voice?.(exchange)
  await exchange.call({ answerUrl: 'http://a.test/' }).callEnds()
  silence?.()
  await exchange.close()
  expect(spoken).toEqual([`${join(folder, 'espeak')} --stdin: $(reboot) \`id\` --help  inpt PHON  📞\n`])
  expect(killed).toEqual([0])
})

test.each([['--virtual'], ['--speed 2']])('a voice takes its time: --voice and %s do not go together', async flag => {
  const { code, err } = await offhook(['call', 'xml-samples/basics/hello', '--voice', ...flag.split(' ')])
  expect(code).toBe(2)
  expect(err).toContain('do not go together')
})
