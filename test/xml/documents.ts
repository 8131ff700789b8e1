import fc from 'fast-check'
import type { Tag } from '../../src/xml/document.js'
import { isTag } from '../../src/xml/document.js'

/** A tree as it is meant, without places. */
export interface Tree {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly children: readonly (Tree | string)[]
}

const names = [
  'Response',
  'Speak',
  'a',
  'b:c',
  '_x',
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'é',
  'x-1.y',
]
const name = fc.constantFrom(...names)
const characters = fc.constantFrom(
  'a',
  'Z',
  '7',
  ' ',
  '\n',
  '\t',
  '\r',
  '&',
  '<',
  '>',
  '"',
  "'",
  '/',
  '=',
  'é',
  '😀',
  '\u00a0',
  ']',
)
const text = fc.array(characters, { maxLength: 12 }).map(parts => parts.join(''))

export const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.record({
    name,
    attributes: fc.uniqueArray(fc.tuple(name, text), { maxLength: 4, selector: ([key]) => key }),
    children: fc
      .array(fc.oneof({ maxDepth: 4, depthSize: 'small' }, text, tie('tree')), { maxLength: 4 })
      .map(joinTexts),
  }),
})).tree

/** Texts side by side are one text to a parser, and an empty text is none. */
function joinTexts(children: readonly (Tree | string)[]): (Tree | string)[] {
  const joined: (Tree | string)[] = []
  for (const child of children) {
    const last = joined.at(-1)
    if (typeof child === 'string' && typeof last === 'string') joined[joined.length - 1] = last + child
    else if (child !== '') joined.push(child)
  }
  return joined
}

/** How a document may be written without meaning anything else: each number chooses one way. */
export const write = (tree: Tree, choices: readonly number[]): string => {
  let turn = 0
  const choose = <T>(...ways: readonly T[]): T => ways[(choices[turn++ % choices.length] ?? 0) % ways.length] as T
  const escaped = (value: string, more: RegExp) =>
    value.replace(more, found => {
      const code = found.codePointAt(0) ?? 0
      const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }[found]
      return choose(named ?? `&#${code};`, `&#${code};`, `&#x${code.toString(16)};`)
    })
  const noise = () => choose('', '', '<!-- <a b=\'"> & -->', '<?note it\'s "odd?>', '<!---->', '<?x?>', '<!--\r\n-->')
  const space = () => choose(' ', '\n', '\r\n', '\t ', ' \r')
  const content = (value: string): string => {
    if (value.includes(']') || value.includes('\r')) return escaped(value, /[&<>\r\]]/g)
    return choose(escaped(value, /[&<>]/g), `<![CDATA[${value}]]>`, escaped(value, /[&<>]/g).replace(/\n/g, '\r\n'))
  }
  const tag = ({ name, attributes, children }: Tree): string => {
    const written = attributes.map(([key, value]) => {
      const [quote, quoted] = choose(['"', /[&<"\n\t\r]/g] as const, ["'", /[&<'\n\t\r]/g] as const)
      return `${space()}${key}${choose('=', ' =', '= ', '\n=\r\n')}${quote}${escaped(value, quoted)}${quote}`
    })
    const open = `<${name}${written.join('')}${choose('', space())}`
    if (children.length === 0) return choose(`${open}/>`, `${open}></${name}>`, `${open}>${noise()}</${name} >`)
    return `${open}>${children.map(child => noise() + (typeof child === 'string' ? content(child) : tag(child))).join('')}${noise()}</${name}>`
  }
  const declaration = choose('', '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8" ?>\r\n')
  return `${choose('', '\ufeff')}${declaration}${choose('', '\n')}${noise()}${tag(tree)}${noise()}${choose('', '\n')}`
}

/** What was parsed, as a tree that can be compared. */
export const treeOf = (tag: Tag): Tree => ({
  name: tag.name,
  attributes: tag.attributes.map(({ name, value }) => [name, value] as const),
  children: tag.children.map(child => (isTag(child) ? treeOf(child) : child.text)),
})
