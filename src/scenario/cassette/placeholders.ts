import { idParameters } from './telling-parameters.js'

/**
 * Ids of calls, legs and recordings are other ones in every run, and so is the port of an application; where a text repeats
 * them, a cassette has `{{CallUUID}}` and `{{origin}}`, which stand for those of the call that goes on. Of several with one
 * name the second is `{{CallUUID 2}}`.
 */
export class Placeholders {
  readonly #names = new Map<string, string>()
  readonly #values = new Map<string, string>()
  #known: RegExp | undefined

  /** Takes note of the ids in the parameters of a request. */
  learn(params: Readonly<Record<string, string>>): void {
    for (const [name, value] of idParameters(params)) {
      if (this.#names.has(value)) continue
      let free = name
      for (let count = 2; this.#values.has(free); count++) free = `${name} ${count}`
      this.#names.set(value, free)
      this.#values.set(free, value)
      this.#known = undefined
    }
  }

  /** The text with placeholders for what will be different. */
  hide(text: string, origin = ''): string {
    const kept = text.replaceAll('{{', opening)
    const own = origin ? kept.replaceAll(new RegExp(`${escaped(origin)}(?![\\w.:-])`, 'gi'), '{{origin}}') : kept
    if (this.#names.size === 0) return own
    this.#known ??= new RegExp([...this.#names.keys()].sort(longestFirst).map(escaped).join('|'), 'g')
    return own.replace(this.#known, id => `{{${this.#names.get(id)}}}`)
  }

  /** The text with the ids of this run. */
  show(text: string, origin = ''): string {
    return text.replace(/\{\{([^{}]+)\}\}/g, (all, name: string) => {
      if (name === 'origin') return origin
      return name === 'open' ? '{{' : (this.#values.get(name) ?? all)
    })
  }
}

/** What a document has of its own that would be taken for a placeholder. */
const opening = '{{open}}'

const longestFirst = (one: string, other: string): number => other.length - one.length

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
