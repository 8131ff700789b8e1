import type { SentWebhook } from '../../webhook/webhook.js'
import { isId } from './asked.js'

/** Ids that are shorter would be found by chance. */
const shortest = 8

interface KnownCall {
  readonly number: number
  /** The values of a parameter, in the order in which they were seen. */
  readonly values: Map<string, string[]>
}

/** `{{CallUUID}}`, `{{RecordingID 2}}`, `{{call 2 CallUUID}}`, `{{RecordUrl|query}}`; `{{braces}}` are two braces. */
const placeholder = /\{\{(?:call (\d+) )?([A-Za-z][\w-]*)(?: (\d+))?(\|query)?\}\}/g

/**
 * The ids that an application was told. It may put them into its documents and URLs: in a file they are placeholders, and
 * in a call that is replayed its own ids. They are counted in the order in which each call told them.
 */
export class CallIds {
  readonly #calls = new Map<string, KnownCall>()

  /** 1 is the first call that asked for something. */
  numberOf(call: string): number {
    return this.#known(call).number
  }

  learn({ call, params }: SentWebhook): void {
    const { values } = this.#known(call)
    for (const [name, value] of Object.entries(params)) {
      if (!isId(name) || value.length < shortest) continue
      const seen = values.get(name)
      if (!seen) values.set(name, [value])
      else if (!seen.includes(value)) seen.push(value)
    }
  }

  /** A text with placeholders for the ids in it; `call` is the call whose it is. */
  hide(text: string, call: string): string {
    let hidden = text.replaceAll('{{', '{{braces}}')
    for (const { value, words } of this.#spellings(call)) {
      hidden = hidden.replaceAll(value, `{{${words}}}`)
      const encoded = encodeURIComponent(value)
      if (encoded !== value) hidden = hidden.replaceAll(encoded, `{{${words}|query}}`)
    }
    return hidden
  }

  /** The text with the ids of the calls that are going on; what is not known stays a placeholder. */
  show(text: string, call: string): string {
    return text.replace(placeholder, (all, number, name, count = '1', query) => {
      if (name === 'braces') return '{{'
      const known =
        number === undefined ? this.#known(call) : [...this.#calls.values()].find(one => one.number === Number(number))
      const value = known?.values.get(name)?.[Number(count) - 1]
      return value === undefined ? all : query ? encodeURIComponent(value) : value
    })
  }

  #known(call: string): KnownCall {
    const before = this.#calls.get(call)
    if (before) return before
    const known = { number: this.#calls.size + 1, values: new Map() }
    this.#calls.set(call, known)
    return known
  }

  /** The longest first, so that an id inside a URL of a recording leaves the URL whole; those of the call itself before others. */
  #spellings(call: string): { value: string; words: string }[] {
    const own = this.#known(call)
    const all = [own, ...[...this.#calls.values()].filter(known => known !== own)].flatMap(known =>
      [...known.values].flatMap(([name, values]) =>
        values.map((value, index) => ({
          value,
          words: `${known === own ? '' : `call ${known.number} `}${name}${index > 0 ? ` ${index + 1}` : ''}`,
        })),
      ),
    )
    return all.sort((one, other) => other.value.length - one.value.length)
  }
}
