/** What authors of such applications do wrong: a middleware before them for each mistake. */
const mistakes = {
  'wrong digit branch': receives('/office/menu', body => ({
    ...body,
    Digits: body.Digits === '1' ? '2' : body.Digits,
  })),
  'missing action': answers('/office/answer', xml => xml.replace(/ action="[^"]*"/, '')),
  500: at('/office/support', (_request, response) => response.sendStatus(500)),
  slow: at('/office/wish', (_request, _response, next) => setTimeout(next, 1500)),
  'wrong method': answers('/office/pin', xml => xml.replace('<GetDigits', '<GetDigits method="GET"')),
  'dropped callback': answers('/centre/sales', xml => xml.replace(/ callbackUrl="[^"]*"/, '')),
  'bad XML': answers('/office/voicemail', xml => xml.replace('</Speak>', '')),
  'other prompt': answers('/office/hours', xml => xml.replace('our opening hours', 'a message')),
  'wrong status handling': receives('/centre/sales/after', body => ({ ...body, DialStatus: 'completed' })),
  'double hangup': answers('/office/wish/heard', xml => xml.replace('<Response>', '<Response><Hangup schedule="1"/>')),
}

export const mistakeNames = Object.keys(mistakes)

/** The middleware that makes one mistake, by its name. */
export const broken = name => mistakes[name]

/** At one path: `handle`. */
function at(path, handle) {
  return (request, response, next) => (request.path === path ? handle(request, response, next) : next())
}

/** The application takes what it is told for something else. */
function receives(path, change) {
  return at(path, (request, _response, next) => {
    request.body = change(request.body)
    next()
  })
}

/** The application answers another document. */
function answers(path, change) {
  return at(path, (_request, response, next) => {
    const send = response.send.bind(response)
    response.send = body => send(change(body))
    next()
  })
}
