import { Type } from 'typebox'
import { zonedTime } from '../../call/wall-time.js'
import type { RentedNumber } from '../directory.js'
import { emptiable, oneOf, optional, page, text } from './fields.js'
import { listing } from './listing.js'
import { kindred } from './number-plan.js'
import { type Asked, accepted, done, ok, operation, saying } from './operation.js'
import { type Asking, applicationGiven, applicationUri, isSeen, missing, ownerOf, resourceUri } from './owned.js'
import { badRequest, notFound } from './rest-error.js'

const group = 'Numbers'
const params = Type.Object({ number: text('a number of the account, with its country code') })

/** `voice`, `voice,sms`: what a number can be used for. */
export const services = optional(text('what they can do: voice, sms, mms, or several with commas'))

const listNumbers = operation('GET', 'Number/', {
  group,
  summary: 'List numbers of the account',
  query: Type.Object({
    type: optional(oneOf('their kind', ['local', 'mobile', 'tollfree', 'fixed', 'national'])),
    number_startswith: optional(text('how they begin')),
    subaccount: optional(text('the auth id of the subaccount that has them')),
    alias: optional(text('what they are called')),
    services,
    ...page,
  }),
  status: 200,
  does: asked => {
    const { type, number_startswith: begins = '', subaccount, alias, services: needed } = asked.query
    const found = seen(asked).filter(
      one =>
        (type === undefined || sameType(type, kindred(one.number).type)) &&
        one.number.startsWith(begins.replace(/^\+/, '')) &&
        (subaccount === undefined || one.subaccount === subaccount) &&
        (alias === undefined || one.alias === alias) &&
        canDo(needed),
    )
    return ok(listing(found, 'Number/', asked, one => shown(one, asked)))
  },
})

const getNumber = operation('GET', 'Number/:number/', {
  group,
  summary: 'Get a number of the account',
  params,
  status: 200,
  does: asked => ok(shown(named(asked), asked)),
})

const updateNumber = operation('POST', 'Number/:number/', {
  group,
  summary: 'Change a number of the account',
  params,
  body: Type.Object({
    app_id: optional(emptiable('the id of the application that answers its calls')),
    subaccount: optional(emptiable('the auth id of the subaccount that has it from now on')),
    alias: optional(emptiable('what it is called')),
  }),
  status: 202,
  answer: saying('changed'),
  does: asked => {
    const { app_id: appId, subaccount, alias } = asked.body
    const { application, subaccount: owner, alias: called, ...before } = named(asked)
    const next = {
      application: appId === undefined ? application : applicationGiven(appId, asked)?.id,
      subaccount: subaccount === undefined ? owner : ownerOf(subaccount, asked).subaccount,
      alias: alias === undefined ? called : alias,
    }
    asked.board.directory.put('number', {
      ...before,
      ...(next.application !== undefined && { application: next.application }),
      ...(next.subaccount !== undefined && { subaccount: next.subaccount }),
      ...(next.alias && { alias: next.alias }),
    })
    return accepted({ message: 'changed' })
  },
})

const unrentNumber = operation('DELETE', 'Number/:number/', {
  group,
  summary: 'Unrent a number',
  params,
  status: 204,
  does: asked => {
    asked.board.directory.drop('number', named(asked).number)
    return done
  },
})

const seen = (asking: Asking): RentedNumber[] => asking.board.directory.all('number').filter(one => isSeen(one, asking))

const named = (asked: Asked<{ readonly number: string }, unknown, unknown>): RentedNumber => {
  const written = asked.params.number
  const number = written.replace(/\D/g, '')
  const found = asked.board.directory.find('number', number)
  if (found && isSeen(found, asked)) return found
  throw notFound(
    missing(
      'number',
      written,
      seen(asked).map(one => one.number),
    ),
  )
}

/** What is fixed is local or national, as people say it. */
export const sameType = (asked: string, type: string): boolean =>
  asked === type || ((asked === 'fixed' || asked === 'national') && type === 'local')

const known = ['voice', 'sms', 'mms']

/** Whether numbers can do all of what is asked for: they take calls, and no messages. Throws a RestError for what there is not. */
export const canDo = (given: string | undefined): boolean => {
  const words = given?.split(',').map(word => word.trim().toLowerCase()) ?? []
  const unknown = words.find(word => !known.includes(word))
  if (unknown !== undefined) {
    throw badRequest(`services parameter has "${unknown}"; allowed are voice, sms and mms, several with commas`)
  }
  return words.every(word => word === 'voice')
}

const shown = (one: RentedNumber, asking: Asking) => {
  const { number, addedAt } = one
  const { country, type, city } = kindred(number)
  const { accounts } = asking.board
  const owner = one.subaccount === undefined ? undefined : accounts.find(one.subaccount)
  const day = (at: number) => zonedTime(at, accounts.main.account.timezone).slice(0, 10)
  return {
    active: true,
    added_on: day(addedAt),
    alias: one.alias ?? null,
    application: applicationUri(one.application, asking),
    carrier: 'Plivo',
    city,
    cnam_lookup: 'disabled',
    compliance_application_id: null,
    compliance_status: null,
    country: country?.name ?? '',
    mms_enabled: false,
    monthly_rental_rate: '0.80000',
    number,
    number_type: type,
    region: [city, country?.name].filter(Boolean).join(', '),
    renewal_date: day(addedAt + 30 * 24 * 3600 * 1000),
    resource_uri: resourceUri(asking, `Number/${number}/`),
    sms_enabled: false,
    sms_rate: '0.00000',
    sub_account: one.subaccount ?? null,
    sub_account_name: owner?.name ?? null,
    voice_enabled: true,
    voice_rate: Number(accounts.main.account.billRate).toFixed(5),
  }
}

export const numberOperations = [listNumbers, getNumber, updateNumber, unrentNumber]
