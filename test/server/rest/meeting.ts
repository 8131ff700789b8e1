import { wav } from '../../elements/play-call.js'
import { type Served, serving } from '../served.js'

const numbers = ['14155550111', '14155550112', '14155550113']

const phones = `phones: { ${numbers.map(number => `"+${number}": { answers: 1s }`).join(', ')} }
`

/** Whoever is called joins the conference that the URL names, with the attributes that it has. */
const app = (request: Request): Response => {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/sound.wav') return new Response(wav(20_000))
  const room = (searchParams.get('room') ?? 'daily').replace(/[&<]/g, found => (found === '&' ? '&amp;' : '&lt;'))
  const inside = `<Conference ${searchParams.get('attributes') ?? ''}>${room}</Conference><Speak>Goodbye</Speak>`
  return new Response(`<Response>${inside}</Response>`, { headers: { 'content-type': 'text/xml' } })
}

export interface Joining {
  readonly room?: string
  readonly attributes?: string
  /** `auth_id:token` of whose call it is. */
  readonly as?: string
}

export interface Meeting extends Served {
  /** The next one is called, and joins; tells its CallUUID and its ConferenceMemberID. */
  joins(joining?: Joining): Promise<{ readonly call: string; readonly member: string }>
}

/** An account whose calls can meet in conferences. */
export const meeting = async (yaml = '', options: Parameters<typeof serving>[1] = {}): Promise<Meeting> => {
  const served = await serving(phones + yaml, { app, ...options })
  let called = 0
  const joins = async ({ room = 'daily', attributes = '', as }: Joining = {}) => {
    const url = `http://app.test/?${new URLSearchParams({ room, attributes })}`
    const number = numbers[called++ % numbers.length]
    const entered = served.happens('room.entered', ({ room: name }) => name === room)
    const made = { from: '+14155550199', to: number, answer_url: url }
    await served.post(as ? `/v1/Account/${as.split(':')[0]}/Call/` : 'Call/', made, as)
    const { call, member } = await entered
    return { call, member }
  }
  return { ...served, joins }
}
