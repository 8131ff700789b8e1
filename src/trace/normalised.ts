import type { TraceEvent } from './events.js'
import { renderText } from './text.js'

/** The text of a trace without what differs from run to run. */
export const normalisedTrace = (events: readonly TraceEvent[], _options: { readonly times?: boolean } = {}): string =>
  renderText(events)
