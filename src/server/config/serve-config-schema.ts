import { faultRuleSchema, faultSchema } from '../../scenario/faults.js'
import { phoneSchemas, phonesSchema } from '../../scenario/phones.js'
import { regionsSchema } from '../../scenario/regions.js'
import { type JsonSchema, propertiesOf, reference, type ToldKeys } from '../../scenario/shape.js'
import { stepSchema } from '../../scenario/steps.js'
import { configuredAccountSchema } from './account.js'
import { applicationsSchema } from './applications.js'
import { endpointsSchema } from './endpoints.js'
import { exchangeKeys, fidelitySchema, limitsSchema } from './exchange-fields.js'
import { numbersSchema } from './numbers.js'

const keys = {
  account: { meaning: 'whose calls these are, and its subaccounts', shape: { schema: reference('account') } },
  applications: {
    meaning: 'by their names: the URLs that calls ask',
    shape: { schema: reference('applications') },
  },
  numbers: {
    meaning: 'the numbers of the account, and the names of the applications that answer them',
    shape: { schema: reference('numbers') },
  },
  endpoints: {
    meaning:
      'the SIP phones of the account by their usernames, and the names of the applications that answer when they call',
    shape: { schema: reference('endpoints') },
  },
  phones: {
    meaning: 'whom calls and Dial can reach, by number, SIP address or default, and what they do',
    shape: { schema: reference('phones') },
  },
  faults: {
    meaning: 'what goes wrong; the first rule that matches a request is the one',
    shape: { schema: { type: 'array', items: reference('faultRule') } },
  },
  regions: { meaning: 'where requests leave from', shape: { schema: reference('regions') } },
  fidelity: {
    meaning: 'what offhook decided where Plivo is silent, decided otherwise',
    shape: { schema: reference('fidelity') },
  },
  limits: { meaning: 'how much the account may do', shape: { schema: reference('limits') } },
  ...exchangeKeys,
} satisfies ToldKeys

/** What may stand at the top of the file. */
export const serveConfigKeys = Object.keys(keys) as (keyof typeof keys)[]

/** How `offhook.yaml` is written, for editors: made of what the readers read by. */
export const serveConfigSchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'The configuration of offhook serve',
  description: 'An account with its applications, numbers and endpoints, and the world around it.',
  // An empty file is right, too.
  type: ['object', 'null'],
  properties: propertiesOf(keys),
  additionalProperties: false,
  definitions: {
    account: configuredAccountSchema(),
    applications: applicationsSchema(),
    numbers: numbersSchema(),
    endpoints: endpointsSchema(),
    phones: phonesSchema(),
    ...phoneSchemas(),
    phoneStep: stepSchema(),
    faultRule: faultRuleSchema(),
    fault: faultSchema(),
    regions: regionsSchema(),
    fidelity: fidelitySchema(),
    limits: limitsSchema(),
  },
})
