import { mediaLength } from '../audio/media.js'
import type { Clock } from '../clock/clock.js'
import { shownUrl } from '../webhook/request-url.js'
import { problem } from '../xml/problem.js'
import type { Ledger } from './ledger.js'
import type { Requests } from './requests.js'

/**
 * Fetches an audio file with the fixed audio policy, and tells how long it plays.
 * Of one that cannot be fetched or played nothing is heard; the call goes on when that is known (D44).
 */
export const fetchAudio = (
  url: string,
  { requests, clock, ledger }: { requests: Requests; clock: Clock; ledger: Ledger },
  loaded: (ms: number | undefined) => void,
): void => {
  requests.send({ purpose: 'audio', url, method: 'GET', params: {}, configurable: 'audio' }, delivery => {
    if (!delivery.ok) {
      const message = `the audio file cannot be fetched, nothing is played: ${delivery.judgement}`
      ledger.report(problem('audio-unfetchable', message), url)
      return loaded(undefined)
    }
    const done = requests.keepOpen()
    const hold = clock.hold(`the length of ${shownUrl(url)}`)
    void mediaLength(delivery.body, delivery.headers['content-type']).then(media => {
      hold.release(() => {
        if ('problem' in media) ledger.report(media.problem, url)
        loaded('ms' in media ? media.ms : undefined)
        done()
      })
    })
  })
}
