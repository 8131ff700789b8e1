import { existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CallLog } from './call-log.js'
import { DirectoryLog } from './directory-log.js'
import type { OnDiskTrouble } from './disk-trouble.js'
import { lockFolder } from './folder-lock.js'
import { RecordingLog } from './recording-log.js'
import { TraceFiles } from './trace-files.js'

/** What `offhook serve` keeps: traces, call records and recordings. */
export interface DataFolder {
  /** Absolute, without symbolic links. */
  readonly path: string
  readonly traces: TraceFiles
  readonly calls: CallLog
  readonly recordings: RecordingLog
  readonly directory: DirectoryLog
  /** What is worth telling of what was found there, as sentences. */
  readonly notes: readonly string[]
  /** Writes what waits, and gives the folder back. */
  close(): void
}

/** Why a data folder cannot be used, as a sentence. */
export class DataFolderError extends Error {}

/**
 * Opens a data folder, or makes it, for its owner only. One at a time has it. `onTrouble` hears of what cannot be written
 * later on, once for each file. Throws a DataFolderError.
 */
export function openDataFolder(folder: string, onTrouble: OnDiskTrouble): DataFolder {
  let unlock: (() => void) | number | undefined
  try {
    makeFolder(resolve(folder))
    const path = realpathSync(folder)
    unlock = lockFolder(path)
    hideFromGit(path)
    if (typeof unlock === 'number') {
      throw new DataFolderError(
        `the data folder ${folder} is in use by another offhook serve (process ${unlock}): stop that one, or give this one a folder of its own`,
      )
    }
    return opened(path, unlock, onTrouble)
  } catch (error) {
    if (error instanceof DataFolderError) throw error
    if (typeof unlock === 'function') unlock()
    throw new DataFolderError(`the data folder ${folder} cannot be used: ${(error as Error).message}`)
  }
}

/** Folder by folder: where none can be made, the recursive way of Node may try for ever (below /proc). */
function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new Error(`${path} is a file, not a folder`)
    return
  }
  makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

/** Tokens and the key of the certificate authority are in it: it is nothing to commit. */
function hideFromGit(path: string): void {
  const file = join(path, '.gitignore')
  if (!existsSync(file)) writeFileSync(file, '*\n', { mode: 0o600 })
}

function opened(path: string, unlock: () => void, onTrouble: OnDiskTrouble): DataFolder {
  const traces = new TraceFiles(join(path, 'traces'), onTrouble)
  const calls = new CallLog(join(path, 'calls.jsonl'), onTrouble, uuid => traces.read(uuid) ?? [])
  const recordings = new RecordingLog(join(path, 'recordings.jsonl'), onTrouble)
  const directory = new DirectoryLog(join(path, 'directory.jsonl'), onTrouble)
  const damage = [
    { file: 'calls.jsonl', damaged: calls.damaged },
    { file: 'recordings.jsonl', damaged: recordings.damaged },
    { file: 'directory.jsonl', damaged: directory.damaged },
  ]
  return {
    path,
    traces,
    calls,
    recordings,
    directory,
    notes: damage
      .filter(({ damaged }) => damaged > 0)
      .map(
        ({ file, damaged }) => `${join(path, file)}: ${damaged} damaged ${damaged === 1 ? 'line' : 'lines'} skipped`,
      ),
    close: () => {
      traces.close()
      calls.close()
      recordings.close()
      directory.close()
      unlock()
    },
  }
}
