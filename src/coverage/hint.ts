import type { BranchCoverage, ElementCoverage } from './coverage.js'
import { branchNames, keyOf } from './input-branches.js'

const keys = [...'9876543210*']

/** The step of a caller that would take the branch: `presses: "2"`. */
export function branchHint(
  { branch, what = '' }: BranchCoverage,
  { branches }: Pick<ElementCoverage, 'branches'>,
): string {
  const key = keyOf(branch)
  if (key !== undefined) return `presses: "${key}"`
  const offered = new Set(branches.map(one => keyOf(one.branch)))
  const steps: Readonly<Record<string, string>> = {
    [branchNames.digits]: `presses: "${'1234567890'.slice(0, what === 'any key' ? 1 : Number(/\d+/.exec(what)?.[0] ?? 4))}"`,
    [branchNames.speech]: 'says: …',
    [branchNames.none]: 'no step: the caller stays silent',
    [branchNames.invalid]: `presses: "${keys.find(other => !offered.has(other)) ?? '9'}"`,
    [branchNames.hangup]: 'hangs up',
  }
  return steps[branch] ?? ''
}

/** What would have a URL requested that never was; `element` is the one that names it. */
export function useHint(purpose: string, element: ElementCoverage | undefined): string | undefined {
  if (purpose === 'fallback') return 'faults: [{ purpose: answer, fault: { status: 503 } }]'
  if (purpose === 'machine detection') return 'phones: { default: voicemail }'
  if (!element) return undefined
  if (element.times === 0) return `reach <${element.name}> ${element.line}:${element.column}`
  if (/ confirmSound$/.test(purpose)) return 'phones: { default: { answers: 2s } }'
  const [input] = element.branches
  if (/interim results$/.test(purpose)) return 'says: …'
  if (/ action$/.test(purpose) && input) return branchHint(input, element)
  return undefined
}
