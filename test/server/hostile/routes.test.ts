import { describe, expect, it } from 'vitest'
import { createServer } from '../../../src/server/server.js'
import { authId, serving } from '../served.js'

const token = '0123456789abcdef'

/** All routes that a server has, also those that its document hides, as `printRoutes` draws them: a tree of parts of paths. */
const routesOf = (drawn: string): { readonly method: string; readonly path: string }[] => {
  const above: string[] = []
  return drawn.split('\n').flatMap(line => {
    const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    if (part === '') return []
    above.length = indent.length / 4
    above.push(part)
    return methods === '' ? [] : methods.split(', ').map(method => ({ method, path: above.join('') }))
  })
}

describe('the routes without authentication', () => {
  it('are two: the certificate, and the files of recordings', async () => {
    const { board } = await serving()
    const server = await createServer({ board, version: '0', local: true, token, certificate: () => 'PEM' })
    const origin = await server.listen({ port: 0, host: '127.0.0.1' })
    const routes = routesOf(server.printRoutes({ commonPrefix: false }))
    expect(routes.map(({ path }) => path)).toContain('/offhook/calls/:call_uuid/trace')
    expect(routes.length).toBeGreaterThan(70)
    const open: string[] = []
    for (const { method, path } of routes) {
      const url = path
        .replace(':auth_id', authId)
        .replace(/:file\(.*\)$/, `${'0'.repeat(8)}.mp3`)
        .replace(/:\w+/g, 'x')
      const { status } = await fetch(origin + url, { method })
      if (status !== 401) open.push(`${method} ${path.replace(/\(.*\)/, '')} ${status}`)
    }
    await server.close()
    expect(open.sort()).toEqual([
      'GET /offhook/ca.pem 200',
      'GET /v1/Account/:auth_id/Recording/:file 404',
      'HEAD /v1/Account/:auth_id/Recording/:file 404',
    ])
  })
})
