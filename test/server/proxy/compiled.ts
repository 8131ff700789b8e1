import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, existsSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../temporary-folder.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/** Whether dist/ is of these sources: then it need not be compiled once more. */
const isFresh = (): boolean => {
  const built = join(root, 'dist', 'index.js')
  if (!existsSync(built)) return false
  const { mtimeMs } = statSync(built)
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  return sources.every(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs < mtimeMs)
}

/** The program and the preload as other programs run them: compiled, in a folder of their own. */
export async function compiled() {
  const folder = temporaryFolder()
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  if (isFresh()) cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true })
  else await promisify(execFile)(process.execPath, [tsc, '--outDir', join(folder, 'dist')], { cwd: root })
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return {
    folder,
    cli: join(folder, 'dist', 'cli', 'main.js'),
    register: new URL(`file://${join(folder, 'dist', 'server', 'proxy', 'register.js')}`).href,
    /** An application, written beside node_modules; comes to its path. */
    app(name: string, text: string): string {
      const file = join(folder, name)
      writeFileSync(file, text)
      return file
    },
  }
}

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Called with the process that has begun. */
  readonly began?: (child: ChildProcess) => void
}

/** Without what this machine's own environment would change. */
const bare = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/proxy|_CERT|_CERTS|BUNDLE|^NODE_OPTIONS$|^PLIVO|^OFFHOOK/i.test(name),
  ),
)

/** Runs a program to its end. */
export async function ends(
  command: string,
  args: readonly string[],
  { env = {}, cwd, began }: Running = {},
): Promise<Ended> {
  const child = spawn(command, args, { cwd, env: { ...bare, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text
  })
  began?.(child)
  const [code] = await once(child, 'close')
  return { code, out, err }
}

/** Whether a program is on this machine, and does what is asked. */
export function isThere(name: string, ...args: string[]): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
