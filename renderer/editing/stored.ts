import type { GraphDocument } from '../../engine/document/types'

/** Long arrays are frozen by hand, or immer would walk through every number of them. */
export function freezeTensors(document: GraphDocument): GraphDocument {
  for (const tensor of Object.values(document.weights ?? {})) {
    Object.freeze(tensor.data)
    Object.freeze(tensor.indices)
    Object.freeze(tensor)
  }
  if (document.weights) Object.freeze(document.weights)
  return document
}

/** A document with other stored weights, key by key, so that what was there already keeps its place in the file. */
export function withStored(document: GraphDocument, weights: GraphDocument['weights']): GraphDocument {
  if (weights === document.weights) return document
  if (weights !== undefined) return freezeTensors({ ...document, weights })
  const { weights: _, ...rest } = document
  return rest
}
