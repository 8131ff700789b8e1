/** An application that was to be started did not start, or does not answer; the message says what it printed. */
export class ProgramError extends Error {
  override name = 'ProgramError'
}
