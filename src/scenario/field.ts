import {
  CST,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { type FileMistake, type FilePlace, type Hint, Mistake, unknown } from './mistake.js'
import { readTime } from './time.js'

/**
 * One value of a YAML file, which knows where it stands. Reading a value that is not what it should be notes a mistake
 * and gives `undefined`, so that one reading of a file finds all of its mistakes.
 */
export class Field {
  constructor(
    /** What a person would call it: `from`, `caller`. */
    readonly name: string,
    readonly place: FilePlace,
    readonly problems: FileMistake[],
    readonly node: Node | null,
    private readonly placeOf: (node: Node | null) => FilePlace,
  ) {}

  get kind(): 'record' | 'list' | 'scalar' | 'nothing' {
    if (isMap(this.node)) return 'record'
    if (isSeq(this.node)) return 'list'
    return isScalar(this.node) && this.node.value !== null ? 'scalar' : 'nothing'
  }

  /** Notes a mistake at this value's place. */
  mistake(mistake: Mistake | string, hint?: Hint): undefined {
    const found = typeof mistake === 'string' ? new Mistake(mistake, hint) : mistake
    this.problems.push(found.at(this.place))
  }

  /** Unwraps what a reader made of this value, and notes its mistake. */
  read<T>(result: T | Mistake): T | undefined {
    return result instanceof Mistake ? this.mistake(result) : result
  }

  /** The fields of a record with known keys; `refused` keys are known too, with the sentence why they cannot be used. */
  record<K extends string>(
    keys: readonly K[],
    refused: ReadonlyMap<string, string> = new Map(),
  ): Partial<Record<K, Field>> | undefined {
    const entries = this.entries()
    if (!entries) return undefined
    const fields: Partial<Record<K, Field>> = {}
    for (const { key, value } of entries) {
      const known = keys.find(name => name === key.name)
      if (known) fields[known] = value
      else key.mistake(refused.get(key.name) ?? unknown('key', key.name, keys))
    }
    return fields
  }

  /** The pairs of a record with free keys. */
  entries(): { key: Field; value: Field }[] | undefined {
    if (!isMap(this.node)) return this.mistake(`${this.name} must be a record of keys and values, ${this.looks()}`)
    return this.pairs(this.node)
  }

  private pairs(map: YAMLMap): { key: Field; value: Field }[] {
    const lines = new Map<string, number>()
    return (map.items as Pair<Node, Node | null>[]).flatMap(pair => {
      const name = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : ''
      const key = this.child(name, pair.key)
      if (!name) return key.mistake(`a key of ${this.name} must be plain text`) ?? []
      const before = lines.get(name)
      lines.set(name, before ?? key.place.line)
      if (before !== undefined) return key.mistake(`${JSON.stringify(name)} is there twice: see line ${before}`) ?? []
      return [{ key, value: this.child(name, pair.value, pair.key) }]
    })
  }

  items(): Field[] | undefined {
    if (!isSeq(this.node)) return this.mistake(`${this.name} must be a list (every item after a "- "), ${this.looks()}`)
    return this.node.items.map(item => this.child(this.name, item as Node | null))
  }

  /** Text. What YAML reads as a number would lose its zeros and its plus sign, so it must be quoted. */
  text(): string | undefined {
    const value = isScalar(this.node) ? this.node.value : undefined
    if (typeof value === 'string') return value
    if (this.kind !== 'scalar') return this.mistake(`${this.name} must be text, ${this.looks()}`)
    const source = this.source()
    const read = typeof value === 'boolean' ? 'true or false' : 'a number'
    return this.mistake(
      `YAML reads ${source} as ${read}, and ${this.name} must be text; write it in quotes: "${source}"`,
    )
  }

  whole(min: number, allowed: string): number | undefined {
    const value = isScalar(this.node) ? this.node.value : undefined
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value
    return this.mistake(`${this.name} must be a whole number, ${this.looks()}`, { allowed })
  }

  /** A time with its unit, as milliseconds. */
  time(): number | undefined {
    if (this.kind !== 'scalar') return this.mistake(`${this.name} must be a time, ${this.looks()}`)
    return this.read(readTime(this.source()))
  }

  oneOf<T extends string>(values: readonly T[]): T | undefined {
    const written = isScalar(this.node) ? this.node.value : undefined
    // What YAML takes for a number or a truth value is no word, in quotes or without.
    const text = typeof written === 'number' || typeof written === 'boolean' ? this.source() : this.text()
    if (text === undefined) return undefined
    return values.find(value => value === text) ?? this.mistake(unknown(this.name, text, values))
  }

  /** As it is written, before YAML made a number of it. */
  source(): string {
    return isScalar(this.node) ? (this.node.source ?? String(this.node.value)) : ''
  }

  /** As plain data, whatever it is. */
  get plain(): unknown {
    return this.node?.toJSON() ?? null
  }

  private looks(): string {
    if (isAlias(this.node)) return `not an alias; write out what *${this.node.source} stands for`
    if (this.kind === 'nothing') return 'but it is empty'
    return this.kind === 'scalar' ? `not ${JSON.stringify(this.source())}` : `not a ${this.kind}`
  }

  private child(name: string, node: Node | null, near = node): Field {
    return new Field(name, this.placeOf(node ?? near), this.problems, node, this.placeOf)
  }
}

/** What is behind most syntax errors of people who write regular expressions. */
const quoting: Partial<Record<ErrorCode, string>> = {
  UNEXPECTED_TOKEN: '; a text with any of [ ] { } , # or ": " needs quotes',
  BLOCK_IN_FLOW: '; a text with ": " in it needs quotes',
  BLOCK_AS_IMPLICIT_KEY: '; a text with ": " in it needs quotes',
}

/** Deeper nesting is refused: the parser is recursive, and near the end of its stack the engine itself may give up. */
const deepest = 200

/** Tokens that only say where a document, a scalar or an error begins. */
const marks: ReadonlySet<string> = new Set([CST.BOM, CST.DOCUMENT, CST.FLOW_END, CST.SCALAR])

/** How deep the values of a text are nested, at most: by indentation, by indicators in front of one another, by brackets. */
function depthOf(text: string): number {
  const indents: number[] = []
  let brackets = 0
  let most = 0
  let column = 0
  let indicators = 0
  let isLead = true
  for (const token of new Lexer().lex(text)) {
    if (/^[\r\n]/.test(token)) [column, indicators, isLead] = [0, 0, true]
    else if (/^ /.test(token)) column += isLead ? token.length : 0
    else if (isLead && /^[-?:]$/.test(token)) indicators++
    else if (isLead && brackets === 0 && !marks.has(token)) {
      while ((indents.at(-1) ?? -1) >= column) indents.pop()
      indents.push(column)
      isLead = false
    }
    if (/^[[{]$/.test(token)) brackets++
    if (/^[\]}]$/.test(token)) brackets = Math.max(0, brackets - 1)
    most = Math.max(most, indents.length + indicators + brackets)
  }
  return most
}

/** Reads the text of a YAML file; whatever it is, the answer is a value or a list of mistakes with their places. */
export function readYaml(text: string, file: string): { root: Field } | { problems: FileMistake[] } {
  const counter = new LineCounter()
  const placeAt = (offset: number): FilePlace => {
    const { line, col } = counter.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const start: FilePlace = { file, line: 1, column: 1 }
  if (depthOf(text) > deepest) {
    return { problems: [new Mistake(`not read: its values are nested deeper than ${deepest}`).at(start)] }
  }
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: false })
    const [first] = [...document.errors, ...document.warnings]
    // Only the first: what follows a syntax error is mostly its consequence.
    if (first)
      return {
        problems: [new Mistake(`not YAML: ${first.message}${quoting[first.code] ?? ''}`).at(placeAt(first.pos[0]))],
      }
    const placeOf = (node: Node | null): FilePlace => (node?.range ? placeAt(node.range[0]) : start)
    return { root: new Field('the file', placeOf(document.contents), [], document.contents, placeOf) }
  } catch (error) {
    return {
      problems: [new Mistake(`not readable as YAML: ${error instanceof Error ? error.message : error}`).at(start)],
    }
  }
}
