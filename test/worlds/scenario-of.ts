import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { writeTime } from '../../src/clock/duration.js'
import { callValue, faultRuleValue, faultValue, mannerValue, stepValue } from '../../src/scenario/saved-values.js'
import { wav } from '../elements/play-call.js'
import type { World, WorldReply, WorldStep } from './world.js'

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
        starts: writeTime(starts),
        ...(outgoing && { call: callValue({ outbound: true, ...outgoing }) }),
        does: does.map(stepOf),
      },
    ]),
  ),
  ...(Object.keys(phones).length > 0 && {
    phones: Object.fromEntries(Object.entries(phones).map(([address, manners]) => [address, manners.map(mannerValue)])),
  }),
  ...(faults.length > 0 && {
    faults: faults.map(rule => faultRuleValue(rule)),
  }),
})

const stepOf = (step: WorldStep): unknown => (step.verb === 'api' ? { api: step.operation } : stepValue(step))

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
    ...(delay !== undefined && { delay: writeTime(delay) }),
    ...(fault !== undefined && { fault: faultValue(fault) }),
  }
}
