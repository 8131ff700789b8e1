/** Reads `a=1,b=2`; or tells the part of it that is no pair. */
export const readSipHeaders = (
  written: string,
): { readonly headers: Record<string, string> } | { readonly wrong: string } => {
  const pairs = written.split(',')
  const wrong = pairs.find(pair => !pair.includes('='))
  if (wrong !== undefined) return { wrong }
  const split = pairs.map(pair => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()])
  return { headers: Object.fromEntries(split) }
}
