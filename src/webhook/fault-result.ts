import { connectionFailure } from './connection-failure.js'
import type { WireFault } from './fault.js'
import type { WireRequest, WireResult } from './transport.js'
import {
  answered,
  closedBeforeAnyByte,
  cutShort,
  incomplete,
  noByte,
  noConnection,
  stalled,
  tooLarge,
  unconnected,
  unusable,
} from './wire-result.js'

/**
 * What a fault comes to, without waiting for it: the outcome, words and call time that it has on a socket.
 * Those that are made of the application's own answer are in fault-transport.ts.
 */
export function faultResult({ kind, amount }: WireFault, request: WireRequest): WireResult {
  switch (kind) {
    case 'refuse':
      return failed('ECONNREFUSED')
    case 'unreachable':
      return failed('EHOSTUNREACH')
    case 'no-host':
      return failed('ENOTFOUND')
    case 'no-dns':
      return failed('EAI_AGAIN')
    case 'blackhole':
      return noConnection(request)
    case 'tls-stall':
      return noConnection(request, 'tls')
    case 'tls-error':
      return failed('EPROTO')
    case 'self-signed':
      return failed('DEPTH_ZERO_SELF_SIGNED_CERT')
    case 'expired':
      return failed('CERT_HAS_EXPIRED')
    case 'not-yet-valid':
      return failed('CERT_NOT_YET_VALID')
    case 'wrong-host':
      return failed('ERR_TLS_CERT_ALTNAME_INVALID')
    case 'untrusted':
      return failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    case 'stall':
      return noByte(request)
    case 'close':
    case 'reset':
      return closedBeforeAnyByte()
    case 'garbage':
      return unusable('the answer is not HTTP')
    case 'stall-headers':
      return stalled(request, undefined)
    case 'close-headers':
      return cutShort(undefined)
    case 'stall-after':
      return begun(stalled(request, amount))
    case 'drip':
      return begun(amount > request.rt ? stalled(request, 1) : incomplete(request))
    case 'short-body':
    case 'reset-after':
      return begun(cutShort(amount))
    case 'broken-chunk':
      return begun(unusable('the body is not the chunks it is said to be'))
    case 'oversized':
    case 'endless':
      return begun(tooLarge(request))
    case 'broken-gzip':
      return answered(request, 200, { 'content-encoding': 'gzip' }, Buffer.from('<Response/>'))
    case 'status':
      return answered(request, amount, {}, nothing)
    case 'empty':
      return answered(request, 200, {}, nothing)
  }
}

const nothing = new Uint8Array(0)

/** A failure to connect in the words that its error has on a socket. */
const failed = (code: string): WireResult => unconnected(connectionFailure(Object.assign(new Error(code), { code })))

/** Its headers have arrived, and with them a status. */
const begun = (result: WireResult): WireResult => ({ ...result, status: 200 })
