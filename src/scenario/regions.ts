import { createAtlas, type Region, type RegionOptions, regions } from '../webhook/regions.js'
import type { Field } from './field.js'
import { Mistake, unknown } from './mistake.js'
import { oneOf, timeSchema } from './plain-shapes.js'
import { type JsonSchema, recordSchema, type ToldKeys } from './shape.js'

const keys = {
  hosts: {
    meaning: 'the nearest region of a host; *.example.in stands for every host below, * for all others',
    shape: { schema: { type: 'object', additionalProperties: { type: 'string', enum: regions } } },
  },
  latency: {
    meaning: 'one round trip from a region to the application, in call time',
    shape: { schema: { type: 'object', propertyNames: { enum: regions }, additionalProperties: timeSchema } },
  },
  media: { meaning: 'what er=local comes to', shape: oneOf(...regions) },
} satisfies ToldKeys

export const regionsSchema = (): JsonSchema => recordSchema(keys)

/** Reads `regions`: where hosts are, how far regions are from them in call time, and where media is hosted. */
export function readRegions(field: Field): RegionOptions | undefined {
  const fields = field.record(Object.keys(keys))
  if (!fields) return undefined
  const media = fields.media?.oneOf(regions)
  return {
    ...(fields.hosts && { hosts: readHosts(fields.hosts) }),
    ...(fields.latency && { latency: readLatency(fields.latency) }),
    ...(media && { media }),
  }
}

function readHosts(field: Field): Record<string, Region> {
  const entries = (field.entries() ?? []).flatMap(({ key, value }): [string, Region][] => {
    const written = value.text()
    if (written === undefined) return []
    const region = regions.find(one => one === written)
    if (region === undefined) return value.mistake(unknown('region', written, regions)) ?? []
    return key.read(checked({ hosts: { [key.name]: region } })) ? [[key.name, region]] : []
  })
  return Object.fromEntries(entries)
}

function readLatency(field: Field): Partial<Record<Region, number>> {
  const entries = (field.entries() ?? []).flatMap(({ key, value }): [Region, number][] => {
    const region = regions.find(one => one === key.name)
    if (region === undefined) return key.mistake(unknown('region', key.name, regions)) ?? []
    const ms = value.time()
    return ms !== undefined && value.read(checked({ latency: { [region]: ms } })) ? [[region, ms]] : []
  })
  return Object.fromEntries(entries)
}

/** The same, or the mistake that the library finds in it. */
function checked(options: RegionOptions): RegionOptions | Mistake {
  try {
    createAtlas(options)
    return options
  } catch (error) {
    return new Mistake((error as Error).message)
  }
}
