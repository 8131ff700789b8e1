import { neverReached } from '../elements/endless.js'
import { registry } from '../elements/index.js'
import { readPolicy } from '../webhook/fragment.js'
import { DocumentCache } from '../xml/cache.js'
import type { CheckOptions } from '../xml/check.js'
import type { Fidelity } from './options.js'

const checkUrl = (href: string, configurable: boolean | 'audio') => readPolicy(href, configurable).problems

/** What reads and checks documents, for calls and for whoever checks documents without a call: both judge alike. */
export const createDocumentCache = (
  fidelity: Pick<Fidelity, 'unknownElements'> & Pick<CheckOptions, 'notSimulated'> = {},
): DocumentCache => new DocumentCache(registry, { ...fidelity, checkUrl, checkSiblings: neverReached })
