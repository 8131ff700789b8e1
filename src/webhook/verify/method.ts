import { type Hypothesis, paramsAreSigned } from './hypothesis.js'

export const method: Hypothesis = {
  code: 'method',
  advice:
    'Verify the method that Plivo used, in capitals: the SDKs know GET and POST only, and a redirect makes a POST into a GET.',
  ...paramsAreSigned,
  *changes(reading) {
    const written = reading.method
    for (const right of new Set([written.toUpperCase(), 'POST', 'GET'])) {
      if (right !== written && /^(GET|POST)$/.test(right))
        yield {
          reading: { ...reading, method: right },
          sentence: `The signature is of a ${right}, what was verified is a ${written}.`,
        }
    }
  },
}
