import { createExchange } from '../../dist/index.js'

export const openExchange = () =>
  createExchange({ seed: 1, account: { authId: 'MABENCHBENCHBENCHBEN', authToken: 'bench' } })

export const ring = (exchange, origin, path = '/answer') =>
  exchange.call({
    from: '+14155550100',
    to: '+14155550199',
    answerUrl: `${origin}${path}`,
    hangupUrl: `${origin}/hangup`,
  })

/** One call: the menu's prompt is heard, a key pressed, the rest heard to the end. */
async function play(caller) {
  await caller.hears('Press a key')
  await caller.presses('1')
  await caller.callEnds()
}

/** `calls` calls, each exchange playing its share one after another. */
export async function playLanes(exchanges, origin, calls) {
  let begun = 0
  await Promise.all(
    exchanges.map(async exchange => {
      while (begun++ < calls) await play(ring(exchange, origin))
    }),
  )
}

/** `calls` calls in one exchange, `size` of them at once. */
export async function playWaves(exchange, origin, size, calls) {
  for (let begun = 0; begun < calls; begun += size) {
    await Promise.all(Array.from({ length: Math.min(size, calls - begun) }, () => play(ring(exchange, origin))))
  }
}
