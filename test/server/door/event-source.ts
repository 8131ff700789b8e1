/** One server-sent event. */
export interface ServerSentEvent {
  readonly id?: string
  readonly event?: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into data as it is.
  readonly data?: any
  readonly comment?: string
}

/** Reads server-sent events as they come, up to the end of the answer. */
export async function* eventsFrom(url: string, headers: Record<string, string> = {}): AsyncGenerator<ServerSentEvent> {
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers } })
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) throw new Error(await answer.text())
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString('utf8')
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) yield read(message)
  }
}

const read = (message: string): ServerSentEvent => {
  const fields = message.split('\n').map(line => {
    const [, name = '', value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? []
    return [name === '' ? 'comment' : name, name === 'data' ? JSON.parse(value) : value]
  })
  return Object.fromEntries(fields)
}
