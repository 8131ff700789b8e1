/** How V8 begins, or ends, when it is the program that is wrong, and nobody's input. Nothing of it is quoted from a request. */
const engineWords =
  /^Cannot |^Class |^Reduce of |^Converting |^Maximum call stack|^Invalid (array|string|typed array|time|count|date)|^(null|undefined|object null) is |^object is not |is not (a function|iterable|a constructor|defined|extensible)( or .*| \(.*)?$/

/**
 * Whether an error says that the exchange refuses what it was given: it throws a TypeError or a RangeError with a sentence.
 * Those of Node have a code.
 */
export const isRefusedOption = (error: unknown): error is TypeError | RangeError =>
  (error instanceof TypeError || error instanceof RangeError) && !('code' in error) && !engineWords.test(error.message)
