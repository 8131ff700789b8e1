import { it } from 'vitest'
import { Shift } from './shift.js'
import { ann, ben } from './staff.js'
const show = (shift: Shift) => { for (const c of shift.exchange.calls) console.log(c.trace.text()) }
it('conference by transfer of both', async () => {
  const shift = new Shift()
  shift.phones({ [ann]: { answers: '2s', says: 'One moment.', does: [{ hears: 'still there' }, { says: 'Yes, here.' }, {hears: 'Ben here'}, 'hangs up'] } })
  const caller = shift.rings('/sales')
  await caller.hears('One moment.')
  caller.call.api.transfer({ legs: 'both', alegUrl: shift.url('/meeting?as=moderator'), blegUrl: shift.url('/meeting?as=member') })
  await caller.waits('1s')
  await caller.says('Are you still there?')
  await caller.hears('Yes, here')
  shift.phones({ [ben]: { answers: '2s', says: 'Ben here.' } })
  const b = shift.calls(ben, '/meeting?as=member')
  await caller.hears('Ben here')
  await caller.waits('1s')
  await caller.hangsUp()
  await b.callEnds()
  for (const call of shift.exchange.calls) await shift.exchange.farEnd(call).callEnds()
  show(shift)
  await shift.ends()
})
it('errors', async () => {
  const shift = new Shift()
  const tries: [string, () => unknown][] = [
    ['phone', () => shift.phones({ '4155550111': 'busy' })],
    ['phone2', () => shift.phones({ 'ann': 'busy' })],
    ['phone3', () => shift.phones({ [ann]: { answer: '2s' } as never })],
    ['phone4', () => shift.phones({ [ann]: { answers: '2s', says: 'x', hear: 'y' } as never })],
    ['phone5', () => shift.phones({ [ann]: 'voice-mail' as never })],
    ['phone6', () => shift.phones({ [ann]: { answers: '2 s' } })],
    ['phone7', () => shift.phones({ [ann]: { answers: '2s', does: ['hang up'] } as never })],
    ['phone8', () => shift.phones({ [ann]: { answers: '2s', does: [{ press: '1' }] } as never })],
    ['phone9', () => shift.phones({ [ann]: { answers: '2s', does: { hears: 'x' } } as never })],
    ['phone10', () => shift.phones({ [ann]: { says: 'Hi' } })],
    ['dialOut', () => shift.exchange.dialOut({ to: ann } as never)],
    ['dialOut2', () => shift.exchange.dialOut({ to: ann, answerUrl: 'http://centre.test/x', machinedetection: 'true' } as never)],
    ['dialOut3', () => shift.exchange.dialOut({ to: ann, answerUrl: 'http://centre.test/x', machineDetection: 'continue' } as never)],
    ['dialOut4', () => shift.exchange.dialOut({ to: ann, answerUrl: '/x' })],
    ['dialOut5', () => shift.exchange.dialOut({ to: 'ann', answerUrl: 'http://centre.test/x' })],
    ['call to undefined', () => shift.exchange.call({ to: 'sales', answerUrl: 'http://centre.test/x' })],
    ['unmounted', () => shift.exchange.call({ answerUrl: 'x' })],
  ]
  for (const [n, t] of tries) { try { t(); console.log(n, 'OK?!') } catch (e) { console.log(n, String(e)) } }
  const c = shift.rings('/sales')
  const api: [string, () => unknown][] = [
    ['speak early', () => c.call.api.speak({ text: 'x' })],
    ['transfer', () => c.call.api.transfer({} as never)],
    ['transfer2', () => c.call.api.transfer({ legs: 'bleg', blegUrl: shift.url('/x') })],
    ['transfer3', () => c.call.api.transfer({ url: 'x' } as never)],
    ['record', () => c.call.api.record({ timelimit: 4 } as never)],
    ['room', () => shift.exchange.room('nope')],
  ]
  for (const [n, t] of api) { try { t(); console.log(n, 'OK?!') } catch (e) { console.log(n, String(e)) } }
  await c.waits('1s')
  for (const [n, t] of [...api, ['speak bleg', () => c.call.api.speak({ text: 'x', legs: 'bleg' })] as const, ['d', () => c.call.api.sendDigits({ digits: 'abc' })] as const]) { try { t(); console.log(n, 'OK?!') } catch (e) { console.log(n, String(e)) } }
  try { await c.hears('Never said') } catch (e) { console.log(String(e)) }
  try { await c.presses('1') } catch (e) { console.log(String(e)) }
  const m = shift.rings('/queue')
  await m.waits('1s')
  const room = shift.exchange.room('queue')
  for (const [n, t] of [['kick', () => room?.kick(m.call.uuid)], ['mute', () => room?.mute([])], ['speak', () => room?.speak({ txt: 'x' } as never)]] as const) { try { t(); console.log(n, 'OK?!') } catch (e) { console.log(n, String(e)) } }
  try { await m.hears('An agent') } catch (e) { console.log(String(e)) }
  try { await m.callEnds() } catch (e) { console.log(String(e)) }
  await shift.exchange.close()
})
