/**
 * Remembers what `make` made of the last `capacity` texts. The same few URLs and tokens come again and again in a run,
 * while a hostile application could invent a new URL for every request: hence the bound.
 */
export function rememberRecent<T>(capacity: number, make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return text => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    if (known.size >= capacity) known.delete(known.keys().next().value as string)
    known.set(text, made)
    return made
  }
}
