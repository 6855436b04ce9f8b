import { withLearned, type Stored } from '../../engine/document/learned'
import { tensorOf } from '../../engine/document/tensor'
import type { GraphDocument, StoredTensor } from '../../engine/document/types'
import type { WeightsMessage } from '../../engine/run/protocol'
import type { HistoryEntry } from '../document/store'
import { fittingWeights } from '../document/weights'
import type { Tab } from './tabs'

type Weights = NonNullable<GraphDocument['weights']>

/** A tab's document at one moment, ready to be written. */
export interface Prepared {
  /** The document with what is learned. */
  readonly document: GraphDocument
  /** As it stood in the tab. */
  readonly drawn: GraphDocument
  readonly past: readonly HistoryEntry[]
  /** Undefined where the engine did not answer: what was stored last stands in its place. */
  readonly learned: (Stored & { readonly identity: string }) | undefined
}

/** A tab's document with what it stores already. */
export function asStored({ documents }: Tab): Prepared {
  const { document, past } = documents.store.getState()
  return { document, drawn: document, past, learned: undefined }
}

/**
 * A tab's document with what the engine says is learned: of the network at work, or, where the document does not
 * compile, of the one before, as far as its parts are still there.
 */
export function withAnswer(tab: Tab, answer: WeightsMessage, compiles: boolean): Prepared {
  const stored = asStored(tab)
  const { drawn } = stored
  const weights = answer.weights && alike(compiles ? answer.weights : fittingWeights(drawn, answer.weights), drawn)
  const learned = { weights: weights ?? drawn.weights, fitted: answer.fitted, epoch: answer.epoch, identity: answer.identity }
  return { ...stored, document: withLearned(drawn, learned), learned }
}

/** Makes known that a file holds a document as it was prepared; edits that were made meanwhile it does not. */
export function markSaved({ documents }: Tab, origin: { readonly path: string; readonly name: string }, { document, drawn, past, learned }: Prepared): void {
  if (learned) {
    const { document: now } = documents.store.getState()
    documents.setLearned(now === drawn || !learned.weights ? learned : { ...learned, weights: fittingWeights(now, learned.weights) })
  }
  documents.markSaved(origin, past, { document, learned: learned?.identity })
}

/** Weights in the order, and where no number has changed in the very words, in which a document stores them already. */
function alike(weights: Weights, { weights: stored = {}, training }: GraphDocument): Weights {
  const names = [...Object.keys(stored).filter((name) => Object.hasOwn(weights, name)), ...Object.keys(weights).filter((name) => !Object.hasOwn(stored, name))]
  const digits = training?.precision === 'float32' ? Math.fround : (value: number): number => value
  return Object.fromEntries(names.map((name) => {
    const now = weights[name]!
    const before = Object.hasOwn(stored, name) ? stored[name]! : undefined
    return [name, before && sameNumbers(before, now, digits) ? before : now]
  }))
}

function sameNumbers(a: StoredTensor, b: StoredTensor, digits: (value: number) => number): boolean {
  if (a.shape.join() !== b.shape.join()) return false
  // Long ones are texts, which are compared as they stand.
  if (typeof a.data === 'string' && typeof b.data === 'string' && a.dtype === b.dtype) return a.data === b.data && String(a.indices) === String(b.indices)
  const [one, two] = [tensorOf(a), tensorOf(b)]
  return one.values.length === two.values.length && one.values.every((value, i) => Object.is(digits(value), two.values[i]))
    && String(one.indices) === String(two.indices)
}
