import { connect } from 'node:net'
import { expect, it } from 'vitest'
import type { RecordingFile } from '../../src/audio/recording-file.js'
import { RecordingDoor } from '../../src/exchange/recording-door.js'
import { freePort } from './free-port.js'

it('closing waits for nobody who has stopped reading', async () => {
  const port = await freePort()
  let taken = 0
  const endless = {
    contentType: 'audio/wav',
    size: 2 ** 40,
    async *chunks() {
      for (;;) {
        taken++
        yield new Uint8Array(2 ** 20)
      }
    },
  }
  const door = new RecordingDoor(port, () => endless as unknown as RecordingFile)
  expect(await door.open()).toBeUndefined()
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write('GET /a.wav HTTP/1.1\r\nHost: a\r\n\r\n')
  await new Promise(resolve => socket.once('readable', resolve))
  await door.close()
  // What nobody reads is not made, either.
  expect(taken).toBeLessThan(100)
  socket.destroy()
})
