import { readFile } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import { deadline } from '../clock/deadline.js'
import { onlyForPlivo } from '../server/proxy/certificates.js'
import type { ExecFlags } from './exec-flags.js'
import { UsageError } from './exit-code.js'

/** A running `offhook serve`. */
export interface ExecServer {
  readonly origin: string
  /** Of its certificate authority: PEM. */
  readonly authority: string
  readonly authId: string
  /** The account's credentials; nothing if they cannot be read from here. */
  readonly account?: { readonly auth_id: string; readonly auth_token: string }
}

/** How long it may take to answer, in ms. */
const patience = 5000
const longestAnswer = 100_000

/** Asks `offhook serve` what a program has to know; says how to start it if it is not there. */
export async function findServer({ host, port, token }: ExecFlags): Promise<ExecServer> {
  const origin = `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
  const hint = `Start it with "offhook serve${port === 8100 ? '' : ` --port ${port}`}", in another terminal.`
  const ask = async (path: string) => {
    const answer = await answerOf(`${origin}${path}`, token).catch(error => {
      throw new UsageError(`no "offhook serve" answers at ${origin}: ${reasonOf(error)}. ${hint}`)
    })
    if (answer.status === 401 || answer.status === 407) {
      const which = token === undefined ? 'has a token: --token says it' : 'has another token than that of --token'
      throw new UsageError(`what answers at ${origin} lets nobody in. If it is "offhook serve", it ${which}.`)
    }
    return answer
  }
  const about = readAbout((await ask('/offhook')).text)
  if (!about) throw new UsageError(`what answers at ${origin} is not "offhook serve". ${hint} --port says where it is.`)
  const authority = onlyForPlivo((await ask('/offhook/ca.pem')).text)
  if (!authority) {
    throw new UsageError(`the certificate of ${origin} is not one for Plivo's hosts only: it is not to be trusted`)
  }
  const account = about.data === undefined ? undefined : await accountIn(about.data, about.auth_id)
  return { origin, authority, authId: about.auth_id, ...(account && { account }) }
}

interface About {
  readonly auth_id: string
  readonly data?: string
}

function readAbout(text: string): About | undefined {
  const { name, auth_id, data } = fieldsOf(text)
  if (name !== 'offhook' || typeof auth_id !== 'string') return undefined
  return { auth_id, ...(typeof data === 'string' && { data }) }
}

async function accountIn(data: string, authId: string): Promise<ExecServer['account']> {
  const { auth_id, auth_token } = fieldsOf(await readFile(join(data, 'account.json'), 'utf8').catch(() => ''))
  if (auth_id !== authId || typeof auth_token !== 'string') return undefined
  return { auth_id: authId, auth_token }
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

interface Answer {
  readonly status: number
  readonly text: string
}

function answerOf(url: string, token: string | undefined): Promise<Answer> {
  return new Promise((answered, failed) => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` }
    const request = get(url, { headers, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (more: string) => {
        text += more
        if (text.length > longestAnswer) response.destroy(new Error('its answer is endless'))
      })
      response.on('error', failed)
      response.on('end', () => answered({ status: response.statusCode ?? 0, text }))
    })
    const callOff = deadline(patience, () => request.destroy(new Error(`no answer within ${patience / 1000} s`)))
    request.on('error', failed).on('close', callOff)
  })
}

const reasonOf = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ECONNREFUSED' ? 'nothing listens there' : message || String(code)
