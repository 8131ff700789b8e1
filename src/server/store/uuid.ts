/** As ids of calls and recordings are written: in lower case only, so that no two of them name the same file anywhere. */
export const uuidPattern = '^[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}$'

const uuid = new RegExp(uuidPattern)

/** Only what is one becomes part of a path. */
export const isUuid = (text: string): boolean => uuid.test(text)
