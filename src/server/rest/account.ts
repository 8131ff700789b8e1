import { Type } from 'typebox'
import { optional, text } from './fields.js'
import { accepted, ok, operation, saying } from './operation.js'
import { resourceUri } from './owned.js'

const group = 'Account'

const getAccount = operation('GET', '', {
  group,
  summary: 'Get the account',
  status: 200,
  does: asked => {
    const { holder, board } = asked
    const { name = holder.name, city = '', address = '' } = board.directory.find('profile', holder.authId) ?? {}
    return ok({
      account_type: holder.main ? 'standard' : 'subaccount',
      address,
      auth_id: holder.authId,
      auto_recharge: false,
      billing_mode: 'prepaid',
      // Nothing costs anything here.
      cash_credits: '1000.00000',
      city,
      name,
      resource_uri: resourceUri(asked, ''),
      state: '',
      timezone: holder.account.timezone,
    })
  },
})

const updateAccount = operation('POST', '', {
  group,
  summary: 'Change what the account tells of itself',
  body: Type.Object({
    name: optional(text('what it is called')),
    city: optional(text('where it is')),
    address: optional(text('the same, with the street')),
  }),
  status: 202,
  answer: saying('changed'),
  does: ({ holder, board, body }) => {
    board.directory.put('profile', { ...board.directory.find('profile', holder.authId), ...body, id: holder.authId })
    return accepted({ message: 'changed' })
  },
})

export const accountOperations = [getAccount, updateAccount]
