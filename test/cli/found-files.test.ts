import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { findFiles } from '../../src/cli/found-files.js'
import { temporaryFolder } from '../temporary-folder.js'

const files = [
  'answer.xml',
  'readme.md',
  'templates/a.xml',
  'templates/a-answer.xml',
  'templates/[id].xml',
  'pages/[id].xml',
  'pages/i.xml',
  'templates/deep/er/b.xml',
  'templates/deep/er/b.XML.bak',
  'templates/node_modules/c.xml',
  'templates/.git/d.xml',
  'templates/.hidden/e.xml',
]

const folder = temporaryFolder()
for (const file of files) {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), '<Response/>')
}

const found = (...paths: string[]): string[] =>
  findFiles(
    paths.map(path => join(folder, path)),
    /\.xml$/i,
    'XML file',
  ).map(path => relative(folder, path).replaceAll('\\', '/'))

test.each([
  ['templates/*.xml', ['templates/[id].xml', 'templates/a-answer.xml', 'templates/a.xml']],
  [
    'templates/**/*.xml',
    ['templates/[id].xml', 'templates/a-answer.xml', 'templates/a.xml', 'templates/deep/er/b.xml'],
  ],
  ['**/{b,answer}.xml', ['answer.xml', 'templates/deep/er/b.xml']],
  ['templates/?.xml', ['templates/a.xml']],
  ['templates/a*.xml', ['templates/a-answer.xml', 'templates/a.xml']],
  ['templates/+(a|b).xml', ['templates/a.xml']],
  ['templates/.hidden/*', ['templates/.hidden/e.xml']],
  ['*.md', ['readme.md']],
])('a pattern that no shell has expanded: %s', (pattern, expected) => {
  expect(found(pattern)).toEqual(expected)
})

test('a file that is called like a pattern is that file', () => {
  expect(found('pages/[id].xml')).toEqual(['pages/[id].xml'])
})

test('a folder: the files in it and below whose names match; what several name is one', () => {
  const all = [
    'templates/.hidden/e.xml',
    'templates/[id].xml',
    'templates/a-answer.xml',
    'templates/a.xml',
    'templates/deep/er/b.xml',
  ]
  expect(found('templates')).toEqual(all)
  expect(found('templates', 'templates/a.xml', 'templates/**/*.xml')).toEqual(all)
})

test.each([
  ['templates/*.xlm', /^no file matches .*\*\.xlm; in .*templates there is .*\.xml, for one$/],
  ['*.nothing', /there is .*answer.xml, for one$/],
  ['templats/*.xml', /^nothing matches .*: there is no folder .*templats; did you mean .*templates\?$/],
  ['templates/deep/*.xml', /^no file matches .*; in .*deep there is .*b.xml, for one$/],
  ['answr.xml', /^there is no file or folder .*; did you mean .*answer.xml\?$/],
])('nothing there: %s, and what there is instead', (path, sentence) => {
  expect(() => found(path)).toThrow(sentence)
})

test('symbolic links: to files they are files, to folders they are not followed', () => {
  const linked = temporaryFolder()
  writeFileSync(join(linked, 'a.xml'), '<Response/>')
  symlinkSync(join(linked, 'a.xml'), join(linked, 'b.xml'))
  symlinkSync(linked, join(linked, 'loop'))
  symlinkSync(join(linked, 'gone.xml'), join(linked, 'c.xml'))
  expect(findFiles([linked], /\.xml$/, 'XML file')).toEqual([join(linked, 'a.xml'), join(linked, 'b.xml')])
})

test.skipIf(process.getuid?.() === 0)('a folder that may not be read is named, also below a pattern', () => {
  const closed = temporaryFolder()
  mkdirSync(join(closed, 'secret'))
  chmodSync(join(closed, 'secret'), 0)
  for (const path of [closed, join(closed, '**/*.xml')]) {
    expect(() => findFiles([path], /\.xml$/, 'XML file')).toThrow(
      /cannot be searched: .*secret cannot be read \(EACCES\)/,
    )
  }
})
