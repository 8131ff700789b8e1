import { Worker } from 'node:worker_threads'
import type { Scenario } from '../scenario/file.js'
import type { Case, CaseSettings } from './case.js'
import { type CaseResult, playCase } from './played-case.js'

/** Plays cases, one at a time. */
export interface Player {
  play(scenario: Scenario, one: Case): Promise<CaseResult>
  close(): Promise<unknown>
}

/** In this thread. */
export const createPlayer = (settings: CaseSettings): Player => ({
  play: (scenario, one) => playCase(scenario, one, settings),
  close: async () => {},
})

/** In a thread of its own, which reads the files again; a new one if it breaks. */
export function createWorkerPlayer(settings: CaseSettings): Player {
  let worker: Worker | undefined
  let played = (_result: CaseResult) => {}
  let failed = (_error: Error) => {}

  const begin = (): Worker => {
    const broken = (error: Error) => {
      worker = undefined
      failed(error)
    }
    return new Worker(new URL('./worker.js', import.meta.url), { workerData: settings })
      .on('message', (result: CaseResult) => played(result))
      .on('error', broken)
      .on('exit', code => broken(new Error(`the thread that played it ended (${code})`)))
  }

  return {
    play(_scenario, one) {
      worker ??= begin()
      worker.postMessage(one)
      return new Promise((resolve, reject) => {
        played = resolve
        failed = reject
      })
    },
    close: async () => worker?.terminate(),
  }
}

/** Lets every player do work, one piece after another, until there is none; comes back when all of them have stopped. */
export async function shareOut<Piece>(
  work: readonly Piece[],
  players: readonly Player[],
  play: (piece: Piece, player: Player) => Promise<void>,
): Promise<void> {
  const rest = work.values()
  await Promise.all(
    players.map(async player => {
      for (const piece of rest) await play(piece, player)
    }),
  )
}
