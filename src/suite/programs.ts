import type { Account } from '../call/account.js'
import { accountOf } from '../exchange/options.js'
import type { Scenario } from '../scenario/file.js'
import { type RunningProgram, startProgram } from '../scenario/running-program.js'

/** The applications that a suite has started: one for all scenarios that name the same command, in the same folder. */
export class Programs {
  readonly #running = new Map<string, Promise<RunningProgram>>()
  readonly #account: Partial<Account>

  /** @param account whose token signs, where a scenario does not say. */
  constructor(account: Partial<Account>) {
    this.#account = account
  }

  /** The program of a scenario, started unless it runs; one that has ended is started anew. Throws a ProgramError. */
  async of({ program, account }: Scenario): Promise<RunningProgram | undefined> {
    if (!program) return undefined
    const { authId, authToken } = accountOf({ ...this.#account, ...account })
    const { command, cwd, port, env } = program
    const key = JSON.stringify([command, cwd, port, env, authId, authToken])
    const known = this.#running.get(key)
    // One that could not be started is not tried again; one that ran, and has ended, is. Nothing is awaited in between, so that
    // two scenarios that ask at once get the same.
    const starting = known
      ? known.then(running => (running.ended === undefined ? running : startProgram(program, { authId, authToken })))
      : startProgram(program, { authId, authToken })
    this.#running.set(key, starting)
    return starting
  }

  /** Ends all of them. */
  async stop(): Promise<void> {
    const all = [...this.#running.values()]
    this.#running.clear()
    await Promise.all(all.map(starting => starting.then(program => program.stop()).catch(() => {})))
  }
}
