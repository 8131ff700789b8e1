import { createServer } from 'node:http'
import express from 'express'
import plivo from 'plivo'

/** The account whose token the office checks signatures with. */
export const account = { authId: 'MAOFFICEOFFICEOFFICE', authToken: 'b2ZmaWNlIG9mZmljZSBvZmZpY2Ugb2ZmaWNl' }

/**
 * One webhook as the office received it: its parameters are those of the query and the body together, and whether the V3 and
 * the V2 signature are valid is what the official package says.
 *
 * @typedef {object} Received
 * @property {string} method
 * @property {string} path
 * @property {Readonly<Record<string, string>>} params
 * @property {{ readonly v3: boolean, readonly v2: boolean }} signaturesValid
 */

/** @typedef {express.Express & { readonly requests: Received[] }} Office */

/**
 * The telephone application of a small office, as its author would write it: Express and the official plivo package.
 *
 * 1 sales · 2 support (1 billing, 2 technical) · 3 order status by PIN · 4 say it · 5 voicemail
 *
 * @param {{ latency?: { max: number, seed: number } }} options answers each webhook after up to `max` ms, drawn from `seed`
 * @returns {Office}
 */
export function createOffice(options = {}) {
  /** @type {Received[]} */
  const requests = []
  const office = express()
  office.use(express.urlencoded({ extended: false }))
  if (options.latency) office.use(sluggish(options.latency))
  office.use((request, _response, next) => {
    const { method, path, query, body } = request
    requests.push({ method, path, params: { ...query, ...body }, signaturesValid: validate(request) })
    next()
  })

  office.all('/answer', (request, response) => {
    const xml = plivo.Response()
    const menu = xml.addGetDigits({
      action: url(request, '/menu'),
      method: 'POST',
      numDigits: 1,
      timeout: 5,
      retries: 2,
    })
    menu.addSpeak('Welcome to the office. For sales, press 1. For support, press 2. For your order, press 3.')
    menu.addSpeak('To say what you want, press 4. To leave a message, press 5.')
    xml.addSpeak('We did not hear you. Goodbye.')
    send(response, xml)
  })

  office.post('/menu', (request, response) => {
    const xml = plivo.Response()
    const paths = { 3: '/pin', 4: '/wish', 5: '/voicemail' }
    const { Digits: digit = '' } = request.body
    if (digit === '1') {
      xml.addSpeak('You have reached sales. We will call you back.')
      xml.addHangup()
    } else if (digit === '2') {
      const support = xml.addGetDigits({ action: url(request, '/support?from=menu'), method: 'GET', numDigits: 1 })
      support.addSpeak('Support. For billing, press 1. For technical help, press 2.')
    } else if (paths[digit]) {
      xml.addRedirect(url(request, paths[digit]), { method: 'POST' })
    } else {
      xml.addSpeak(`There is no choice ${digit}.`)
      xml.addRedirect(url(request, '/answer'))
    }
    send(response, xml)
  })

  office.get('/support', (request, response) => {
    const xml = plivo.Response()
    const { Digits: digit } = request.query
    xml.addSpeak(digit === '1' ? 'Your bill is paid.' : 'Have you tried turning it off and on again?')
    xml.addHangup()
    send(response, xml)
  })

  office.post('/pin', (request, response) => {
    const xml = plivo.Response()
    const pin = xml.addGetDigits({
      action: url(request, '/pin/checked'),
      numDigits: 4,
      finishOnKey: '#',
      timeout: 8,
      digitTimeout: 3,
      retries: 3,
      validDigits: '1234567890',
      log: false,
    })
    pin.addSpeak('Enter your four digit PIN, then press pound.')
    xml.addSpeak('No PIN, no order. Goodbye.')
    send(response, xml)
  })

  office.post('/pin/checked', (request, response) => {
    const xml = plivo.Response()
    if (request.body.Digits === '2580') {
      xml.addSpeak('Thank you. Your order is on its way.')
    } else {
      xml.addSpeak('That PIN is wrong.')
      xml.addRedirect(url(request, '/pin'))
    }
    send(response, xml)
  })

  office.post('/wish', (request, response) => {
    const xml = plivo.Response()
    const wish = xml.addGetInput({
      action: url(request, '/wish/heard'),
      inputType: 'dtmf speech',
      hints: 'opening hours,prices,an appointment',
      numDigits: 1,
      executionTimeout: 10,
    })
    wish.addSpeak('What can we do for you?')
    xml.addSpeak('Then have a nice day.')
    send(response, xml)
  })

  office.post('/wish/heard', (request, response) => {
    const { InputType: kind, Digits: digits, Speech: speech } = request.body
    const xml = plivo.Response()
    xml.addSpeak(kind === 'speech' ? `You said: ${speech}.` : `You pressed: ${digits}.`)
    xml.addHangup()
    send(response, xml)
  })

  office.post('/voicemail', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('Leave a message after the beep.')
    xml.addRecord({
      action: url(request, '/voicemail/left'),
      callbackUrl: url(request, '/voicemail/ready'),
      maxLength: 30,
      timeout: 4,
      finishOnKey: '#',
    })
    send(response, xml)
  })

  office.post('/voicemail/left', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak(`Thank you for ${request.body.RecordingDuration} seconds of your voice.`)
    send(response, xml)
  })

  office.post('/hours', (request, response) => {
    const xml = plivo.Response()
    xml.addMessage('We are open from 9 to 5: office.test/hours', { src: request.body.To, dst: request.body.From })
    xml.addSpeak('We have sent you our opening hours.')
    send(response, xml)
  })

  office.post('/silence', (_request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('Please hold the line.')
    xml.addWait({ length: 600 })
    xml.addHangup()
    send(response, xml)
  })

  office.post(['/voicemail/ready', '/hangup'], (_request, response) => {
    response.sendStatus(200)
  })

  office.all('/broken', (_request, response) => {
    response.sendStatus(500)
  })

  return Object.assign(office, { requests })
}

/**
 * Puts an application on a loopback port of its own.
 *
 * @param {express.Express} office
 * @returns {Promise<{ origin: string, close(): Promise<void> }>}
 */
export async function listen(office) {
  const server = createServer(office)
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve(undefined))
        server.closeAllConnections()
      }),
  }
}

/** A URL of the application as the outside world knows it, below the path where it is mounted. */
export const url = (request, path) => `${origin(request)}${request.baseUrl}${path}`

const origin = request => `http://${request.get('host')}`

/** Answers with XML. */
export const send = (response, xml) => {
  response.type('application/xml').send(xml.toXML())
}

/** Asks the official package, with the URL as it was requested; for a GET, its query is what was signed. */
export function validate(request, { authToken } = account) {
  const requested = origin(request) + request.originalUrl
  const header = name => request.get(`x-plivo-signature-${name}`) ?? ''
  const params = request.method === 'GET' ? {} : request.body
  return {
    v3:
      plivo.validateV3Signature(request.method, requested, header('v3-nonce'), authToken, header('v3'), params) ===
      true,
    v2: plivo.validateSignature(requested, header('v2-nonce'), header('v2'), authToken) === true,
  }
}

/** Keeps every webhook waiting for a time drawn from a seed (a linear congruential generator). */
function sluggish({ max, seed }) {
  let state = seed >>> 0
  return (_request, _response, next) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    setTimeout(next, (state / 2 ** 32) * max)
  }
}
