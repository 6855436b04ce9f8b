import { withParts } from '../../engine/document/part-order'
import type { GraphDocument } from '../../engine/document/types'

/** Freezes long arrays, so that immer does not traverse all of their numbers. */
export function freezeTensors(document: GraphDocument): GraphDocument {
  for (const tensor of Object.values(document.weights ?? {})) {
    Object.freeze(tensor.data)
    Object.freeze(tensor.indices)
    Object.freeze(tensor)
  }
  if (document.weights) Object.freeze(document.weights)
  return document
}

/** Replaces the stored weights; their key keeps its place in the file, and a new one goes where it usually is. */
export function withStored(document: GraphDocument, weights: GraphDocument['weights']): GraphDocument {
  if (weights === document.weights) return document
  if (weights !== undefined) return freezeTensors(withParts(document, { weights }))
  const { weights: _, ...rest } = document
  return rest
}
