import { edgeSchema } from '../../engine/document/settings'
import { documentSchema } from '../../engine/document/tables'
import type { NumberSchema, ObjectSchema, Schema } from '../../engine/contract/schema'
import type { Bounds } from '../controls/bounds'

/** Parts of the document's schema that the forms use. */

export const boundsOf = ({ whole, min, max, aboveMin, belowMax, limit }: NumberSchema): Bounds => ({ whole, min, max, aboveMin, belowMax, limit })

export function variantsOf(schema: Schema | undefined): Readonly<Record<string, ObjectSchema>> {
  return schema?.is === 'variant' ? schema.variants : {}
}

function objectAt(schema: Schema | undefined): ObjectSchema {
  if (schema?.is === 'object') return schema
  throw new Error('The schema of the document has no such object.')
}

export const trainingKeys: ObjectSchema['keys'] = objectAt(documentSchema.keys.training).keys
export const dataVariants = variantsOf(documentSchema.keys.data)
export const edgeKeys: ObjectSchema['keys'] = edgeSchema.keys
