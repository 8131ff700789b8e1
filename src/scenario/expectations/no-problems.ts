import { expectationKind, of } from '../expectation-kind.js'
import { wordOf } from '../plain-shapes.js'
import { mapped } from '../shape.js'

/** From the least to the worst; `no_problems: risky` forbids what is risky and what is worse. */
export const severities = ['note', 'risky', 'breaks'] as const

export type Severity = (typeof severities)[number]

const severity = wordOf<Severity>({
  note: 'nothing at all is found',
  risky: 'nothing is found that is risky or breaks',
  breaks: 'nothing is found that breaks',
})

export const noProblems = expectationKind({
  meaning: 'nothing was found that is risky or breaks (`note`: nothing at all; `breaks`: nothing that breaks)',
  written: 'no_problems: risky',
  subject: mapped(severity, severity => ({ severity })),
  beside: {},
  describe: ({ severity }) =>
    `no problem is found that is ${severities.slice(severities.indexOf(severity)).join(' or ')}`,
  check: ({ severity }, { events }) => {
    const least = severities.indexOf(severity)
    const found = of(events, 'problem.found').filter(one => severities.indexOf(one.severity) >= least)
    return found.length > 0 ? found.map(one => `${one.severity}: ${one.message} (${one.code})`) : undefined
  },
})
