import { expect, it } from 'vitest'
import { afterwards } from '../../src/clock/afterwards.js'
import { deadline } from '../../src/clock/deadline.js'

it('"work that nobody waits for, in order": a deadline that is due comes in between', async () => {
  const done: (number | 'deadline')[] = []
  const busy = (n: number) => () => {
    const until = performance.now() + 1
    while (performance.now() < until);
    done.push(n)
  }
  await new Promise<void>(resolve => {
    for (let n = 0; n < 40; n++) afterwards(busy(n))
    deadline(5, () => done.push('deadline'))
    afterwards(resolve)
  })
  expect(done.filter(one => one !== 'deadline')).toEqual(Array.from({ length: 40 }, (_, n) => n))
  expect(done.indexOf('deadline')).toBeGreaterThanOrEqual(0)
  expect(done.indexOf('deadline')).toBeLessThan(39)
})
