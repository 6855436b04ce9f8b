import type { GraphDocument } from './types'

/** The key among a document's extensions that says where its training stands. */
export const LEARNED = 'learned'

/** The epoch that the stored weights of a document are of; 0 where it does not say. */
export function epochOf({ extensions, weights }: GraphDocument): number {
  const learned = extensions && Object.hasOwn(extensions, LEARNED) ? extensions[LEARNED] : undefined
  const epoch = typeof learned === 'object' && learned !== null && 'epoch' in learned ? learned.epoch : undefined
  const stored = weights !== undefined && Object.keys(weights).length > 0
  return stored && typeof epoch === 'number' && Number.isSafeInteger(epoch) && epoch > 0 ? epoch : 0
}

/** What a document stores of what is learned. */
export interface Stored {
  readonly weights: GraphDocument['weights'] | undefined
  readonly fitted: GraphDocument['fitted'] | undefined
  readonly epoch: number
}

/**
 * A document that stores what is learned, key by key, so that what was there already keeps its place in the file; as it
 * is where nothing is learned and nothing stored.
 */
export function withLearned(document: GraphDocument, { weights, fitted, epoch }: Stored): GraphDocument {
  const stores = weights !== undefined && Object.keys(weights).length > 0
  if (!stores && document.weights === undefined) return document
  const { [LEARNED]: old, ...others } = document.extensions ?? {}
  const extensions = stores && epoch > 0 ? (old === undefined ? { ...others, [LEARNED]: { epoch } } : { ...document.extensions, [LEARNED]: { epoch } }) : others
  const next: GraphDocument = { ...document }
  put(next, 'weights', stores ? weights : undefined)
  put(next, 'fitted', stores ? fitted : undefined)
  put(next, 'extensions', Object.keys(extensions).length > 0 ? extensions : undefined)
  return next
}

function put<K extends 'weights' | 'fitted' | 'extensions'>(document: GraphDocument, key: K, value: GraphDocument[K] | undefined): void {
  if (value === undefined) delete document[key]
  else document[key] = value
}
