import { decodeTensor } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import { unpack, type Checkpoint } from '../../engine/learn/train/checkpoint'
import type { HistoryEntry } from './store'

/** What was learned at one moment; null for weights that are yet to be drawn, as on opening. */
export type Learned = { readonly checkpoint: Checkpoint } | null

/** Entries of one parameter that a person has changed by hand: flat indices, and values before and after, packed. */
interface Written {
  readonly name: string
  readonly count: number
  readonly indices: string
  readonly before: string
  readonly after: string
}

/** A step of history that changes what is learned and nothing else of the document: between two moments, or a few entries. */
export type LearnedStep =
  | { readonly before: Learned; readonly after: Learned; readonly written?: never }
  | { readonly written: Written; readonly before?: never; readonly after?: never }

/** UTF-16 units of weights in all of one document's history; the oldest such steps are let go beyond. */
const MOST = 128 * 2 ** 20
/** Steps with more than this many units are not written into the journal. */
const KEPT = 2 ** 19

/** Most of a checkpoint are texts, which take little time to count. */
function lengthOf({ before, after, written }: LearnedStep): number {
  const one = (learned: Learned | undefined): number => {
    if (!learned) return 0
    const { weights, optimizer, learner, best, within } = learned.checkpoint
    const began = within ? [within.weights, ...within.optimizer, ...within.learner] : []
    return [...Object.values(weights), ...optimizer, ...learner, best?.weights ?? '', ...began].reduce((sum, text) => sum + text.length, 0)
  }
  return one(before) + one(after) + (written ? written.indices.length + written.before.length + written.after.length : 0)
}

/** The steps that are kept: of those that hold weights the newest, as far as there is room. */
export function withinRoom(past: readonly HistoryEntry[]): readonly HistoryEntry[] {
  let room = MOST
  const kept = [...past].reverse().filter(({ learned }) => !learned || (room -= lengthOf(learned)) >= 0)
  return kept.length === past.length ? past : kept.reverse()
}

/** Whether a step goes into the journal: large weights are not written again and again. */
const isKept = ({ learned }: HistoryEntry): boolean => !learned || lengthOf(learned) <= KEPT

/** Steps that are kept in a journal: what was written by hand belongs to weights that are no longer known once a run before or after it is left out. */
function keptSteps(steps: readonly HistoryEntry[], from: 'past' | 'future'): readonly HistoryEntry[] {
  const lost = from === 'past' ? steps.findLastIndex((entry) => !isKept(entry)) : steps.findIndex((entry) => !isKept(entry))
  return steps.filter((entry, i) => isKept(entry) && (!entry.learned?.written || lost < 0 || (from === 'past' ? i > lost : i < lost)))
}

const lengths = new WeakMap<HistoryEntry, number>()
/** UTF-16 units of a step as JSON. */
function unitsOf(entry: HistoryEntry): number {
  const length = lengths.get(entry) ?? JSON.stringify(entry).length
  lengths.set(entry, length)
  return length
}

/** The history that a journal keeps: the steps nearest to what is there, as far as they take `limit` UTF-16 units as JSON. `whole`: none of the past is left out for that. */
export function stepsWithin({ past, future }: { readonly past: readonly HistoryEntry[]; readonly future: readonly HistoryEntry[] }, limit: number) {
  let left = limit
  const fitting = (steps: readonly HistoryEntry[]): readonly HistoryEntry[] => {
    const end = steps.findIndex((entry) => (left -= unitsOf(entry)) < 0)
    return end < 0 ? steps : steps.slice(0, end)
  }
  const ahead = fitting(keptSteps(future, 'future'))
  const all = keptSteps(past, 'past')
  const behind = fitting([...all].reverse()).toReversed()
  return { past: behind, future: ahead, whole: behind.length === all.length }
}

/** The newest step of those that change the document: by it one knows whether a file holds the one that is there. */
export const markOf = (past: readonly HistoryEntry[]): HistoryEntry | null => past.findLast(({ learned }) => !learned) ?? null

/** One step of what is learned, in one direction. */
export interface Replay {
  readonly step: LearnedStep
  readonly side: 'before' | 'after'
}

/** What leads to what was learned at this place in history, as far as history knows, in order. */
export function replayOf(past: readonly HistoryEntry[], future: readonly HistoryEntry[]): readonly Replay[] {
  const writes = (steps: readonly HistoryEntry[], side: Replay['side']): Replay[] =>
    steps.flatMap(({ learned }) => (learned?.written ? [{ step: learned, side }] : []))
  const moment = (entry: HistoryEntry): boolean => entry.learned !== undefined && !entry.learned.written
  const last = past.findLastIndex(moment)
  if (last >= 0) return [{ step: past[last]!.learned!, side: 'after' }, ...writes(past.slice(last + 1), 'after')]
  const next = future.findIndex(moment)
  // The moment ahead holds what was written on the way there, which is taken back.
  const ahead = writes(future.slice(0, next < 0 ? undefined : next), 'before').reverse()
  return [...(next < 0 ? [] : [{ step: future[next]!.learned!, side: 'before' } as const]), ...writes(past, 'after'), ...ahead]
}

/** Whether the weights that a document stores are those of a checkpoint. */
export function holds({ weights }: GraphDocument, checkpoint: Checkpoint): boolean {
  return Object.entries(checkpoint.weights).every(([name, packed]) => {
    const { tensor } = { tensor: undefined, ...(weights && Object.hasOwn(weights, name) ? decodeTensor(name, weights[name]!) : {}) }
    const values = unpack(packed)
    return tensor !== undefined && values?.length === tensor.values.length && values.every((value, i) => value === tensor.values[i])
  })
}
