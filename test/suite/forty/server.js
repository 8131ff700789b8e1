// The office and the call centre as one program, as `app: { command: … }` starts it. Nobody but Plivo may ask it anything.

import express from 'express'
import { createCallCentre } from '../../apps/call-centre.js'
import { createOffice, validate } from '../../apps/office.js'
import { broken } from './broken.js'

const { PORT, PLIVO_AUTH_TOKEN: authToken = '', BREAK } = process.env

const app = express()
app.use(express.urlencoded({ extended: false }))
app.use((request, response, next) => {
  const { v3, v2 } = validate(request, { authToken })
  console.log(`${request.method} ${request.path}${v3 && v2 ? '' : ': not signed by Plivo'}`)
  if (v3 && v2) next()
  else response.sendStatus(403)
})
if (BREAK) app.use(broken(BREAK))
app.use('/office', createOffice())
app.use('/centre', createCallCentre())
app.listen(Number(PORT), '127.0.0.1', () => console.log('listening'))
