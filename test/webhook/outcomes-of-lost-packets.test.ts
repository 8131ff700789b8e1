import { execFile } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { settings } from './outcomes.js'
import { wireRequest } from './wire-request.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

/** A network of its own, which no packet leaves: one neighbour is known and does not exist, and there is no other way out. */
const network = `
  ip link set lo up &&
  ip link add near type veth peer name far &&
  ip addr add 192.0.2.1/24 dev near && ip link set near up && ip link set far up &&
  ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev near nud permanent &&
  exec "$0" "$@"`

it('packets that are lost, and a host that there is no way to', async ({ skip }) => {
  const alone = ['-rn', 'sh', '-c', network]
  const possible = await run('unshare', [...alone, 'true']).catch(() => undefined)
  if (!possible) return skip('this system makes no network namespaces for just anybody')

  const folder = temporaryFolder()
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = '--ignoreConfig --rootDir src --module nodenext --target es2023 --types node --skipLibCheck'.split(
    ' ',
  )
  const source = 'src/webhook/undici-transport.ts'
  await run(process.execPath, [compiler, ...options, '--outDir', folder, source], { cwd: root })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'child.js'),
    `import { createUndiciTransport } from './webhook/undici-transport.js'
     const transport = createUndiciTransport()
     const began = performance.now()
     const took = result => ({ result, took: performance.now() - began })
     const results = await Promise.all(JSON.parse(process.argv[2]).map(one => transport(one).then(took)))
     await transport.close()
     console.log(JSON.stringify(results))`,
  )
  const requests = [
    wireRequest('http://192.0.2.9/', { ...settings, ct: 300 }),
    wireRequest('https://192.0.2.9/', { ...settings, ct: 300 }),
    wireRequest('http://192.0.2.9/', { ...settings, tt: 150 }),
    wireRequest('http://198.51.100.1/', settings),
  ]
  const child = [process.execPath, join(folder, 'child.js'), JSON.stringify(requests)]
  const { stdout } = await run('unshare', [...alone, ...child])

  const results: { result: object; took: number }[] = JSON.parse(stdout)
  const inTime = {
    outcome: 'ct',
    reason: 'no connection within ct = 300 ms',
    nominal: { connect: 300 },
    cutByTotal: false,
  }
  expect(results.map(({ result }) => result)).toMatchObject([
    inTime,
    inTime,
    { outcome: 'ct', reason: 'no connection before tt ran out', nominal: { connect: 150 }, cutByTotal: true },
    { outcome: 'ct', reason: 'host unreachable', nominal: {}, cutByTotal: false },
  ])
  const [plain = 0, secure = 0, total = 0] = results.map(({ took }) => took)
  expect(Math.min(plain, secure)).toBeGreaterThanOrEqual(300)
  expect(total).toBeGreaterThanOrEqual(150)
})
