import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** The folders of src/ in the order a call passes through them. */
const stations = [
  'clock',
  'trace',
  'xml',
  'webhook',
  'audio',
  'party',
  'elements',
  'call',
  'exchange',
  'scenario',
  'testing',
  'coverage',
  'suite',
  'server',
  'cli',
]

/** Where each third-party package lives: the files that may import it, and whether it has to be a single one. */
const homes: Record<string, { readonly files: RegExp; readonly single?: true; readonly says: string }> = {
  '@breezystack/lamejs': { files: /^src\/audio\/mp3\.ts$/, says: 'in src/audio/mp3.ts' },
  chokidar: { files: /^src\/cli\/test-watch\.ts$/, says: 'in src/cli/test-watch.ts' },
  commander: { files: /^src\/cli\//, says: 'in src/cli/' },
  'expat-wasm': { files: /^src\/xml\//, single: true, says: 'in one file of src/xml/' },
  'fast-xml-parser': { files: /^src\/xml\//, single: true, says: 'in one file of src/xml/' },
  'fastest-levenshtein': { files: /^src\//, says: 'anywhere' },
  'light-my-request': { files: /^src\/webhook\//, single: true, says: 'in one file of src/webhook/' },
  'music-metadata': { files: /^src\/audio\/media\.ts$/, says: 'in src/audio/media.ts' },
  picomatch: { files: /^src\/cli\/found-files\.ts$/, says: 'in src/cli/found-files.ts' },
  picocolors: { files: /^src\/(trace|cli)\//, says: 'in src/trace/ and src/cli/' },
  '@fastify/swagger': { files: /^src\/server\//, single: true, says: 'in one file of src/server/' },
  '@peculiar/x509': { files: /^src\/server\/proxy\//, single: true, says: 'in one file of src/server/proxy/' },
  fastify: { files: /^src\/server\//, says: 'in src/server/' },
  'reflect-metadata': { files: /^src\/server\/proxy\//, single: true, says: 'in one file of src/server/proxy/' },
  typebox: { files: /^src\/server\//, says: 'in src/server/' },
  undici: {
    files: /^src\/webhook\/(undici-transport|connection-pool)\.ts$/,
    says: 'in src/webhook/undici-transport.ts and src/webhook/connection-pool.ts',
  },
  vitest: { files: /^src\/testing\/vitest\.ts$/, single: true, says: 'in src/testing/vitest.ts' },
  xstate: { files: /^src\/(elements|call)\//, says: 'in src/elements/ and src/call/' },
  yaml: {
    files: /^src\/scenario\/(field|yaml-text)\.ts$/,
    says: 'in src/scenario/field.ts, which reads, and src/scenario/yaml-text.ts, which writes',
  },
}

/** What reads the wall clock, waits by it, or rolls dice, and the files besides src/clock/ that may. */
const impurities: { readonly what: RegExp; readonly also?: RegExp }[] = [
  { what: /\bDate\.now\b/ },
  { what: /\bnew Date\(\s*\)/ },
  // As a property it is the clock that xstate is given.
  { what: /\b(setTimeout|setInterval|setImmediate)\b(?!\s*:)/ },
  { what: /\bprocess\.hrtime\b/ },
  { what: /\bMath\.random\b/ },
  { what: /\bperformance\.now\b/, also: /^src\/webhook\/(undici-transport|in-process-answer)\.ts$/ },
  { what: /\b(randomUUID|randomBytes|randomInt|getRandomValues)\b/, also: /^src\/exchange\/ids\.ts$/ },
]

const elementLimit = 200
const limit = 300

/** Files that are longer than the limit, and why they are one file all the same. */
const longFiles: Record<string, string> = {
  'src/elements/get-input-machine.ts':
    'one chart, in which prompts, keys and speech meet; a half of it could not be read alone',
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

interface File {
  /** Relative to the repository, with slashes. */
  readonly path: string
  readonly lines: readonly string[]
  /** The lines without comments. */
  readonly code: readonly string[]
}

const sources = read('src', /\.ts$/)
const tests = read('test', /\.(ts|js|mjs)$/)
const samples = read('xml-samples', /./)
const pages = [
  ...read('.', /^(README|CHANGELOG)\.md$/, false),
  ...read('docs', /\.md$/),
  ...read('xml-samples', /\.md$/),
]

describe('the house', () => {
  it('"Imports go up this list only": a folder imports itself and the folders before it, index.ts all', () => {
    report(
      eachImport((file, line, specifier) => {
        if (!specifier.startsWith('.') || file.path === 'src/index.ts') return
        const from = station(file.path)
        const to = station(join(dirname(file.path), specifier))
        if (stations.indexOf(to) <= stations.indexOf(from) && stations.includes(to)) return
        return `${file.path}:${line} imports ${specifier}: src/${from}/ must not know src/${to}/, which comes later. \
Move what both need into src/${from}/ or before it, or pass it in from src/${to}/.`
      }),
    )
  })

  it("what is for other people's tests is imported by nothing here", () => {
    report(
      eachImport((file, line, specifier) => {
        if (station(file.path) === 'testing' || !specifier.startsWith('.')) return
        if (station(join(dirname(file.path), specifier)) !== 'testing') return
        return `${file.path}:${line} imports ${specifier}: src/testing/ needs a test runner. Move what both need out of it.`
      }),
    )
  })

  it('"Folders are the stations of a call": src/ has no other folders, and no file beside index.ts', () => {
    report(
      sources
        .filter(file => file.path !== 'src/index.ts' && !stations.includes(station(file.path)))
        .map(file => `${file.path}:1 is in no station. Move it into one of src/{${stations.join(',')}}/.`),
    )
  })

  it('"Each third-party package that touches the world is imported by one file"', () => {
    const importers = new Map<string, Set<string>>()
    const misplaced = eachImport((file, line, specifier) => {
      const name = packageName(specifier)
      if (!name) return
      const home = homes[name]
      if (!home) return `${file.path}:${line} imports ${name}, which has no home. Give it one in this test's list.`
      importers.set(name, (importers.get(name) ?? new Set()).add(file.path))
      if (!home.files.test(file.path)) return `${file.path}:${line} imports ${name}, which lives ${home.says} only.`
      return
    })
    const doubled = [...importers]
      .filter(([name, files]) => homes[name]?.single && files.size > 1)
      .map(([name, files]) => `${name} lives ${homes[name]?.says}, but is imported by ${[...files].join(' and ')}.`)
    report([...misplaced, ...doubled])
  })

  it('what src/ imports is a dependency, and every dependency is imported', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies }))
    const unused = new Set(declared)
    const undeclared = eachImport((file, line, specifier) => {
      const name = packageName(specifier)
      if (name) unused.delete(name)
      if (!name || declared.has(name)) return
      return `${file.path}:${line} imports ${name}, which package.json lists under neither dependencies nor peerDependencies.`
    })
    report([...undeclared, ...[...unused].map(name => `package.json:1 lists ${name}, which nothing in src/ imports.`)])
  })

  it('"The only source of time": clocks, timers, dice and ids are in src/clock/ and src/exchange/ids.ts', () => {
    report(
      sources
        .filter(file => station(file.path) !== 'clock')
        .flatMap(file =>
          impurities
            .filter(({ also }) => !also?.test(file.path))
            .flatMap(({ what }) =>
              matches(file, file.code, what).map(
                ({ line, text }) =>
                  `${file.path}:${line} uses ${text}. Take time from the exchange's Clock and ids from src/exchange/ids.ts.`,
              ),
            ),
        ),
    )
  })

  it('"No other file compares an element\'s name with a string": elements are known by their definitions', () => {
    const names = sources
      .filter(file => station(file.path) === 'elements')
      .flatMap(file => matches(file, file.code, /\bname: '[A-Z]\w+'/).map(({ text }) => text.slice(7, -1)))
    if (names.length === 0) return
    const literal = `['"\`](?:${[...new Set(names)].join('|')})['"\`]`
    const comparison = new RegExp(`[=!]==?\\s*${literal}|${literal}\\s*[=!]==?|\\bcase ${literal}`)
    report(
      sources
        .filter(file => station(file.path) !== 'elements')
        .flatMap(file => matches(file, file.code, comparison))
        .map(({ path, line, text }) => {
          return `${path}:${line} compares an element's name (${text}). Put what must be known into the element's definition.`
        }),
    )
  })
})

describe('the files', () => {
  it(`"files stay short": element files within ${elementLimit} lines, all others within ${limit}`, () => {
    const allowed = (path: string) => (station(path) === 'elements' ? elementLimit : limit)
    const long = sources.filter(file => file.lines.length > allowed(file.path))
    const unexplained = long
      .filter(file => !longFiles[file.path])
      .map(file => {
        return `${file.path}:${file.lines.length} is longer than ${allowed(file.path)} lines. Split it, or give the reason in this test's list.`
      })
    const outdated = Object.keys(longFiles)
      .filter(path => !long.some(file => file.path === path))
      .map(path => `${path} is short again (or gone). Remove it from this test's list of long files.`)
    report([...unexplained, ...outdated])
  })

  it('"No utils, no types.ts": no file or folder is called utils, types, helpers or common', () => {
    report(
      [...sources, ...tests]
        .filter(file => file.path.split('/').some(part => /^(utils?|types?|helpers?|common)(\.|$)/.test(part)))
        .map(file => `${file.path}:1 is named after nothing. Name it after the noun it exports.`),
    )
  })

  it('"files in kebab-case after the noun they export"', () => {
    report(
      sources
        .filter(file => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file.path)))
        .map(file => `${file.path}:1 is not in kebab-case. Rename it.`),
    )
  })

  it('"Named exports": there is no default export', () => {
    report(
      sources
        .flatMap(file => matches(file, file.code, /^export default\b|\bas default\b/))
        .map(({ path, line }) => `${path}:${line} exports a default. Give the export its name.`),
    )
  })

  it('nothing names a place on the machine of the one who wrote it', () => {
    const machine = /(?<![\w.-])\/(work|root|home\/\w+|Users\/\w+)\/|\bshared\/|\bplivo-(xml|rest)\.md\b/
    const found = [...sources, ...tests, ...samples, ...pages].flatMap(file => matches(file, file.lines, machine))
    const temporary = pages.flatMap(file => matches(file, file.lines, /(?<![\w.-])\/tmp\//))
    report(
      [...found, ...temporary].map(({ path, line, text }) => {
        return `${path}:${line} mentions ${text}, which no reader has. Say it without the path.`
      }),
    )
  })

  it('the relative links of README, CHANGELOG and docs lead somewhere', () => {
    report(
      pages.flatMap(file =>
        matches(file, withoutFences(file.lines), /(?<=\]\()[^)\s]+|(?<=^\[[^\]]+\]: )\S+/)
          .filter(({ text }) => !/^([a-z]+:|#)/i.test(text))
          .filter(({ text }) => !existsSync(join(root, dirname(file.path), decodeURI(text.split('#')[0] ?? ''))))
          .map(({ path, line, text }) => `${path}:${line} links to ${text}, which does not exist. Correct the link.`),
      ),
    )
  })
})

/** Fails with one line per violation: where it is, and what to do. */
function report(violations: readonly string[]): void {
  if (violations.length > 0) expect.fail(`${violations.length} violation(s):\n  ${violations.join('\n  ')}`)
}

function read(folder: string, name: RegExp, recursive = true): File[] {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true, recursive })
    .filter(entry => entry.isFile() && name.test(entry.name))
    .map(entry => {
      const file = join(entry.parentPath, entry.name)
      const text = readFileSync(file, 'utf8').replace(/\n$/, '')
      return {
        path: relative(root, file).replaceAll('\\', '/'),
        lines: text.split('\n'),
        code: withoutComments(text).split('\n'),
      }
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The text with comments blanked; strings stay, and so do line numbers. */
function withoutComments(text: string): string {
  const stringOrComment = /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
  return text.replace(stringOrComment, (found, string) => string ?? found.replace(/[^\n]/g, ' '))
}

/** The lines of a page with its code blocks blanked. */
function withoutFences(lines: readonly string[]): string[] {
  let fenced = false
  return lines.map(line => {
    const fence = /^\s*(```|~~~)/.test(line)
    if (fence) fenced = !fenced
    return fence || fenced ? '' : line
  })
}

interface Match {
  readonly path: string
  readonly line: number
  readonly text: string
}

function matches(file: File, lines: readonly string[], what: RegExp): Match[] {
  const everywhere = new RegExp(what, 'g')
  return lines.flatMap((text, index) =>
    [...text.matchAll(everywhere)].map(([found]) => ({ path: file.path, line: index + 1, text: found.trim() })),
  )
}

/** Asks `judge` about every import, export-from and dynamic import in src/, and collects its complaints. */
function eachImport(judge: (file: File, line: number, specifier: string) => string | undefined): string[] {
  const specifier = /(?:\bfrom\s+|\bimport\s*\(\s*|^\s*import\s+)'([^']+)'/g
  return sources.flatMap(file =>
    file.code.flatMap((text, index) =>
      [...text.matchAll(specifier)].flatMap(([, name]) => judge(file, index + 1, name ?? '') ?? []),
    ),
  )
}

/** 'src/call/call.ts' is in the station 'call', 'src/index.ts' in 'index.ts'. */
function station(path: string): string {
  return path.replaceAll('\\', '/').split('/')[1]?.replace(/\.js$/, '.ts') ?? ''
}

/** 'undici' for 'undici/types', '@a/b' for '@a/b/c', nothing for node: builtins and relative imports. */
function packageName(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined
  const [scope = '', name = ''] = specifier.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}
