import type { RandomStream } from '../../base/random'
import type { Problem } from '../../base/problem'
import { Reporter, checkObject } from '../../document/check'
import { boolean, choice, number, object, whole, type Schema } from '../../document/schema'
import { decodeBase64, encodeBase64 } from '../../base/base64'

/** A plain object, JSON as it stands. Numbers whose every bit counts are little-endian float64 in base64. */
export interface Checkpoint {
  readonly format: 'unfold-checkpoint'
  readonly version: 1
  readonly epoch: number
  readonly epochs: number
  readonly updates: number
  readonly stale: number
  readonly stopped: boolean
  /** By parameter, fixed ones included, so that a checkpoint stands for itself. */
  readonly weights: Readonly<Record<string, string>>
  /** By parameter, what it is drawn by (`drawnBy`). */
  readonly drawn?: Readonly<Record<string, string>>
  /** Flat positions of the entries of sparse parameters that were learned or stored, and are not where they are drawn by `drawn`. */
  readonly positions?: Readonly<Record<string, string>>
  readonly optimizer: readonly string[]
  readonly schedule: string
  readonly learner: readonly string[]
  readonly streams: Readonly<Record<string, string>>
  readonly best?: { readonly validation: number; readonly epoch: number; readonly weights: string }
  /** Where it was taken in the midst of an epoch: how that began, and how many times errors have been used since. */
  readonly within?: PackedBeginning & { readonly dues: number }
}

/** What an epoch changes, as it was when the epoch began. */
export interface PackedBeginning {
  /** All trainable weights in the order of the store. */
  readonly weights: string
  readonly optimizer: readonly string[]
  readonly learner: readonly string[]
  readonly streams: Readonly<Record<string, string>>
  readonly updates: number
}

export function pack(values: ArrayLike<number>): string {
  const bytes = new Uint8Array(values.length * 8)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i]!, true)
  return encodeBase64(bytes)
}

/** Undefined where the text is none or not what `pack` gives. */
export function unpack(text: string | undefined): Float64Array | undefined {
  const bytes = typeof text === 'string' ? decodeBase64(text) : undefined
  if (!bytes || bytes.length % 8 !== 0) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true))
}

/** Undefined where one of them does not have the length of its pattern. */
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
    format: choice('unfold-checkpoint'), version: whole(1, { max: 1 }), epoch: whole(0), epochs: whole(0), updates: whole(0), stale: whole(0),
    stopped: boolean, weights: record, drawn: record, positions: record, optimizer: list, schedule: text, learner: list, streams: record,
    best: object({ validation: number(), epoch: whole(0), weights: text }, ['validation', 'epoch', 'weights']),
    within: object(
      { weights: text, optimizer: list, learner: list, streams: record, updates: whole(0), dues: whole(1) },
      ['weights', 'optimizer', 'learner', 'streams', 'updates', 'dues'],
    ),
  },
  ['format', 'version', 'epoch', 'epochs', 'updates', 'stale', 'stopped', 'weights', 'optimizer', 'schedule', 'learner', 'streams'],
)

/** Reads a checkpoint from JSON, or says what is wrong with it. */
export function readCheckpoint(value: unknown): Checkpoint | readonly Problem[] {
  const reporter = new Reporter(() => false)
  checkObject(schema, value, '', reporter)
  return reporter.problems.length > 0 ? reporter.problems : (value as Checkpoint)
}

export function packStreams(streams: ReadonlyMap<string, RandomStream>): Record<string, string> {
  return Object.fromEntries([...streams].map(([name, stream]) => [name, pack(stream.state())]))
}

/** Streams that the checkpoint does not know stay where they are. */
export function unpackStreams(streams: ReadonlyMap<string, RandomStream>, packed: Readonly<Record<string, string>>): void {
  for (const [name, stream] of streams) {
    const state = unpack(Object.hasOwn(packed, name) ? packed[name] : undefined)
    if (state?.length === 5) stream.resume([...state])
  }
}
