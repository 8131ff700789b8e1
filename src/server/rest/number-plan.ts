/** A country, and the numbers of it that can be rented here. */
export interface Country {
  readonly iso: string
  readonly name: string
  /** The calling code. */
  readonly code: string
  readonly blocks: readonly Block[]
}

export type NumberType = 'local' | 'mobile' | 'tollfree'

/** Numbers that begin alike: what is left counts from 0. */
export interface Block {
  readonly type: NumberType
  /** With the calling code. */
  readonly prefix: string
  /** How many digits follow. */
  readonly digits: number
  readonly city: string
}

const block = (type: NumberType, prefix: string, digits: number, city = ''): Block => ({ type, prefix, digits, city })

/**
 * Where the regulator keeps numbers for stories, those are taken, so that nobody's telephone is meant: 555-01xx in North
 * America, Ofcom's and the Bundesnetzagentur's for drama, ARCEP's, ACMA's. India has none; its block is made up (D119).
 */
export const countries: readonly Country[] = [
  {
    iso: 'US',
    name: 'UNITED STATES',
    code: '1',
    blocks: [
      block('local', '141555501', 2, 'San Francisco'),
      block('local', '121255501', 2, 'New York'),
      block('local', '131255501', 2, 'Chicago'),
      block('local', '120655501', 2, 'Seattle'),
      block('local', '161755501', 2, 'Boston'),
      block('tollfree', '180055501', 2),
      block('tollfree', '188855501', 2),
    ],
  },
  {
    iso: 'CA',
    name: 'CANADA',
    code: '1',
    blocks: [
      block('local', '141655501', 2, 'Toronto'),
      block('local', '151455501', 2, 'Montreal'),
      block('local', '160455501', 2, 'Vancouver'),
      block('tollfree', '187755501', 2),
    ],
  },
  {
    iso: 'GB',
    name: 'UNITED KINGDOM',
    code: '44',
    blocks: [
      block('local', '442079460', 3, 'London'),
      block('local', '441134960', 3, 'Leeds'),
      block('local', '441614960', 3, 'Manchester'),
      block('mobile', '447700900', 3),
      block('tollfree', '448081570', 3),
    ],
  },
  {
    iso: 'DE',
    name: 'GERMANY',
    code: '49',
    blocks: [
      block('local', '493023125', 3, 'Berlin'),
      block('local', '494066969', 3, 'Hamburg'),
      block('local', '498999998', 3, 'Munich'),
      block('mobile', '4917604069', 3),
    ],
  },
  {
    iso: 'FR',
    name: 'FRANCE',
    code: '33',
    blocks: [
      block('local', '3319900', 4, 'Paris'),
      block('local', '3326191', 4, 'Rennes'),
      block('local', '3346571', 4, 'Lyon'),
      block('mobile', '3363998', 4),
    ],
  },
  { iso: 'IN', name: 'INDIA', code: '91', blocks: [block('local', '918035555', 3, 'Bengaluru')] },
  {
    iso: 'AU',
    name: 'AUSTRALIA',
    code: '61',
    blocks: [
      block('local', '6125550', 4, 'Sydney'),
      block('local', '6135550', 4, 'Melbourne'),
      block('local', '6175550', 4, 'Brisbane'),
      block('mobile', '61491570', 3),
    ],
  },
]

/** All numbers of a block. */
export const numbersOf = ({ prefix, digits }: Block): string[] =>
  Array.from({ length: 10 ** digits }, (_, index) => prefix + String(index).padStart(digits, '0'))

/** What is known of a number by how it begins. */
export interface Kindred {
  readonly country: Country | undefined
  readonly type: NumberType
  readonly city: string
}

const tollFree = /^1(800|833|844|855|866|877|888)|^44800|^44808|^49800|^33800|^611800|^911800/
const mobile = /^447|^491[567]|^33[67]|^614|^91[6-9]\d{9}$/
const canadian =
  /^1(204|226|236|249|250|289|306|343|365|403|416|418|431|437|438|450|506|514|519|548|579|581|587|604|613|639|647|672|705|709|778|780|782|807|819|825|867|873|902|905)/

/** The country and the kind of any number. */
export const kindred = (number: string): Kindred => {
  const all = countries.flatMap(country => country.blocks.map(one => ({ country, one })))
  const found = all.find(({ one }) => number.startsWith(one.prefix))
  if (found) return { country: found.country, type: found.one.type, city: found.one.city }
  const country = canadian.test(number)
    ? countries.find(({ iso }) => iso === 'CA')
    : countries.find(({ code }) => number.startsWith(code))
  const other = mobile.test(number) ? 'mobile' : 'local'
  return { country, type: tollFree.test(number) ? 'tollfree' : other, city: '' }
}
