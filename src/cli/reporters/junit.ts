import { escapeXml } from '../../trace/escaped-xml.js'
import { failureLines, headline } from './failure-text.js'
import type { Outcome, Reporter, Summary } from './reporter.js'

/** For CI servers: JUnit's XML, a test suite for each file and a test case for each scenario. */
export const junit = (): Reporter => ({ end: summary => document(summary) })

function document({ outcomes, took }: Summary): string {
  const files = [...new Set(outcomes.map(({ file }) => file))]
  const suites = files.map(file =>
    suite(
      file,
      outcomes.filter(one => one.file === file),
    ),
  )
  const totals = counts(outcomes)
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="offhook" ${totals} time="${took / 1000}">
${suites.join('')}</testsuites>
`
}

const suite = (file: string, outcomes: readonly Outcome[]): string =>
  `  <testsuite name="${escapeXml(file)}" ${counts(outcomes)} time="${timeOf(outcomes)}">
${outcomes.map(testcase).join('')}  </testsuite>
`

function counts(outcomes: readonly Outcome[]): string {
  const of = (...statuses: Outcome['status'][]) => outcomes.filter(({ status }) => statuses.includes(status)).length
  return `tests="${outcomes.length}" failures="${of('failed')}" errors="${of('invalid')}" skipped="${of('skipped')}"`
}

const timeOf = (outcomes: readonly Outcome[]): number =>
  outcomes.flatMap(({ runs }) => runs).reduce((sum, { began, ended }) => sum + ended - began, 0) / 1000

function testcase(outcome: Outcome): string {
  const { name, file, line, status } = outcome
  const head = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(file)}" file="${escapeXml(file)}" line="${line}" time="${timeOf([outcome])}"`
  const body = status === 'passed' ? '' : about(outcome)
  return body === '' ? `${head}/>\n` : `${head}>\n${body}    </testcase>\n`
}

function about(outcome: Outcome): string {
  const { status, problems, runs } = outcome
  if (status === 'skipped') return '      <skipped/>\n'
  if (status === 'invalid') {
    const [first = ''] = problems.map(String)
    return `      <error message="${escapeXml(first)}" type="invalid">${escapeXml(problems.join('\n'))}</error>\n`
  }
  return runs
    .filter(({ failures }) => failures.length > 0)
    .map(run => {
      const text = escapeXml(failureLines(outcome, run).join('\n'))
      return `      <failure message="${escapeXml(headline(run))}" type="failed">${text}</failure>\n`
    })
    .join('')
}
