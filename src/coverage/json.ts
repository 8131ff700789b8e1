import { printable } from '../trace/printable.js'
import type { Coverage } from './coverage.js'

/** For programs: one JSON document, described in docs/coverage.md. */
export const coverageJson = (coverage: Coverage): string => `${JSON.stringify(coverage, safe, 2)}\n`

/** JSON is looked at in terminals, too; the ends of lines stay. */
const safe = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.split('\n').map(printable).join('\n') : value
