import type { Patch } from 'immer'
import { all, anyObject, atMost, boolean, choice, list, nullable, number, whole } from '../../engine/contract/schema'
import { accepted, acceptedJson, faultIn } from '../../engine/document/accept'
import { limits } from '../../engine/document/limits'
import { parsingJson } from '../../engine/document/json'
import { parseDocument, parsing } from '../../engine/document/parse'
import { isObject } from '../../engine/document/pointer'
import type { Problem } from '../../engine/base/problem'
import type { Resumable } from '../../engine/base/resumable'
import type { GraphDocument } from '../../engine/document/types'
import { unpack, type Checkpoint } from '../../engine/learn/train/checkpoint'
import { validating, validCheckpoint } from '../../engine/learn/train/checkpoint-sound'
import { registry } from '../../nodes'
import { holding } from '../editing/learned'
import type { TrainedState, LearnedStep } from '../editing/entry'
import { patched } from '../editing/patched'
import type { HistoryEntry, KeptDocument } from '../editing/store'

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

/** Keys through which a patch could reach beyond the document. */
const FORBIDDEN: readonly unknown[] = ['__proto__', 'constructor', 'prototype']
const isPath = (path: readonly unknown[]): path is (string | number)[] =>
  path.every((key) => faultIn(isText(key) ? name : whole(0), key) === undefined && !FORBIDDEN.includes(key))
const isText = (value: unknown): value is string => typeof value === 'string'

const anything = { is: 'anything' } as const
const name = { is: 'text', longest: limits.name } as const
const place = { is: 'text', longest: limits.path } as const
const string = { is: 'text' } as const
const path = atMost(limits.nesting, anything)
const keys = list(string)
const patches = list(all({ path, op: choice(['add', 'replace', 'remove']) }, { value: anything }))
const stepSchema = all(
  { label: name, patches, inverse: patches, orders: list(all({ path }, { before: keys, after: keys })), at: number() },
  { merge: name, learned: anything },
)
const originSchema = all({ path: nullable(place), name: place }, { example: place, picture: place })
const writtenSchema = all({ name, count: whole(0), indices: string, before: string, after: string })
const momentSchema = nullable(all({ checkpoint: anything }))
const learnedSchema = all({ at: whole(0), running: boolean, checkpoint: anything })
const entrySchema = all(
  { document: anyObject },
  { origin: anything, past: anything, future: anything, saved: anything, unsaved: anything, asked: anything, learned: anything },
)

function readMoment(value: unknown): TrainedState | undefined {
  const moment = accepted(momentSchema, value)
  if (!moment) return moment
  const checkpoint = validCheckpoint(moment.checkpoint)
  return checkpoint && { checkpoint }
}

/** An edit of weights: as many finite values as indices. */
function readWritten(value: unknown): LearnedStep | undefined {
  const written = accepted(writtenSchema, value)
  if (!written) return undefined
  const lists = [written.indices, written.before, written.after].map(unpack)
  const sound =
    lists.every((list) => list?.length === written.count && list.every(Number.isFinite)) && lists[0]!.every((at) => at >= 0 && Number.isSafeInteger(at))
  return sound ? { written } : undefined
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
  const read = accepted(stepSchema, value)
  if (!read || ![...read.patches, ...read.inverse, ...read.orders].every(({ path }) => isPath(path))) return undefined
  if (![...read.patches, ...read.inverse].every((patch) => patch.op === 'remove' || Object.hasOwn(patch, 'value'))) return undefined
  const { learned, ...rest } = read
  const step = { merge: undefined, ...rest } as HistoryEntry
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
    if (!step.learned || step.patches.length > 0) {
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
    const next: unknown = patched(weights, patches)
    return isObject(next) && isObject(next.nodes) && isObject(next.edges) ? (next as unknown as GraphDocument) : undefined
  } catch {
    return undefined
  }
}

function* readLearned(text: string): Resumable<KeptLearned | undefined> {
  const read = accepted(learnedSchema, (yield* parsingJson(text)).value)
  const checkpoint = yield* validating(read?.checkpoint)
  return read && checkpoint && { ...read, checkpoint }
}

const withWeights = (text: string, weights: string): string => `${text.slice(0, -1)}${text === '{}' ? '' : ','}"weights":${weights}}`

/** Parses the document with its weights, or without them if they are invalid. */
function* readDocument(
  value: Record<string, unknown>,
  weights: string | null,
): Resumable<{ readonly document?: GraphDocument; readonly errors: readonly Problem[]; readonly bare: boolean }> {
  const text = JSON.stringify(value)
  try {
    const { document, errors } = yield* parsing(weights === null || Object.hasOwn(value, 'weights') ? text : withWeights(text, weights), registry)
    if (document) return { document, errors: [], bare: false }
    if (weights === null && value.weights === undefined) return { errors, bare: false }
  } catch {
    /* longer together than a text can be */
  }
  const { weights: _, ...drawn } = value
  const { document, errors } = yield* parsing(JSON.stringify(drawn), registry)
  return { ...(document ? { document } : {}), errors, bare: true }
}

/**
 * Parses the journal's content of a document as carefully as a file. Leaves out only what is invalid: weights, trained
 * state, steps of history beyond the first invalid one; the document itself last, in which case it returns its
 * problems.
 */
export function* readingEntry(texts: Texts): Resumable<ReadEntry | readonly Problem[]> {
  try {
    return yield* readWhole(texts)
  } catch {
    // not JSON, or nested too deeply to be serialized
    return []
  }
}

function* readWhole(texts: Texts): Resumable<ReadEntry | readonly Problem[]> {
  const raw = acceptedJson(entrySchema, texts.text)
  if (!raw) return []
  const origin = accepted(originSchema, raw.origin)
  const { document, errors, bare } = yield* readDocument(raw.document, texts.weights)
  if (!document || !origin) return errors
  const past = readSteps(raw.past, document, 'past')
  const future = readSteps(raw.future, document, 'future')
  const { saved } = raw
  const reached = Number.isSafeInteger(saved) && (saved as number) <= past.steps.length && (saved as number) >= -future.steps.length
  const learned = texts.learned === null ? undefined : yield* readLearned(texts.learned)
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
    kept: learned ? yield* withTraining(kept, learned) : kept,
    learned,
    without: [
      ...(past.whole && future.whole ? [] : ['history' as const]),
      ...(bare ? ['weights' as const] : []),
      ...(texts.learned !== null && !learned ? ['learned' as const] : []),
    ],
  }
}

/** Adds a step to history for training since the last step, so that it is restored and can be undone. */
function* withTraining(kept: KeptDocument, { at, checkpoint }: KeptLearned): Resumable<KeptDocument> {
  const { past, saved } = kept
  const later = past.findIndex((step) => step.at > at)
  const place = later < 0 ? past.length : later
  const last = past.slice(0, place).findLast(({ learned }) => learned && !learned.written)?.learned?.after ?? null
  const next = kept.future.find(({ learned }) => learned && !learned.written)?.learned?.before
  // If history or the stored weights already contain this state, there was no training since.
  if (last ? sameWeights(last.checkpoint, checkpoint) : next ? sameWeights(next.checkpoint, checkpoint) : yield* holding(kept.document, checkpoint)) return kept
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
