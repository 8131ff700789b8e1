import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { fileFault, fileFaultWord, fileManner, fileStep } from '../../src/scenario/saved-manner.js'
import { wav } from '../elements/play-call.js'
import type { World, WorldOutgoing, WorldReply } from './world.js'

/** A world as the files of a folder that `offhook test <folder>/scenario.yaml` plays: by name, text or bytes. */
export function filesOf(world: World): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = { 'scenario.yaml': yaml(scenarioOf(world)) }
  const routes = Object.entries(world.app.routes).map(([path, replies]) => [
    path,
    replies.map((reply, index) => replyOf(reply, `${path.slice(1).replace(/\.wav$/, '')}${index || ''}`, files)),
  ])
  const { answer, fallback, hangup } = world.app
  files['app.yaml'] = yaml({ answer, fallback, hangup, routes: Object.fromEntries(routes) })
  return files
}

/** Writes a world into a new folder `world` of a folder; returns the path of its scenario file. */
export function writeWorld(world: World, folder: string): string {
  const path = join(folder, 'world')
  mkdirSync(path, { recursive: true })
  for (const [name, content] of Object.entries(filesOf(world))) writeFileSync(join(path, name), content)
  return join(path, 'scenario.yaml')
}

/** The texts of the files, one after another, to be read in a terminal. */
export const textOf = (world: World): string =>
  Object.entries(filesOf(world))
    .map(([name, content]) => `--- ${name}\n${typeof content === 'string' ? content : `(${content.length} bytes)\n`}`)
    .join('')

const yaml = (content: unknown): string => stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })

const scenarioOf = ({ seed, timeLimit, callers, phones, faults }: World) => ({
  name: 'A world that breaks a rule',
  seed,
  time_limit: `${timeLimit}s`,
  app: '.',
  callers: Object.fromEntries(
    callers.map(({ name, starts, does, outgoing }) => [
      name,
      {
        starts: time(starts),
        ...(outgoing && { call: outgoingOf(outgoing) }),
        does: does.map(step => (step.verb === 'api' ? { api: step.operation } : fileStep(step))),
      },
    ]),
  ),
  ...(Object.keys(phones).length > 0 && {
    phones: Object.fromEntries(Object.entries(phones).map(([address, manners]) => [address, manners.map(fileManner)])),
  }),
  ...(faults.length > 0 && {
    faults: faults.map(fileFault),
  }),
})

/** Names and units of files: `ring_timeout: 10s`. */
const outgoingOf = (outgoing: WorldOutgoing) => ({
  outbound: true,
  ...Object.fromEntries(
    Object.entries(outgoing)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
        /^(ringTimeout|hangupOnRing|timeLimit)$/.test(name)
          ? `${value}s`
          : /^machineDetection(Time|InitialSilence|InitialGreeting)$/.test(name)
            ? time(Number(value))
            : value,
      ]),
  ),
})

const time = (ms: number): string => `${ms}ms`

function replyOf(
  { attempts, status, document, silence, delay, fault }: WorldReply,
  name: string,
  files: Record<string, string | Uint8Array>,
): unknown {
  const file = document !== undefined ? `${name}.xml` : silence !== undefined ? `${name}.wav` : undefined
  if (file) files[file] = document ?? wav(silence ?? 0)
  const bare = attempts === undefined && status === undefined && delay === undefined && fault === undefined
  if (bare && file) return file
  return {
    ...(attempts && { attempts }),
    ...(file && { file }),
    ...(status !== undefined && { status }),
    ...(delay !== undefined && { delay: time(delay) }),
    ...(fault !== undefined && { fault: fileFaultWord(fault) }),
  }
}
