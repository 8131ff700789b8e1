import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Change } from '../directory.js'
import type { OnDiskTrouble } from './disk-trouble.js'
import { Journal } from './journal.js'

const kind = Type.Enum(['application', 'number', 'endpoint', 'subaccount', 'profile'])
const put = (shelf: string, needed: Record<string, ReturnType<typeof Type.String>>) =>
  Type.Object({ put: Type.Literal(shelf), value: Type.Object(needed) })
const text = Type.String()

const change = Compile(
  Type.Union([
    put('application', { id: text, name: text, answerUrl: text }),
    put('number', { number: text }),
    put('endpoint', { id: text, username: text }),
    put('subaccount', { id: text, name: text, authToken: text }),
    put('profile', { id: text }),
    Type.Object({ drop: kind, id: text }),
  ]),
)

/** What the API has changed in applications, numbers, endpoints and subaccounts, in a journal: in earlier runs, too. */
export class DirectoryLog {
  readonly #journal: Journal<Change>
  readonly #before: Change[] = []

  /** Throws an Error if the file cannot be read and written. */
  constructor(file: string, onTrouble: OnDiskTrouble) {
    this.#journal = new Journal(file, {
      accept: value => {
        if (!change.Check(value)) return false
        this.#before.push(value as Change)
        return true
      },
      onTrouble,
    })
  }

  get damaged(): number {
    return this.#journal.damaged
  }

  /** What was changed before, in order. */
  get before(): readonly Change[] {
    return this.#before
  }

  keep(change: Change): void {
    this.#journal.append(change)
  }

  close(): void {
    this.#journal.close()
  }
}
