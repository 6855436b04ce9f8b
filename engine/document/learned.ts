import { tensorOf } from './tensor'
import type { GraphDocument, StoredTensor } from './types'

/** Key of the document's extensions with the progress of training. */
export const LEARNED = 'learned'

/** The epoch of the document's stored weights; 0 if not recorded. */
export function epochOf({ extensions, weights }: GraphDocument): number {
  const learned = extensions && Object.hasOwn(extensions, LEARNED) ? extensions[LEARNED] : undefined
  const epoch = typeof learned === 'object' && learned !== null && 'epoch' in learned ? learned.epoch : undefined
  const stored = weights !== undefined && Object.keys(weights).length > 0
  return stored && typeof epoch === 'number' && Number.isSafeInteger(epoch) && epoch > 0 ? epoch : 0
}

type Weights = NonNullable<GraphDocument['weights']>

/** The trained state that a document stores. */
export interface Stored {
  readonly weights: GraphDocument['weights'] | undefined
  readonly fitted: GraphDocument['fitted'] | undefined
  readonly epoch: number
}

/**
 * Stores the trained state in a document; existing keys keep their place in the file. Returns the document itself if
 * nothing is trained and nothing stored.
 */
export function withLearned(document: GraphDocument, { weights, fitted, epoch }: Stored): GraphDocument {
  const stores = weights !== undefined && Object.keys(weights).length > 0
  if (!stores && document.weights === undefined) return document
  const { [LEARNED]: old, ...others } = document.extensions ?? {}
  const extensions = stores && epoch > 0 ? (old === undefined ? { ...others, [LEARNED]: { epoch } } : { ...document.extensions, [LEARNED]: { epoch } }) : others
  const stored = { weights: stores ? weights : undefined, fitted: stores ? fitted : undefined }
  const added = Object.fromEntries(Object.entries(stored).filter(([key]) => !Object.hasOwn(document, key)))
  // New keys go before `view`, which comes last in files for people to read.
  const keys = Object.entries(document).flatMap(([key, value]) => [...(key === 'view' ? Object.entries(added) : []), [key, value] as const])
  const next = { ...Object.fromEntries(keys), ...stored, extensions: Object.keys(extensions).length > 0 ? extensions : undefined }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as unknown as GraphDocument
}

/** A document, as it was read or as JSON, without its trained state: training draws its weights and fits its scaling anew. */
export function withoutLearned<T extends object>(document: T): T {
  const { weights: _, fitted: __, extensions, ...rest } = document as T & Partial<GraphDocument>
  const { [LEARNED]: ___, ...others } = typeof extensions === 'object' && extensions !== null ? extensions : {}
  return { ...rest, ...(Object.keys(others).length > 0 ? { extensions: others } : {}) } as unknown as T
}

/**
 * Orders weights as the document stores them, and reuses the stored form of each tensor whose numbers have not changed.
 */
export function inStoredWords(weights: Weights, { weights: stored = {}, training }: GraphDocument): Weights {
  const names = [...Object.keys(stored).filter((name) => Object.hasOwn(weights, name)), ...Object.keys(weights).filter((name) => !Object.hasOwn(stored, name))]
  const digits = training?.precision === 'float32' ? Math.fround : (value: number): number => value
  return Object.fromEntries(
    names.map((name) => {
      const now = weights[name]!
      const before = Object.hasOwn(stored, name) ? stored[name]! : undefined
      return [name, before && sameNumbers(before, now, digits) ? before : now]
    }),
  )
}

function sameNumbers(a: StoredTensor, b: StoredTensor, digits: (value: number) => number): boolean {
  if (a.shape.join() !== b.shape.join()) return false
  // Long tensors are base64 texts, which can be compared directly.
  if (typeof a.data === 'string' && typeof b.data === 'string' && a.dtype === b.dtype) return a.data === b.data && String(a.indices) === String(b.indices)
  const [one, two] = [tensorOf(a), tensorOf(b)]
  return (
    one.values.length === two.values.length
    && one.values.every((value, i) => Object.is(digits(value), two.values[i]))
    && String(one.indices) === String(two.indices)
  )
}
