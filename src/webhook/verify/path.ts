import { shortened } from '../../trace/printable.js'
import { targetOf } from './forwarded.js'
import { type Hypothesis, urlIsSigned } from './hypothesis.js'
import { decoded, decodedPath, encoded, encodedPath } from './percent.js'
import type { Reading } from './reading.js'

const withPath = (reading: Reading, path: string, how: string) => ({
  reading: { ...reading, path },
  sentence: `The signature is of the path ${path || '(none)'}, not ${reading.path || '(none)'}: ${how}.`,
})

export const trailingSlash: Hypothesis = {
  code: 'trailing-slash',
  urlChange: 'a slash at the end of the path',
  advice: 'Verify the path exactly as Plivo was given it: a slash at the end is part of what is signed.',
  ...urlIsSigned,
  *changes(reading) {
    const { path } = reading
    if (path.endsWith('/')) yield withPath(reading, path.slice(0, -1), 'a slash was added at its end')
    else yield withPath(reading, `${path}/`, 'the slash at its end was removed')
  },
}

export const requestTarget: Hypothesis = {
  code: 'request-target',
  urlChange: 'what the request line says',
  advice:
    'Verify path and query as they stand in the request line (Express: originalUrl), not as a router or a setting has them.',
  ...urlIsSigned,
  *changes(reading, { captured }) {
    const target = targetOf(captured.requestTarget ?? '')
    if (!target) return
    const right = { ...reading, ...target }
    const { path, search } = right
    if (path === reading.path && search === reading.search) return
    yield {
      reading: right,
      sentence: `The request line says ${short(path + search)}, what was verified is ${short(reading.path + reading.search)}.`,
    }
  },
}

const short = (target: string): string => shortened(target, 60) || '(none)'

export const pathEncoding: Hypothesis = {
  code: 'path-encoding',
  urlChange: 'another encoding of the path',
  advice: 'Verify the path as it stands in the request line, neither decoded nor encoded anew (Express: originalUrl).',
  ...urlIsSigned,
  *changes(reading) {
    const { path } = reading
    const forms = [
      encodedPath(path),
      path.split('/').map(encoded).join('/'),
      encodedPath(path).replace(/%[\dA-F]{2}/g, hex => hex.toLowerCase()),
      path.replace(/%[\da-f]{2}/gi, hex => hex.toUpperCase()),
      path.replace(/%[\da-f]{2}/gi, hex => hex.toLowerCase()),
      decodedPath(path),
      decoded(path),
      path.replaceAll('+', '%20'),
      path.replaceAll('%20', '+'),
    ]
    for (const right of new Set(forms)) {
      if (right !== path) yield withPath(reading, right, 'it was decoded or encoded on the way')
    }
  },
}

/** Under what applications are usually mounted. */
const likelyPrefixes = [
  '/api',
  '/prod',
  '/Prod',
  '/dev',
  '/stage',
  '/staging',
  '/default',
  '/v1',
  '/voice',
  '/plivo',
  '/webhook',
  '/webhooks',
]

export const pathPrefix: Hypothesis = {
  code: 'path-prefix',
  urlChange: 'another prefix of the path',
  advice:
    'Verify the whole path that Plivo called, with what a router or gateway takes off or adds (Express: originalUrl, not url).',
  ...urlIsSigned,
  *changes(reading) {
    for (let rest = reading.path; rest.indexOf('/', 1) > 0; ) {
      rest = rest.slice(rest.indexOf('/', 1))
      yield withPath(reading, rest, 'a prefix was added')
    }
    if (/[^/]/.test(reading.path)) yield withPath(reading, '', 'it was added')
    for (const prefix of likelyPrefixes) yield withPath(reading, prefix + reading.path, 'a prefix was taken off')
  },
}
