/** The kinds of attribute and body that elements are made of: one builder per row of the vendor's tables. */
export { textBody, urlBody } from './kinds/body.js'
export { integer, milliseconds, seconds, secondsOrAuto } from './kinds/number.js'
export type { Row } from './kinds/row.js'
export { httpMethod, url, urlOr } from './kinds/url.js'
export { boolean, key, keys, list, oneOf, text } from './kinds/word.js'
