import { operationSchema } from './api-operations.js'
import { appFileSchema } from './app-file.js'
import { callSchema } from './call-fields.js'
import { callerSchema, stepsSchema } from './callers.js'
import { expectationSchema } from './expectation.js'
import { faultRuleSchema, faultSchema } from './faults.js'
import { phoneSchemas, phonesSchema } from './phones.js'
import { text, timeSchema, whole } from './plain-shapes.js'
import { programSchema } from './program.js'
import { regionsSchema } from './regions.js'
import { accountSchema } from './settings.js'
import { type JsonSchema, propertiesOf, recordSchema, reference, type ToldKeys } from './shape.js'
import { stepSchema } from './steps.js'

const draft = 'http://json-schema.org/draft-07/schema#'

const listOf = (name: string, more: JsonSchema = {}) => ({
  schema: { type: 'array', items: reference(name), ...more },
})

const keys = {
  name: { meaning: 'what is told when it passes or fails; the name of the file unless given', shape: text },
  seed: { meaning: 'where ids, nonces and chances come from', shape: whole(0) },
  time_limit: {
    meaning: 'when the platform hangs up; 24 hours unless given (outbound: 4)',
    shape: { schema: timeSchema },
  },
  account: { meaning: 'whose token signs', shape: { schema: reference('account') } },
  app: {
    meaning: 'what answers: the path of a sample folder, relative to this file, or a program that is started',
    shape: { schema: reference('app') },
  },
  cassette: { meaning: 'a file with the answers of the application, relative to this one', shape: text },
  call: { meaning: 'the call, and the URLs of the application', shape: { schema: reference('call') } },
  phones: {
    meaning: 'whom Dial can reach, by number, SIP address or default, and what they do',
    shape: { schema: reference('phones') },
  },
  caller: { meaning: 'the steps of the one who calls, one after another', shape: { schema: stepsSchema } },
  callers: {
    meaning: 'several who call, by their names',
    shape: { schema: { type: 'object', additionalProperties: reference('caller'), minProperties: 1 } },
  },
  faults: { meaning: 'what goes wrong; the first rule that matches a request is the one', shape: listOf('faultRule') },
  regions: { meaning: 'where requests leave from', shape: { schema: reference('regions') } },
  expect: { meaning: 'what must have happened in the end', shape: listOf('expectation') },
} satisfies ToldKeys

/** One or the other. */
const notBoth = { not: { required: ['caller', 'callers'] } }

/** How a scenario file is written, for editors: made of what the readers read by. */
export const scenarioSchema = (): JsonSchema => ({
  $schema: draft,
  title: 'A scenario of offhook',
  description: 'Who calls, what the caller does, and what must have happened in the end.',
  type: 'object',
  properties: {
    ...propertiesOf(keys),
    ...propertiesOf({
      scenarios: {
        meaning: 'several scenarios; what they have in common stands above them',
        shape: listOf('scenario', { minItems: 1 }),
      },
    }),
  },
  additionalProperties: false,
  ...notBoth,
  definitions: {
    scenario: recordSchema({ ...keys, name: { ...keys.name, needed: true } }, notBoth),
    account: accountSchema(),
    app: programSchema(),
    call: callSchema(),
    caller: callerSchema(),
    step: stepSchema({
      api: {
        meaning: 'what the application does to the call by REST at that moment',
        shape: { schema: reference('operation') },
      },
    }),
    phoneStep: stepSchema(),
    operation: operationSchema(),
    phones: phonesSchema(),
    ...phoneSchemas(),
    regions: regionsSchema(),
    fault: faultSchema(),
    faultRule: faultRuleSchema(),
    expectation: expectationSchema(),
  },
})

/** How `app.yaml` of a sample folder is written. */
export const appSchema = (): JsonSchema => ({
  $schema: draft,
  title: 'A sample application of offhook',
  description: 'What is answered at which path, without a program.',
  ...appFileSchema(),
})
