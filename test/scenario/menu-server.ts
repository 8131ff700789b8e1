import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../temporary-folder.js'

/** A menu as a program of its own; what it does otherwise is said by variables of its environment. */
const program = `
import { createServer } from 'node:http'
const { PORT, SALES = 'Connecting you to sales.', STATUS = '200', PLIVO_AUTH_TOKEN = 'none' } = process.env
const base = 'http://127.0.0.1:' + PORT
let requests = 0
const answer = (url, digits) => {
  if (url === '/answer') return '<GetDigits action="' + base + '/menu" numDigits="1" timeout="3"><Speak>Press 1 for sales</Speak></GetDigits>'
  if (url === '/token') return '<Speak>The token is ' + PLIVO_AUTH_TOKEN + '</Speak>'
  if (url === '/count') return '<Speak>Request ' + ++requests + '</Speak>'
  if (url === '/crash') process.exit(7)
  return digits === '1' ? '<Speak>' + SALES + '</Speak>' : '<Speak>Goodbye</Speak>'
}
createServer((request, response) => {
  let body = ''
  request.on('data', chunk => { body += chunk })
  request.on('end', () => {
    const digits = new URLSearchParams(body).get('Digits')
    console.log(request.method + ' ' + request.url + (digits ? ' Digits=' + digits : ''))
    const document = '<Response>' + answer(request.url, digits) + '</Response>'
    response.writeHead(request.url === '/menu' ? Number(STATUS) : 200, { 'content-type': 'text/xml' }).end(document)
  })
}).listen(PORT, '127.0.0.1', () => console.log('the menu is listening'))
`

/** A folder with the program, and the files that are given. */
export function menuFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries({ 'server.mjs': program, ...files }))
    writeFileSync(join(folder, name), text)
  return folder
}

/** The head of a scenario file about it. */
export const menuHead = `app: { command: node server.mjs, ready: /listening/ }
call: { answer_url: /answer }
`
