import express from 'express'
import plivo from 'plivo'
import { forward } from './call-centre-dials.js'
import { send, url, validate } from './office.js'
import { ann, centreNumber } from './staff.js'

/** @typedef {express.Express & { readonly requests: import('./office.js').Received[] }} CallCentre */

/**
 * The telephone application of a small call centre, as its author would write it: Express and the official plivo package.
 *
 * 1 sales · 2 support · 3 anybody · 4 the queue · 5 a message; staff come in by numbers of their own.
 *
 * @returns {CallCentre}
 */
export function createCallCentre() {
  /** @type {import('./office.js').Received[]} */
  const requests = []
  const centre = express()
  centre.use(express.urlencoded({ extended: false }))
  centre.use((request, _response, next) => {
    const { method, path, query, body } = request
    requests.push({ method, path, params: { ...query, ...body }, signaturesValid: validate(request) })
    next()
  })
  greet(centre)
  forward(centre)
  takeMessages(centre)
  meet(centre)
  callOut(centre)
  centre.all(['/hangup', '/ring', '/legs', '/ready', '/room', '/machine'], (_request, response) => {
    response.sendStatus(200)
  })
  return Object.assign(centre, { requests })
}

function greet(centre) {
  centre.post('/answer', (request, response) => {
    const xml = plivo.Response()
    const menu = xml.addGetDigits({ action: url(request, '/menu'), numDigits: 1, timeout: 5 })
    menu.addSpeak('Sales, press 1. Support, press 2.')
    xml.addSpeak('Goodbye.')
    send(response, xml)
  })

  centre.post('/menu', (request, response) => {
    const xml = plivo.Response()
    const paths = { 1: '/sales', 2: '/support', 3: '/anybody', 4: '/queue', 5: '/message' }
    xml.addRedirect(url(request, paths[request.body.Digits] ?? '/answer'))
    send(response, xml)
  })
}

/** Messages, and recordings of conversations. */
function takeMessages(centre) {
  centre.post('/message', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('Leave a message.')
    xml.addRecord({
      action: url(request, '/message/left'),
      callbackUrl: url(request, '/ready'),
      maxLength: 30,
      timeout: 3,
      fileFormat: 'wav',
    })
    send(response, xml)
  })

  centre.post('/message/left', (_request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('Thank you.')
    send(response, xml)
  })

  centre.post('/recorded', (request, response) => {
    const xml = plivo.Response()
    const when = request.query.from === 'answer' ? { startOnDialAnswer: true } : { recordSession: true }
    xml.addRecord({
      ...when,
      redirect: false,
      maxLength: 3600,
      fileFormat: 'wav',
      recordChannelType: 'stereo',
      callbackUrl: url(request, '/ready'),
    })
    xml.addSpeak('This call is recorded.')
    xml.addDial().addNumber(ann)
    send(response, xml)
  })
}

/** The queue is a conference that an agent starts; so are meetings. */
function meet(centre) {
  centre.post('/queue', (request, response) => {
    const xml = plivo.Response()
    xml.addConference('queue', {
      startConferenceOnEnter: false,
      stayAlone: false,
      waitSound: url(request, '/queue/music'),
      callbackUrl: url(request, '/room'),
      action: url(request, '/queue/after'),
    })
    send(response, xml)
  })

  centre.post('/queue/music', (_request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('You are next.')
    xml.addWait({ length: 4 })
    send(response, xml)
  })

  centre.post('/queue/after', (_request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('Thank you for waiting.')
    send(response, xml)
  })

  centre.post('/queue/agent', (request, response) => {
    const xml = plivo.Response()
    xml.addConference('queue', { endConferenceOnExit: true, enterSound: 'beep:1', callbackUrl: url(request, '/room') })
    send(response, xml)
  })

  centre.post('/meeting', (request, response) => {
    const xml = plivo.Response()
    const moderates = request.query.as === 'moderator'
    xml.addConference('meeting', {
      startConferenceOnEnter: moderates,
      endConferenceOnExit: moderates,
      muted: request.query.as === 'listener',
      maxMembers: 3,
      record: moderates,
      digitsMatch: '*1',
      callbackUrl: url(request, '/room'),
      action: url(request, '/meeting/after'),
    })
    xml.addSpeak('The meeting is full.')
    send(response, xml)
  })

  centre.post('/meeting/after', (_request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('The meeting is over.')
    send(response, xml)
  })
}

/** The answer URLs of calls that the centre makes by the API, and those of transfers. */
function callOut(centre) {
  centre.post('/click', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('Connecting you to the customer.')
    const dial = xml.addDial({ action: url(request, '/click/after'), callerId: centreNumber, timeout: 20 })
    dial.addNumber(request.query.customer)
    send(response, xml)
  })

  centre.post('/click/after', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak(`The customer: ${request.body.DialStatus}.`)
    send(response, xml)
  })

  centre.post('/reminder', (request, response) => {
    const xml = plivo.Response()
    if (request.body.Machine === 'true') {
      xml.addWait({ length: 20, beep: true })
      xml.addSpeak('Please call us back.')
    } else {
      const choice = xml.addGetDigits({ action: url(request, '/reminder/confirmed'), numDigits: 1 })
      choice.addSpeak('You have an appointment tomorrow. Press 1 to confirm.')
    }
    send(response, xml)
  })

  centre.post('/reminder/confirmed', (_request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('See you tomorrow.')
    send(response, xml)
  })

  centre.post('/elsewhere', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak(`Hello, ${request.query.who}.`)
    xml.addWait({ length: 2 })
    send(response, xml)
  })
}
