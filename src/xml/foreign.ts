/** An element of another dialect, and what Plivo has in its place. */
export interface Foreign {
  readonly dialect: string
  /** The middle of a sentence: "Plivo calls it Speak". */
  readonly instead: string
  /** The Plivo element, where there is one, as it may be written. */
  readonly nearest?: string
}

const twiml = (nearest: string, instead = `Plivo calls it <${nearest}>`): Foreign => ({
  dialect: 'TwiML',
  instead,
  nearest,
})
const twimlOnly = (instead: string): Foreign => ({ dialect: 'TwiML', instead })
const framework = (nearest: string, instead: string): Foreign => ({ dialect: 'the plivoframework', instead, nearest })

/** Names that people bring along from elsewhere, and that Plivo does not know. */
export const foreignElements: ReadonlyMap<string, Foreign> = new Map<string, Foreign>([
  ['Say', twiml('Speak')],
  ['Gather', twiml('GetDigits', 'Plivo calls it <GetDigits>, or <GetInput> where speech is heard too')],
  ['Reject', twiml('Hangup reason="rejected"', 'in Plivo it is <Hangup> with reason="rejected" or "busy"')],
  ['Pause', twiml('Wait')],
  ['Leave', twiml('Hangup', 'in Plivo it is <Hangup>, or hangupOnStar of <Conference>')],
  ['Sms', twiml('Message')],
  ['Enqueue', twiml('Conference', 'Plivo has no queues: a <Conference> with a waitSound comes near')],
  ['Queue', twiml('Conference', 'Plivo has no queues: a <Conference> comes near')],
  ['Sip', twiml('User')],
  ['Client', twiml('User')],
  ['Sim', twimlOnly('Plivo has nothing like it')],
  ['Connect', twiml('Stream', 'Plivo needs no <Connect>: <Stream> with bidirectional="true" stands by itself')],
  ['Start', twiml('Stream', 'Plivo needs no <Start>: <Stream> stands by itself')],
  ['Parameter', twiml('Stream', 'in Plivo it is the attribute extraHeaders of <Stream>, or sipHeaders of <Dial>')],
  ['ConversationRelay', twiml('Stream', 'Plivo has <Stream>')],
  ['Room', twiml('Conference')],
  ['Refer', twimlOnly('Plivo has nothing like it')],
  ['Siprec', twimlOnly('Plivo has nothing like it')],
  ['Pay', twimlOnly('Plivo has nothing like it')],
  ['Prompt', twiml('Speak', 'in Plivo, <Speak> and <Play> stand inside <GetDigits>')],
  ['VirtualAgent', twimlOnly('Plivo has nothing like it')],
  ['Autopilot', twimlOnly('Plivo has nothing like it')],
  ['Body', twiml('Message', 'in Plivo the text stands directly in <Message>')],
  ['Media', twimlOnly('Plivo has nothing like it in a call')],
  ['SIPTransfer', framework('Dial', 'in Plivo, <Dial> a <User>')],
  ['Notify', framework('Redirect', 'in Plivo, use a callbackUrl, or <Redirect>')],
  ['GetSpeech', framework('GetInput', 'in Plivo it is <GetInput> with inputType="speech"')],
])

/** Spellings of attributes that SDKs write and Plivo does not know, and whose they are. */
export const sdkSpellings: ReadonlyMap<string, { readonly sdk: string; readonly meant: string }> = new Map([
  ['sendOnPreAnswer', { sdk: '.NET', meant: 'sendOnPreanswer' }],
  ['relayDtmfInputs', { sdk: 'Go', meant: 'relayDTMFInputs' }],
  ['StartRecordingAudio', { sdk: 'Go', meant: 'startRecordingAudio' }],
  ['StartRecordingAudioMethod', { sdk: 'Go', meant: 'startRecordingAudioMethod' }],
  ['StopRecordingAudio', { sdk: 'Go', meant: 'stopRecordingAudio' }],
  ['StopRecordingAudioMethod', { sdk: 'Go', meant: 'stopRecordingAudioMethod' }],
  ['min_silence', { sdk: 'Node', meant: 'minSilence' }],
])
