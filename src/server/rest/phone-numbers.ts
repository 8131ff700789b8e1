import { Type } from 'typebox'
import { nearest } from '../../trace/nearest.js'
import { emptiable, oneOf, optional, page, text } from './fields.js'
import { listing } from './listing.js'
import { type Block, type Country, countries, numbersOf } from './number-plan.js'
import { canDo, sameType, services } from './numbers.js'
import { created, ok, operation, saying } from './operation.js'
import { type Asking, applicationGiven, ownerOf, resourceUri } from './owned.js'
import { badRequest } from './rest-error.js'

const group = 'Numbers'

const searchNumbers = operation('GET', 'PhoneNumber/', {
  group,
  summary: 'Search numbers that can be rented: made up, and always the same ones',
  query: Type.Object({
    country_iso: text(`the country: ${countries.map(({ iso }) => iso).join(', ')}`),
    type: optional(oneOf('their kind', ['local', 'mobile', 'tollfree', 'fixed', 'national', 'any'])),
    pattern: optional(text('how they begin after the calling code')),
    region: optional(text('the city, or a part of its name')),
    city: optional(text('the same')),
    services,
    ...page,
  }),
  status: 200,
  does: asked => {
    const { query, board } = asked
    const country = countryOf(query.country_iso)
    const { type = 'any', pattern = '' } = query
    const city = (query.city ?? query.region ?? '').toLowerCase()
    const begin = country.code + pattern.replace(/\D/g, '')
    const found = country.blocks
      .filter(one => (type === 'any' || sameType(type, one.type)) && one.city.toLowerCase().includes(city))
      .flatMap(block => numbersOf(block).map(number => ({ block, number })))
      .filter(({ number }) => number.startsWith(begin) && !board.directory.find('number', number))
    return ok(listing(canDo(query.services) ? found : [], 'PhoneNumber/', asked, one => shown(one, country, asked)))
  },
})

const buyNumber = operation('POST', 'PhoneNumber/:number/', {
  group,
  summary: 'Rent a number: one that was found, or any other',
  params: Type.Object({ number: text('a number with its country code') }),
  body: Type.Object({
    app_id: optional(emptiable('the id of the application that answers its calls')),
    subaccount: optional(text('the auth id of the subaccount that has it')),
    alias: optional(text('what it is called')),
  }),
  status: 201,
  answer: saying('created', {
    numbers: Type.Array(Type.Object({ number: Type.String(), status: Type.String() })),
    status: Type.String({ examples: ['fulfilled'] }),
  }),
  does: asked => {
    const { params, body, board } = asked
    const number = numberGiven(params.number)
    if (board.directory.find('number', number)) {
      throw badRequest(`number parameter is "${params.number}", which is rented already; search others by PhoneNumber/`)
    }
    const { subaccount } = ownerOf(body.subaccount, asked)
    const application = applicationGiven(body.app_id, asked) ?? board.directory.fallback('number', subaccount)
    board.directory.put('number', {
      number,
      addedAt: board.exchange.epochOf(board.exchange.clock.now),
      ...(application && { application: application.id }),
      ...(subaccount !== undefined && { subaccount }),
      ...(body.alias !== undefined && { alias: body.alias }),
    })
    return created({ message: 'created', numbers: [{ number, status: 'Success' }], status: 'fulfilled' })
  },
})

const countryOf = (given: string): Country => {
  const found = countries.find(({ iso }) => iso === given.toUpperCase())
  if (found) return found
  const byName = nearest(
    given,
    countries.map(({ name }) => name),
  )
  const near = byName
    ? countries.find(({ name }) => name === byName)?.iso
    : { UK: 'GB', USA: 'US' }[given.toUpperCase()]
  const hint = near ? `; did you mean ${near}?` : ''
  throw badRequest(
    `country_iso parameter is "${given}"; offhook has numbers of ${countries.map(({ iso }) => iso).join(', ')}${hint}`,
  )
}

const numberGiven = (written: string): string => {
  const number = written.replace(/[\s().+-]/g, '')
  if (/^[1-9]\d{6,14}$/.test(number)) return number
  throw badRequest(`number parameter is "${written}"; allowed are the country code and the number, 7 to 15 digits`)
}

const shown = ({ block, number }: { block: Block; number: string }, country: Country, asking: Asking) => ({
  city: block.city || null,
  country: country.name,
  lata: null,
  mms_enabled: false,
  monthly_rental_rate: '0.80000',
  number,
  prefix: block.prefix.slice(country.code.length, country.code.length + 3),
  rate_center: null,
  region: [block.city, country.name].filter(Boolean).join(', '),
  resource_uri: resourceUri(asking, `PhoneNumber/${number}/`),
  restriction: null,
  restriction_text: null,
  setup_rate: '0.00000',
  sms_enabled: false,
  sms_rate: '0.00000',
  sub_type: block.type,
  type: block.type === 'local' ? 'fixed' : block.type,
  voice_enabled: true,
  voice_rate: Number(asking.board.accounts.main.account.billRate).toFixed(5),
})

export const phoneNumberOperations = [searchNumbers, buyNumber]
