import { hideCredentials } from '../../trace/credentials.js'

/** What stands for a credential in a file that others will read. */
export const hidden = 'hidden'

const secretKeys =
  /([?&;](?:[\w.-]*(?:token|secret|passw(?:or)?d|pwd|api[_-]?key|signature|credential)[\w.-]*|key|sig|auth|authorization|pass|session|sid|jwt)=)(?!\{\{)([^&#\s"'<>]+)/gi

/** Any text without the credentials of the URLs in it: users and passwords, and `token=`, `key=`, `secret=` in queries. */
export const withoutSecrets = (text: string): string =>
  hideCredentials(text, () => hidden).replace(secretKeys, `$1${hidden}`)
