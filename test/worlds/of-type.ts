import type { EventOf, EventType, TraceEvent } from '../../src/index.js'

/** The events of one type. */
export const ofType = <T extends EventType>(events: readonly TraceEvent[], type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type)
