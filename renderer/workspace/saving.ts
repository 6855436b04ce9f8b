import { inStoredWords, withLearned, type Stored } from '../../engine/document/learned'
import type { GraphDocument } from '../../engine/document/types'
import type { WeightsAnswer } from '../../engine/run/questions'
import type { HistoryEntry } from '../editing/store'
import { fittingWeights } from '../editing/weights'
import type { Tab } from './tabs'

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
export function withAnswer(tab: Tab, answer: WeightsAnswer, compiles: boolean): Prepared {
  const stored = asStored(tab)
  const { drawn } = stored
  const weights = answer.weights && inStoredWords(compiles ? answer.weights : fittingWeights(drawn, answer.weights), drawn)
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
