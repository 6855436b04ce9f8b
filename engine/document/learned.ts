import type { Resumable } from '../base/resumable'
import { isNumberText, NumberText } from './number-text'
import { withParts } from './part-order'
import { readingTensor } from './tensor'
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
  const next = withParts(document, { ...stored, extensions: Object.keys(extensions).length > 0 ? extensions : undefined } as Partial<GraphDocument>)
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as unknown as GraphDocument
}

/** Returns a document, parsed or as JSON, without its trained state, so that training starts from initial weights and fits the scaling again. */
export function withoutLearned<T extends object>(document: T): T {
  const { weights: _, fitted: __, extensions, ...rest } = document as T & Partial<GraphDocument>
  const { [LEARNED]: ___, ...others } = typeof extensions === 'object' && extensions !== null ? extensions : {}
  return { ...rest, ...(Object.keys(others).length > 0 ? { extensions: others } : {}) } as unknown as T
}

/**
 * Orders weights as the document stores them, and reuses the stored form of each tensor whose numbers have not changed;
 * as resumable work.
 * @param weights Those of a model, which may have come in a message.
 */
export function* inStoredWords(weights: Weights, { weights: stored = {}, training }: GraphDocument): Resumable<Weights> {
  const names = [...Object.keys(stored).filter((name) => Object.hasOwn(weights, name)), ...Object.keys(weights).filter((name) => !Object.hasOwn(stored, name))]
  const digits = training?.precision === 'float32' ? Math.fround : (value: number): number => value
  const found: [string, StoredTensor][] = []
  for (const name of names) {
    const now = weights[name]!
    const before = Object.hasOwn(stored, name) ? stored[name]! : undefined
    found.push([name, before && (yield* sameNumbers(before, now, digits)) ? before : afterMessage(now)])
  }
  return Object.fromEntries(found)
}

/** A tensor with its numbers as texts again, of which a message has made plain objects. */
function afterMessage(stored: StoredTensor): StoredTensor {
  const { data, indices } = stored
  const texts = {
    ...(isNumberText(data) ? { data: new NumberText(data.text, data.count) } : {}),
    ...(indices !== undefined && isNumberText(indices) ? { indices: new NumberText(indices.text, indices.count) } : {}),
  }
  return Object.keys(texts).length === 0 ? stored : { ...stored, ...texts }
}

function* sameNumbers(a: StoredTensor, b: StoredTensor, digits: (value: number) => number): Resumable<boolean> {
  if (a.shape.join() !== b.shape.join()) return false
  // Long tensors are texts, which can be compared directly.
  const [text, other] = [textOf(a.data), textOf(b.data)]
  if (text !== undefined && text === other && a.dtype === b.dtype) return samePositions(a.indices, b.indices)
  if (typeof a.data === 'string' && typeof b.data === 'string' && a.dtype === b.dtype) return false
  const one = yield* readingTensor(a)
  const two = yield* readingTensor(b)
  return (
    (yield* sameParts(one.values, two.values, (value, other) => Object.is(digits(value), other)))
    && (one.indices === undefined) === (two.indices === undefined)
    && (yield* sameParts(one.indices ?? [], two.indices ?? [], (index, other) => index === other))
  )
}

const textOf = (list: StoredTensor['data']): string | undefined => (typeof list === 'string' ? list : isNumberText(list) ? list.text : undefined)

/** Whether indices are written alike. */
const samePositions = (a: StoredTensor['indices'], b: StoredTensor['indices']): boolean =>
  a === undefined || b === undefined ? a === b : (textOf(a) ?? String(a)) === (textOf(b) ?? String(b))

/** Numbers that are compared at a time. */
const PART = 2 ** 18

function* sameParts(a: ArrayLike<number>, b: ArrayLike<number>, same: (a: number, b: number) => boolean): Resumable<boolean> {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) {
    if (i % PART === 0) yield
    if (!same(a[i]!, b[i]!)) return false
  }
  return true
}
