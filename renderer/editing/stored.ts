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

/** Replaces the stored weights, keeping the place of the key in the file. */
export function withStored(document: GraphDocument, weights: GraphDocument['weights']): GraphDocument {
  if (weights === document.weights) return document
  if (weights !== undefined) return freezeTensors({ ...document, weights })
  const { weights: _, ...rest } = document
  return rest
}
