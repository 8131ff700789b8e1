import { readTones } from '../audio/tones.js'
import { isTag } from '../xml/document.js'
import type { AttributeKind, BodyKind, Step, Values } from '../xml/element-shape.js'
import { boolean, text } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { sipHeaders } from './sip-headers.js'

/** Whom to ring; `invalid` says why nobody can be rung there. */
export interface Target {
  readonly address: string
  readonly invalid?: string
}

/** The keys that are sent when the party answers. */
const tones: AttributeKind<{ readonly digits: string; readonly ms: number } | undefined> = {
  allowed: '0-9 * # and the pauses w (0.5 s) and W (1 s)',
  fallback: undefined,
  default: 'none',
  meaning: 'keys that are sent when it answers, before anything is played to it (D56)',
  provenance: 'documented',
  read: ({ value, place }) => {
    const { digits, ms, problems } = readTones(value.trim())
    return { ...(digits && { value: { digits, ms } }), problems: problems.map(found => ({ place, ...found })) }
  },
}

/** The attributes that Number and User share. */
export const targetAttributes = {
  sendDigits: tones,
  sendOnPreanswer: boolean({ default: false, meaning: 'they are sent while it rings, if there is early media' }),
  sipHeaders: sipHeaders({ meaning: 'headers for this party; they win over those of Dial (D56)' }),
  callerId: text({ provenance: 'SDK', meaning: 'the number that this party sees, in place of Dial’s' }),
  callerName: text({
    provenance: 'SDK',
    maxLength: 50,
    meaning: 'the name that this party sees; changes nothing here',
  }),
}

export type TargetAttributes = Values<typeof targetAttributes>

/** An empty Number or User, or sendDigits="" of one, makes the whole document invalid (observed, D38). */
export const emptyTarget = ({ body, element, tag }: Step): Problem[] => {
  const rejected = 'the document is rejected before anything runs'
  const noKeys = tag.attributes.find(({ name, value }) => name === 'sendDigits' && value.trim() === '')
  const problems: Problem[] = []
  if (noKeys) {
    const message = `sendDigits="" of <${element.name}> is empty: ${rejected}`
    problems.push(problem('target-empty', message, { place: noKeys.place, allowed: tones.allowed }))
  }
  if ((body as Target).address !== '') return problems
  return [problem('target-empty', `<${element.name}> is empty: ${rejected}`, { place: tag.place }), ...problems]
}

/** The content of Number or User; a wrong one rings nobody: 2000. */
export const target = (row: {
  readonly allowed: string
  readonly meaning: string
  /** What of the content is dialled; nothing if it cannot be. */
  readonly address: (given: string) => string | undefined
}): BodyKind<Target> => ({
  allowed: row.allowed,
  meaning: row.meaning,
  provenance: 'documented',
  read: ({ name, place, children }) => {
    const given = children
      .map(child => (isTag(child) ? '' : child.text))
      .join('')
      .trim()
    if (given === '') return { value: { address: '' } }
    const address = row.address(given)
    if (address !== undefined) return { value: { address } }
    const invalid = `"${given.slice(0, 80)}" is no address that <${name}> can ring`
    const message = `${invalid}: its leg ends with 2000 (Invalid Destination Address)`
    return {
      value: { address: given, invalid },
      problems: [problem('target-invalid', message, { place, allowed: row.allowed })],
    }
  },
})
