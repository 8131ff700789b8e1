import { deadline } from '../clock/deadline.js'
import { delayed } from './delayed.js'
import { faultResult } from './fault-result.js'
import { type Transport, TransportFault, type WireRequest, type WireResult } from './transport.js'
import { answered, closedBeforeAnyByte, cutShort, incomplete, noByte, stalled, tooLarge } from './wire-result.js'

/** What an application in this process answers; its body may still be under way, and may have no end. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** How far an answer has come. */
interface Progress {
  /** Once its headers are there. */
  status?: number
  bytes: number
  /** Whether anything came since somebody looked. */
  moved: boolean
}

/** ms of call time that an answer takes, without any real waiting; removed before anybody sees it. */
const delayHeader = 'x-offhook-delay'

/**
 * Asks an application in this process, and reads what it answers up to the limit. One that never answers, or never ends
 * its answer, would stop the clock for ever: it is given rt and tt, in real time. The signal tells it to stop.
 */
export const answeredInProcess =
  (ask: (request: WireRequest, signal: AbortSignal) => Promise<Answer>): Transport =>
  request =>
    new Promise(resolve => {
      const stopping = new AbortController()
      const progress: Progress = { bytes: 0, moved: false }
      const callOff = patience(request, progress, result => {
        stopping.abort()
        resolve(result)
      })
      ask(request, stopping.signal)
        .then(
          answer => received(request, answer, progress, stopping),
          error => resultOfThrown(request, error),
        )
        .then(result => {
          callOff()
          resolve(result)
        })
    })

/** Gives up when nothing came for rt, or all of it took tt. */
function patience(request: WireRequest, progress: Progress, giveUp: (result: WireResult) => void): () => void {
  const { rt, tt } = request
  const begun = (result: WireResult): WireResult => ({ ...result, status: progress.status as number })
  const look = () => {
    if (progress.moved) return watch()
    giveUp(progress.status === undefined ? noByte(request) : begun(stalled(request, progress.bytes)))
  }
  let callOff = () => {}
  const watch = () => {
    progress.moved = false
    callOff = deadline(Math.min(rt, tt), look)
  }
  watch()
  const runOut = () => giveUp(progress.status === undefined ? noByte(request) : begun(incomplete(request)))
  const callOffAll = Number.isFinite(tt) ? deadline(tt, runOut) : () => {}
  return () => {
    callOff()
    callOffAll()
  }
}

async function received(
  request: WireRequest,
  { status, headers, body }: Answer,
  progress: Progress,
  stopping: AbortController,
): Promise<WireResult> {
  const fault = TransportFault.of(headers)
  if (fault) return faultResult(fault, request)
  progress.status = status
  progress.moved = true
  try {
    const whole = await readUpTo(request.limit, body, progress)
    if (!whole) {
      stopping.abort()
      return { ...tooLarge(request), status, headers }
    }
    const { [delayHeader]: delay, ...others } = headers
    const wait = Math.max(0, Number(delay ?? 0)) || 0
    return delayed(answered(request, status, others, whole), { wait }, request)
  } catch (error) {
    const cut = { ...cutShort(progress.bytes), status, headers }
    return isReset(error) ? cut : { ...cut, reason: `${cut.reason}: ${thrownBy(error)}` }
  }
}

/** All of it, or undefined if it is more. Leaving the loop cancels the rest. */
async function readUpTo(limit: number, body: Answer['body'], progress: Progress): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let reads = 0
  for await (const chunk of body) {
    progress.moved = true
    progress.bytes += chunk.length
    if (progress.bytes > limit) return undefined
    chunks.push(chunk)
    // A body that is always ready would let nobody else run, not even who gives up on it.
    if (++reads % 1_000 === 0) await new Promise<void>(resolve => deadline(0, resolve))
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
}

function resultOfThrown(request: WireRequest, error: unknown): WireResult {
  if (error instanceof TransportFault) return faultResult(error, request)
  if (isReset(error)) return closedBeforeAnyByte()
  const text = error instanceof Error ? error.message : String(error)
  const result = answered(request, 500, { 'content-type': 'text/plain; charset=utf-8' }, Buffer.from(text))
  return { ...result, reason: `${result.reason}: ${thrownBy(error)}` }
}

/** Its response was destroyed. */
const isReset = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'LIGHT_ECONNRESET'

const thrownBy = (error: unknown): string =>
  `the application threw "${error instanceof Error ? error.message : String(error)}"`
