import type { Dataset } from '../../data/types'
import type { GraphDocument } from '../../document/types'
import type { ModelOptions } from '../../learn/model/model'
import type { Problem } from '../../base/problem'
import type { Moment } from '../moment'
import type { FrameMessage, SessionCommand } from '../protocol'
import type { PastWeights } from '../past'
import type { Answer, Question } from '../questions'

/** All weights by parameter, in the precision of the network. The arrays share one buffer, which is transferred. */
export type Weights = Readonly<Record<string, Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>>

/** The weights of training at one moment. */
export interface Newest {
  /** Distinguishes them from earlier ones. */
  readonly number: number
  readonly weights: Weights
  readonly epoch: number
  readonly updates: number
  /** The sequence and the step that the canvas shows while no moment is chosen. */
  readonly at: Moment
  /** Whether training runs. */
  readonly running: boolean
  /** Share of one processor that analyses may take meanwhile. */
  readonly share: number
}

/** What the analyst needs to make a network of the same bits. */
export interface NetworkSource {
  /** Without weights and data. */
  readonly document: GraphDocument
  /** Units of inputs and outputs, some of which come from the data. */
  readonly sizes: Readonly<Record<string, number>>
  /** Positions of the entries of sparse parameters. */
  readonly indices: Readonly<Record<string, Int32Array>>
  readonly options: Pick<ModelOptions, 'precision' | 'plain' | 'relaxed'>
  /** Bytes of the network in training, which count towards the limit of memory. */
  readonly beside: number
}

/** The questions that are answered on copies of the weights. */
export type AnalysisKind = 'fixed-points' | 'port-course' | 'gradient-check'

/** From the session to the analyst. `hold`, `poke`, `watch` and `cancel` are those of the session. */
export type AnalystCommand =
  /** Another network, or other data; without `dataset`, the data are the same. */
  | { readonly kind: 'load'; readonly source: NetworkSource; readonly dataset?: Dataset; readonly newest: Newest }
  /** There is no network any more. */
  | { readonly kind: 'leave' }
  /** Newer weights; answered with `taken`. */
  | { readonly kind: 'weights'; readonly newest: Newest }
  /** Training continues from another point: discard all results. */
  | { readonly kind: 'rewind' }
  /** Show earlier weights; null for the newest. */
  | { readonly kind: 'look'; readonly past: PastWeights | null }
  | { readonly kind: 'ask'; readonly request: number; readonly question: Question<AnalysisKind>; readonly states: readonly PastWeights[] }
  | Extract<SessionCommand, { kind: 'hold' | 'poke' | 'watch' | 'drawn' | 'cancel' }>

/** From the analyst to the session. */
export type AnalystReply =
  /** The weights are copied; their memory can be used again. */
  | { readonly kind: 'taken'; readonly number: number; readonly weights: Weights }
  | { readonly kind: 'progress'; readonly request: number; readonly done: number }
  | { readonly kind: 'answer'; readonly request: number; readonly answer: Answer<AnalysisKind> }
  | { readonly kind: 'failure'; readonly request: number; readonly problem: Problem }

/** Messages of an analyst: frames go directly to the screen, all others to the session. */
export type AnalystMessage = AnalystReply | FrameMessage

/** A running analyst. */
export interface AnalystLink {
  /** @param transfer buffers to hand over instead of copying. */
  post(command: AnalystCommand, transfer?: readonly ArrayBuffer[]): void
  /** From now on, frames reach the screen through a new channel; those in an earlier one are dropped. */
  connect(): void
  /** Drops the frames that are on their way to the screen. */
  disconnect(): void
  end(): void
}

/** Starts analysts in threads of their own. */
export interface AnalystHost {
  readonly processors: number
  /** @param onEnd called with the reason when the thread ends unexpectedly. */
  start(onReply: (reply: AnalystReply) => void, onEnd: (reason: string) => void): AnalystLink
}

/** The buffer that weights share. */
export const bufferOf = (weights: Weights): ArrayBuffer[] => {
  const [first] = Object.values(weights)
  return first ? [first.buffer] : []
}
