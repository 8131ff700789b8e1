// What offhook does where Plivo is silent or contradicts itself: id, point, what offhook does, option of the exchange.
export const decisions = [
  {
    title: 'Documents',
    rows: [
      [
        'D1',
        'Unknown element',
        'The document is rejected (80xx of its origin) before anything runs; the problem names the nearest Plivo element, and the dialect if it is a foreign one.',
        "fidelity.unknownElements: 'ignore'",
      ],
      ['D2', 'Unknown attribute, SDK spelling', 'Ignored, with a problem that names the nearest attribute.'],
      [
        'D3',
        'A value that is not allowed',
        'Counts as not given: the default applies, with a problem. Methods and URLs have hangup codes of their own (7032, 7034, 7022, 7024).',
      ],
      ['D4', 'Nesting that only an SDK emits', 'Executed, with a note.'],
      [
        'D5',
        'Nesting that nothing documents',
        'Rejected as an unknown element is.',
        "fidelity.unknownElements: 'ignore'",
      ],
      ['D6', 'Booleans', 'Only the literal true is true; True, 1 and yes count as false, with a problem.'],
      [
        'D7',
        'Relative URLs',
        '7022 or 7024, as documented; the reason shows the absolute URL that was probably meant.',
        "fidelity.relativeUrls: 'resolve'",
      ],
      ['D8', 'Wrong Content-Type', 'Executed if the body is a document, with a problem.'],
      ['D9', 'A body over 100 KB', 'Rejected.'],
      ['D10', 'An answer after more than 15 s, within rt and tt', 'Accepted, with a problem.'],
      [
        'D11',
        'Bytes before the XML declaration, bad UTF-8, DOCTYPE, entities beyond the five',
        'Rejected as not well-formed. No entity is expanded, nothing external is fetched. Messages are worded by expat, the parser Plivo’s logs quote.',
      ],
      ['D12', '<Response/>', 'Valid: the call is answered and ends with 4010.'],
      [
        'D13',
        'Documents that lead to one another without time passing, or nearly none',
        'At most 100 within a second of call time, then the call ends with 5010 and a problem that shows the cycle.',
        'fidelity.maxDocuments',
      ],
      ['D14', 'Text directly in Response', 'Ignored, with a problem.'],
    ],
  },
  {
    title: 'Flow',
    rows: [
      [
        'D20',
        'Answering',
        'At the first element other than Wait, PreAnswer, Hangup and Dial; Dial answers the caller when a callee is connected. CallStatus turns from ringing to in-progress then.',
      ],
      [
        'D21',
        'redirect="true"',
        'The document of action replaces the present one; the trace names the siblings that never run.',
      ],
      ['D22', 'redirect="false"', 'action is requested, the flow does not wait, the answer is ignored.'],
      ['D23', 'No input in GetDigits, GetInput', 'action is not called; the next sibling runs.'],
      ['D24', 'retries', 'Attempts in all: 1 plays the prompts once.'],
      [
        'D25',
        'A digit that is not in validDigits',
        'The whole entry is checked; invalidDigitsSound plays, the attempt is used up.',
      ],
      ['D26', 'finishOnKey as the first key', 'An attempt without input.'],
      ['D27', 'executionTimeout in the middle of an input', 'What was collected is submitted.'],
      [
        'D28',
        'Keys pressed before they are asked for',
        'Kept for the next element of the same document that listens to keys; a fetched document starts without any, but the first one has those pressed while it rang.',
      ],
      ['D29', 'auto for digitEndTimeout and speechEndTimeout', '2 s.'],
      ['D30', 'Voice during a prompt', 'The onset of speech stops the prompt if speech is listened for.'],
      [
        'D31',
        'The caller hangs up inside an element',
        'GetDigits, GetInput: nothing is requested. Record, Dial, Conference: their callbacks and their action are requested, with CallStatus=completed and what the hangup says; the answer is ignored. hangup_url comes after them. Nothing is requested of a Record that had not begun.',
      ],
      [
        'D32',
        'Fallback',
        'When the answer URL is exhausted: transport failure, a status that is not 2xx, an empty body or an invalid document. It has its own fragment and budget and the same parameters; its own failure decides the code. Nothing else has a fallback.',
        'fidelity.fallbackOnInvalidXml: false',
      ],
      ['D33', 'No hangup URL', 'Not requested.'],
      [
        'D34',
        'Record in the background (recordSession, startOnDialAnswer)',
        'action is requested at once: RecordUrl and RecordingID are known, RecordingDuration, RecordingDurationMs, RecordingStartMs and RecordingEndMs are -1, Digits is empty. The recording outlives its document, and transfers; it ends with the call, before hangup_url, or after maxLength, which is 60 s here, too, unless it is given. callbackUrl is told the real values: RecordingDuration in whole seconds, begun ones not counted.',
      ],
      [
        'D85',
        'startOnDialAnswer',
        'Begins when the first party answers that is dialled later, even if it is still to confirm; it is not heard before it is connected. With recordSession as well it waits for that, too. If nobody answers there is no recording and no callback: RecordUrl leads nowhere.',
      ],
      [
        'D86',
        'recordChannelType',
        'In the background: stereo has what the caller says and presses on the left; on the right what he hears: prompts, files, beeps, tones, and who is connected to him, from then on. mono mixes both. In the foreground the caller alone is recorded.',
      ],
      [
        'D87',
        'Recording by the API',
        'As in the background. A call that is over or not answered yet cannot be recorded: that is an error. Several recordings may run at once. Stopping without a URL stops all in the background, those of Record too, and disarms those that wait for an answer; a Record in the foreground goes on. transcription_method counts. callback_url is sent the lower-case parameters and nothing of the call but its id.',
      ],
      [
        'D35',
        'Dial: nobody is connected',
        'DialStatus and DialHangupCause are those of the most telling leg: busy, then no-answer, then timeout, then failed. timeout: the timeout attribute, 120 s unless given, ran out (6010); no-answer: the network said so (3000). cancel: the caller hung up.',
      ],
      [
        'D36',
        'Dial: a wrong confirm key',
        'That leg is hung up at once (9110), the others go on. The first key before confirmSound is kept until then. Who answered and did not confirm, or hung up before, counts as no-answer.',
      ],
      [
        'D37',
        'Dial: callbacks of legs that lose',
        'DialHangup with 9000 Lost Race; every leg that is dialled has its DialHangup. DialBLegStatus is hangup there, else answer.',
      ],
      [
        'D38',
        'Dial without somebody to ring',
        'An empty Number or User, or sendDigits="" of one, makes the document invalid (80xx). Without any, Dial ends at once, DialStatus is failed, DialHangupCause empty, action is requested. What is no number or SIP address ends with 2000.',
      ],
      [
        'D39',
        'A conference room that is full',
        'The element and its action are skipped, with a problem; the next sibling runs. Nobody is told.',
      ],
      [
        'D40',
        'Hangup with schedule',
        'One timer per call, the last one wins; it outlives documents and ends the call with 6000.',
      ],
      [
        'D41',
        'Hangup before the answer',
        'Without a reason 4000 Normal Hangup; with rejected 3020, with busy 3010; source Answer XML.',
      ],
      [
        'D42',
        'Order at the end',
        'Callbacks of the element in the order of their causes, then its action, then hangup_url, each without waiting for the attempts of those before; all are awaited before the record of the call is final. Transcripts, reports of messages, and the sounds of a conference that goes on may be requested later.',
      ],
      [
        'D43',
        'Message',
        'Queued, and the next element at once; callbackUrl is told queued, sent (1 s) and delivered (3 s).',
      ],
      [
        'D44',
        'Audio that cannot be fetched or played',
        'A problem; the element plays nothing, and the call goes on when the fetch has failed, which takes as long as its timeouts.',
      ],
      [
        'D45',
        'How long speech takes',
        '14 characters of plain text a second, at least 0.5 s, plus the breaks of SSML.',
        'charactersPerSecond',
      ],
      [
        'D46',
        'How long a call may last',
        'A call that comes in 24 hours from its first ring, one that is made 4 hours from its answer, then 6000: whatever its elements allow.',
        'timeLimit',
      ],
      [
        'D47',
        'Parameters of action and Redirect requests',
        'Those of the answer URL with Event=Redirect and without CountryCode and RouteType. Callbacks carry CallUUID, From, To, Direction, CallStatus, X-PH- and their own. After the end, both carry what the hangup says.',
      ],
      [
        'D48',
        'GetInput that collected keys',
        'Speech and SpeechConfidenceScore are empty, BilledAmount is 0.00000. Speech is billed 0.02 per begun 15 s.',
      ],
      [
        'D49',
        'Interim results',
        'One for each second of speech and one at its end; SequenceNumber counts from 0; the last word is unstable until then.',
      ],
      [
        'D50',
        'Transcripts',
        'Sent 5 s after the recording has ended; those of Record always by POST. They are what is said in the recording, by whomever, in the order in which it was begun; of a sentence that is not on it as a whole, the words that are; of a prompt that repeats without end, the first two passes. Shorter than 500 ms or longer than 4 hours: an error and no charge, else 0.05 for each begun minute.',
      ],
      ['D51', 'Tones', '100 ms with 100 ms between them; a beep lasts 500 ms.'],
      [
        'D82',
        'The sound of recordings',
        'Keys as dual tones, audio files as a soft chord of their length, speech as a voice that mumbles in time with its words, at a pitch of its own for each number and each voice, silence as zeros. WAV: PCM, 16 bits, 8 kHz. MP3: 16 kHz, 48 kbit/s a channel; the last frame is filled up, so that it is up to 36 ms longer than RecordingDurationMs.',
      ],
      [
        'D83',
        'Where recordings are',
        'RecordUrl is like Plivo’s, and a Play of it is answered within the process. With a port it leads to 127.0.0.1, where recordings are served without authentication, as Plivo’s are by default, from when they end until the exchange is closed. Nothing is deleted before, but with its call. A port that is taken is a problem; the command line refuses it.',
        'recordings.port, recordings.origin, recordings.folder',
      ],
      ['D97', 'A Conference without a name', 'The document is rejected (80xx of its origin), like an empty Number.'],
      [
        'D98',
        'Conference: maxMembers and timeLimit of several members',
        'Those of the member who opens the room count until it is closed. A room opens with its first member, is closed when the last has left, and has a new ConferenceUUID each time. It holds 20 members unless maxMembers says so.',
        'fidelity.roomSize',
      ],
      [
        'D99',
        'Conference: parameters of callbacks',
        'Event is ConferenceEnter, ConferenceExit, ConferenceDigits, ConferenceFloor, ConferenceRecord; the first two are observed. ConferenceFirstMember and ConferenceLastMember are true or false. Exit and record carry no From, To, Direction and CallStatus.',
      ],
      [
        'D100',
        'Conference: waitSound',
        'Requested when a member begins to wait: until the conference starts, and whenever nobody else is there. When it has been played it is requested anew, up to 20 times; from then on the last document is repeated. One that takes no time is not repeated.',
      ],
      [
        'D101',
        'Conference: who is heard',
        'Before the start nobody is; then everybody who is not muted, by all others, at the end of a sentence and key by key. Whoever begins to speak takes the floor from whoever had it. A key that leaves the room (hangupOnStar) is not relayed, one that completes digitsMatch is. What nobody hears is told in the trace.',
      ],
      [
        'D102',
        'Conference: record',
        'One recording a room: the first member that asks for it has it, and record is told to that one’s callbackUrl. It begins when the conference has started and two are there (recordWhenAlone: one), and ends with the room: everybody who is heard, mixed to mono. The last member who leaves has the recording in the record of its call, and the request in its trace; RecordUrl is in the action of every member that asked. By the API: from that moment, even alone and before the start; several may run at once, and stopping ends all of them, in the name of the member who is there longest.',
      ],
      [
        'D103',
        'Conference: enterSound and exitSound',
        'Heard by everybody in the room, who enters included, who leaves not; before the start by nobody, like whatever the API plays there. Sounds that are asked for at once follow one another.',
      ],
      [
        'D104',
        'Conference: endConferenceOnExit and stayAlone="false"',
        'Whether the member leaves, is kicked or hung up: everybody left is removed and goes on with action or the next element; with stayAlone="false" a member who is left alone is, not one who has always been alone.',
      ],
      [
        'D52',
        'Dial: several answer, and are asked to confirm',
        'The first to confirm is connected; the others lose (9000), whether they ring or are asked. timeout is about ringing only.',
      ],
      [
        'D53',
        'confirmSound, dialMusic',
        'Requested by POST: confirmSound when the leg answers, for each leg, with the identity of the call and DialALegUUID, DialBLegUUID, DialBLegFrom, DialBLegTo; dialMusic when Dial begins. One that cannot be had is a problem, and nothing is played; confirmKey is awaited all the same.',
      ],
      [
        'D54',
        'Numbers that no phone is given for',
        'Ring, and nobody answers; an endpoint at phone.plivo.com is not registered (2020). An answering machine picks up after 15 s.',
        'phones.default',
      ],
      [
        'D55',
        'Keys pressed during Dial',
        'The caller’s go to the callee, and to digitsMatch; while it rings they are dropped. Of digitsMatch the longest pattern counts that the latest keys end with; then they begin anew, unless they are the beginning of another.',
      ],
      [
        'D56',
        'sendDigits, and headers of Dial and its targets',
        'Sent when the leg answers, before confirmSound and before it is connected; sendOnPreanswer sends them in early media, if there is any. Headers of Dial and of the target are merged; those of the target win.',
      ],
      [
        'D57',
        'The call ends during Dial',
        'A leg that rings ends with 1000 Canceled and ORIGINATOR_CANCEL; one that has answered ends as the call did.',
      ],
      [
        'D58',
        'dialMusic that is shorter than the ringing',
        'Repeated until somebody is connected. Plain ringback is in no trace; real plays what the phone is given as early media, else ringback.',
      ],
      [
        'D88',
        'SIP digest authentication',
        'An endpoint that asks for credentials gets those of its User: other ones, or none, end the leg with 4240 (sip_auth_failed) before it rings; the status is failed. Passwords are in no trace and no problem.',
      ],
    ],
  },
  {
    title: 'Calls that the exchange makes',
    rows: [
      [
        'D89',
        'What its requests carry',
        'As captured: ring and never answered, From is as it was given and there are no ALeg ids; CallerName is on the ring alone, X-PH- on all; a call to a SIP address has no CountryCode, RouteType and STIR. SessionStart is the instant of the answer on documents, that of the first ring on ring and hangup. CallStatus at the end: busy for 3010 and 3100, no-answer for 3000 and 6010, timeout for 3070 and 4250, cancel for 1000, failed for the rest; completed once it was answered.',
      ],
      [
        'D90',
        'Digits and limits',
        'send_digits sound from the answer on, beside whatever the first document plays: nothing waits for them, and a tone takes 2 s unless @ms says otherwise, as the page has it. send_on_preanswer: while it rings, if there is early media, and then not again. ring_timeout ends with 6010. hangup_on_ring counts from the first ring, and an answer does not stop it: 1000 before, 6000 afterwards. time_limit counts from the answer, 24 hours at most; a caller_name is cut after 50 characters.',
      ],
      [
        'D91',
        'Machine or person',
        'A machine, at that very instant: more words than maximum_words (words are equally long), a first greeting longer than initial_greeting, more speech than maximum_speech_length in all, a beep, or nothing said within initial_silence. A person: silence of 1 s after something short, a key, or nothing of all that within machine_detection_time. The answer URL waits for the result and carries Machine=true or false; with a machine_detection_url it does not wait, and only a machine is reported there.',
      ],
      [
        'D92',
        'Who is called',
        'Is driven by the phone that was given for the number, and by the test: what the test does first waits until it is answered. Hanging up before declines the call (3020). In a scenario, a phone that is not given answers after 2 s; with offhook serve also one that Dial rings.',
      ],
    ],
  },
  {
    title: 'Operations on a live call',
    rows: [
      [
        'D93',
        'Play, Speak and DTMF of the API',
        'Sound beside what the document plays, one Play or Speak at a time for each leg: the next one takes its place; tones are sent one after another. length counts from the first sound. loop repeats all files until they are stopped or the call ends, across documents and transfers. With mix=false the document’s prompts, and who is on the other side of a Dial, go on and are not heard meanwhile; a conference room is heard all the same. The 3,000 characters of <Speak> are the limit here, too.',
      ],
      [
        'D94',
        'An operation that the call cannot have now',
        'An error that says why, and nothing happens: the call is over, nothing can sound in it before it is answered, or there is no bleg, which is whom the caller is connected to in a Dial. A call that came in can be transferred while it rings. To stop what does not sound is no error, not even before the answer.',
      ],
      [
        'D95',
        'Transfer of the bleg',
        'It becomes a call of its own under its DialBLegUUID: outbound, answered when its leg was, ALegUUID is the call that dialled it, no hangup URL. What the person at its far end was saying, and is still to do, goes on there; what the API let it hear ends. The Dial is over with DialStatus=completed and NORMAL_CLEARING, and callbackUrl is told DialHangup (4000, API Request) at once. With legs=both its action is suppressed. What fails ends the leg that was to run it, and no other. Its time limit counts from its answer.',
      ],
      [
        'D96',
        'More than 70 transfers',
        'The 71st ends the call with 2060 Loop Detected, source Plivo; a leg that has become a call of its own counts anew.',
      ],
    ],
  },
  {
    title: 'The REST API of offhook serve',
    rows: [
      [
        'D107',
        'Texts of errors',
        'Statuses are the documented ones; few sentences are known. offhook says which parameter is wrong, what it is, what is allowed, and the nearest right thing.',
      ],
      [
        'D108',
        '401, and accounts',
        '{ api_id, error: "authentication failed" }, for a wrong token as for an account that is not there. A main account may ask in the name of its subaccounts, and sees what they have; a subaccount sees its own only.',
      ],
      [
        'D109',
        'A call that is not live, or cannot have what is asked for',
        '404 for a call that is not live; 400 with the reason for one that still rings, or has no bleg.',
      ],
      [
        'D110',
        'Calls per second',
        'No limit unless you set one. A call is queued if as many have begun in the second before it; its request_uuid is its CallUUID from the start. Calls that come in faster than their limit are refused (SIP 486).',
        'limits',
      ],
      [
        'D111',
        'Parties that a call has dialled',
        'They are calls of their own in lists of live calls and of records, outbound, with parent_call_uuid; they can be hung up by their own id, everything else is asked of the call with legs=bleg.',
      ],
      [
        'D112',
        'Records of calls',
        'They are there from the moment a call ends, before its hangup URL is told. A call that was live when offhook was killed has 0 Unknown, source Unknown, and lasts until the last sign of life.',
      ],
      [
        'D113',
        'Stopping',
        'Calls end as if the far end hung up (4000, or 3020 while they ring), hangup URLs are told, and what is still in flight after 10 s is given up.',
      ],
      [
        'D114',
        'Which application answers',
        'That of the endpoint that calls, whatever it calls, else that of the number that is called, else the default one for endpoints or for numbers: of the subaccount that has it, else of the main account. sip:{app_id}@app.plivo.com is an application itself. hangup_url is the answer URL unless given, as documented for applications (D33).',
      ],
      [
        'D115',
        'What is asked for at Plivo’s hosts',
        'Reaches the REST API only, whatever the path: offhook’s own doors are not at api.plivo.com.',
      ],
      [
        'D116',
        'source_ip, voice_network_group, STIR, cnam_lookup',
        '127.0.0.1, empty, Not Applicable, empty: there is no carrier.',
      ],
      [
        'D117',
        'Names and defaults of applications',
        'Several may have the same name. One of an account is the default for numbers, one for endpoints: the one that became it last. New numbers and endpoints without app_id get it. An empty URL in an update takes one away.',
      ],
      [
        'D118',
        'Deleting an application',
        'Its numbers have none from then on. Its endpoints are deleted with it, unless cascade is false (they have none) or new_endpoint_application has them.',
      ],
      [
        'D119',
        'Numbers to rent',
        'Made up, and the same after every start: those that regulators keep for stories, where there are any. Any other number that is not rented yet can be rented, too. Nothing costs anything.',
      ],
      [
        'D120',
        'Subaccounts',
        'enabled is false unless given, as documented: until then it does not authenticate. One that is deleted without cascade leaves what it has to the main account.',
      ],
      [
        'D121',
        'What the API has changed, after a restart',
        'It is as it was, unless the configuration says otherwise: what that has is put in its place again.',
      ],
    ],
  },
  {
    title: 'Webhooks',
    rows: [
      [
        'D60',
        'Fragment: unknown key, malformed pair, out of range, duplicate, upper case',
        'That key counts as not given, with a problem that shows the range; percent-encoding is decoded; plivo_timeout and plivo_retries are named as the page’s own mistake. Of many problems the first ten are told. A call never fails for it.',
      ],
      ['D61', 'An unknown word in rp', 'Dropped; if nothing is left, the default applies.'],
      ['D62', 'Success', '200; other 2xx count as success, with a note.'],
      ['D63', '3xx', 'Not followed: a failure that no retry policy covers, not even all.'],
      [
        'D64',
        'Connection failures',
        'Refused, unreachable, DNS, TLS, certificate, timeout: ct. Closed or reset after the request and before any byte: rt.',
      ],
      ['D65', 'Partial response', 'Never retried, whatever rp says.'],
      ['D66', 'Delay between attempts', 'None.'],
      ['D67', 'tt', 'Caps every attempt; one that is cut by it says so.'],
      [
        'D68',
        'Fragment on a URL that takes none',
        'Dropped, the defaults apply, with a problem. Audio has its fixed policy. A URL that the page lists nowhere counts as one that takes none.',
      ],
      ['D69', 'User-Agent', 'Plivo.', 'webhooks.userAgent'],
      [
        'D70',
        'Signatures',
        'V3 and V2, each with its Ma- variant and nonce, as the official SDKs check them. V1 and a second V3 signature without the port by option.',
        'webhooks.signV1, webhooks.signWithoutPort',
      ],
      ['D71', 'Nonce', 'New for each attempt: 20 decimal digits, from the seed.'],
      ['D72', 'From and To', 'Numbers without their plus, SIP addresses as given.'],
      ['D73', 'Encoding', 'Sorted by key, space as plus. GET: merged with the URL’s own query and sorted.'],
      [
        'D76',
        'Edge regions on one machine',
        'Each attempt records its region: a named one, nearest by a map of hosts, local by the call’s media region; where nothing says which, the strategy itself. Requests leave from this machine all the same. A region with a latency costs each attempt one round trip for TCP, one for TLS and one for the request, in call time; every attempt counts as a new connection.',
        'regions.hosts, regions.latency, regions.media',
      ],
      [
        'D78',
        'Credentials in a URL',
        'Neither sent nor shown, with a problem: callbacks know no Basic authentication.',
      ],
      [
        'D79',
        'Interim answers (100, 103)',
        'A byte of an answer: silence after them is a partial response. 101 is an answer that nobody asked for.',
      ],
      [
        'D80',
        'Content-Encoding',
        'gzip is offered and unpacked. A 2xx packed otherwise, or wrongly, cannot be used; other statuses need no body.',
      ],
      [
        'D81',
        'Kept connections',
        'One that died while idle is replaced, which is no attempt. A request that was written is never sent again: closed then means rt.',
      ],
      [
        'D84',
        'Closing the exchange',
        'Gives up what is in flight: nothing is sent or tried again, hangup URLs included. Calls end as if their caller hung up, because the exchange was closed.',
      ],
      [
        'D105',
        'Attempts after the end of a call',
        'What tells the application something is tried again as ever, and its answer is ignored. What only asks it for something is not: the document of a transfer or Redirect, and the sounds of confirmSound, dialMusic and waitSound.',
      ],
      [
        'D106',
        'HangupCause, DialHangupCause',
        'NORMAL_CLEARING, USER_BUSY, NO_ANSWER, ORIGINATOR_CANCEL and LOSE_RACE are known of their codes; those of all other codes are inferred from their names.',
      ],
      [
        'D75',
        'The total of audio',
        'None is documented. What the timeouts of both attempts come to, 2 × (2 + 120) s = 244 s: it cuts no timeout, and ends a file that drips for ever.',
      ],
      [
        'D77',
        'An answer that cannot be used',
        'Not HTTP, headers over 16 KB, a body over 1 MB (audio 10 MB), gzip that is none: a failure that no retry policy covers, not even all.',
      ],
    ],
  },
]
