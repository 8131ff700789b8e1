/** Where something stands in a document: both count from 1, columns in UTF-16 units as editors do. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** An element as it is written. What it means is an `Element` (see element-shape.ts). */
export interface Tag {
  readonly name: string
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

/** Character data; white space is kept as written. */
export interface Text {
  readonly text: string
  readonly place: Place
}

export const isTag = (node: Tag | Text): node is Tag => 'name' in node
