import { type Problem, problem } from '../xml/problem.js'

/** One key's tone with the gap after it, or (without `digit`) a pause. */
export interface Tone {
  readonly digit?: string
  readonly ms: number
}

/** A string of keys, ready to be sent. */
export interface Tones {
  readonly items: readonly Tone[]
  /** As written, without what is no tone: `ww12#`. */
  readonly digits: string
  /** The sum of the items. */
  readonly ms: number
  readonly problems: readonly Problem[]
}

/** How long a key sounds, and the gap to the next, in ms. No page says; 100 ms each is what telephones commonly send (D51). */
export const toneLength = 100
const gapLength = 100

/** From one key to the next, in ms: of tones, and of a scripted party that presses several keys (decided). */
export const keyGap = toneLength + gapLength

/** "w" is a pause of 0.5 s, "W" of 1 s (documented). */
const pauses: Readonly<Record<string, number>> = { w: 500, W: 1000 }

const allowed = '0-9 * # and the pauses w (0.5 s) and W (1 s)'

/** How long a tone of Make a call sounds without a length of its own, in ms (documented, and taken at its word: D90). */
const sentLength = 2000

export interface ToneOptions {
  /** "12@500" are tones of 500 ms, as in send_digits of Make a call; elsewhere no length is documented. */
  readonly lengths?: boolean
}

/** Reads what DTMF and sendDigits send. What is no tone is left out, with a problem; the rest is sent all the same. */
export function readTones(text: string, { lengths = false }: ToneOptions = {}): Tones {
  const problems: Problem[] = []
  const length = /@(\d+)$/.exec(lengths ? text : '')?.[1]
  const each = lengths ? Number(length ?? sentLength) + gapLength : keyGap
  // The pages of the old API had "12@500" in XML, too. Today's do not.
  const keys = text.replace(/@\d*/g, suffix => {
    if (suffix === `@${length}`) return ''
    if (lengths) {
      const where = `${suffix} is no length of tones: it is a number of ms at the end, as in 2410@500`
      problems.push(problem('dtmf-illegal-character', where, { allowed }))
      return ''
    }
    const message = `${suffix} is not sent: a length of tones is not documented any more; each sounds ${toneLength} ms`
    problems.push(problem('dtmf-illegal-character', message, { allowed }))
    return ''
  })
  const items: Tone[] = []
  const illegal = new Set<string>()
  let digits = ''
  for (const key of keys) {
    if (/[0-9*#]/.test(key)) items.push({ digit: key, ms: each })
    else if (key === 'w' || key === 'W') items.push({ ms: pauses[key] as number })
    else {
      illegal.add(key)
      continue
    }
    digits += key
  }
  if (illegal.size > 0) {
    const message = `${[...illegal].map(named).join(' ')} ${illegal.size > 1 ? 'are no tones' : 'is no tone'} and not sent`
    // Other systems pause at a comma or a p.
    const nearest = [...illegal].every(key => /[,pP]/.test(key)) ? 'w' : undefined
    problems.push(problem('dtmf-illegal-character', message, { allowed, ...(nearest && { nearest }) }))
  }
  return { items, digits, ms: items.reduce((sum, { ms }) => sum + ms, 0), problems }
}

const named = (key: string): string => (/\s/.test(key) ? 'white space' : `"${key}"`)
