import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readYaml } from '../../src/scenario/field.js'
import { Mistake } from '../../src/scenario/mistake.js'
import { readPattern } from '../../src/scenario/pattern.js'
import { Disguise, isSecretName, withoutSecrets } from '../../src/scenario/saved-disguise.js'
import { patternText, unmistakable } from '../../src/scenario/saved-phrase.js'
import { Block, InOneLine, Noted, writeYaml } from '../../src/scenario/yaml-text.js'

describe('"the shortest piece of it that is unmistakable in this call - prefer the words around press N"', () => {
  const others = ['Welcome to the shop. Press 1 for sales.', 'Welcome to the shop. Press 2 for help.', 'Welcome home']

  it('the words around a key', () => {
    expect(unmistakable(others[0] as string, others)).toBe('Press 1 for sales')
    expect(unmistakable(others[1] as string, others)).toBe('Press 2 for help')
  })

  it('a few words, the last part of a URL, or all of a short text', () => {
    expect(unmistakable('We are open from nine to six on all days', others)).toBe('We are open')
    expect(unmistakable('https://bob:pw@app.test/audio/hello.mp3?x=1', others)).toBe('hello.mp3')
    expect(unmistakable('Goodbye', others)).toBe('Goodbye')
  })

  it('nothing of what is an id', () => {
    expect(unmistakable('http://a.test/9f1c2d3e-0000-4000-8000-000000000001', [])).toBeUndefined()
  })

  it('whatever the text is, the piece is read back as a text that is in it', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('/x/', '/', '/a/gi', 'no', '- x', '{', '# a'))
    fc.assert(
      fc.property(texts, text => {
        const piece = unmistakable(text, [text])
        if (piece === undefined) return
        const read = readPattern(patternText(piece))
        if (read instanceof Mistake) return expect.fail(read.sentence)
        expect(read instanceof RegExp ? read.test(text) : text.includes(read)).toBe(true)
      }),
    )
  })
})

describe('YAML that is written is read back, whatever is in it', () => {
  it('texts, as they are and as blocks, keys, and comments', () => {
    const traps = [
      'no',
      'yes',
      '1e3',
      '0123',
      '0x1f',
      '~',
      'null',
      '',
      ' a',
      'a ',
      'a\n',
      '\n',
      'a\r\nb',
      '\tb',
      'x: y',
      '#c',
      '\u2028',
      '😀',
      '---',
      '1m',
      '12:30:45',
      '|',
      '- a',
      '\ufeff',
      'a\n\n\nb\n',
      '  \n a',
    ]
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...traps))
    fc.assert(
      fc.property(texts, texts, (text, comment) => {
        fc.pre(Buffer.from(text).toString() === text)
        const content = {
          plain: text,
          block: new Block(text),
          list: [new Noted(comment, text)],
          flow: new InOneLine({ [`k${text}`]: text }),
        }
        const written = writeYaml(content, comment)
        const read = readYaml(written, 'file')
        if ('problems' in read) return expect.fail(`${read.problems}\n${written}`)
        expect(read.root.node?.toJSON()).toEqual({
          plain: text,
          block: text,
          list: [text],
          flow: { [`k${text}`]: text },
        })
      }),
    )
  })
})

describe('a disguise', () => {
  it('hides credentials and secrets of queries, whether or not it redacts', () => {
    expect(withoutSecrets('http://a:b@c.test/x?token=1&y=2&api_key=3#z')).toBe(
      'http://hidden@c.test/x?token=hidden&y=2&api_key=hidden#z',
    )
    expect(withoutSecrets('<a href="/x?y=1&amp;client-secret=s"/>')).toBe('<a href="/x?y=1&amp;client-secret=hidden"/>')
    expect(['token', 'accessToken', 'key', 'secret', 'X-Auth-Token', 'password'].every(isSecretName)).toBe(true)
    expect(['keyboard', 'monkey', 'Digits', 'author', 'page'].some(isSecretName)).toBe(false)
  })

  it('replaces numbers by others of the same form, consistently, and leaves ids alone', () => {
    const disguise = new Disguise(true)
    const id = '9f1c2d3e-1111-4222-8333-444455556666'
    expect(disguise.text(`+49 30 901820 and 4930901820, ${id}, 127.0.0.1:3000`)).toBe(
      `+14 15 550100 and 1415550100, ${id}, 127.0.0.1:3000`,
    )
    expect(disguise.text('sip:anna.blau@phone.plivo.com')).toBe('sip:user1@phone.plivo.com')
  })

  it('replaces what was said, names and secret keys wherever they turn up', () => {
    const disguise = new Disguise(true)
    expect(disguise.speech('my balance')).toBe('xx xxxxxxx')
    expect(disguise.callerName('Anna "Q" & Co')).toBe('Caller 1')
    expect(disguise.secretKeys('4711#')).toBe('0000#')
    expect(disguise.text('?q=my+balance <Speak>Anna "Q" &amp; Co: my balance</Speak>')).toBe(
      '?q=xx+xxxxxxx <Speak>Caller 1: xx xxxxxxx</Speak>',
    )
  })
})
