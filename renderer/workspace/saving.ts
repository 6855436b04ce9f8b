import { inStoredWords, withLearned, type Stored } from '../../engine/document/learned'
import type { GraphDocument } from '../../engine/document/types'
import type { WeightsAnswer } from '../../engine/run/questions'
import { slowly } from '../controls/slowly'
import type { HistoryEntry } from '../editing/store'
import { fittingWeights } from '../editing/weights'
import type { Tab } from './tabs'

/** A tab's document at one moment, ready to be written. */
export interface PreparedSave {
  /** The document with its trained state. */
  readonly document: GraphDocument
  /** The document as it was in the tab. */
  readonly drawn: GraphDocument
  readonly past: readonly HistoryEntry[]
  /** Undefined if the engine did not answer; then the stored weights are used. */
  readonly learned: (Stored & { readonly identity: string }) | undefined
}

/** A tab's document with the weights that it already stores. */
export function asStored({ documents }: Tab): PreparedSave {
  const { document, past } = documents.store.getState()
  return { document, drawn: document, past, learned: undefined }
}

/**
 * A document with the trained state from the engine: of the current network or, if the document does not compile,
 * of the previous one, as far as its parts still exist.
 */
export async function withAnswer(stored: PreparedSave, answer: WeightsAnswer, compiles: boolean): Promise<PreparedSave> {
  const { drawn } = stored
  const weights = answer.weights && (await slowly(inStoredWords(compiles ? answer.weights : fittingWeights(drawn, answer.weights), drawn)))!
  const learned = { weights: weights ?? drawn.weights, fitted: answer.fitted, epoch: answer.epoch, identity: answer.identity }
  return { ...stored, document: withLearned(drawn, learned), learned }
}

/** Records that a file contains a prepared document, without edits made in the meantime. */
export function markSaved(
  { documents }: Tab,
  origin: { readonly path: string; readonly name: string },
  { document, drawn, past, learned }: PreparedSave,
): void {
  if (learned) {
    const { document: now } = documents.store.getState()
    documents.setLearned(now === drawn || !learned.weights ? learned : { ...learned, weights: fittingWeights(now, learned.weights) })
  }
  documents.markSaved(origin, past, { document, learned: learned?.identity })
}
