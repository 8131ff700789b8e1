import type { DialOutOptions, PhoneBehaviour } from '../../src/index.js'
import { document, type Played, playCall, type Reply, type Script } from '../elements/play-call.js'

/** Who is called. */
export const alice = '+14155550111'

export const made = { from: '+14155550199', to: alice, ringUrl: 'http://app.test/ring' } as const

/** Calls Alice, whose phone does this; what is said takes 100 ms a character. */
export const callAlice = (
  phone: PhoneBehaviour | undefined,
  options: Partial<DialOutOptions> = {},
  script: Script = async () => {},
  routes: Readonly<Record<string, Reply>> = {},
): Promise<Played> =>
  playCall({ '/answer': document('<Speak>Hello</Speak>'), ...routes }, script, {
    dialOut: { ...made, ...options, to: alice },
    ...(phone !== undefined && { phones: { [alice]: phone } }),
  })

/** `3010 Busy Line, Carrier: busy` and the instant of the end. */
export const endOf = ({ trace }: Played): string => {
  const [end] = trace.of('call.ended')
  return end ? `${end.at} ${end.cause} ${end.name}, ${end.source}: ${end.status}` : 'it has not ended'
}
