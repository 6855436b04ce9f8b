import type { Observable } from 'rxjs'
import type { StoreApi } from 'zustand/vanilla'
import type { Problem } from '../../engine/base/problem'
import type { TableReading } from '../../engine/data/table'
import type { CompiledMessage, RunReport, StateMessage } from '../../engine/run/protocol'
import type { LiveOptions } from '../../engine/run/live-view'
import type { Answer, Question, QuestionKind, Reply, TableAnswer, WeightChange } from '../../engine/run/questions'
import type { Query, Seen, StreamKind } from '../../engine/run/streams'
import type { GraphDocument } from '../../engine/document/types'
import type { DocumentDraft, TextKey } from '../document/types'
import type { Trouble } from './engineLife'
import type { RecognizedReading } from './documentTables'
import type { FeedResult, Reading } from './feed'
import type { MomentState } from './moment'
import type { Run } from './runLog'

/** A change of some entries of a parameter. */
export interface EntriesChange {
  readonly indices: Uint32Array
  readonly change: WeightChange
}

/** The state of a document's engine; frames are not part of it, because they bypass React. */
export interface EngineState {
  readonly compiled: CompiledMessage | undefined
  readonly state: StateMessage
  /** One report per epoch since the document was opened or reset. */
  readonly reports: readonly RunReport[]
  /** Runs since the document was opened, the current one last. */
  readonly runs: readonly Run[]
  /** Requested updates per second; null for full speed. */
  readonly speed: number | null
  /** Why the data file could not be read; problems of its contents are reported by the engine. */
  readonly dataFailure: string | undefined
  /** How the data file was read; undefined if it was not. */
  readonly recognized: RecognizedReading | undefined
  /** Progress of reading the document's data file; undefined if none is being read. */
  readonly reading: Reading | undefined
  /** Whether the user has cancelled reading the document's data file. */
  readonly unread: boolean
  /** A failure of the engine, until `noticed`. */
  readonly trouble: Trouble | undefined
}

/** Whether the network is compiled and can be run and analysed. */
export const canRun = ({ compiled, state }: Pick<EngineState, 'compiled' | 'state'>): boolean =>
  compiled !== undefined && state.status !== 'empty' && state.status !== 'blocked'

/** The engine of one document, in a worker of its own. */
export interface Engine {
  readonly store: StoreApi<EngineState>
  /** The moment that all queries show. */
  readonly moment: StoreApi<MomentState>
  /** Starts the worker and follows the document: every edit is compiled, and training continues. */
  start(): void
  /** Ends the worker. */
  end(): void
  /** The results of a query while subscribed; undefined while unknown. */
  watch<K extends StreamKind>(query: Query<K>): Observable<Seen<K> | undefined>
  /** Called when the user has dismissed a failure. */
  noticed(): void
  /** Restarts an engine that has ended too often or does not respond. */
  startAgain(): void
  play(): void
  /** Runs on rows as they come, until a pause; resolves to why it does not. */
  live(options: LiveOptions): Promise<readonly Problem[]>
  pause(): void
  step(): void
  /** Pauses, and shows the weights of an earlier epoch; null for the newest. */
  lookBack(epoch: number | null): Promise<void>
  /** Continues from the state after an earlier epoch, as a new run. */
  goOn(epoch: number): Promise<void>
  /** Restores the weights and the state of training after an earlier epoch, as a step of history. */
  takeEpoch(epoch: number): Promise<void>
  /** Initializes the weights, at epoch 0. */
  reset(): void
  /** Initializes the weights of these nodes and wires; the others stay. */
  redraw(owners: readonly string[]): void
  /** Edits the document and initializes the weights of these nodes and wires, as one step of history; a run then continues. */
  editAndRedraw(label: TextKey, recipe: (draft: DocumentDraft) => unknown, owners: readonly string[]): Promise<void>
  /** Changes the document to that of another run and gives it the weights learned there, in two steps of history. */
  takeWeights(change: (draft: DocumentDraft) => unknown, weights: NonNullable<GraphDocument['weights']>): Promise<void>
  /** Scales entries of parameters, as one step of history; a run then continues. */
  scale(entries: Readonly<Record<string, EntriesChange>>): Promise<void>
  /**
   * Edits entries of a parameter; all edits until `endWriting` are one step of history. Resolves to the number of
   * changed entries, undefined if refused.
   */
  write(name: string, indices: Uint32Array, change: WeightChange): Promise<number | undefined>
  endWriting(): Promise<void>
  /** Undoes the edits since `endWriting`, without a step of history. */
  cancelWriting(): Promise<void>
  /** Changes the document to that of another run and trains it from the start, as after opening it. */
  runAgain(change: () => void): Promise<void>
  /** @param updatesPerSecond null for full speed. */
  setSpeed(updatesPerSecond: number | null): void
  /** Reads a file that may become the document's data under this path. */
  stageData(path: string, signal: AbortSignal, progress: (reading: Reading) => void, keys?: TableReading['keys']): Promise<FeedResult>
  /** Keeps a table that was read, before the document refers to it by its path. */
  adoptData(path: string, message: TableAnswer): void
  dropData(table: number): void
  /** Cancels reading the document's data file; it then has no data. */
  stopReading(): void
  /** Reads the data file again, after cancelling or a change of the file. */
  readAgain(): void
  /** Resolves when history contains all training and undone steps, and the engine has reported on them. */
  settled(): Promise<void>
  /** Resolves when the engine works on the current document, or to the reason why it will not for a while. */
  caughtUp(): Promise<Problem | undefined>
  /** Asks any of `Questions`: emits progress, then the answer; unsubscribing cancels the question. */
  ask<K extends QuestionKind>(question: Question<K>): Observable<Reply<Answer<K>>>
}

/** A setting of the user that may change at any time. */
export interface Setting<T> {
  get(): T
  /** Returns a function that unsubscribes. */
  subscribe(listener: (value: T) => void): () => void
}
