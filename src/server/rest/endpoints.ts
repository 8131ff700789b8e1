import { Type } from 'typebox'
import { sessionTime } from '../../call/wall-time.js'
import { passwordHash } from '../configured-directory.js'
import type { Endpoint } from '../directory.js'
import { emptiable, optional, page, text } from './fields.js'
import { listing } from './listing.js'
import { type Asked, accepted, created, done, ok, operation, saying } from './operation.js'
import {
  type Asking,
  applicationGiven,
  applicationUri,
  freshId,
  isSeen,
  missing,
  ownerOf,
  resourceUri,
} from './owned.js'
import { badRequest, notFound } from './rest-error.js'

const group = 'Endpoints'
const params = Type.Object({ endpoint_id: text('the id of an endpoint') })
const password = text('what it registers with, 5 characters or more')

const createEndpoint = operation('POST', 'Endpoint/', {
  group,
  summary: 'Create an endpoint; 12 digits are put behind its username',
  body: Type.Object({
    username: text('letters and digits'),
    password,
    alias: text('what it is called'),
    app_id: optional(text('the id of the application that answers its calls')),
    subaccount: optional(text('the auth id of the subaccount that has it')),
  }),
  status: 201,
  answer: saying('created', { username: Type.String(), alias: Type.String(), endpoint_id: Type.String() }),
  does: asked => {
    const { body, board } = asked
    const { alias } = body
    if (!/^[A-Za-z0-9]+$/.test(body.username)) {
      const near = body.username.replace(/[^A-Za-z0-9]/g, '')
      const hint = near === '' ? '' : `; did you mean ${near}?`
      throw badRequest(`username parameter is "${body.username}"; allowed are letters and digits${hint}`)
    }
    const hash = hashOf(body.password)
    const owner = ownerOf(body.subaccount, asked)
    const application = applicationGiven(body.app_id, asked) ?? board.directory.fallback('endpoint', owner.subaccount)
    const id = freshId('endpoint', 14, board)
    const username = freshUsername(body.username, asked)
    board.directory.put('endpoint', {
      id,
      username,
      alias,
      password: hash,
      ...(application && { application: application.id }),
      ...owner,
    } as Endpoint)
    return created({ message: 'created', username, alias, endpoint_id: id })
  },
})

const listEndpoints = operation('GET', 'Endpoint/', {
  group,
  summary: 'List endpoints',
  query: Type.Object({ subaccount: optional(text('the auth id of the subaccount that has them')), ...page }),
  status: 200,
  does: asked => {
    const { subaccount } = asked.query
    const found = seen(asked).filter(one => subaccount === undefined || one.subaccount === subaccount)
    return ok(listing(found, 'Endpoint/', asked, one => shown(one, asked)))
  },
})

const getEndpoint = operation('GET', 'Endpoint/:endpoint_id/', {
  group,
  summary: 'Get an endpoint',
  params,
  status: 200,
  does: asked => ok(shown(named(asked), asked)),
})

const updateEndpoint = operation('POST', 'Endpoint/:endpoint_id/', {
  group,
  summary: 'Change an endpoint; its username stays',
  params,
  body: Type.Object({
    password: optional(password),
    alias: optional(text('what it is called')),
    app_id: optional(emptiable('the id of the application that answers its calls')),
  }),
  status: 202,
  answer: saying('changed'),
  does: asked => {
    const { password: secret, alias, app_id: appId } = asked.body
    const { application, ...before } = named(asked)
    const next = appId === undefined ? application : applicationGiven(appId, asked)?.id
    asked.board.directory.put('endpoint', {
      ...before,
      ...(secret !== undefined && { password: hashOf(secret) }),
      ...(alias !== undefined && { alias }),
      ...(next !== undefined && { application: next }),
    })
    return accepted({ message: 'changed' })
  },
})

const deleteEndpoint = operation('DELETE', 'Endpoint/:endpoint_id/', {
  group,
  summary: 'Delete an endpoint',
  params,
  status: 204,
  does: asked => {
    asked.board.directory.drop('endpoint', named(asked).id)
    return done
  },
})

const seen = (asking: Asking): Endpoint[] => asking.board.directory.all('endpoint').filter(one => isSeen(one, asking))

const named = (asked: Asked<{ readonly endpoint_id: string }, unknown, unknown>): Endpoint => {
  const { endpoint_id: id } = asked.params
  const all = seen(asked)
  const found = all.find(one => one.id === id)
  if (found) return found
  const isUsername = all.find(({ username }) => username === id)
  if (isUsername) throw notFound(`endpoint not found: "${id}" is a username; its endpoint_id is ${isUsername.id}`)
  throw notFound(
    missing(
      'endpoint',
      id,
      all.map(one => one.id),
    ),
  )
}

/** The shortest that Plivo takes; what it is stays out of the answer. */
const hashOf = (given: string): string => {
  if (given.length >= 5) return passwordHash(given)
  throw badRequest(`password parameter has ${given.length} characters; allowed are 5 or more`)
}

/** `zumba131031145958`: the time in UTC, or the next second that is free. */
const freshUsername = (name: string, { board }: Asking): string => {
  const taken = new Set(board.directory.all('endpoint').map(({ username }) => username))
  const { exchange } = board
  for (let at = exchange.epochOf(exchange.clock.now); ; at += 1000) {
    const username = name + sessionTime(at, 0).replace(/\D/g, '').slice(2, 14)
    if (!taken.has(username)) return username
  }
}

const shown = (one: Endpoint, asking: Asking) => {
  const { username, id } = one
  const address = `sip:${username}@phone.plivo.com`
  const isRegistered = asking.board.isRegistered(address)
  return {
    alias: one.alias,
    application: applicationUri(one.application, asking),
    endpoint_id: id,
    password: one.password ?? '',
    resource_uri: resourceUri(asking, `Endpoint/${id}/`),
    ...(isRegistered && { sip_contact: `sip:${username}@127.0.0.1:5060`, sip_user_agent: 'offhook' }),
    sip_registered: String(isRegistered),
    sip_uri: address,
    sub_account: one.subaccount ?? null,
    username,
  }
}

export const endpointOperations = [createEndpoint, listEndpoints, getEndpoint, updateEndpoint, deleteEndpoint]
