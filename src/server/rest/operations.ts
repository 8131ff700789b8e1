import { cancelRequest, getCall, hangUpCall, hangUpCalls, listCalls } from './call-lists.js'
import { callOperations } from './call-operations.js'
import { makeCall } from './make-call.js'
import type { Operation } from './operation.js'

/** The REST API: a new operation is a row here. */
export const operations: readonly Operation[] = [
  makeCall,
  listCalls,
  getCall,
  ...callOperations,
  hangUpCall,
  hangUpCalls,
  cancelRequest,
]
