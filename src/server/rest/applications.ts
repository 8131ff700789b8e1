import { Type } from 'typebox'
import { absoluteUrl } from '../../exchange/call-options.js'
import { inWords } from '../../trace/given.js'
import { type Application, unsaid } from '../directory.js'
import { emptiable, flag, method, optional, page, text, url } from './fields.js'
import { listing } from './listing.js'
import { type Asked, accepted, created, done, ok, operation, saying } from './operation.js'
import {
  type Asking,
  applicationGiven,
  applicationIds,
  freshId,
  isSeen,
  missing,
  ownerOf,
  resourceUri,
} from './owned.js'
import { badRequest, notFound } from './rest-error.js'

const group = 'Applications'
const params = Type.Object({ app_id: text('the id of an application') })

const fields = {
  answer_method: method('it'),
  hangup_url: optional(
    emptiable('told when a call is over, the answer URL unless given; an absolute http or https URL with its fragment'),
  ),
  hangup_method: method('it'),
  fallback_answer_url: optional(
    emptiable('asked when the answer URL fails; an absolute http or https URL with its fragment'),
  ),
  fallback_method: method('it'),
  message_url: optional(emptiable('kept, but never requested: offhook receives no messages')),
  message_method: method('it'),
  default_number_app: optional(flag('it answers numbers that have no application', false)),
  default_endpoint_app: optional(flag('it answers endpoints that have no application', false)),
  subaccount: optional(text('the auth id of the subaccount that has it')),
  log_incoming_messages: optional(flag('kept, and changes nothing', true)),
}

type Given = Readonly<Partial<Record<keyof typeof fields | 'answer_url' | 'app_name', string | boolean>>>

const createApplication = operation('POST', 'Application/', {
  group,
  summary: 'Create an application',
  body: Type.Object({
    app_name: text('what it is called; several may have the same name'),
    answer_url: url('asked what to do with a call'),
    ...fields,
  }),
  status: 201,
  answer: saying('created', { app_id: Type.String() }),
  does: asked => {
    const { body, board } = asked
    const id = freshId('application', 17, board)
    board.directory.put('application', {
      ...unsaid,
      name: body.app_name,
      ...withGiven({ answerUrl: '' }, body),
      ...ownerOf(body.subaccount, asked),
      id,
    } as Application)
    return created({ message: 'created', app_id: id })
  },
})

const listApplications = operation('GET', 'Application/', {
  group,
  summary: 'List applications',
  query: Type.Object({
    subaccount: optional(text('the auth id of the subaccount that has them')),
    app_name: optional(text('how their names begin')),
    ...page,
  }),
  status: 200,
  does: asked => {
    const { query, board } = asked
    const found = board.directory
      .all('application')
      .filter(
        one =>
          isSeen(one, asked) &&
          (query.subaccount === undefined || one.subaccount === query.subaccount) &&
          one.name.startsWith(query.app_name ?? ''),
      )
    return ok(listing(found, 'Application/', asked, one => shown(one, asked)))
  },
})

const getApplication = operation('GET', 'Application/:app_id/', {
  group,
  summary: 'Get an application',
  params,
  status: 200,
  does: asked => ok(shown(named(asked), asked)),
})

const updateApplication = operation('POST', 'Application/:app_id/', {
  group,
  summary: 'Change an application',
  params,
  body: Type.Object({
    app_name: optional(text('what it is called')),
    answer_url: optional(url('asked what to do with a call')),
    ...fields,
  }),
  status: 202,
  answer: saying('changed'),
  does: asked => {
    const { body, board } = asked
    const before = named(asked)
    board.directory.put('application', {
      ...withGiven(before, body),
      name: body.app_name ?? before.name,
      ...(body.subaccount !== undefined && { subaccount: undefined, ...ownerOf(body.subaccount, asked) }),
    } as Application)
    return accepted({ message: 'changed' })
  },
})

/** What is asked of the end of an application; in the body, or in the query where bodies of DELETE are lost (D118). */
const ending = {
  cascade: optional(flag('its endpoints are deleted with it', true)),
  new_endpoint_application: optional(text('the id of an application that its endpoints have from now on')),
}

const deleteApplication = operation('DELETE', 'Application/:app_id/', {
  group,
  summary: 'Delete an application; its numbers have none from now on',
  params,
  query: Type.Object(ending),
  body: Type.Object(ending),
  status: 204,
  does: asked => {
    const { board } = asked
    const { directory } = board
    const { id } = named(asked)
    const { cascade = true, new_endpoint_application: given } = { ...asked.query, ...asked.body }
    const next = applicationGiven(given, asked, 'new_endpoint_application')
    if (next?.id === id) {
      throw badRequest(
        `new_endpoint_application parameter is "${given}"; allowed is another application than the deleted one`,
      )
    }
    for (const { application, ...one } of directory.all('number')) {
      if (application === id) directory.put('number', one)
    }
    for (const { application, ...one } of directory.all('endpoint')) {
      if (application !== id) continue
      if (next) directory.put('endpoint', { ...one, application: next.id })
      else if (cascade) directory.drop('endpoint', one.id)
      else directory.put('endpoint', one)
    }
    directory.drop('application', id)
    return done
  },
})

const named = (asked: Asked<{ readonly app_id: string }, unknown, unknown>): Application => {
  const { app_id: id } = asked.params
  const found = asked.board.directory.find('application', id)
  if (found && isSeen(found, asked)) return found
  throw notFound(missing('application', id, applicationIds(asked)))
}

/** An application with what is given in place of what it has; an empty URL takes one away. */
const withGiven = (before: Partial<Application>, given: Given): Partial<Application> => ({
  ...before,
  ...urlOf('answerUrl', 'answer_url', given),
  ...urlOf('hangupUrl', 'hangup_url', given),
  ...urlOf('fallbackUrl', 'fallback_answer_url', given),
  ...urlOf('messageUrl', 'message_url', given),
  ...methodOf('answerMethod', 'answer_method', given),
  ...methodOf('hangupMethod', 'hangup_method', given),
  ...methodOf('fallbackMethod', 'fallback_method', given),
  ...methodOf('messageMethod', 'message_method', given),
  ...(given.default_number_app !== undefined && { defaultNumberApp: given.default_number_app === true }),
  ...(given.default_endpoint_app !== undefined && { defaultEndpointApp: given.default_endpoint_app === true }),
  ...(given.log_incoming_messages !== undefined && { logIncomingMessages: given.log_incoming_messages === true }),
})

const urlOf = (key: keyof Application, name: keyof Given, { [name]: given }: Given) => {
  if (given === undefined) return {}
  return { [key]: given === '' ? undefined : absoluteUrl(given, name) }
}

const methodOf = (key: keyof Application, name: keyof Given, { [name]: given }: Given) => {
  if (given === undefined) return {}
  const verb = String(given).toUpperCase()
  if (verb === 'GET' || verb === 'POST') return { [key]: verb }
  throw badRequest(`${name} parameter is ${inWords(given)}; allowed are GET and POST`)
}

const shown = (one: Application, asking: Asking) => ({
  answer_method: one.answerMethod,
  answer_url: one.answerUrl,
  app_id: one.id,
  app_name: one.name,
  application_type: 'XML',
  default_app: one.defaultNumberApp,
  default_endpoint_app: one.defaultEndpointApp,
  enabled: true,
  fallback_answer_url: one.fallbackUrl ?? '',
  fallback_method: one.fallbackMethod,
  hangup_method: one.hangupMethod,
  hangup_url: one.hangupUrl ?? one.answerUrl,
  log_incoming_messages: one.logIncomingMessages,
  message_method: one.messageMethod,
  message_url: one.messageUrl ?? '',
  public_uri: false,
  resource_uri: resourceUri(asking, `Application/${one.id}/`),
  sip_uri: `sip:${one.id}@app.plivo.com`,
  sub_account: one.subaccount ?? null,
})

export const applicationOperations = [
  createApplication,
  listApplications,
  getApplication,
  updateApplication,
  deleteApplication,
]
