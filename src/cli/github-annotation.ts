import { hideCredentials } from '../trace/credentials.js'
import { printable } from '../trace/printable.js'

/** A remark of GitHub Actions, shown at a place of a file in the changes of a pull request. */
export interface GithubAnnotation {
  readonly level: 'error' | 'warning' | 'notice'
  /** Relative to the root of the repository. */
  readonly file?: string | undefined
  /** Lines and columns count from 1; the end is inclusive. */
  readonly line?: number | undefined
  readonly endLine?: number | undefined
  readonly column?: number | undefined
  readonly endColumn?: number | undefined
  readonly title?: string | undefined
  /** May have several lines. */
  readonly message: string
}

/**
 * `::error file=answer.xml,line=2,col=5,title=url-invalid::…`, a line of its own, whatever the texts hold.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotation(annotation: GithubAnnotation): string {
  const { level, file, line, endLine, column, endColumn, title, message } = annotation
  const given = { file: file?.replaceAll('\\', '/'), line, endLine, col: column, endColumn, title }
  const properties = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${inProperty(String(value))}`)
  return `::${level}${properties.length > 0 ? ` ${properties.join(',')}` : ''}::${inMessage(message)}\n`
}

/** What @actions/core escapes: `%`, and the ends of lines; the log it is also shown in is a terminal. */
const inMessage = (text: string): string =>
  hideCredentials(text)
    .split(/\r\n?|\n/)
    .map(line => printable(line).replaceAll('%', '%25'))
    .join('%0A')

/** Colons and commas as well: they end a property. */
const inProperty = (text: string): string => inMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
