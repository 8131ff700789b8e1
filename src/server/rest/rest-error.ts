/** What a request is refused with: the status, and the sentence that is the `error` of its body. */
export class RestError extends Error {
  override name = 'RestError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const notFound = (message: string): RestError => new RestError(404, message)
export const badRequest = (message: string): RestError => new RestError(400, message)
