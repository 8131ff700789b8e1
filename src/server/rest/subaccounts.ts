import { createHmac } from 'node:crypto'
import { Type } from 'typebox'
import { zonedTime } from '../../call/wall-time.js'
import type { Subaccount } from '../directory.js'
import type { Switchboard } from '../switchboard.js'
import { flag, optional, page, text } from './fields.js'
import { listing } from './listing.js'
import { type Asked, accepted, created, done, ok, operation, saying } from './operation.js'
import { type Asking, missing, resourceUri } from './owned.js'
import { notFound, RestError } from './rest-error.js'

const group = 'Subaccounts'
const params = Type.Object({ subauth_id: text('the auth id of a subaccount') })
// Not unless it is said, as documented (D120).
const enabled = optional(flag('whether it may use the API', false))

const createSubaccount = operation('POST', 'Subaccount/', {
  group,
  summary: 'Create a subaccount',
  body: Type.Object({ name: text('what it is called'), enabled }),
  status: 201,
  answer: saying('created', { auth_id: Type.String(), auth_token: Type.String() }),
  does: asked => {
    refuseSubaccounts(asked)
    const { board, body } = asked
    const { id, authToken } = freshCredentials(board)
    const createdAt = now(board)
    board.directory.put('subaccount', { id, authToken, name: body.name, enabled: body.enabled ?? false, createdAt })
    return created({ message: 'created', auth_id: id, auth_token: authToken })
  },
})

const listSubaccounts = operation('GET', 'Subaccount/', {
  group,
  summary: 'List subaccounts',
  query: Type.Object(page),
  status: 200,
  does: asked => {
    refuseSubaccounts(asked)
    return ok(listing(asked.board.directory.all('subaccount'), 'Subaccount/', asked, one => shown(one, asked)))
  },
})

const getSubaccount = operation('GET', 'Subaccount/:subauth_id/', {
  group,
  summary: 'Get a subaccount',
  params,
  status: 200,
  does: asked => ok(shown(named(asked), asked)),
})

const updateSubaccount = operation('POST', 'Subaccount/:subauth_id/', {
  group,
  summary: 'Change a subaccount',
  params,
  body: Type.Object({ name: optional(text('what it is called')), enabled }),
  status: 202,
  answer: saying('changed'),
  does: asked => {
    const { board, body } = asked
    board.directory.put('subaccount', { ...named(asked), ...body, modifiedAt: now(board) })
    return accepted({ message: 'changed' })
  },
})

const cascade = { cascade: optional(flag('what it has is deleted, too; else the main account has it', false)) }

const deleteSubaccount = operation('DELETE', 'Subaccount/:subauth_id/', {
  group,
  summary: 'Delete a subaccount',
  params,
  query: Type.Object(cascade),
  body: Type.Object(cascade),
  status: 204,
  does: asked => {
    const { directory } = asked.board
    const { id } = named(asked)
    const drops = asked.body.cascade ?? asked.query.cascade ?? false
    for (const { subaccount, ...one } of directory.all('number')) {
      if (subaccount !== id) continue
      if (drops) directory.drop('number', one.number)
      else directory.put('number', one)
    }
    for (const { subaccount, ...one } of directory.all('endpoint')) {
      if (subaccount !== id) continue
      if (drops) directory.drop('endpoint', one.id)
      else directory.put('endpoint', one)
    }
    for (const { subaccount, ...one } of directory.all('application')) {
      if (subaccount !== id) continue
      if (drops) directory.drop('application', one.id)
      // It must not take the place of the main account's own.
      else directory.put('application', { ...one, defaultNumberApp: false, defaultEndpointApp: false })
    }
    directory.drop('subaccount', id)
    return done
  },
})

const refuseSubaccounts = ({ holder }: Asking): void => {
  if (!holder.main) throw new RestError(403, 'only the main account has subaccounts')
}

const named = (asked: Asked<{ readonly subauth_id: string }, unknown, unknown>): Subaccount => {
  refuseSubaccounts(asked)
  const { directory } = asked.board
  const { subauth_id: id } = asked.params
  const found = directory.find('subaccount', id)
  if (found) return found
  throw notFound(
    missing(
      'subaccount',
      id,
      directory.all('subaccount').map(one => one.id),
    ),
  )
}

/** An auth id made like Plivo's that nobody has yet, and a token that nobody can guess who does not know the main account's. */
const freshCredentials = (board: Switchboard): { readonly id: string; readonly authToken: string } => {
  for (;;) {
    const { authToken: key } = board.accounts.main.account
    const hash = (what: string) => createHmac('sha256', key).update(`${what} ${board.newId()}`).digest()
    const letters = [...hash('auth id')].map(byte => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32])
    const id = `SA${letters.slice(0, 18).join('')}`
    if (!board.accounts.find(id)) return { id, authToken: hash('auth token').toString('hex').slice(0, 40) }
  }
}

const now = ({ exchange }: Switchboard): number => exchange.epochOf(exchange.clock.now)

const shown = (one: Subaccount, asking: Asking) => {
  const { timezone } = asking.board.accounts.main.account
  const day = (at: number) => zonedTime(at, timezone).slice(0, 10)
  return {
    account: resourceUri(asking, ''),
    auth_id: one.id,
    auth_token: one.authToken,
    created: day(one.createdAt),
    enabled: one.enabled,
    modified: one.modifiedAt === undefined ? null : day(one.modifiedAt),
    name: one.name,
    resource_uri: resourceUri(asking, `Subaccount/${one.id}/`),
  }
}

export const subaccountOperations = [
  createSubaccount,
  listSubaccounts,
  getSubaccount,
  updateSubaccount,
  deleteSubaccount,
]
