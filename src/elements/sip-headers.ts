import type { AttributeKind } from '../xml/element-shape.js'
import { type Problem, problem } from '../xml/problem.js'
import type { Params } from './element.js'

const allowed = 'name=value,name=value; names and values of letters and digits, values also with %'

/** "Reserved": dropped, whatever their case. */
const reserved = /^(?:(?:PH-|Plivo|FS-|SipAuth|ZT-|Twilio).*|ClientRegion)$/i

/** Headers for whoever is dialled; every request about that leg carries them as X-PH-<name>. */
export const sipHeaders = ({ meaning }: { readonly meaning: string }): AttributeKind<Params> => ({
  allowed,
  fallback: {},
  default: 'none',
  meaning,
  provenance: 'documented',
  read: ({ value, name: attribute, place }) => {
    const headers: Record<string, string> = {}
    const problems: Problem[] = []
    const drop = (pair: string, why: string, code: 'value-not-allowed' | 'sip-header-reserved') => {
      const message = `${pair} in ${attribute} ${why}: it is left out, the others count.`
      problems.push(problem(code, message, { place, allowed }))
    }
    for (const pair of value.split(',').map(part => part.trim())) {
      if (pair === '') continue
      const [, name = '', text = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? []
      if (reserved.test(name)) drop(pair, 'has a name that Plivo keeps for itself', 'sip-header-reserved')
      else if (/^[A-Za-z0-9]+$/.test(name) && /^[A-Za-z0-9%]*$/.test(text)) headers[name] = text
      else drop(pair, 'is not allowed', 'value-not-allowed')
    }
    return { value: headers, problems }
  },
})
