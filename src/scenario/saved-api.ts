import { type Field, readYaml } from './field.js'
import type { FilePlace } from './mistake.js'
import { readText } from './read.js'

/** What stands after `api:` in the file that a step was read from; true where it cannot be found any more. */
export function apiValue(place: FilePlace): unknown {
  const text = readText(place.file)
  const yaml = typeof text === 'string' ? readYaml(text, place.file) : undefined
  const item = yaml && 'root' in yaml ? fieldAt(yaml.root, place) : undefined
  const value = item?.node?.toJSON() as { api?: unknown } | undefined
  return value?.api ?? true
}

function fieldAt(field: Field, { line, column }: FilePlace): Field | undefined {
  if (field.place.line === line && field.place.column === column && field.kind === 'record') {
    const [pair, second] = field.entries() ?? []
    if (pair?.key.name === 'api' && !second) return field
  }
  const inside =
    field.kind === 'list'
      ? (field.items() ?? [])
      : field.kind === 'record'
        ? (field.entries() ?? []).map(({ value }) => value)
        : []
  for (const one of inside) {
    const found = fieldAt(one, { file: '', line, column })
    if (found) return found
  }
  return undefined
}
