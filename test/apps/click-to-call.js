// Click to call: a page asks for a call between an agent and a customer; the agent is called first, and then the customer.
// Run it with PLIVO_AUTH_ID, PLIVO_AUTH_TOKEN, PLIVO_NUMBER, and PUBLIC_URL where Plivo reaches it.
import { randomUUID } from 'node:crypto'
import plivo from 'plivo'
import { patient, refusal, serve, url } from './web.js'

const client = new plivo.Client()
const number = process.env.PLIVO_NUMBER
const supervisor = process.env.SUPERVISOR_NUMBER

/** Everything that was clicked, by its id. */
const clicks = new Map()

const pages = {
  /** Calls the agent. */
  'POST /click': async ({ agent, customer }) => {
    const click = { id: randomUUID(), agent, customer, state: 'calling the agent' }
    const urlOf = path => url(`${path}?click=${click.id}${patient}`)
    clicks.set(click.id, click)
    const call = await client.calls.create(number, agent, urlOf('/agent'), {
      fallbackUrl: urlOf('/sorry'),
      ringUrl: urlOf('/rings'),
      hangupUrl: urlOf('/over'),
      callerName: 'Click to call',
      ringTimeout: 30,
      timeLimit: 3600,
      machineDetection: 'true',
      machineDetectionUrl: urlOf('/machine'),
    })
    click.call = call.requestUuid
    return click
  },

  /** What has become of a click; when it is over, with what Plivo has written down of it. */
  'GET /clicks/:id': async ({ id }) => {
    const click = clickOf(id)
    if (!click.over) return click
    const { billDuration, totalAmount, hangupCauseName, hangupSource } = await client.calls.get(click.call)
    return { ...click, bill: { billDuration, totalAmount, hangupCauseName, hangupSource } }
  },

  'POST /clicks/:id/hang-up': async ({ id }) => {
    await client.calls.hangup(clickOf(id).call)
    return clickOf(id)
  },

  /** The customer goes on with the supervisor; the agent is thanked. */
  'POST /clicks/:id/supervisor': async ({ id }) => {
    const { message } = await client.calls.transfer(clickOf(id).call, {
      legs: 'bleg',
      blegUrl: url(`/supervisor?click=${id}${patient}`),
    })
    return { message }
  },

  'GET /calls': async () => {
    const live = await client.calls.listLiveCalls()
    return Promise.all(
      live.map(async ({ callUuid }) => {
        const { from, to, direction, callStatus } = await client.calls.getLiveCall(callUuid)
        return { callUuid, from, to, direction, callStatus }
      }),
    )
  },
}

const webhooks = {
  'POST /rings': ({ click: id }) => {
    clickOf(id).state = 'the agent’s phone rings'
  },

  /** The agent has answered. */
  'POST /agent': ({ click: id }) => {
    const click = clickOf(id)
    click.state = 'calling the customer'
    const xml = plivo.Response()
    xml.addSpeak('Connecting you to the customer.')
    xml.addRecord({
      startOnDialAnswer: true,
      redirect: false,
      maxLength: 3600,
      fileFormat: 'wav',
      callbackUrl: url(`/recorded?click=${id}${patient}`),
    })
    const dial = xml.addDial({
      action: url(`/dialled?click=${id}${patient}`),
      callbackUrl: url(`/customer?click=${id}${patient}`),
      callerId: number,
      timeout: 25,
    })
    dial.addNumber(click.customer)
    return xml
  },

  /** A machine has answered in the agent’s place: the customer is left alone, and the machine gets a message. */
  'POST /machine': async ({ click: id, CallUUID: call }) => {
    clickOf(id).state = 'the agent’s voicemail'
    await client.calls.transfer(call, { legs: 'aleg', alegUrl: url(`/message?click=${id}${patient}`) })
  },

  'POST /message': ({ click: id }) => {
    const xml = plivo.Response()
    xml.addWait({ length: 20, beep: true })
    xml.addSpeak(`You have missed a call with ${clickOf(id).customer}.`)
    return xml
  },

  'POST /customer': ({ click: id, DialAction: action, DialBLegUUID: leg }) => {
    if (action !== 'answer') return
    Object.assign(clickOf(id), { state: 'talking', leg })
  },

  /** The customer is gone, or was never there. */
  'POST /dialled': ({ click: id, DialStatus: status }) => {
    const click = clickOf(id)
    click.dialled = status
    const sentences = {
      busy: 'The customer is busy.',
      'no-answer': 'The customer does not answer.',
      timeout: 'The customer does not answer.',
      failed: 'The customer cannot be reached.',
    }
    const xml = plivo.Response()
    xml.addSpeak(sentences[status] ?? 'Thank you. Goodbye.')
    return xml
  },

  'POST /supervisor': ({ click: id }) => {
    clickOf(id).state = 'with the supervisor'
    const xml = plivo.Response()
    xml.addSpeak('One moment, please.')
    xml.addDial({ callerId: number, timeout: 25 }).addNumber(supervisor)
    xml.addSpeak('Nobody is here. We will call you back.')
    return xml
  },

  /** Nothing at all could be fetched from `/agent`. */
  'POST /sorry': () => {
    const xml = plivo.Response()
    xml.addSpeak('Sorry, we cannot connect you now.')
    return xml
  },

  'POST /recorded': ({ click: id, RecordUrl: recording, RecordingDuration: seconds }) => {
    Object.assign(clickOf(id), { recording, recordedSeconds: Number(seconds) })
  },

  'POST /over': ({ click: id, CallStatus: status, HangupCauseName: cause, Duration: seconds }) => {
    Object.assign(clickOf(id), { state: 'over', over: true, status, cause, seconds: Number(seconds) })
  },
}

function clickOf(id) {
  const click = clicks.get(id)
  if (!click) throw refusal(404, `there is no click ${id}`)
  return click
}

await serve({ pages, webhooks })
console.log(`click to call: ${url('/click')}`)
