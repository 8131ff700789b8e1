import { expect, test } from 'vitest'
import { githubAnnotation } from '../../src/cli/github-annotation.js'
import { unprintable } from './memory-io.js'

/** What the runner of GitHub Actions makes of a line (ActionCommand.cs of actions/runner). */
function read(line: string) {
  const [, level, properties = '', message = ''] = /^::(\w+)(?: ([^\n]*?))?::([^\n]*)\n$/.exec(line) ?? []
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  const property = (text: string) => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','))
  const pairs = properties.split(',').filter(Boolean)
  return {
    level,
    ...Object.fromEntries(
      pairs.map(pair => [pair.slice(0, pair.indexOf('=')), property(pair.slice(pair.indexOf('=') + 1))]),
    ),
    message: data(message),
  }
}

test('"::error file=,line=,col=,title=::message": one line, and only the properties that were given', () => {
  expect(
    githubAnnotation({ level: 'error', file: 'xml/a.xml', line: 2, column: 5, title: 'url-invalid', message: 'No.' }),
  ).toBe('::error file=xml/a.xml,line=2,col=5,title=url-invalid::No.\n')
  expect(githubAnnotation({ level: 'notice', message: 'Hm.' })).toBe('::notice::Hm.\n')
  expect(
    githubAnnotation({ level: 'warning', file: 'a\\b.xml', line: 1, endLine: 2, endColumn: 3, message: 'x' }),
  ).toBe('::warning file=a/b.xml,line=1,endLine=2,endColumn=3::x\n')
})

test('"%, CR and LF are escaped, in properties : and , as well": the runner reads what was written', () => {
  const texts = { file: 'a,b:c%2C.xml', title: 'x::y, 100%25: "z"', message: 'first: 100 %, %0A\nsecond::third' }
  expect(read(githubAnnotation({ level: 'error', ...texts }))).toEqual({ level: 'error', ...texts })
  expect(read(githubAnnotation({ level: 'error', message: 'a\r\nb\rc' })).message).toBe('a\nb\nc')
})

test('nothing in it starts a command or a terminal sequence, or shows credentials', () => {
  const hostile = '\n::set-output name=x::y\r::stop-commands::z\x1b[31m\u202e\u0085http://ann:secret@a.test/'
  const line = githubAnnotation({ level: 'error', file: hostile, title: hostile, message: hostile })
  expect(line.trimEnd().split('\n')).toHaveLength(1)
  expect(line).not.toMatch(unprintable)
  expect(line).not.toContain('secret')
})
