/** The application that is called: a menu, its action and a hangup URL, each answering about 300 bytes. */
export function answersOf(origin) {
  const speak = text => `<Speak voice="WOMAN" language="en-US">${text}</Speak>`
  const document = body => `<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n  ${body}\n</Response>\n`
  const prompt = speak('Welcome to the benchmark. Press a key.')
  const menu = `<GetDigits action="${origin}/action" method="POST" numDigits="1" timeout="5">${prompt}</GetDigits>`
  return {
    '/answer': document(`${menu}\n  ${speak('Nothing was pressed.')}`),
    '/action': document(`${speak('Thank you for pressing a key, and for calling the benchmark today. Goodbye.')}
  ${speak('This is the second sentence, there to reach the usual length of an answer.')}\n  <Hangup/>`),
    '/hangup': document(speak('Nobody reads what a hangup URL answers, but it is as long as the others. '.repeat(3))),
    '/wait': document(`${speak('Please hold.')}\n  <Wait length="3600"/>`),
  }
}

/** The same application for `exchange.mount`, as a Node request listener. */
export function listenerOf(origin) {
  const answers = answersOf(origin)
  return (request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/xml')
    response.end(answers[request.url])
  }
}
