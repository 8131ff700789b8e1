import type { Provenance, Severity } from './problem.js'

/** What is the same for every problem of one code. */
export interface CatalogueEntry {
  readonly severity: Severity
  readonly provenance: Provenance
  /** A decision (`D3`) or the vendor's page. */
  readonly rule: string
  /** The heading of the code in the docs. */
  readonly title: string
}

const entry = (severity: Severity, provenance: Provenance, rule: string, title: string): CatalogueEntry => ({
  severity,
  provenance,
  rule,
  title,
})

const page = 'https://plivo.com/docs/voice/xml'
const hangupCauses = 'https://plivo.com/docs/voice/troubleshooting/hangup-causes'

/** Every problem there is. A new one is a new line here; its sentence is written where it is found. */
export const catalogue = {
  // A body that is no document.
  'not-well-formed': entry(
    'breaks',
    'observed',
    'D11',
    'The body is not well-formed XML; the message counts columns from 0, as Plivo’s log does',
  ),
  'encoding-unsupported': entry('breaks', 'decided', 'D11', 'The document is neither UTF-8 nor US-ASCII'),
  'doctype-refused': entry('breaks', 'decided', 'D11', 'The document has a DOCTYPE'),
  'nested-too-deep': entry('breaks', 'decided', 'D11', 'Tags are nested deeper than 64'),
  'document-too-large': entry('breaks', 'documented', 'D9', 'The body is over 100 KB'),
  'document-unreadable': entry(
    'breaks',
    'decided',
    'D11',
    'The document could not be read, although it is well-formed',
  ),
  'root-not-response': entry('breaks', 'documented', `${page}/overview`, 'The root element is not Response'),

  // Elements.
  'unknown-element': entry('breaks', 'decided', 'D1', 'Plivo has no such element'),
  'foreign-element': entry('breaks', 'decided', 'D1', 'The element belongs to another dialect'),
  'unsupported-element': entry('breaks', 'decided', 'not simulated', 'The element is known, but not simulated'),
  'nesting-undocumented': entry('breaks', 'decided', 'D5', 'Nothing documents this nesting'),
  'nesting-sdk-only': entry('note', 'SDK', 'D4', 'Only the SDKs allow this nesting'),
  'text-in-response': entry('risky', 'decided', 'D14', 'Text directly in Response is ignored'),
  'text-ignored': entry('risky', 'inferred', 'D14', 'Text in an element that reads none is ignored'),
  'response-attribute': entry('note', 'inferred', 'D2', 'Attributes on Response are ignored'),
  'body-missing': entry('breaks', 'inferred', page, 'The content an element needs is missing'),

  // Attributes.
  'unknown-attribute': entry('risky', 'decided', 'D2', 'The element has no such attribute'),
  'sdk-spelling': entry('risky', 'SDK', 'D2', 'The spelling of an SDK that Plivo does not know'),
  'attribute-missing': entry('risky', 'documented', page, 'A required attribute is missing'),
  'attribute-empty': entry('note', 'decided', 'D3', 'An empty URL counts as not given'),
  'value-not-allowed': entry('risky', 'decided', 'D3', 'The value is not allowed and counts as not given'),
  'boolean-not-true': entry('risky', 'decided', 'D6', 'Only the literal true is true'),
  'url-invalid': entry('breaks', 'documented', hangupCauses, 'The URL is not an absolute http or https URL'),
  'method-invalid': entry('breaks', 'documented', hangupCauses, 'The method is neither GET nor POST'),

  // Rules of single elements.
  'speak-empty': entry('risky', 'inferred', 'D45', 'Speak has nothing to say'),
  'speak-too-long': entry('risky', 'documented', `${page}/audio-output`, 'Speak has more than 3000 characters'),
  'speak-language': entry('risky', 'documented', `${page}/audio-output`, 'The voice does not speak the language'),
  'speak-voice': entry('risky', 'documented', `${page}/audio-output`, 'There is no such voice'),
  'ssml-without-polly': entry(
    'risky',
    'documented',
    'https://plivo.com/docs/voice/concepts/ssml',
    'SSML needs a Polly voice',
  ),
  'ssml-unknown-tag': entry(
    'risky',
    'documented',
    'https://plivo.com/docs/voice/concepts/ssml',
    'There is no such SSML tag',
  ),
  'ssml-unsupported': entry(
    'risky',
    'documented',
    'https://plivo.com/docs/voice/concepts/ssml',
    'Plivo does not support the SSML tag',
  ),
  'ssml-misplaced': entry(
    'risky',
    'SDK',
    'https://plivo.com/docs/voice/concepts/ssml',
    'The SSML tag may not stand there',
  ),
  'dtmf-illegal-character': entry('risky', 'documented', `${page}/audio-output`, 'A character that is no tone'),
  'input-type-missing': entry('risky', 'decided', `${page}/input`, 'GetInput does not say what it listens for'),
  'hints-too-many': entry('risky', 'documented', `${page}/input`, 'More hints than speech recognition takes'),
  'finish-key-first': entry('note', 'decided', 'D26', 'The finishing key came first: an attempt without input'),
  'wait-min-silence': entry('risky', 'documented', `${page}/routing`, 'minSilence does not fit into length'),
  'preanswer-after-answer': entry('risky', 'documented', `${page}/routing`, 'PreAnswer comes after the answer'),
  'hangup-schedule-last': entry('risky', 'documented', `${page}/routing`, 'A scheduled Hangup with nothing after it'),
  'hangup-reason-ignored': entry('note', 'inferred', 'D40', 'A scheduled Hangup has no reason'),
  'hangup-reason-after-answer': entry('risky', 'observed', 'D41', 'A reason means nothing once the call is answered'),
  'record-foreground-only': entry(
    'note',
    'documented',
    `${page}/record`,
    'An attribute that counts in the foreground only',
  ),
  'record-max-length': entry(
    'note',
    'decided',
    'D34',
    'A recording in the background ends after 60 s unless told otherwise',
  ),
  'message-incomplete': entry(
    'risky',
    'documented',
    'https://plivo.com/docs/messaging/xml/message',
    'The message lacks src, dst or text',
  ),

  // Dial.
  'dial-without-target': entry('breaks', 'decided', 'D38', 'Dial has nobody to ring'),
  'target-empty': entry('breaks', 'observed', 'D38', 'An empty Number or User makes the document invalid'),
  'target-invalid': entry('breaks', 'documented', hangupCauses, 'A Number or User that cannot be rung'),
  'sip-header-reserved': entry(
    'risky',
    'documented',
    `${page}/routing`,
    'Plivo keeps SIP headers of that name for itself',
  ),
  'sip-password-missing': entry('risky', 'documented', `${page}/routing`, 'sipAuthUsername needs sipAuthPassword'),
  'confirm-without-sound': entry('risky', 'documented', `${page}/routing`, 'confirmKey needs confirmSound'),
  'confirm-timeout-useless': entry(
    'risky',
    'documented',
    `${page}/routing`,
    'confirmTimeout needs confirmSound and confirmKey',
  ),
  'digits-match-useless': entry('risky', 'documented', `${page}/routing`, 'digitsMatch needs callbackUrl'),
  'floor-event-useless': entry('risky', 'documented', `${page}/conferencing`, 'floorEvent needs callbackUrl'),
  'sounds-unusable': entry('breaks', 'decided', 'D53', 'A document of sounds cannot be had: nothing is played'),
  'sounds-element-ignored': entry(
    'risky',
    'documented',
    `${page}/routing`,
    'A document of sounds reads Speak, Play and Wait only',
  ),

  // Conference.
  'conference-unnamed': entry('breaks', 'inferred', 'D97', 'A Conference without a name makes the document invalid'),
  'conference-full': entry('risky', 'documented', 'D39', 'The room is full: the element and its action are skipped'),

  // Flow.
  'internal-error': entry('breaks', 'decided', 'D13', 'A defect of offhook itself'),
  'unreachable-after-endless-loop': entry(
    'note',
    'documented',
    `${page}/audio-output`,
    'Elements after an endless loop never run',
  ),
  'siblings-replaced': entry('note', 'inferred', 'D21', 'Elements after an action that replaces their document'),
  'endless-nothing': entry('breaks', 'decided', 'D13', 'An endless loop of something that takes no time'),
  'redirect-loop': entry('breaks', 'decided', 'D13', 'Documents fetch one another without end'),
  'audio-unfetchable': entry('breaks', 'decided', 'D44', 'The audio file cannot be fetched'),
  'audio-not-audio': entry('breaks', 'documented', 'D44', 'The file is no MP3 or WAV audio'),
  'audio-too-large': entry('breaks', 'documented', 'D44', 'The audio file is over 10 MB'),
  'recording-unserved': entry('risky', 'decided', 'D83', 'Recordings cannot be served at the port that was given'),

  // Webhooks and their answers.
  'no-document': entry(
    'breaks',
    'documented',
    hangupCauses,
    'The URL answers something else than a document, or nothing',
  ),
  'status-not-200': entry('note', 'decided', 'D62', 'A 2xx status other than 200'),
  'redirect-not-followed': entry('breaks', 'decided', 'D63', 'HTTP redirects are not followed'),
  'content-type': entry('risky', 'decided', 'D8', 'The answer is not served as XML'),
  'slow-answer': entry('risky', 'decided', 'D10', 'The answer took longer than 15 seconds'),

  'url-credentials': entry('risky', 'documented', 'D78', 'Credentials in a URL are not sent'),

  // Callback configuration in a URL's fragment.
  'fragment-malformed': entry('risky', 'decided', 'D60', 'A part of the fragment is not key=value'),
  'fragment-unknown-key': entry('risky', 'decided', 'D60', 'There is no such key'),
  'fragment-duplicate-key': entry('risky', 'decided', 'D60', 'A key is given twice'),
  'fragment-out-of-range': entry('risky', 'decided', 'D60', 'The value is outside its range'),
  'fragment-unknown-policy': entry('risky', 'decided', 'D61', 'rp has an unknown word'),
  'fragment-unknown-region': entry('risky', 'decided', 'D60', 'er is no region'),
  'fragment-page-mistake': entry(
    'risky',
    'decided',
    'D60',
    "The page's own mistake: plivo_timeout and plivo_retries do not work",
  ),
  'fragment-more-problems': entry('risky', 'decided', 'D60', 'The fragment has more than ten problems'),
  'fragment-comment': entry(
    'risky',
    'documented',
    'https://nodejs.org/api/environment_variables.html#comments',
    'In a .env file # begins a comment, unless the value is in quotes',
  ),
  'fragment-not-applicable': entry('risky', 'decided', 'D68', 'This URL takes no callback configuration'),
} as const satisfies Record<string, CatalogueEntry>
