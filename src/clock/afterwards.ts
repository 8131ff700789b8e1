/** Ms of a turn of the event loop that work which is not urgent may take. */
const share = 2

let backlog: (() => void)[] = []

/**
 * Does work that nobody waits for, in order and a little in each turn of the event loop: so that cleaning up after many
 * deadlines does not make others late.
 */
export function afterwards(work: () => void): void {
  if (backlog.push(work) === 1) setImmediate(turn)
}

function turn(): void {
  const began = performance.now()
  let done = 0
  while (done < backlog.length && performance.now() - began < share) backlog[done++]?.()
  backlog = backlog.slice(done)
  if (backlog.length > 0) setImmediate(turn)
}
