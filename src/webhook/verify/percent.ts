/** Percent-encoding taken off; what is none stays as it is. */
export const decoded = (text: string): string => attempted(decodeURIComponent, text)

/** Percent-encoded; half a character, which cannot be, stays as it is. */
export const encoded = (text: string): string => attempted(encodeURIComponent, text)

/** A path with what may not stand in it percent-encoded, or the other way round. */
export const encodedPath = (path: string): string => attempted(encodeURI, path)
export const decodedPath = (path: string): string => attempted(decodeURI, path)

function attempted(change: (text: string) => string, text: string): string {
  try {
    return change(text)
  } catch {
    return text
  }
}
