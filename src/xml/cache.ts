import { type Checked, type CheckOptions, checkDocument } from './check.js'
import type { Tag } from './document.js'
import type { ElementShape } from './element-shape.js'
import { maxBytes, parseDocument } from './parse.js'

/** A body that was read and checked. Without a `document` it is none, and `rejected` says why. */
export interface CheckedDocument extends Checked {
  readonly document?: Tag
}

/**
 * Reads and checks bodies, and remembers the results of the last distinct ones: applications answer with the same few
 * documents again and again. Results are shared and never change. What is remembered is bounded in number and bytes.
 */
export class DocumentCache {
  readonly #registry: ReadonlyMap<string, ElementShape>
  readonly #options: CheckOptions
  readonly #capacity: number
  readonly #capacityBytes: number
  #bytes = 0
  /** By body, the one used longest ago first. */
  readonly #documents = new Map<string, CheckedDocument>()

  constructor(
    registry: ReadonlyMap<string, ElementShape>,
    {
      capacity = 500,
      capacityBytes = 4 * 2 ** 20,
      ...options
    }: CheckOptions & { readonly capacity?: number; readonly capacityBytes?: number } = {},
  ) {
    this.#registry = registry
    this.#options = options
    this.#capacity = capacity
    this.#capacityBytes = capacityBytes
  }

  get size(): number {
    return this.#documents.size
  }

  /** Never throws; a body that is no document ends in `rejected`. */
  load(body: Uint8Array | string): CheckedDocument {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    if (bytes.length > maxBytes) return this.#check(bytes)
    // Latin-1 makes one character of each byte, so that bodies are equal when their bytes are.
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const known = this.#documents.get(key)
    const document = known ?? this.#check(bytes)
    if (known) this.#documents.delete(key)
    else this.#bytes += key.length
    this.#documents.set(key, document)
    for (const [oldest] of this.#documents) {
      if (this.#documents.size <= this.#capacity && this.#bytes <= this.#capacityBytes) break
      this.#documents.delete(oldest)
      this.#bytes -= oldest.length
    }
    return document
  }

  #check(bytes: Uint8Array): CheckedDocument {
    const parsed = parseDocument(bytes)
    if ('problem' in parsed) return { steps: [], problems: [parsed.problem], rejected: parsed.problem }
    return { document: parsed.document, ...checkDocument(parsed.document, this.#registry, this.#options) }
  }
}
