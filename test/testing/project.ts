import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../temporary-folder.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const modules = join(root, 'node_modules')

export const compiler = join(modules, 'typescript', 'bin', 'tsc')
export const vitest = join(modules, 'vitest', 'vitest.mjs')

/** A project of somebody else, in which this package is installed as it would be built now; `without` one of the others. */
export async function projectWith(files: Readonly<Record<string, string>>, without?: string): Promise<string> {
  const folder = temporaryFolder()
  const own = join(folder, 'node_modules', 'offhook')
  mkdirSync(own, { recursive: true })
  for (const name of readdirSync(modules)) {
    if (!name.startsWith('.') && name !== without)
      symlinkSync(join(modules, name), join(folder, 'node_modules', name), 'junction')
  }
  cpSync(join(root, 'package.json'), join(own, 'package.json'))
  const built = await run(root, compiler, '--outDir', join(own, 'dist'))
  if (built.code !== 0) throw new Error(built.output)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** What a program of Node printed, without colours, and how it ended. */
export function run(cwd: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|npm_|TEST$|FORCE_COLOR)/.test(name))
  const env = { ...Object.fromEntries(inherited), NO_COLOR: '1', CI: '1' }
  return new Promise((done, fail) => {
    const program = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [program.stdout, program.stderr]) stream.on('data', chunk => (output += chunk))
    program.once('error', fail)
    program.once('close', code => done({ code, output }))
  })
}
