import { describe, expect, it } from 'vitest'
import type { Tag } from '../../src/xml/document.js'
import { maxBytes, parseDocument } from '../../src/xml/parse.js'

const problemOf = (body: Uint8Array | string) => {
  const result = parseDocument(body)
  if ('document' in result) throw new Error('the document was accepted')
  return result.problem
}

const documentOf = (body: Uint8Array | string): Tag => {
  const result = parseDocument(body)
  if ('problem' in result) throw new Error(result.problem.message)
  return result.document
}

describe('D11: what is no document is rejected with the words and the place of expat', () => {
  it.each([
    ['', 'no element found: line 1, column 0', 1, 1],
    ['\n ', 'no element found: line 2, column 1', 2, 2],
    ['OK', 'syntax error: line 1, column 0', 1, 1],
    ['{"ok":true}', 'not well-formed (invalid token): line 1, column 0', 1, 1],
    [
      '<Response>\n  <Play>https://x.example/?a=1&b=2</Play></Response>',
      'not well-formed (invalid token): line 2, column 32',
      2,
      33,
    ],
    ['<Response><Speak>hi</Response>', 'mismatched tag: line 1, column 21', 1, 22],
    ['<Response/><Response/>', 'junk after document element: line 1, column 11', 1, 12],
    ['<Response>&nbsp;</Response>', 'undefined entity: line 1, column 10', 1, 11],
    ['\n<?xml version="1.0"?><Response/>', 'XML or text declaration not at start of entity: line 2, column 0', 2, 1],
    ['<Response a="1" a="2"/>', 'duplicate attribute: line 1, column 16', 1, 17],
    ['<Response>\u0001</Response>', 'not well-formed (invalid token): line 1, column 10', 1, 11],
  ])('%j', (body, message, line, column) => {
    expect(problemOf(body)).toMatchObject({
      code: 'not-well-formed',
      severity: 'breaks',
      message,
      place: { line, column },
      rule: 'D11',
    })
  })

  it("columns of a message are expat's (a letter each), the place is an editor's (UTF-16 units, no byte order mark)", () => {
    const problem = problemOf('\ufeff<a>😀&b;</a>')
    expect(problem.message).toBe('undefined entity: line 1, column 5')
    expect(problem.place).toEqual({ line: 1, column: 6 })
  })

  it('bad UTF-8', () => {
    expect(problemOf(new Uint8Array([0x3c, 0x61, 0x3e, 0xff])).message).toBe(
      'not well-formed (invalid token): line 1, column 3',
    )
  })

  it.each(['ISO-8859-1', 'windows-1252', 'UTF-16', 'nonsense'])(
    'a declared encoding of %s: only UTF-8 and US-ASCII are accepted',
    encoding => {
      const problem = problemOf(`<?xml version="1.0" encoding="${encoding}"?><Response/>`)
      expect(problem.code).toBe('encoding-unsupported')
      expect(problem.message).toContain(`${encoding}: only UTF-8 and US-ASCII`)
    },
  )

  it.each(['utf-8', 'UTF-8', 'us-ascii'])('a declared encoding of %s is accepted', encoding => {
    expect(documentOf(`<?xml version="1.0" encoding="${encoding}"?><Response/>`).name).toBe('Response')
  })

  it('UTF-16 without any declaration', () => {
    expect(problemOf(Buffer.from('\ufeff<Response/>', 'utf16le')).code).toBe('encoding-unsupported')
    expect(problemOf(Buffer.from('<Response/>', 'utf16le')).code).toBe('encoding-unsupported')
  })

  it('"no entity is ever expanded, nothing external is ever fetched": a DOCTYPE is refused before its first declaration', () => {
    for (const body of [
      '<!DOCTYPE Response><Response/>',
      '<!DOCTYPE Response [<!ENTITY x "y">]><Response>&x;</Response>',
      '<!DOCTYPE Response SYSTEM "file:///etc/passwd"><Response/>',
      '<!DOCTYPE Response [<!ENTITY % x SYSTEM "http://192.0.2.1/x"> %x;]><Response/>',
    ]) {
      const problem = problemOf(body)
      expect(problem.code).toBe('doctype-refused')
      expect(problem.message).toMatch(/no DTD, no entities are expanded, and nothing external is fetched/)
    }
  })

  it('a document after a rejected one is judged afresh', () => {
    problemOf('<a>'.repeat(100))
    problemOf('<!DOCTYPE a><a/>')
    problemOf('<a')
    expect(documentOf('<a/>').name).toBe('a')
  })
})

describe('hostile bodies end in a problem', () => {
  const laughs = Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join('')
  it.each([
    ['20,000 nested tags', '<a>'.repeat(20_000), 'nested-too-deep'],
    ['65 nested tags', '<a>'.repeat(65) + '</a>'.repeat(65), 'nested-too-deep'],
    ['billion laughs', `<!DOCTYPE a [<!ENTITY a0 "x">${laughs}]><a>&a30;</a>`, 'doctype-refused'],
    ['10 MB', '<Response>'.padEnd(10_000_000), 'document-too-large'],
    ['NULs', '\0'.repeat(100_000), 'not-well-formed'],
    ['opening brackets', '<'.repeat(100_000), 'not-well-formed'],
    ['comments that never end', `<a>${'<!--'.repeat(25_000)}`, 'not-well-formed'],
  ])('%s', (_, body, code) => {
    expect(problemOf(body).code).toBe(code)
  })

  it('64 nested tags are a document', () => {
    expect(documentOf('<a>'.repeat(64) + '</a>'.repeat(64)).name).toBe('a')
  })

  it('D9: a body over 100 KB is rejected, one of 100 KB is not', () => {
    const ofSize = (size: number) => `<a>${'é'.padEnd(size - 8, ' ')}</a>`
    expect(documentOf(ofSize(maxBytes)).name).toBe('a')
    expect(problemOf(ofSize(maxBytes + 1))).toMatchObject({ code: 'document-too-large', rule: 'D9' })
    expect(problemOf(new Uint8Array(maxBytes + 1)).code).toBe('document-too-large')
  })

  it('names that JavaScript objects know are names like any others', () => {
    const tag = documentOf('<constructor __proto__="1" toString="2"><__proto__>x</__proto__><prototype/></constructor>')
    expect(tag.name).toBe('constructor')
    expect(tag.attributes.map(({ name, value }) => [name, value])).toEqual([
      ['__proto__', '1'],
      ['toString', '2'],
    ])
    expect(tag.children).toMatchObject([{ name: '__proto__', children: [{ text: 'x' }] }, { name: 'prototype' }])
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it('the WASM build of expat leaves no traps on globalThis', () => {
    expect(Object.getOwnPropertyDescriptor(globalThis, 'allocate')).toBeUndefined()
    expect(Object.getOwnPropertyDescriptor(globalThis, 'writeStringToMemory')).toBeUndefined()
  })
})

describe('the tree', () => {
  it('CDATA is text, comments and processing instructions are dropped, the text around them is one', () => {
    const tag = documentOf("<Speak>a <!-- it's --><![CDATA[<b> &amp;]]><?php it's ?> c &lt;&#233;&#x1F600;</Speak>")
    expect(tag.children).toEqual([{ text: 'a <b> &amp; c <é😀', place: { line: 1, column: 8 } }])
  })

  it('line endings become LF; white space in attribute values becomes blanks, unless it is written as a reference', () => {
    expect(documentOf('<a b="1\r\n2\t3&#10;4">x\r\ny\rz</a>')).toMatchObject({
      attributes: [{ value: '1 2 3\n4' }],
      children: [{ text: 'x\ny\nz' }],
    })
  })

  it('values are never turned into numbers, entities are decoded once', () => {
    const [a, b, c] = documentOf('<x a="007" b="+1415" c="&amp;lt;"/>').attributes
    expect([a?.value, b?.value, c?.value]).toEqual(['007', '+1415', '&lt;'])
  })

  it('a text is placed at its first character that is not white space', () => {
    const tag = documentOf('<Play>\r\n  <!-- a\n song -->\n  https://x.example/a.mp3\n</Play>')
    expect(tag.children).toMatchObject([{ place: { line: 4, column: 3 } }])
  })
})
