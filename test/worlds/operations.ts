import fc from 'fast-check'
import type { WorldOperation } from './world.js'

const target = fc.constantFrom('/b', '/c', '/d', '/b#rt=1000', '/404', '/broken', 'relative')
const method = fc.constantFrom('POST', 'GET', 'PUT')
/** Mostly who is always there: what asks for somebody who is not fails, and ends the script. */
const legs = fc.constantFrom('aleg', 'aleg', 'aleg', 'bleg', 'both')
const member = {
  room: fc.constantFrom('red', 'red', 'red', 'blue'),
  members: fc.constantFrom('all', 'all', 'ann', '8001', '8002'),
}
const sound = { legs, loop: fc.boolean(), mix: fc.boolean() }

/** What the application does to a live call by the API, as a scenario writes it; URLs are paths of the application. */
export const operation: fc.Arbitrary<WorldOperation> = fc.oneof(
  fc.constant({ hang_up: true }),
  fc.record({ aleg_url: target, aleg_method: method }, { requiredKeys: ['aleg_url'] }).map(transfer => ({ transfer })),
  fc
    .record(
      { legs: fc.constantFrom('bleg', 'both'), aleg_url: target, bleg_url: target, bleg_method: method },
      { requiredKeys: ['legs', 'aleg_url', 'bleg_url'] },
    )
    .map(transfer => ({ transfer })),
  fc
    .record(
      {
        urls: fc.subarray(['/long.wav', '/none.wav', '/404'], { minLength: 1 }),
        length: fc.constantFrom('1s', '3s'),
        ...sound,
      },
      { requiredKeys: ['urls'] },
    )
    .map(play => ({ play })),
  fc
    .record({ text: fc.constantFrom('Hold on', 'Press 5'), ...sound }, { requiredKeys: ['text'] })
    .map(speak => ({ speak })),
  fc
    .record(
      { digits: fc.constantFrom('1', '12w#'), leg: fc.constantFrom('aleg', 'bleg') },
      { requiredKeys: ['digits'] },
    )
    .map(send_digits => ({ send_digits })),
  fc
    .record(
      {
        time_limit: fc.constantFrom('1s', '20s'),
        file_format: fc.constant('wav'),
        record_channel_type: fc.constant('mono'),
        transcription_url: fc.constant('/callback'),
        callback_url: fc.constantFrom('/callback', '/broken#rc=2&rp=all'),
      },
      { requiredKeys: [] },
    )
    .map(record => ({ record })),
  fc.constant({ stop_recording: true }),
  fc.constantFrom({ stop_playing: true }, { stop_speaking: true }),
  fc
    .tuple(
      fc.constantFrom('mute_member', 'unmute_member', 'deaf_member', 'undeaf_member', 'kick_member', 'hang_up_member'),
      fc.record(member),
    )
    .map(([act, which]) => ({ [act]: which })),
  fc
    .record({ ...member, text: fc.constantFrom('Welcome', 'One minute left') }, { requiredKeys: ['room', 'text'] })
    .map(speak_to_member => ({ speak_to_member })),
  fc
    .record({ ...member, url: fc.constantFrom('/long.wav', '/404') }, { requiredKeys: ['room', 'url'] })
    .map(play_to_member => ({ play_to_member })),
  fc
    .record(
      {
        room: member.room,
        file_format: fc.constant('wav'),
        transcription_url: fc.constant('/callback'),
        callback_url: fc.constantFrom('/callback', '/broken#rc=2&rp=all'),
      },
      { requiredKeys: ['room'] },
    )
    .map(record_conference => ({ record_conference })),
  fc
    .tuple(
      fc.constantFrom('stop_playing_in_conference', 'stop_recording_conference', 'end_conference'),
      fc.record({ room: member.room }),
    )
    .map(([act, which]) => ({ [act]: which })),
)
