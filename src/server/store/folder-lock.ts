import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The process that has a folder: `started` tells it from a later one with its id, where the system says so. */
interface Holder {
  readonly pid: number
  readonly started?: string
}

/**
 * Takes a folder for this process, by a file with its id. Returns what gives it back, or the id of the process that has it.
 * One that was ended by `kill -9` has nothing.
 */
export function lockFolder(folder: string): (() => void) | number {
  const file = join(folder, 'serve.lock')
  const mine = JSON.stringify(holderOf(process.pid))
  const own = `${file}.${process.pid}`
  // A link is made in one step, with all that is in it: nobody reads half of a lock.
  writeFileSync(own, `${mine}\n`, { mode: 0o600 })
  try {
    while (!linked(own, file)) {
      const found = textOf(file)
      const holder = found === undefined ? undefined : holderIn(found)
      if (holder && lives(holder)) return holder.pid
      if (found !== undefined) removeStale(file, found)
    }
  } finally {
    rmSync(own, { force: true })
  }
  return () => {
    if (textOf(file)?.trim() === mine) rmSync(file, { force: true })
  }
}

const linked = (from: string, to: string): boolean => {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Somebody else may have done so, and have taken the folder since: his lock is put back. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if (textOf(aside) !== stale) linked(aside, file)
  rmSync(aside, { force: true })
}

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const holderIn = (text: string): Holder | undefined => {
  try {
    const { pid, started } = JSON.parse(text)
    return Number.isInteger(pid) && pid > 0 ? { pid, started } : undefined
  } catch {
    return undefined
  }
}

const lives = ({ pid, started }: Holder): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // It lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const now = holderOf(pid)
  return started === undefined || now.started === undefined || now.started === started
}

/** Linux says when a process was started, in ticks since the machine was; a zombie is over. */
function holderOf(pid: number): Holder {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may have blanks and parentheses itself.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const started = state === 'Z' ? 'never' : fields[18]
    return { pid, ...(started !== undefined && { started }) }
  } catch {
    return { pid }
  }
}
