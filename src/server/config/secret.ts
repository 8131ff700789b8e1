import { type Shape, shaped } from '../../scenario/shape.js'

/** Text that no message may quote; so many characters at least. */
export const secret = (least = 1): Shape<string> =>
  shaped({ type: 'string', minLength: least, pattern: '\\S' }, field => {
    const { name, plain } = field
    const allowed = least > 1 ? `text of ${least} characters or more` : 'text, and not empty'
    if (typeof plain === 'number' || typeof plain === 'boolean') {
      return field.mistake(`YAML does not read ${name} as text: write it in quotes`, { allowed })
    }
    if (typeof plain !== 'string') return field.mistake(`${name} must be text`, { allowed })
    if (!plain.trim()) return field.mistake(`${name} is empty`, { allowed })
    return [...plain].length < least ? field.mistake(`${name} is too short`, { allowed }) : plain
  })
