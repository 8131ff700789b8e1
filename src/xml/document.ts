/** Where something stands in a document: both count from 1, columns in UTF-16 units as editors do. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** An element as it is written. What it means is an `Element` (see element-shape.ts). */
export interface Tag {
  readonly name: string
  /** In the order in which they are written. */
  readonly attributes: readonly Attribute[]
  /** Tags and texts in document order; CDATA is text; comments and processing instructions are dropped. */
  readonly children: readonly (Tag | Text)[]
  /** Of the `<`. */
  readonly place: Place
}

export interface Attribute {
  readonly name: string
  /** Entities decoded, never turned into a number: `+1415` and `007` stay text. */
  readonly value: string
  /** Of the attribute's name. */
  readonly place: Place
}

/** The character data between two tags; white space is kept as written. */
export interface Text {
  readonly text: string
  /** Of its first character that is not white space, where there is one. */
  readonly place: Place
}

export const isTag = (child: Tag | Text): child is Tag => 'name' in child

/** Makes a function from offsets in `source` (UTF-16 units) to places. CRLF, CR and LF each end a line, as in XML. */
export const placesIn = (source: string): ((offset: number) => Place) => {
  const starts = lineStarts(source)
  return offset => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

/** The way back: from places in `source` to offsets. */
export const offsetsIn = (source: string): ((place: Place) => number) => {
  const starts = lineStarts(source)
  return ({ line, column }) => (starts[line - 1] ?? source.length) + column - 1
}

const lineStarts = (source: string): number[] => [
  0,
  ...[...source.matchAll(/\r\n?|\n/g)].map(({ index, 0: ending }) => index + ending.length),
]
