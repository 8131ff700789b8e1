/** What the program ends with. */
export const exitCodes = {
  completed: 0,
  /** A call failed or was not answered, a step or an expectation was missed, a document has problems. */
  failed: 1,
  usage: 2,
  internal: 3,
  /** Ctrl-C twice: the shell's word for it. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The command was not given what it needs; the message says what, what is allowed, and the nearest right thing. */
export class UsageError extends Error {
  override name = 'UsageError'
}
