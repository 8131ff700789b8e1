import { conference } from './conference.js'
import { dial } from './dial.js'
import { dtmf } from './dtmf.js'
import type { Element } from './element.js'
import { getDigits } from './get-digits.js'
import { getInput } from './get-input.js'
import { hangup } from './hangup.js'
import { message } from './message.js'
import { notSimulated } from './not-simulated.js'
import { number } from './number.js'
import { play } from './play.js'
import { preAnswer } from './pre-answer.js'
import { record } from './record.js'
import { redirect } from './redirect.js'
import { speak } from './speak.js'
import { user } from './user.js'
import { wait } from './wait.js'

/** Every element, in the order of the vendor's overview. A new element is one file and one line here. */
const elements: readonly Element[] = [
  speak,
  play,
  dtmf,
  getDigits,
  getInput,
  record,
  dial,
  number,
  user,
  redirect,
  hangup,
  wait,
  preAnswer,
  conference,
  message,
  ...notSimulated,
]

export const registry: ReadonlyMap<string, Element> = new Map(elements.map(element => [element.name, element]))
