import type { StoreApi } from 'zustand/vanilla'
import type { Problem } from '../../engine/base/problem'
import type { Stored } from '../../engine/document/learned'
import type { GraphDocument } from '../../engine/document/types'
import type { DocumentDraft, Selection, TextKey } from '../document/types'
import type { NewStep } from './coming'
import type { HistoryEntry, LearnedStep } from './entry'
import type { FileContents } from './held'

/** A step that is undone or redone. */
export interface Travel {
  readonly entry: HistoryEntry
  readonly side: 'before' | 'after'
}

export interface Origin {
  readonly path: string | null
  readonly example?: string
  /** The picture with the embedded document, or the document's former file; data files are looked up beside it. */
  readonly picture?: string
  readonly name: string
}

export interface DocumentState {
  readonly document: GraphDocument
  /** Increases with every change of the document. */
  readonly revision: number
  /** Revision at which the document was opened; smaller ones belong to other documents. */
  readonly opened: number
  readonly origin: Origin
  readonly past: readonly HistoryEntry[]
  readonly future: readonly HistoryEntry[]
  /** Whether the document differs from its file, apart from trained state. */
  readonly edited: boolean
  /**
   * Identifies the trained state, as reported by the engine: null while it changes, undefined before the first report
   * after opening.
   */
  readonly learned: string | null | undefined
  /** Whether the drawing or the trained state differs from the file. */
  readonly unsaved: boolean
  /** Not part of history. */
  readonly selection: Selection
  /** Why the last edit was refused; undefined if it was not. */
  readonly refused: Problem | undefined
  /** Whether the user asked it to learn, or it came from a file or the gallery. Not part of history. */
  readonly asked: boolean
  /** Whether a step is announced, and whether an undo waits for it. */
  readonly stepComes: boolean
  readonly undoWaits: boolean
}

/** A document with its history, as plain data. */
export interface KeptDocument {
  readonly document: GraphDocument
  readonly origin: Origin
  readonly past: readonly HistoryEntry[]
  readonly future: readonly HistoryEntry[]
  /** Number of undo steps from the newest state to the saved one, negative for redo; null if it is out of reach. */
  readonly saved: number | null
  /** Identifies the trained state in the file; absent if unknown. */
  readonly learned?: string
  /** Whether the drawing or the trained state differed from the file. */
  readonly unsaved?: boolean
  readonly asked: boolean
}

export interface EditOptions {
  /** Edits with the same key merge into one undo step until `endGesture`, another edit, undo or redo. */
  readonly merge?: string
}

export interface DocumentStore {
  readonly store: StoreApi<DocumentState>
  /**
   * Changes the document as one undo step; returns the recipe's result. Refuses changes that would leave a document
   * that cannot be parsed again, for example beyond a limit: sets `refused` and returns undefined.
   */
  edit<T>(label: TextKey, recipe: (draft: DocumentDraft) => T, options?: EditOptions): T | undefined
  /** Sets the reason why something is not done, like a refused edit. */
  refuse(problem: Problem | undefined): void
  /** Called when the user asks the document to learn, whether it can or not. */
  ask(): void
  /** Ends the gesture into which `merge` merges. */
  endGesture(): void
  /** Undoes the edits merged so far, without a trace in history. */
  abandonGesture(): void
  /** Undoes the last step. Like `redo`, waits for announced steps, so that it undoes what the user saw. */
  undo(): void
  redo(): void
  /** Adds a step that changed the trained state; consecutive steps with the same merge key become one. */
  record(label: TextKey, learned: LearnedStep, options?: EditOptions): void
  /** Reserves a place in history for a step of trained state that is still being computed, ahead of later edits. */
  expect(step: Promise<NewStep | undefined>): void
  /** Resolves once no expected step and no undo is pending. */
  settled(): Promise<void>
  /** Calls `listener` before each undo and redo; returns a function that stops it. */
  onTravel(listener: (travel: Travel) => void): () => void
  /** Replaces the document, with an empty history. */
  open(document: GraphDocument, origin: Origin, options?: { readonly edited?: boolean }): void
  /**
   * Called after saving: the file contains the current state, or the state when history was `past`. `held` is the exact
   * content of the file, if known.
   */
  markSaved(origin: Origin, past?: readonly HistoryEntry[], held?: FileContents): void
  /**
   * Called with the engine's identifier of the trained state, null while it changes. The first one after opening
   * identifies the state in the file.
   */
  reportLearned(learned: string | null): void
  /** The document with its history for the journal; drops the oldest steps beyond `limit` UTF-16 units of JSON. */
  keep(limit: number): KeptDocument
  /** Replaces the document and its history. */
  restore(kept: KeptDocument): void
  /** Detaches the document from its file, for example after that was deleted. */
  detach(): void
  /** Makes the document unsaved until it is saved, because it has runs that are lost unless it has a file. */
  unhold(): void
  select(selection: Selection): void
  /**
   * Stores the trained state: weights, what was fitted to the data, and the epoch. Not an undo step, and not affected
   * by undo.
   */
  setLearned(learned: Stored): void
}
