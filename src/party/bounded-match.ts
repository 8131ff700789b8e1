import { createContext, Script } from 'node:vm'

/** What a pattern may take with one text, in ms of real time. */
const patience = 100

const context = createContext(Object.create(null))
const script = new Script('pattern.test(text)')
const endless = new Set<string>()

/** Whether a pattern was given up before: with some text it goes back and forth without an end (`^(a+)+$`). */
export const isEndless = (pattern: RegExp): boolean => endless.has(String(pattern))

/**
 * Whether a pattern matches a text, where the pattern may be a stranger's: one that takes longer than 100 ms does not, and is
 * not tried again.
 */
export const matches = (pattern: RegExp, text: string): boolean => {
  const plain = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
  // Nothing goes back and forth that repeats one thing only.
  if ((pattern.source.match(/[*+{?]/g)?.length ?? 0) < 2) return plain.test(text)
  if (isEndless(pattern)) return false
  try {
    context.pattern = plain
    context.text = text
    return script.runInContext(context, { timeout: patience })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    if (endless.size < 1000) endless.add(String(pattern))
    return false
  }
}
