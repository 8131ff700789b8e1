import { join } from 'node:path'
import type { ServeConfig } from '../server/config/serve-config.js'
import type { Serving } from '../server/serving.js'
import { hideUrlCredentials } from '../trace/credentials.js'
import { printable } from '../trace/printable.js'
import type { Colours } from './colours.js'
import type { ServeFlags } from './serve-flags.js'

/** What is said when an account is served, with everything to copy; the last line says that it is ready. */
export function welcome(
  { board, origin, data }: Serving,
  config: ServeConfig,
  { host, token }: Pick<ServeFlags, 'host' | 'token'>,
  paint: Colours,
): string {
  const { main, all } = board.accounts
  const { applications, phones } = config
  const [number] = board.directory.all('number')
  const before = data.calls.ended().length
  const { port: at, hostname } = new URL(origin)
  const flags = [
    ...(at === '8100' ? [] : [`--port ${at}`]),
    ...(hostname === '127.0.0.1' ? [] : [`--host ${host}`]),
    ...(token === undefined ? [] : ['--token TOKEN']),
  ]
  const bearer = token === undefined ? '' : " -H 'authorization: Bearer TOKEN'"
  const rows: [string, string][] = [
    ['account', `${main.authId}${all.length > 1 ? `, and ${counted(all.length - 1, 'subaccount')}` : ''}`],
    ['its token', `in ${join(data.path, 'account.json')}`],
    ['API', `${origin}/v1/Account/${main.authId}/`],
    ...board.directory.all('number').map(({ number: one, application = '' }): [string, string] => {
      const app = board.directory.find('application', application)
      return [`+${one}`, app ? `${app.name}: ${hideUrlCredentials(app.answerUrl)}` : 'no application']
    }),
    ...(applications.length > 0 && !number
      ? ([['applications', applications.map(one => one.name).join(', ')]] as [string, string][])
      : []),
    ['phones', phonesIn(phones.map(one => one.address))],
    ['data', `${data.path}${before > 0 ? `: ${counted(before, 'call')} of earlier runs` : ''}`],
    ...data.notes.map((note): [string, string] => ['', note]),
  ]
  const called = number ? `+${number.number}` : '+14155550199'
  const answered = number?.application ? '' : ' -d answer_url=http://127.0.0.1:3000/answer'
  const commands: [string, string][] = [
    ['an application', ['npx offhook exec', ...flags, '-- node app.js'].join(' ')],
    [
      'a caller',
      `curl ${origin}/offhook/calls${bearer} -d from=%2B14155550100 -d to=${called.replace('+', '%2B')}${answered}`,
    ],
  ]
  const width = Math.max(...[...rows, ...commands].map(([label]) => label.length)) + 2
  const line = ([label, text]: [string, string]) => `  ${paint.dim(label.padEnd(width))}${printable(text)}\n`
  return `\n${rows.map(line).join('')}\n${commands.map(line).join('')}\nlistening on ${origin}\n\n`
}

/** Whoever is not described picks up (D92). */
const phonesIn = (addresses: readonly string[]): string => {
  if (addresses.length === 0) return 'every number answers after 2 s, unless the configuration says otherwise'
  return addresses.includes('default') ? addresses.join(', ') : `${addresses.join(', ')}; others answer after 2 s`
}

/** `1 call`, `2 calls`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
