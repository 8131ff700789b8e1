/**
 * Calls `fire` once `ms` of real, monotonic time have passed: never earlier, and within a timer tick on an idle machine.
 * (Node's own timers may fire up to half a millisecond early.) The returned function calls it off.
 *
 * What has arrived by then is seen first: a process that was busy does not blame the network for it.
 *
 * For I/O with the outside world only; whatever takes call time waits on a {@link Clock}.
 */
export function deadline(ms: number, fire: () => void): () => void {
  const due = performance.now() + ms
  let arrived: ReturnType<typeof setImmediate> | undefined
  const check = () => {
    const left = due - performance.now()
    if (left <= 0) arrived = setImmediate(fire)
    else timer = setTimeout(check, Math.ceil(left))
  }
  let timer = setTimeout(check, Math.ceil(ms))
  return () => {
    clearTimeout(timer)
    clearImmediate(arrived)
  }
}
