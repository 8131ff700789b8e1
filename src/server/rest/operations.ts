import { accountOperations } from './account.js'
import { applicationOperations } from './applications.js'
import { cancelRequest, getCall, hangUpCall, hangUpCalls, listCalls } from './call-lists.js'
import { callOperations } from './call-operations.js'
import { memberOperations } from './conference-members.js'
import { conferenceOperations } from './conferences.js'
import { endpointOperations } from './endpoints.js'
import { makeCall } from './make-call.js'
import { absentOperations } from './not-simulated.js'
import { numberOperations } from './numbers.js'
import type { Operation } from './operation.js'
import { phoneNumberOperations } from './phone-numbers.js'
import { recordingOperations } from './recordings.js'
import { subaccountOperations } from './subaccounts.js'
import { tokenOperations } from './tokens.js'
import { transcriptionOperations } from './transcriptions.js'

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
  ...transcriptionOperations,
  ...applicationOperations,
  ...numberOperations,
  ...phoneNumberOperations,
  ...endpointOperations,
  ...accountOperations,
  ...subaccountOperations,
  ...tokenOperations,
  ...absentOperations,
]
