import type { FileMistake } from '../../scenario/mistake.js'

/** What is wrong in a body, and where: lines and columns are those of a JSON body, or of the script in a form. */
export interface BodyMistake {
  readonly message: string
  readonly line?: number
  readonly column?: number
  readonly allowed?: string
  readonly nearest?: string
}

/** Why a request is not done. */
export class Refusal extends Error {
  readonly status: number
  readonly mistakes: readonly BodyMistake[] | undefined

  constructor(status: number, message: string, mistakes?: readonly BodyMistake[]) {
    super(message)
    this.status = status
    this.mistakes = mistakes
  }
}

/** All that is wrong in a body; its first sentence is the error. */
export const mistaken = (found: readonly FileMistake[], hasPlace: (one: FileMistake) => boolean): Refusal => {
  const mistakes = found.map((one): BodyMistake => {
    const { message, line, column, allowed, nearest } = one
    return {
      message: inJson(message),
      ...(hasPlace(one) && { line, column }),
      ...(allowed !== undefined && { allowed }),
      ...(nearest !== undefined && { nearest }),
    }
  })
  return new Refusal(400, inJson(found[0]?.sentence ?? 'the body is wrong'), mistakes)
}

/** Bodies are read as files are, which are YAML: nobody who sends JSON needs to know. */
const inJson = (message: string): string =>
  message.replace(/^YAML reads (.+?) as /, '$1 is ').replace('the file must be', 'the body must be')
