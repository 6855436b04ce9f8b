import { finish, type Resumable } from '../../engine/base/resumable'
import { limits } from '../../engine/document/limits'
import { NumberText, readingParts } from '../../engine/document/number-text'
import { isObject } from '../../engine/document/pointer'
import { decodingTensor } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import { unpacking, type Checkpoint } from '../../engine/learn/train/checkpoint'
import type { HistoryEntry, TrainedState, LearnedStep } from './entry'

/** UTF-16 units of weights in one document's history; beyond that, the oldest steps with weights are dropped. */
const MOST = 128 * 2 ** 20
/** Steps larger than this are not written to the journal. */
const KEPT = 2 ** 19

/** A checkpoint consists mostly of strings, whose length is cheap to get. */
function lengthOf({ before, after, written }: LearnedStep): number {
  const one = (learned: TrainedState | undefined): number => {
    if (!learned) return 0
    const { weights, optimizer, learner, best, within } = learned.checkpoint
    const began = within ? [within.weights, ...within.optimizer, ...within.learner] : []
    return [...Object.values(weights), ...optimizer, ...learner, best?.weights ?? '', ...began].reduce((sum, text) => sum + text.length, 0)
  }
  return one(before) + one(after) + (written ? written.indices.length + written.before.length + written.after.length : 0)
}

/** The edit of the document in a step whose weights are dropped. */
function editAlone({ learned: _, ...entry }: HistoryEntry): readonly HistoryEntry[] {
  return entry.patches.length > 0 ? [entry] : []
}

/** Drops the weights of the oldest steps, as far as they exceed the limit. */
export function withinRoom(past: readonly HistoryEntry[]): readonly HistoryEntry[] {
  let room = MOST
  const kept = [...past].reverse().flatMap((entry) => {
    if (!entry.learned || (room -= lengthOf(entry.learned)) >= 0) return [entry]
    return editAlone(entry)
  })
  return kept.length === past.length && kept.every((entry, i) => entry === past[past.length - 1 - i]) ? past : kept.reverse()
}

/** Whether a step is written to the journal; large weights are not, because the journal is rewritten often. */
const isKept = ({ learned }: HistoryEntry): boolean => !learned || lengthOf(learned) <= KEPT

/**
 * The steps to write to the journal. Edits of weights depend on the weights before or after them, so they are dropped
 * as well beyond a dropped training.
 */
function keptSteps(steps: readonly HistoryEntry[], from: 'past' | 'future'): readonly HistoryEntry[] {
  const lost = from === 'past' ? steps.findLastIndex((entry) => !isKept(entry)) : steps.findIndex((entry) => !isKept(entry))
  return steps.flatMap((entry, i) =>
    isKept(entry) && (!entry.learned?.written || lost < 0 || (from === 'past' ? i > lost : i < lost)) ? [entry] : editAlone(entry),
  )
}

/** Steps as JSON, cached because each edit writes them again; of steps longer than `HELD`, only the length is cached. */
const texts = new WeakMap<HistoryEntry, { readonly length: number; readonly text: string | undefined }>()
const HELD = 2 ** 18

function measured(entry: HistoryEntry): { readonly length: number; readonly text: string | undefined } {
  let known = texts.get(entry)
  if (!known) {
    const weights = weightsIn(entry)
    const text = weights > limits.journalHistory ? undefined : JSON.stringify(entry)
    known = { length: text?.length ?? weights, text: text !== undefined && text.length <= HELD ? text : undefined }
    texts.set(entry, known)
  }
  return known
}

/**
 * UTF-16 units of the stored weights, kept as texts, that a step removes or adds: to write millions of numbers takes
 * seconds, and they are too long for the journal.
 */
function weightsIn({ patches, inverse }: HistoryEntry): number {
  const lengthIn = (value: unknown): number => {
    if (typeof value === 'string') return value.length
    if (value instanceof NumberText) return value.text.length
    return isObject(value) ? Object.values(value).reduce<number>((sum, part) => sum + lengthIn(part), 0) : 0
  }
  return [...patches, ...inverse].reduce((sum, { path, value }) => sum + (path[0] === 'weights' ? lengthIn(value) : 0), 0)
}

/** A step as JSON. */
export const stepText = (entry: HistoryEntry): string => measured(entry).text ?? JSON.stringify(entry)

/** Measures the steps of history that were not measured yet, so that `stepsWithin` is fast. */
export function* measuring({ past, future }: { readonly past: readonly HistoryEntry[]; readonly future: readonly HistoryEntry[] }): Resumable<void> {
  for (const entry of [...past, ...future])
    if (!texts.has(entry) && isKept(entry)) {
      yield
      measured(entry)
    }
}

/**
 * The history to write to the journal: the steps nearest to the current state that fit into `limit` UTF-16 units of
 * JSON. `whole` says whether all of the past fits.
 */
export function stepsWithin({ past, future }: { readonly past: readonly HistoryEntry[]; readonly future: readonly HistoryEntry[] }, limit: number) {
  let left = limit
  const fitting = (steps: readonly HistoryEntry[]): readonly HistoryEntry[] => {
    const end = steps.findIndex((entry) => (left -= measured(entry).length) < 0)
    return end < 0 ? steps : steps.slice(0, end)
  }
  const ahead = fitting(keptSteps(future, 'future'))
  const all = keptSteps(past, 'past')
  const behind = fitting([...all].reverse()).toReversed()
  return { past: behind, future: ahead, whole: behind.length === all.length }
}

/** The newest step that changes the document; compared with that of the file to find out whether the file is current. */
export const markOf = (past: readonly HistoryEntry[]): HistoryEntry | null => past.findLast(({ learned, patches }) => !learned || patches.length > 0) ?? null

/** One step of trained state, in one direction. */
export interface Replay {
  readonly step: LearnedStep
  readonly side: 'before' | 'after'
}

/** The steps that lead to the trained state at this point of history, in order, as far as history has them. */
export function replayOf(past: readonly HistoryEntry[], future: readonly HistoryEntry[]): readonly Replay[] {
  const writes = (steps: readonly HistoryEntry[], side: Replay['side']): Replay[] =>
    steps.flatMap(({ learned }) => (learned?.written ? [{ step: learned, side }] : []))
  const moment = (entry: HistoryEntry): boolean => entry.learned !== undefined && !entry.learned.written
  const last = past.findLastIndex(moment)
  if (last >= 0) return [{ step: past[last]!.learned!, side: 'after' }, ...writes(past.slice(last + 1), 'after')]
  const next = future.findIndex(moment)
  // A later moment includes the edits of weights before it, which must be undone.
  const ahead = writes(future.slice(0, next < 0 ? undefined : next), 'before').reverse()
  return [...(next < 0 ? [] : [{ step: future[next]!.learned!, side: 'before' } as const]), ...writes(past, 'after'), ...ahead]
}

/** Whether a document's stored weights equal those of a checkpoint. */
export const holds = (document: GraphDocument, checkpoint: Checkpoint): boolean => finish(holding(document, checkpoint))

/** UTF-16 units of weights above which comparing their numbers takes long. */
const LONG = 2 ** 22

/** As `holds`, but false for long weights that are written in another way. */
export const holdsText = ({ weights = {} }: GraphDocument, checkpoint: Checkpoint): boolean =>
  Object.entries(checkpoint.weights).every(
    ([name, packed]) => packed.length <= LONG || (Object.hasOwn(weights, name) && weights[name]!.data === packed && weights[name]!.indices === undefined),
  ) && holds({ weights } as GraphDocument, checkpoint)

/** As `holds`, as resumable work. */
export function* holding({ weights = {} }: GraphDocument, checkpoint: Checkpoint): Resumable<boolean> {
  for (const [name, packed] of Object.entries(checkpoint.weights)) {
    const stored = Object.hasOwn(weights, name) ? weights[name]! : undefined
    if (!stored) return false
    if (stored.indices === undefined && stored.dtype !== 'float32' && stored.data === packed) continue
    const values = yield* unpacking(packed)
    if (!values) return false
    if (stored.indices === undefined && stored.data instanceof NumberText) {
      if (!(yield* agree(stored.data, values))) return false
      continue
    }
    const { tensor } = { tensor: undefined, ...(yield* decodingTensor(name, stored)) }
    if (values.length !== tensor?.values.length) return false
    for (let at = 0; at < values.length; at += PART) {
      yield
      if (!values.subarray(at, at + PART).every((value, i) => value === tensor.values[at + i])) return false
    }
  }
  return true
}

/** Numbers that are compared at a time. */
const PART = 2 ** 20

/** Reads a text of numbers no further than to the first part that differs. */
function* agree(list: NumberText, values: ArrayLike<number>): Resumable<boolean> {
  let [at, same] = [0, list.count === values.length]
  const compare = (some: readonly number[]): void => {
    for (const value of some) same &&= value === values[at++]
  }
  for (const _ of readingParts(list, compare)) {
    if (!same) return false
    yield
  }
  return same
}
