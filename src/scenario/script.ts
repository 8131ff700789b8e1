import { type FileMistake, type FilePlace, Mistake } from './mistake.js'
import { readRegex } from './pattern.js'
import { type CallerStep, readSpeech, readStep, readVerb } from './steps.js'

/**
 * Reads a conversation in one line: `hears sales; presses 1; hears /connect; please/i; hangs up`.
 *
 * A semicolon separates steps, but not inside `/regex/`, "double quotes" (with JSON's escapes) or 'single quotes'.
 * Each of the three counts only right after the verb, so that "I don't know" and "and/or" need no quoting.
 * `places` say where each step begins.
 */
export function parseScript(
  text: string,
  file = '--script',
): { steps: CallerStep[]; places: FilePlace[] } | { problems: FileMistake[] } {
  const steps: CallerStep[] = []
  const places: FilePlace[] = []
  const problems: FileMistake[] = []
  for (const statement of statements(text)) {
    const place = placeAt(text, statement.start, file)
    if (statement.step instanceof Mistake) {
      problems.push(statement.step.at(place))
      continue
    }
    steps.push(statement.step)
    places.push(place)
  }
  if (problems.length) return { problems }
  if (steps.length) return { steps, places }
  return {
    problems: [
      new Mistake('the script has no steps; for example: hears sales; presses 1; hangs up').at(placeAt(text, 0, file)),
    ],
  }
}

interface Statement {
  readonly start: number
  readonly step: CallerStep | Mistake
}

interface Argument {
  readonly value: string | RegExp | Mistake
  readonly end: number
}

function* statements(text: string): Generator<Statement> {
  let next = 0
  while (next < text.length) {
    const start = skip(text, next, /[\s;]/)
    if (start >= text.length) return
    const word = /^[^\s;]+/.exec(text.slice(start))?.[0] ?? ''
    const verbEnd = start + (/^hangs\s+up(?=\s|;|$)/.exec(text.slice(start))?.[0] ?? word).length
    const opening = skip(text, verbEnd, /\s/)
    const argument = readArgument(text, opening)
    const stop = untilSemicolon(text, argument.end)
    yield { start, step: statement(text, start, verbEnd, argument, stop) }
    next = stop + 1
  }
}

function statement(
  text: string,
  start: number,
  verbEnd: number,
  argument: Argument,
  stop: number,
): CallerStep | Mistake {
  const written = text.slice(start, verbEnd).replace(/\s+/g, ' ')
  const rest = text.slice(verbEnd, stop).trimEnd()
  const verb = readVerb(written, rest)
  if (verb instanceof Mistake) return verb
  const { value } = argument
  if (value instanceof Mistake) return value
  const tail = text.slice(argument.end, stop).trim()
  if (verb === 'says' && typeof value === 'string') return withConfidence(value, tail)
  if (tail) return new Mistake(`${JSON.stringify(tail)} after the end of "${written}"; a semicolon separates steps`)
  if (value instanceof RegExp) {
    return verb === 'hears'
      ? { verb, pattern: value }
      : new Mistake(`only "hears" takes a regular expression; quote the text`)
  }
  // Quoted text is text, also when it begins with a slash.
  return verb === 'hears' && value.trim() ? { verb, pattern: value } : readStep(verb, value)
}

/** `(confidence 0.4)` may follow what is said. */
function withConfidence(text: string, tail: string): CallerStep | Mistake {
  if (!tail) return readSpeech(text)
  const confidence = /^\(confidence\s+(\S+)\)$/.exec(tail)?.[1]
  if (confidence === undefined) {
    return new Mistake(`${JSON.stringify(tail)} after what is said`, { allowed: '(confidence 0.4)' })
  }
  return readSpeech(text, Number(confidence))
}

/** What stands after a verb: a regular expression, a quoted text, or plain text up to the semicolon. */
function readArgument(text: string, start: number): Argument {
  const opening = text[start]
  if (opening === '/') return regexArgument(text, start)
  if (opening === '"' || opening === "'") return quotedArgument(text, start, opening)
  const stop = untilSemicolon(text, start)
  const plain = text.slice(start, stop)
  const confidence = /\(confidence\s[^()]*\)\s*$/.exec(plain)
  const end = confidence ? start + confidence.index : stop
  return { value: text.slice(start, end).trim(), end }
}

/** As in JavaScript, a slash inside `[...]` or after a backslash does not end it. */
function regexArgument(text: string, start: number): Argument {
  const literal = /^\/((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+)\/([A-Za-z]*)/s.exec(text.slice(start))
  if (!literal) {
    const value = new Mistake('the regular expression is never closed; text that begins with a slash needs quotes')
    return { value, end: untilSemicolon(text, start) }
  }
  return { value: readRegex(literal[1] ?? '', literal[2] ?? ''), end: start + literal[0].length }
}

function quotedArgument(text: string, start: number, quote: string): Argument {
  const spelling = quote === '"' ? /^"(?:\\.|[^"\\])*"/s : /^'[^']*'/
  const literal = spelling.exec(text.slice(start))?.[0]
  if (!literal) return { value: new Mistake(`the quote ${quote} is never closed`), end: untilSemicolon(text, start) }
  return { value: quote === '"' ? unquote(literal) : literal.slice(1, -1), end: start + literal.length }
}

function unquote(literal: string): string | Mistake {
  try {
    return JSON.parse(literal.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t'))
  } catch {
    return new Mistake(`a backslash in double quotes escapes as in JSON (\\", \\\\, \\n); ${literal} does not`)
  }
}

function skip(text: string, from: number, what: RegExp): number {
  let at = from
  while (at < text.length && what.test(text[at] ?? '')) at++
  return at
}

function untilSemicolon(text: string, from: number): number {
  const at = text.indexOf(';', from)
  return at < 0 ? text.length : at
}

function placeAt(text: string, offset: number, file: string): FilePlace {
  const lines = text.slice(0, offset).split('\n')
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
