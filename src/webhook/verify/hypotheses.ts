import { forwarded } from './forwarded.js'
import type { Hypothesis } from './hypothesis.js'
import {
  authIdAsToken,
  headerDoubled,
  headerMangled,
  headerSpaces,
  otherAccount,
  otherNonce,
  otherVersion,
  tokenWhitespace,
} from './keys.js'
import { method } from './method.js'
import { anyPort, credentials, host, port, scheme } from './origin.js'
import { added, body, emptyDropped, lists, names, otherThanBody } from './params.js'
import { pathEncoding, pathPrefix, requestTarget, trailingSlash } from './path.js'
import { queryAdded, queryDropped, queryEncoding, queryTwice } from './query.js'
import { composedOtherwise, fragment, sortedOtherwise } from './text.js'
import { encoding, plus, retyped, trimmed } from './values.js'

/** What may have happened to a request, the simplest and likeliest first: where several explain it, the first does. */
export const hypotheses: readonly Hypothesis[] = [
  headerSpaces,
  headerDoubled,
  tokenWhitespace,
  otherAccount,
  requestTarget,
  forwarded,
  scheme,
  port,
  queryTwice,
  body,
  trailingSlash,
  host,
  method,
  plus,
  queryDropped,
  otherNonce,
  otherVersion,
  headerMangled,
  names,
  lists,
  retyped,
  encoding,
  trimmed,
  added,
  pathEncoding,
  queryEncoding,
  pathPrefix,
  queryAdded,
  emptyDropped,
  otherThanBody,
  credentials,
  fragment,
  authIdAsToken,
  sortedOtherwise,
  composedOtherwise,
]

/** Alone only, when nothing else explains it. */
export const lastResorts: readonly Hypothesis[] = [anyPort]
