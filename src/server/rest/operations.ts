import { cancelRequest, getCall, hangUpCall, hangUpCalls, listCalls } from './call-lists.js'
import { callOperations } from './call-operations.js'
import { memberOperations } from './conference-members.js'
import { conferenceOperations } from './conferences.js'
import { makeCall } from './make-call.js'
import type { Operation } from './operation.js'
import { recordingOperations } from './recordings.js'

/** The REST API: a new operation is a row here. */
export const operations: readonly Operation[] = [
  makeCall,
  listCalls,
  getCall,
  ...callOperations,
  hangUpCall,
  hangUpCalls,
  cancelRequest,
  ...conferenceOperations,
  ...memberOperations,
  ...recordingOperations,
]
