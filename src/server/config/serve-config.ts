import type { Fidelity } from '../../exchange/options.js'
import { readFaults, type ScenarioFault } from '../../scenario/faults.js'
import { type Field, readYaml } from '../../scenario/field.js'
import { type FileMistake, type FilePlace, Mistake } from '../../scenario/mistake.js'
import { inCamelCase } from '../../scenario/outbound-fields.js'
import { readPhones, type ScenarioPhone } from '../../scenario/phones.js'
import { readText } from '../../scenario/read.js'
import { readRegions } from '../../scenario/regions.js'
import { readKeys } from '../../scenario/shape.js'
import type { RegionOptions } from '../../webhook/regions.js'
import { type ConfiguredAccount, readConfiguredAccount } from './account.js'
import { type ConfiguredApplication, readApplications } from './applications.js'
import { type ConfiguredEndpoint, readEndpoints } from './endpoints.js'
import { type ConfiguredLimits, exchangeKeys, readFidelity, readLimits } from './exchange-fields.js'
import type { Names } from './names.js'
import { type ConfiguredNumber, readNumbers } from './numbers.js'
import { serveConfigKeys } from './serve-config-schema.js'

/** An account and the world around it: what `offhook.yaml` says. */
export interface ServeConfig {
  readonly account: ConfiguredAccount
  readonly applications: readonly ConfiguredApplication[]
  readonly numbers: readonly ConfiguredNumber[]
  readonly endpoints: readonly ConfiguredEndpoint[]
  /** The far ends that calls and Dial can reach. */
  readonly phones: readonly ScenarioPhone[]
  /** What goes wrong with webhooks; the first rule that matches one is the one. */
  readonly faults: readonly ScenarioFault[]
  readonly regions?: RegionOptions
  readonly fidelity?: Fidelity
  readonly limits: ConfiguredLimits
  /** Call time per real time. */
  readonly speed?: number
  /** Seconds after which the platform hangs up. */
  readonly timeLimit?: number
  readonly charactersPerSecond?: number
}

/** Warnings are about what is ignored, and never fails a call: wrong fragments of URLs. */
export type ReadServeConfig =
  | { readonly config: ServeConfig; readonly warnings: readonly FileMistake[] }
  | { readonly problems: FileMistake[] }

const refused = new Map([
  ...['auth_id', 'auth_token', 'subaccounts', 'timezone', 'bill_rate', 'country_code'].map(
    key => [key, `"${key}" belongs to the account: account: { ${key}: … }`] as const,
  ),
  ...['answer_url', 'fallback_url', 'fallback_answer_url', 'hangup_url', 'message_url'].map(
    key => [key, `"${key}" belongs to an application: applications: { main: { ${key}: … } }`] as const,
  ),
  ...['app', 'call', 'caller', 'callers', 'cassette', 'expect', 'scenarios'].map(
    key => [key, `"${key}" is of a scenario file; this one describes an account for "offhook serve"`] as const,
  ),
  ...['port', 'host', 'data'].map(key => [key, `"${key}" is an option of the command line: --${key}`] as const),
  ...['calls_per_second', 'inbound_calls_per_second', 'requests_per_5s'].map(
    key => [key, `"${key}" is one of the limits: limits: { ${key}: … }`] as const,
  ),
])

/** Reads a file; without one, everything is as it is by default. */
export function loadServeConfig(file?: string): ReadServeConfig {
  if (file === undefined) return readServeConfig('', 'offhook.yaml')
  const text = readText(file)
  return text instanceof Mistake ? { problems: [text] } : readServeConfig(text, file)
}

/** Reads the text of `offhook.yaml`; `file` is its name in messages. An empty one is right. */
export function readServeConfig(text: string, file: string): ReadServeConfig {
  const yaml = readYaml(text, file)
  if ('problems' in yaml) return yaml
  const { root } = yaml
  const fields = root.kind === 'nothing' ? {} : root.record(serveConfigKeys, refused)
  const read = readFields(fields ?? {})
  return root.problems.length > 0 ? { problems: root.problems.toSorted(inOrder) } : read
}

/** As they stand in the file. */
const inOrder = (one: FilePlace, other: FilePlace): number => one.line - other.line || one.column - other.column

type Fields = Partial<Record<(typeof serveConfigKeys)[number], Field>>

function readFields(fields: Fields): { config: ServeConfig; warnings: readonly FileMistake[] } {
  const { account, ids } = fields.account
    ? readConfiguredAccount(fields.account)
    : { account: { subaccounts: [] }, ids: [] }
  const {
    applications,
    names: applicationNames,
    warnings,
  } = fields.applications
    ? readApplications(fields.applications, { applications: [], subaccounts: ids })
    : { applications: [], names: [], warnings: [] }
  const names: Names = { applications: applicationNames, subaccounts: ids }
  const regions = fields.regions && readRegions(fields.regions)
  const fidelity = fields.fidelity && readFidelity(fields.fidelity)
  const config: ServeConfig = {
    account,
    applications,
    numbers: fields.numbers ? readNumbers(fields.numbers, names) : [],
    endpoints: fields.endpoints ? readEndpoints(fields.endpoints, names) : [],
    phones: fields.phones ? readPhones(fields.phones) : [],
    faults: fields.faults ? readFaults(fields.faults, []) : [],
    ...(regions && { regions }),
    ...(fidelity && { fidelity }),
    limits: fields.limits ? readLimits(fields.limits) : {},
    ...inCamelCase(readKeys(exchangeKeys, fields)),
  }
  return { config, warnings }
}
