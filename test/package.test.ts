import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

/** What npm says when there is no registry to be had. */
const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/

/**
 * The package as a user gets it: built and packed from a copy of this tree (so that nobody else's dist/ is touched),
 * and installed in a project that has never heard of it.
 */
describe('the package', { timeout: 120_000 }, () => {
  let folder: string
  let clone: string
  let project: string
  let files: string[]
  let offline: string | undefined

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offhook-package-'))
    clone = join(folder, 'clone')
    project = join(folder, 'project')

    const left = new Set(['node_modules', 'dist', '.git', 'coverage'])
    await cp(root, clone, { recursive: true, filter: source => !left.has(relative(root, source)) })
    await symlink(join(root, 'node_modules'), join(clone, 'node_modules'), 'junction')
    await run(clone, 'npm', 'run', 'build')
    const packed = JSON.parse(
      await run(clone, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder),
    )
    files = packed[0].files.map(({ path }: { path: string }) => path)

    await mkdir(project)
    await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
    const tarball = join(folder, packed[0].filename)
    await run(project, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball).catch(error => {
      if (!unreachable.test(error.message)) throw error
      offline = 'npm could not reach its registry, so the package could not be installed'
    })
  }, 240_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('contains what a user needs, and nothing else', () => {
    const tops = [...new Set(files.map(path => path.split('/')[0]))].sort()
    expect(tops).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json', 'xml-samples'])
    expect(files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js']))
    expect(files.filter(path => /(^|\/)(test|src)\/|\.test\.|(?<!\.d)\.ts$/.test(path))).toEqual([])
  })

  it('prints its version', async ({ skip }) => {
    skip(offline !== undefined, offline)
    expect((await run(project, 'npx', '--no-install', 'offhook', '--version')).trim()).toBe(version)
  })

  it('plays a sample of its own', async ({ skip }) => {
    skip(offline !== undefined, offline)
    const sample = join('node_modules', 'offhook', 'xml-samples', 'ivr', 'menu')
    const script = 'waits 2s; hangs up'
    const output = await run(project, 'npx', '--no-install', 'offhook', 'call', sample, '--script', script, '--json')
    const types = output
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).type)
    expect(types).toEqual(expect.arrayContaining(['call.arrived', 'document.loaded', 'prompt.started', 'call.ended']))
  })

  it('"runs files in parallel": a suite in two threads comes to the same, in the same order', async ({ skip }) => {
    skip(offline !== undefined, offline)
    const samples = join('node_modules', 'offhook', 'xml-samples')
    const test = (...flags: string[]) => run(project, 'npx', '--no-install', 'offhook', 'test', samples, ...flags)
    const timeless = (output: string) => output.replace(/in \d+ ms/g, '')
    const [one, two] = [await test('--jobs', '1'), await test('--jobs', '2')]
    expect(timeless(two)).toBe(timeless(one))
    expect(one).toMatch(/\n\d+ passed in/)
  })

  it('is a library', async ({ skip }) => {
    skip(offline !== undefined, offline)
    const program = `
      const { createExchange } = await import('offhook')
      const exchange = createExchange({ seed: 1 })
      exchange.mount('http://app.test', () => new Response('<Response><Speak>Hello</Speak></Response>'))
      const caller = exchange.call({ from: '+14155550100', to: '+14155550199', answerUrl: 'http://app.test/answer' })
      await caller.hears('Hello')
      await caller.callEnds()
      await exchange.close()
      console.log(caller.call.trace.of('call.ended')[0].cause)
    `
    expect((await run(project, process.execPath, '--input-type=module', '--eval', program)).trim()).toBe('4010')
  })

  it('has a preload that sends requests for Plivo to offhook', async ({ skip }) => {
    skip(offline !== undefined, offline)
    // Nothing listens on port 1: the message names it.
    const env = { ...process.env, OFFHOOK_URL: 'http://127.0.0.1:1' }
    const program = "require('https').get('https://api.plivo.com/').on('error', error => console.log(error.message))"
    const args = ['--import', 'offhook/register', '--input-type=commonjs', '--eval', program]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project, env })
    expect(stdout).toContain('offhook does not answer at http://127.0.0.1:1')
  })

  it('has a JSON Schema of its files, for editors and programs', async ({ skip }) => {
    const names = ['scenario', 'app', 'offhook']
    expect(files).toEqual(expect.arrayContaining(names.map(name => `docs/${name}.schema.json`)))
    skip(offline !== undefined, offline)
    const program = `
      const names = ${JSON.stringify(names)}
      const read = name => import('offhook/' + name + '.schema.json', { with: { type: 'json' } })
      const schemas = await Promise.all(names.map(read))
      console.log(schemas.map(({ default: { $schema } }) => $schema).join())
    `
    const printed = await run(project, process.execPath, '--input-type=module', '--eval', program)
    expect(printed.trim()).toBe(names.map(() => 'http://json-schema.org/draft-07/schema#').join())
  })

  it('has assertions for every test runner, and needs none', async ({ skip }) => {
    skip(offline !== undefined, offline)
    const program = `
      const { assertHeard, withExchange } = await import('offhook/assert')
      const apps = { 'http://app.test': () => new Response('<Response><Speak>Hello</Speak></Response>') }
      await withExchange({ apps }, async exchange => {
        const caller = exchange.call({ from: '+14155550100', to: '+14155550199', answerUrl: 'http://app.test/answer' })
        await caller.callEnds()
        assertHeard(caller, 'hello')
      })
      const failure = await import('offhook/testing').catch(error => error)
      console.log(failure.message.split(' imported')[0])
    `
    const printed = await run(project, process.execPath, '--input-type=module', '--eval', program)
    expect(printed.trim()).toBe("Cannot find package 'vitest'")
  })

  it('has types', async ({ skip }) => {
    skip(offline !== undefined, offline)
    await writeFile(
      join(project, 'use.ts'),
      `import { createExchange } from 'offhook'
       const exchange = createExchange({ seed: 1 })
       const caller = exchange.call({ from: '+14155550100', to: '+14155550199', answerUrl: 'http://app.test/answer' })
       await caller.presses('1')
       export const causes: number[] = caller.call.trace.of('call.ended').map(ended => ended.cause)
       // @ts-expect-error: there is no such event
       caller.call.trace.of('call.exploded')
      `,
    )
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023']
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    await run(project, process.execPath, compiler, ...options, '--types', '', 'use.ts')
  })

  it('runs in a clone, too', async () => {
    expect((await run(clone, 'npx', '--no-install', 'offhook', '--version')).trim()).toBe(version)
  })
})

/** Runs a command without the environment of the npm that runs this test; what it printed, or an error that tells all. */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name),
  )
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd,
      env: Object.fromEntries(inherited),
      maxBuffer: 64 * 1024 * 1024,
    })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`)
  }
}
