import type { RandomStream } from '../../base/random'
import type { Problem } from '../../base/problem'
import { checkObject } from '../../document/check'
import { bytesOf, numbersOf } from '../../document/tensor'
import { Reporter } from '../../document/reporter'
import { boolean, choice, number, object, whole, type Schema } from '../../contract/schema'
import { decodingBase64, encodeBase64 } from '../../base/base64'
import { finish, type Resumable } from '../../base/resumable'

/** A plain JSON object. Numbers that must keep every bit are little-endian float64 in base64. */
export interface Checkpoint {
  readonly format: 'unfold-checkpoint'
  readonly version: 1
  readonly epoch: number
  readonly epochs: number
  readonly updates: number
  readonly stale: number
  readonly stopped: boolean
  /** By parameter, fixed ones included, so that a checkpoint is complete. */
  readonly weights: Readonly<Record<string, string>>
  /** By parameter, what it was drawn from (`drawnBy`). */
  readonly drawn?: Readonly<Record<string, string>>
  /** Flat positions of the entries of sparse parameters, where they differ from those that `drawn` determines. */
  readonly positions?: Readonly<Record<string, string>>
  readonly optimizer: readonly string[]
  readonly schedule: string
  readonly learner: readonly string[]
  readonly streams: Readonly<Record<string, string>>
  readonly best?: { readonly validation: number; readonly epoch: number; readonly weights: string }
  /** If taken within an epoch: the state at its start, and the update points passed since. */
  readonly within?: PackedEpochStart & { readonly dues: number }
}

/** The state that an epoch changes, as it was when the epoch began. */
export interface PackedEpochStart {
  /** All trainable weights in store order. */
  readonly weights: string
  readonly optimizer: readonly string[]
  readonly learner: readonly string[]
  readonly streams: Readonly<Record<string, string>>
  readonly updates: number
}

export const pack = (values: ArrayLike<number>): string => encodeBase64(bytesOf(values, 'float64'))

/** Returns the packed numbers; undefined if the text is missing or not made by `pack`. */
export const unpack = (text: string | undefined): Float64Array | undefined => finish(unpacking(text))

/** As `unpack`, as resumable work. */
export function* unpacking(text: string | undefined): Resumable<Float64Array | undefined> {
  const bytes = typeof text === 'string' ? yield* decodingBase64(text) : undefined
  if (!bytes || bytes.length % 8 !== 0) return undefined
  return numbersOf(bytes, 'float64')
}

/** Unpacks several texts; returns undefined if one differs in length from its pattern. */
export function unpackAll(texts: readonly string[], patterns: readonly Float64Array[]): Float64Array[] | undefined {
  const arrays = texts.map(unpack)
  const fits = arrays.length === patterns.length && arrays.every((a, i) => a?.length === patterns[i]!.length)
  return fits ? (arrays as Float64Array[]) : undefined
}

const text: Schema = { is: 'text' }
const record: Schema = { is: 'record', of: text }
const list: Schema = { is: 'list', of: text }

const schema = object(
  {
    format: choice(['unfold-checkpoint']),
    version: whole(1, { max: 1 }),
    epoch: whole(0),
    epochs: whole(0),
    updates: whole(0),
    stale: whole(0),
    stopped: boolean,
    weights: record,
    drawn: record,
    positions: record,
    optimizer: list,
    schedule: text,
    learner: list,
    streams: record,
    best: object({ validation: number(), epoch: whole(0), weights: text }, ['validation', 'epoch', 'weights']),
    within: object({ weights: text, optimizer: list, learner: list, streams: record, updates: whole(0), dues: whole(1) }, [
      'weights',
      'optimizer',
      'learner',
      'streams',
      'updates',
      'dues',
    ]),
  },
  ['format', 'version', 'epoch', 'epochs', 'updates', 'stale', 'stopped', 'weights', 'optimizer', 'schedule', 'learner', 'streams'],
)

/** Parses a checkpoint, or returns its problems. */
export function readCheckpoint(value: unknown): Checkpoint | readonly Problem[] {
  const reporter = new Reporter(() => false)
  checkObject(schema, value, '', reporter)
  return reporter.problems.length > 0 ? reporter.problems : (value as Checkpoint)
}

/** Restores random streams; those that the checkpoint does not contain keep their state. */
export function unpackStreams(streams: ReadonlyMap<string, RandomStream>, packed: Readonly<Record<string, string>>): void {
  for (const [name, stream] of streams) {
    const state = unpack(Object.hasOwn(packed, name) ? packed[name] : undefined)
    if (state?.length === 5) stream.resume([...state])
  }
}
