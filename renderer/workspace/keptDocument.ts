import { applyPatches, enablePatches, type Patch } from 'immer'
import { limits } from '../../engine/document/limits'
import { parseDocument } from '../../engine/document/parse'
import type { Problem } from '../../engine/base/problem'
import type { GraphDocument } from '../../engine/document/types'
import { unpack, type Checkpoint } from '../../engine/learn/train/checkpoint'
import { soundCheckpoint } from '../../engine/learn/train/checkpoint-sound'
import { registry } from '../../nodes'
import type { KeyOrder } from '../document/keyOrder'
import { holds, type Learned, type LearnedStep } from '../editing/learned'
import type { HistoryEntry, KeptDocument, Origin } from '../editing/store'

enablePatches()

/** The trained state at the last write to the journal. */
export interface KeptLearned {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Whether training was running. */
  readonly running: boolean
  readonly checkpoint: Checkpoint
}

/** The journal's content of a document, and what had to be left out. */
export interface ReadEntry {
  readonly kept: KeptDocument
  /** Parts of which something could not be read. */
  readonly without: readonly ('history' | 'weights' | 'learned')[]
  readonly learned: KeptLearned | undefined
}

interface Texts {
  readonly text: string
  readonly weights: string | null
  readonly learned: string | null
}

/** Units of documents to validate while following history; steps further back are only applied. */
const LOOK = 2 * 2 ** 20

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most
const isTextOr = (value: unknown, most: number): boolean => value === undefined || isText(value, most)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** Keys through which a patch could reach beyond the document. */
const FORBIDDEN: readonly unknown[] = ['__proto__', 'constructor', 'prototype']
const isPath = (value: unknown): value is (string | number)[] =>
  Array.isArray(value) && value.length <= limits.nesting && value.every((key) => isCount(key) || (isText(key, limits.name) && !FORBIDDEN.includes(key)))
const isPatch = (value: unknown): value is Patch =>
  isObject(value) && isPath(value.path) && (value.op === 'remove' || ((value.op === 'add' || value.op === 'replace') && Object.hasOwn(value, 'value')))
const isKeys = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.every((key) => typeof key === 'string'))
const isOrder = (value: unknown): value is KeyOrder => isObject(value) && isPath(value.path) && isKeys(value.before) && isKeys(value.after)

function readMoment(value: unknown): Learned | undefined {
  if (value === null) return null
  const checkpoint = isObject(value) ? soundCheckpoint(value.checkpoint) : undefined
  return checkpoint && { checkpoint }
}

/** An edit of weights: as many finite values as indices. */
function readWritten(value: unknown): LearnedStep | undefined {
  if (!isObject(value)) return undefined
  const { name, count, indices, before, after } = value
  const lists = [indices, before, after].map((text) => (typeof text === 'string' ? unpack(text) : undefined))
  const sound =
    isText(name, limits.name) && isCount(count) && lists.every((list) => list?.length === count && list.every(Number.isFinite)) && lists[0]!.every(isCount)
  return sound ? { written: { name, count, indices: indices as string, before: before as string, after: after as string } } : undefined
}

function readLearnedStep(value: unknown): LearnedStep | undefined {
  if (!isObject(value)) return undefined
  if (value.written !== undefined) return readWritten(value.written)
  const before = readMoment(value.before)
  const after = readMoment(value.after)
  return before === undefined || after === undefined ? undefined : { before, after }
}

/** Parses a step of history; undefined if it is invalid. */
function readStep(value: unknown): HistoryEntry | undefined {
  if (!isObject(value)) return undefined
  const { label, patches, inverse, orders, merge, at, learned } = value
  const shaped =
    isText(label, limits.name)
    && Array.isArray(patches)
    && patches.every(isPatch)
    && Array.isArray(inverse)
    && inverse.every(isPatch)
    && Array.isArray(orders)
    && orders.every(isOrder)
    && isTextOr(merge, limits.name)
    && typeof at === 'number'
    && Number.isFinite(at)
  if (!shaped) return undefined
  const step = { label, patches, inverse, orders, merge: merge as string | undefined, at }
  if (learned === undefined) return step
  const what = readLearnedStep(learned)
  return what && { ...step, learned: what }
}

/** The steps nearest to the document that are valid and lead to a valid document. */
function readSteps(value: unknown, document: GraphDocument, side: 'past' | 'future'): { readonly steps: readonly HistoryEntry[]; readonly whole: boolean } {
  if (!Array.isArray(value) || value.length > limits.history) return { steps: [], whole: false }
  const entries: readonly unknown[] = side === 'past' ? [...value].reverse() : value
  const steps: HistoryEntry[] = []
  let look = LOOK
  let at = document
  for (const entry of entries) {
    const step = readStep(entry)
    if (!step) break
    if (!step.learned) {
      const [there, back] = side === 'past' ? [step.inverse, step.patches] : [step.patches, step.inverse]
      const next = after(at, there)
      const again = next && after(next, back)
      if (!next || !again) break
      if (look > 0) {
        const texts = [next, again].map(({ weights: _, ...drawn }) => JSON.stringify(drawn))
        if (!texts.every((text) => parseDocument(text, registry).document)) break
        look -= texts.join('').length
      }
      at = next
    }
    steps.push(step)
  }
  return { steps: side === 'past' ? steps.reverse() : steps, whole: steps.length === entries.length }
}

/** The document after applying patches; undefined if they do not fit. */
function after(document: GraphDocument, patches: readonly Patch[]): GraphDocument | undefined {
  try {
    // Weights may have been stored or dropped since, without a step of history.
    const weights = patches.some(({ path }) => path[0] === 'weights') ? { weights: {}, ...document } : document
    const next: unknown = applyPatches(weights, patches)
    return isObject(next) && isObject(next.nodes) && isObject(next.edges) ? (next as unknown as GraphDocument) : undefined
  } catch {
    return undefined
  }
}

function readOrigin(value: unknown): Origin | undefined {
  if (!isObject(value)) return undefined
  const { path, name, example, picture } = value
  const sound = (path === null || isText(path, limits.path)) && isText(name, limits.path) && isTextOr(example, limits.path) && isTextOr(picture, limits.path)
  return sound
    ? { path, name, ...(example === undefined ? {} : { example: example as string }), ...(picture === undefined ? {} : { picture: picture as string }) }
    : undefined
}

function readLearned(text: string): KeptLearned | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value) || !isCount(value.at) || typeof value.running !== 'boolean') return undefined
    const checkpoint = soundCheckpoint(value.checkpoint)
    return checkpoint && { at: value.at, running: value.running, checkpoint }
  } catch {
    return undefined
  }
}

const withWeights = (text: string, weights: string): string => `${text.slice(0, -1)}${text === '{}' ? '' : ','}"weights":${weights}}`

/** Parses the document with its weights, or without them if they are invalid. */
function readDocument(
  value: unknown,
  weights: string | null,
): { readonly document?: GraphDocument; readonly errors: readonly Problem[]; readonly bare: boolean } {
  if (!isObject(value)) return { errors: [], bare: false }
  const text = JSON.stringify(value)
  try {
    const { document, errors } = parseDocument(weights === null || Object.hasOwn(value, 'weights') ? text : withWeights(text, weights), registry)
    if (document) return { document, errors: [], bare: false }
    if (weights === null && value.weights === undefined) return { errors, bare: false }
  } catch {
    /* longer together than a text can be */
  }
  const { weights: _, ...drawn } = value
  const { document, errors } = parseDocument(JSON.stringify(drawn), registry)
  return { ...(document ? { document } : {}), errors, bare: true }
}

/**
 * Parses the journal's content of a document as carefully as a file. Leaves out only what is invalid: weights, trained
 * state, steps of history beyond the first invalid one; the document itself last, in which case it returns its
 * problems.
 */
export function readEntry(texts: Texts): ReadEntry | readonly Problem[] {
  try {
    return readWhole(texts)
  } catch {
    // not JSON, or nested too deeply to be serialized
    return []
  }
}

function readWhole(texts: Texts): ReadEntry | readonly Problem[] {
  const raw: unknown = JSON.parse(texts.text)
  if (!isObject(raw)) return []
  const origin = readOrigin(raw.origin)
  const { document, errors, bare } = readDocument(raw.document, texts.weights)
  if (!document || !origin) return errors
  const past = readSteps(raw.past, document, 'past')
  const future = readSteps(raw.future, document, 'future')
  const { saved } = raw
  const reached = Number.isSafeInteger(saved) && (saved as number) <= past.steps.length && (saved as number) >= -future.steps.length
  const learned = texts.learned === null ? undefined : readLearned(texts.learned)
  const kept: KeptDocument = {
    ...(typeof raw.learned === 'string' ? { learned: raw.learned } : {}),
    document,
    origin,
    past: past.steps,
    future: future.steps,
    saved: reached ? (saved as number) : null,
    unsaved: raw.unsaved === true,
    asked: raw.asked !== false,
  }
  return {
    kept: learned ? withTraining(kept, learned) : kept,
    learned,
    without: [
      ...(past.whole && future.whole ? [] : ['history' as const]),
      ...(bare ? ['weights' as const] : []),
      ...(texts.learned !== null && !learned ? ['learned' as const] : []),
    ],
  }
}

/** Adds a step to history for training since the last step, so that it is restored and can be undone. */
function withTraining(kept: KeptDocument, { at, checkpoint }: KeptLearned): KeptDocument {
  const { past, saved } = kept
  const later = past.findIndex((step) => step.at > at)
  const place = later < 0 ? past.length : later
  const last = past.slice(0, place).findLast(({ learned }) => learned && !learned.written)?.learned?.after ?? null
  const next = kept.future.find(({ learned }) => learned && !learned.written)?.learned?.before
  // If history or the stored weights already contain this state, there was no training since.
  if (last ? sameWeights(last.checkpoint, checkpoint) : next ? sameWeights(next.checkpoint, checkpoint) : holds(kept.document, checkpoint)) return kept
  const step: HistoryEntry = {
    label: 'run.edit.train',
    patches: [],
    inverse: [],
    orders: [],
    merge: undefined,
    at,
    learned: { before: last, after: { checkpoint } },
  }
  return {
    ...kept,
    past: [...past.slice(0, place), step, ...past.slice(place)],
    unsaved: true,
    // Counts from the newest step, so one more if the new step is newer than the saved one.
    saved: saved === null || past.length - saved > place ? saved : saved + 1,
  }
}

function sameWeights(a: Checkpoint, b: Checkpoint): boolean {
  const names = Object.keys(a.weights)
  return (
    a.epoch === b.epoch
    && a.updates === b.updates
    && names.length === Object.keys(b.weights).length
    && names.every((name) => a.weights[name] === b.weights[name])
  )
}
