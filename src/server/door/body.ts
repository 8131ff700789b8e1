import type { FastifyInstance } from 'fastify'
import { type Field, readYaml } from '../../scenario/field.js'
import { type FileMistake, type FilePlace, Mistake } from '../../scenario/mistake.js'
import { parseScript } from '../../scenario/script.js'
import { mistaken } from './refusal.js'

/** A body as it came. */
export interface Body {
  readonly kind: 'json' | 'form'
  readonly text: string
}

/** Takes JSON and forms as they are, and nothing else. */
export const takeBodies = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers()
  const kinds = { 'application/json': 'json', 'application/x-www-form-urlencoded': 'form' } as const
  for (const [type, kind] of Object.entries(kinds)) {
    server.addContentTypeParser(type, { parseAs: 'string' }, (_, text, done) => done(null, { kind, text }))
  }
}

const here = 'body'
const inScript = 'does'

/** A body that is being read: what is wrong with it is gathered. */
export class OpenBody<K extends string> {
  readonly fields: Partial<Record<K, Field>>
  readonly #root: Field
  readonly #body: Body

  /** Throws a Refusal if it is not readable, or no record. */
  constructor(
    body: Body | undefined,
    readonly keys: readonly K[],
    refused?: ReadonlyMap<string, string>,
  ) {
    this.#body = body?.text.trim() ? body : { kind: 'form', text: '' }
    const yaml = readYaml(jsonOf(this.#body), here)
    if ('problems' in yaml) throw this.#refusal(yaml.problems)
    this.#root = yaml.root
    this.fields = this.#root.record(keys, refused) ?? {}
  }

  /** Notes that a field is missing. */
  missing(key: K, meaning: string): void {
    this.#root.mistake(`${key} is missing: ${meaning}`)
  }

  /** Reads a text of steps, as `--script` takes them. */
  script(field: Field): ReturnType<typeof parseScript> {
    const text = field.text() ?? ''
    const read = parseScript(text, inScript)
    if ('problems' in read) this.#root.problems.push(...read.problems.map(one => this.#placed(one, field, text)))
    return read
  }

  /** Throws a Refusal with all that is wrong, in the order of their places. */
  check(): void {
    const { problems } = this.#root
    if (problems.length > 0) throw this.#refusal(problems)
  }

  /** Where something in a text of steps stands in a JSON body: exactly, unless the text has escapes. */
  #placed(mistake: FileMistake, { place }: Field, text: string): FileMistake {
    if (this.#body.kind === 'form') return mistake
    const line = this.#body.text.split('\n')[place.line - 1] ?? ''
    const isPlain = line.slice(place.column - 1).startsWith(`"${text}"`)
    return mistake.at({ ...place, column: isPlain ? place.column + mistake.column : place.column })
  }

  #refusal(problems: readonly FileMistake[]) {
    const inOrder = problems.toSorted((one, other) => one.line - other.line || one.column - other.column)
    return mistaken(inOrder, ({ file }) => this.#body.kind === 'json' || file === inScript)
  }
}

/** A form is read as the JSON that says the same. Throws a Refusal for what is no JSON. */
/** A plus that nobody has escaped is a blank in a form: before a number it was meant. */
const plusKept = ([name, value]: [string, string]): [string, string] => [name, value.replace(/^ (?=\d{2,15}$)/, '+')]

const jsonOf = ({ kind, text }: Body): string => {
  if (kind === 'form') return JSON.stringify(Object.fromEntries([...new URLSearchParams(text)].map(plusKept)))
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    const { message } = error as Error
    const place = placeAt(text, Number(/position (\d+)/.exec(message)?.[1] ?? text.length))
    throw mistaken(
      [new Mistake(`the body is no JSON: ${message.replace(/ in JSON at position.*$/s, '')}`).at(place)],
      () => true,
    )
  }
}

const placeAt = (text: string, offset: number): FilePlace => {
  const lines = text.slice(0, offset).split('\n')
  return { file: here, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
