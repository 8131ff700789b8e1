import { createServer } from 'node:http'
import plivo from 'plivo'

/** Where Plivo reaches this application: a tunnel or a domain in PUBLIC_URL, or this machine. */
let origin = process.env.PUBLIC_URL

/** An absolute URL of this application. */
export const url = path => origin + path

/** How callbacks are made: a second for the connection, and three attempts also for a server that restarts. */
export const patient = '#ct=1000&rt=5000&rc=2&rp=ct,rt,5xx'

/**
 * Listens on PORT. Pages are for the people who work here and answer with JSON; webhooks are for Plivo, must be signed by it, and
 * answer with XML or nothing. Both are handlers by method and path, as in `'POST /clicks/:id/supervisor'`; what they get is
 * what the path, the query and the body say.
 */
export async function serve({ pages, webhooks }) {
  const routes = [
    ...Object.entries(pages).map(([route, handle]) => ({ ...patternOf(route), handle })),
    ...Object.entries(webhooks).map(([route, handle]) => ({ ...patternOf(route), handle, isWebhook: true })),
  ]
  const server = createServer(async (request, response) => {
    try {
      await answer(request, response, routes)
    } catch (error) {
      // plivo's errors have the status and the sentence of the API, those of the network are texts.
      console.error(error)
      const status = error.status ?? 502
      sendJson(response, status, { error: error.message ?? String(error) })
    }
  })
  await new Promise(resolve => server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', resolve))
  origin ??= `http://127.0.0.1:${server.address().port}`
  return server
}

async function answer(request, response, routes) {
  const { pathname, searchParams } = new URL(request.url, origin)
  const body = await readBody(request)
  for (const { method, pattern, handle, isWebhook } of routes) {
    const found = request.method === method && pattern.exec(pathname)
    if (!found) continue
    if (isWebhook && !isSigned(request, body)) return sendJson(response, 403, { error: 'the signature is not valid' })
    const given = { ...Object.fromEntries(searchParams), ...body, ...found.groups }
    return send(response, await handle(given, request))
  }
  sendJson(response, 404, { error: 'there is no such page' })
}

function isSigned({ method, url: path, headers }, body) {
  const { 'x-plivo-signature-v3': signature, 'x-plivo-signature-v3-nonce': nonce } = headers
  if (!signature || !nonce) return false
  const token = process.env.PLIVO_AUTH_TOKEN
  return (
    plivo.validateV3Signature(method, origin + path, nonce, token, signature, method === 'POST' ? body : {}) === true
  )
}

async function readBody(request) {
  let text = ''
  for await (const part of request) text += part
  if (text === '') return {}
  if (request.headers['content-type']?.startsWith('application/json')) return JSON.parse(text)
  return Object.fromEntries(new URLSearchParams(text))
}

function send(response, answered) {
  if (answered === undefined) return response.writeHead(200).end()
  if (Buffer.isBuffer(answered)) return response.writeHead(200, { 'content-type': 'audio/wav' }).end(answered)
  if (answered.toXML === undefined) return sendJson(response, 200, answered)
  response.writeHead(200, { 'content-type': 'application/xml' }).end(answered.toXML())
}

const sendJson = (response, status, body) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** `/clicks/:id` as a pattern with a group `id`. */
function patternOf(route) {
  const [method, path] = route.split(' ')
  return { method, pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }
}

/** An error that a page answers with. */
export const refusal = (status, message) => Object.assign(new Error(message), { status })
