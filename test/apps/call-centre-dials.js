import plivo from 'plivo'
import { send, url } from './office.js'
import { ann, ben, centreNumber, cleo, desk, pbx, switchboard } from './staff.js'

/** The part of the call centre that dials somebody. */
export function forward(centre) {
  centre.post('/sales', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('Connecting you to sales.')
    const dial = xml.addDial({
      action: url(request, '/sales/after'),
      timeout: 20,
      callerId: centreNumber,
      callbackUrl: url(request, '/legs'),
      digitsMatch: '77',
      digitsMatchBLeg: '*9',
    })
    dial.addNumber(ann)
    send(response, xml)
  })

  centre.post('/sales/after', (request, response) => {
    const xml = plivo.Response()
    if (request.body.DialStatus === 'completed') {
      const survey = xml.addGetDigits({ action: url(request, '/survey'), numDigits: 1, validDigits: '12345' })
      survey.addSpeak('How was it, from 1 to 5?')
    } else {
      xml.addRedirect(url(request, '/message'))
    }
    send(response, xml)
  })

  centre.post('/survey', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak(`Thank you for a ${request.body.Digits}.`)
    send(response, xml)
  })

  // Hunting: the action of each Dial rings the next one.
  centre.post('/support', (request, response) => {
    const xml = plivo.Response()
    const tried = Number(request.query.tried ?? 0)
    const next = [ann, ben, cleo][tried]
    if (request.body.DialStatus === 'completed') {
      xml.addHangup()
    } else if (next) {
      const dial = xml.addDial({ action: url(request, `/support?tried=${tried + 1}`), timeout: 10 })
      dial.addNumber(next)
    } else {
      xml.addSpeak('Nobody is here.')
      xml.addRedirect(url(request, '/message'))
    }
    send(response, xml)
  })

  // Hunting in one document: each Dial reports to the log, and the next element follows.
  centre.post('/backup', (request, response) => {
    const xml = plivo.Response()
    const options = { action: url(request, '/log'), redirect: false, timeout: 10 }
    xml.addDial(options).addNumber(ann)
    xml.addDial(options).addNumber(ben)
    xml.addSpeak('That was all.')
    send(response, xml)
  })

  centre.post('/log', (_request, response) => {
    response.sendStatus(204)
  })

  centre.post('/rush', (request, response) => {
    const xml = plivo.Response()
    const dial = xml.addDial({ dialMusic: url(request, '/ringing'), callbackUrl: url(request, '/legs'), timeout: 30 })
    for (const agent of [ann, ben, cleo]) dial.addNumber(agent)
    send(response, xml)
  })

  centre.post('/ringing', (_request, response) => {
    const xml = plivo.Response()
    xml.addSpeak('All of us are being called.')
    send(response, xml)
  })

  centre.post('/anybody', (request, response) => {
    const xml = plivo.Response()
    const dial = xml.addDial({
      action: url(request, '/anybody/after'),
      confirmSound: url(request, '/whisper'),
      confirmKey: '1',
      confirmTimeout: 8,
      timeout: 30,
      callbackUrl: url(request, '/legs'),
    })
    dial.addNumber(ann)
    dial.addNumber(ben)
    send(response, xml)
  })

  centre.post('/whisper', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak(`A customer from ${request.body.From.slice(-4)}. Press 1 to take the call.`)
    send(response, xml)
  })

  centre.post('/anybody/after', (request, response) => {
    const xml = plivo.Response()
    if (request.body.DialStatus === 'completed') xml.addHangup()
    else xml.addRedirect(url(request, '/message'))
    send(response, xml)
  })

  // Ask a colleague something: * puts the caller back into the menu.
  centre.post('/consult', (request, response) => {
    const xml = plivo.Response()
    xml.addDial({ hangupOnStar: true }).addNumber(ben)
    xml.addRedirect(url(request, '/answer'))
    send(response, xml)
  })

  centre.post('/prepaid', (_request, response) => {
    const xml = plivo.Response()
    xml.addDial({ timeLimit: 60 }).addNumber(ann)
    xml.addSpeak('Your minute is over.')
    send(response, xml)
  })

  centre.post('/desk', (request, response) => {
    const xml = plivo.Response()
    const dial = xml.addDial({
      action: url(request, '/desk/after'),
      sipHeaders: 'Customer=42,Tier=gold',
      callbackUrl: url(request, '/legs'),
    })
    dial.addUser(desk, { sipHeaders: 'Tier=silver' })
    send(response, xml)
  })

  centre.post('/desk/after', (request, response) => {
    const xml = plivo.Response()
    xml.addSpeak(request.body.DialStatus === 'completed' ? 'Bye.' : 'The desk is closed.')
    send(response, xml)
  })

  // The builder refuses sipAuthUsername and sipAuthPassword, so this document is written by hand.
  centre.post('/pbx', (request, response) => {
    const user = `<User sipAuthUsername="centre" sipAuthPassword="${request.query.password}">${pbx}</User>`
    const xml = `<Response><Dial action="${url(request, '/desk/after')}">${user}</Dial></Response>`
    response.type('application/xml').send(xml)
  })

  centre.post('/extension', (_request, response) => {
    const xml = plivo.Response()
    xml.addDial().addNumber(switchboard, { sendDigits: 'ww204' })
    send(response, xml)
  })
}
