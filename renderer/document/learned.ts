import { decodeTensor } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import { unpack, type Checkpoint } from '../../engine/learn/checkpoint'
import type { HistoryEntry } from './store'

/** What was learned at one moment; null for weights that are yet to be drawn, as on opening. */
export type Learned = { readonly checkpoint: Checkpoint } | null

/** A step of history that changes what is learned and nothing of the document. */
export interface LearnedStep {
  readonly before: Learned
  readonly after: Learned
}

/** UTF-16 units of weights in all of one document's history; the oldest such steps are let go beyond. */
const MOST = 128 * 2 ** 20
/** Steps with more than this many units are not written into the journal. */
const KEPT = 2 ** 19

/** Most of a checkpoint are texts, which take little time to count. */
function lengthOf({ before, after }: LearnedStep): number {
  const one = (learned: Learned): number => {
    if (!learned) return 0
    const { weights, optimizer, learner, best, within } = learned.checkpoint
    const began = within ? [within.weights, ...within.optimizer, ...within.learner] : []
    return [...Object.values(weights), ...optimizer, ...learner, best?.weights ?? '', ...began].reduce((sum, text) => sum + text.length, 0)
  }
  return one(before) + one(after)
}

/** The steps that are kept: of those that hold weights the newest, as far as there is room. */
export function withinRoom(past: readonly HistoryEntry[]): readonly HistoryEntry[] {
  let room = MOST
  const kept = [...past].reverse().filter(({ learned }) => !learned || (room -= lengthOf(learned)) >= 0)
  return kept.length === past.length ? past : kept.reverse()
}

/** Whether a step goes into the journal: large weights are not written again and again. */
export const isKept = ({ learned }: HistoryEntry): boolean => !learned || lengthOf(learned) <= KEPT

/** The newest step that changes the document: by it one knows whether a file holds what is there. */
export const markOf = (past: readonly HistoryEntry[]): HistoryEntry | null => past.findLast(({ learned }) => !learned) ?? null

/** What was learned at this place in history, as far as history knows. */
export function learnedAt(past: readonly HistoryEntry[], future: readonly HistoryEntry[]): Learned | undefined {
  const last = past.findLast(({ learned }) => learned)?.learned
  return last ? last.after : future.find(({ learned }) => learned)?.learned?.before
}

/** Whether the weights that a document stores are those of a checkpoint. */
export function holds({ weights }: GraphDocument, checkpoint: Checkpoint): boolean {
  return Object.entries(checkpoint.weights).every(([name, packed]) => {
    const { tensor } = { tensor: undefined, ...(weights && Object.hasOwn(weights, name) ? decodeTensor(name, weights[name]!) : {}) }
    const values = unpack(packed)
    return tensor !== undefined && values?.length === tensor.values.length && values.every((value, i) => value === tensor.values[i])
  })
}
