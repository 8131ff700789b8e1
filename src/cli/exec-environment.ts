import { isPlivoHost, plivoHosts } from '../server/proxy/plivo-hosts.js'

type Environment = Readonly<Record<string, string | undefined>>

/** What the program is told. */
export interface ExecSettings {
  /** `http://127.0.0.1:8100`. */
  readonly origin: string
  readonly token?: string
  /** Files of certificates, each by the variables that name it. */
  readonly certificates: Environment
  /** The preload, as a file URL. */
  readonly preload?: string
  readonly account?: { readonly auth_id: string; readonly auth_token: string }
}

/** The environment of the program: the one that is there, and what leads to offhook in place of Plivo. */
export function execEnvironment(env: Environment, settings: ExecSettings): Record<string, string | undefined> {
  const { origin, token, certificates, preload, account } = settings
  const proxy = token === undefined ? origin : origin.replace('://', `://offhook:${encodeURIComponent(token)}@`)
  const direct = [...directHosts(env).filter(entry => !coversPlivo(entry)), 'localhost', '127.0.0.1', '::1']
  const noProxy = [...new Set(direct)].join(',')
  return {
    ...env,
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    ...certificates,
    OFFHOOK_URL: origin,
    ...(preload !== undefined && { NODE_OPTIONS: [env.NODE_OPTIONS, `--import=${preload}`].filter(Boolean).join(' ') }),
    ...(account && { PLIVO_AUTH_ID: account.auth_id, PLIVO_AUTH_TOKEN: account.auth_token }),
  }
}

/** What the environment says that offhook does not keep, in sentences. */
export function overruled(env: Environment): string[] {
  const covering = directHosts(env).filter(coversPlivo)
  const theirs = env.HTTPS_PROXY ?? env.https_proxy
  return [
    ...(covering.length > 0
      ? [`NO_PROXY names ${covering.join(', ')}, which would lead to Plivo: left out for this program`]
      : []),
    ...(theirs ? ['the proxy in HTTPS_PROXY is not used: other hosts are asked from where "offhook serve" runs'] : []),
  ]
}

const directHosts = ({ NO_PROXY = '', no_proxy = '' }: Environment): string[] => [
  ...new Set(`${NO_PROXY},${no_proxy}`.split(/[\s,]+/).filter(Boolean)),
]

/** `*`, `plivo.com`, `.plivo.com`, `*.plivo.com`, `api.plivo.com:443`: with them, requests would go to Plivo itself. */
function coversPlivo(entry: string): boolean {
  const domain = entry
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\*?\.?/, '')
  return domain === '' || isPlivoHost(domain) || plivoHosts.some(host => host.endsWith(`.${domain}`))
}
