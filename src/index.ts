// The library's door.
export type { Account } from './call/account.js'
export type { RecordOptions, RecordRoomOptions, StartedRecording } from './call/api-recording.js'
export type { Call } from './call/call.js'
export type { DigitsOptions, PlayOptions, SpeakOptions, TransferOptions } from './call/operation-options.js'
export { OperationError } from './call/operations.js'
export type { CallRecord, LegRecord, MessageRecord, RecordingRecord } from './call/record.js'
export { ClockError, StuckError } from './clock/clock.js'
export type { CallOptions } from './exchange/call-options.js'
export type { ConferenceMember, ConferenceRoom, WhichMembers } from './exchange/conference-room.js'
export type { DialOutOptions } from './exchange/dial-out-options.js'
export { createExchange, type Exchange } from './exchange/exchange.js'
export type { ExchangeOptions, Fidelity } from './exchange/options.js'
export type { RecordingOptions } from './exchange/recordings.js'
export { type Caller, StepError } from './party/caller.js'
export type { Credentials, PhoneBehaviour, PhoneManner, PhonePlan, PhoneStep, PhoneWord } from './party/phone.js'
export type { Phone, UnmetPhone } from './party/phone-book.js'
export type { Saying } from './party/saying.js'
export type { CassetteDifference } from './scenario/cassette/difference.js'
export {
  type Cassette,
  CassetteError,
  type CassetteMode,
  type CassetteOptions,
  type CassetteReport,
  describeDifferences,
  openCassette,
} from './scenario/cassette/open-cassette.js'
export { loadScenario, loadScenarios, readScenarios, type Scenario } from './scenario/file.js'
export {
  describeFailure,
  type Failure,
  type RunOptions,
  runScenario,
  type ScenarioCall,
  type ScenarioResult,
} from './scenario/run.js'
export type { EventOf, EventType, Happening, TraceEvent } from './trace/events.js'
export type { TextOptions } from './trace/text.js'
export type { DiagramOptions, LadderOptions, Trace } from './trace/trace.js'
export type { ObservedAttempt } from './webhook/engine.js'
export type { FaultName, WrittenFault } from './webhook/fault.js'
export type { FaultRule } from './webhook/fault-rule.js'
export type { UnmetFault } from './webhook/fault-transport.js'
export type { Application, FetchHandler } from './webhook/in-process-transport.js'
export type { Interceptor } from './webhook/interceptor.js'
export type { Region, RegionOptions } from './webhook/regions.js'
export { type Transport, TransportFault, type WireRequest, type WireResult } from './webhook/transport.js'
export type { SentWebhook } from './webhook/webhook.js'
export type { Problem } from './xml/problem.js'
